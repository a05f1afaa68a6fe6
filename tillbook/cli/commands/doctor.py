"""`tillbook doctor`: look at everything and say in words what to do."""

import argparse
import json
from dataclasses import asdict

from tillbook.cli import doctor, options, places

MARKS = {"good": " ok ", "warning": "note", "problem": "BAD "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; 1 when one of them is a problem."""
    findings = []
    for finding in doctor.examine(places.data_directory(arguments.data)):
        findings.append(finding)
        if not arguments.json:
            print(f"[{MARKS[finding.verdict]}] {finding.subject}: {finding.facts}", flush=True)
            if finding.advice:
                print(f"       {finding.advice}")
    healthy = all(finding.verdict != "problem" for finding in findings)
    if arguments.json:
        facts = [asdict(finding) for finding in findings]
        print(json.dumps({"healthy": healthy, "findings": facts}))
    return 0 if healthy else 1
