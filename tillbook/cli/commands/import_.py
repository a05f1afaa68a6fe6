"""`tillbook import FILE`: the product export of another system, checked and brought in."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tillbook.cli import businesses, options, places, progress, serving
from tillbook.cli.database import reach
from tillbook.cli.trouble import Trouble

if TYPE_CHECKING:
    from tillbook.importing.types import BatchFacts

SHOWN_PROBLEMS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", metavar="FILE", help="a product export; its header names its kind")
    parser.add_argument("--dry-run", action="store_true", help="only say what it would do")
    parser.add_argument("--profile", default="", help="the system it comes from, if it is unclear")
    parser.add_argument("--location", metavar="CODE", help="where stock without a place goes")
    parser.add_argument("--business", metavar="NAME", help="by id or name, if there are several")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Check the file and, unless only that is asked, bring it in; 1 when rows have problems."""
    file, data = Path(arguments.file), places.data_directory(arguments.data)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}.") from error
    with progress.shown(quiet=arguments.json) as say, reach.database(data) as addresses:
        business = businesses.chosen(addresses, data, arguments.business)
        serving.enter(data, addresses)
        from tillbook.kernel.refusals import Refusal

        try:
            facts = _bring_in(raw, arguments, business.id, say)
        except Refusal as refusal:
            raise Trouble(refusal.message) from refusal
    answer = _answer(facts)
    if arguments.json:
        print(json.dumps(answer, default=str))
    else:
        _tell(answer)
    return 1 if answer["problems"] else 0


def _bring_in(
    raw: bytes, arguments: argparse.Namespace, business: UUID, say: progress.Say
) -> "BatchFacts":
    from tillbook.importing import operations as importing
    from tillbook.kernel.actors import house

    by = house(business)
    say(f"checking {arguments.file}")
    with businesses.acting_in(business):
        checked = importing.check_file(
            raw,
            file_name=Path(arguments.file).name,
            by=by,
            at=datetime.now(UTC),
            profile=arguments.profile,
            location=_location(arguments.location),
        )
    if arguments.dry_run:
        return checked
    say(f"importing {checked.outcome['counts']['new']:,} new items")
    with businesses.acting_in(business):
        return importing.apply(checked.id, by=by, at=datetime.now(UTC))


def _location(code: str | None) -> UUID | None:
    from tillbook.org import queries as org

    if code is None:
        return None
    known = {location.code: location.id for location in org.locations()}
    if code not in known:
        raise Trouble(f"There is no location {code}; there are {', '.join(sorted(known))}.")
    return known[code]


def _answer(facts: "BatchFacts") -> dict[str, Any]:
    from tillbook.importing import words
    from tillbook.importing.rules.memory import problem_from_json

    problems = [problem_from_json(each) for each in facts.outcome["problems"]]
    return {
        "id": facts.id,
        "profile": facts.profile,
        "state": facts.state.value.lower(),
        "counts": facts.outcome["counts"],
        "problems": [words.of_problem(each) for each in problems if each.blocks],
        "notices": [words.of_problem(each) for each in problems if not each.blocks],
        "changes": facts.outcome["changes"],
    }


def _tell(answer: dict[str, Any]) -> None:
    counted = ", ".join(f"{number:,} {name}" for name, number in answer["counts"].items())
    print(f"{answer['profile']}, {answer['state']}: {counted}")
    for each in answer["problems"][:SHOWN_PROBLEMS]:
        print(f"  row {each['row']}, {each['column']}: {each['message']} {each['fix']}")
    more = len(answer["problems"]) - SHOWN_PROBLEMS
    if more > 0:
        print(f"  and {more:,} more; --json lists them all")
