"""Compiles the engine for the till: python -m tillbook_pricing.build OUTDIR.

Writes OUTDIR/tillbook_pricing/*.mpy and OUTDIR/engine.json, which lists them. Needs mpy-cross;
runs on CPython only, and is not part of the engine.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tillbook_pricing import ENGINE

PACKAGE = Path(__file__).parent
CPYTHON_ONLY = {"build.py", "shapes.py"}


def engine_files() -> list[Path]:
    """List the files that run on both engines."""
    return sorted(path for path in PACKAGE.glob("*.py") if path.name not in CPYTHON_ONLY)


def build(target: Path) -> list[str]:
    """Compile the engine into `target` and answer the written paths, relative to it."""
    folder = target / PACKAGE.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    digest = hashlib.sha256()
    written = []
    for source in engine_files():
        name = f"{PACKAGE.name}/{source.stem}.mpy"
        command = [sys.executable, "-m", "mpy_cross", "-s", source.name]
        command += ["-o", str(target / name), str(source)]
        subprocess.run(command, check=True)  # noqa: S603 - our compiler on our own files
        digest.update((target / name).read_bytes())
        written.append(name)
    facts = {"engine": ENGINE, "files": written, "sha256": digest.hexdigest()}
    (target / "engine.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tillbook_pricing.build OUTDIR")
    build(Path(sys.argv[1]))
