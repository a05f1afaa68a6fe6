"""Which migrations this code brings, so that a start need not ask Django when nothing is new."""

import hashlib
import importlib.metadata
from pathlib import Path

import tillbook

# Their own tables change with their versions.
PACKAGES = ("django", "procrastinate")


def fingerprint() -> str:
    """Answer a name for the set of migrations in this code; it changes when one of them does."""
    digest = hashlib.sha256()
    root = Path(tillbook.__file__).parent
    sources = [*root.glob("*/migrations/*.py"), root / "config" / "settings.py"]
    for source in sorted(sources):
        digest.update(f"{source.relative_to(root)}\0".encode() + source.read_bytes())
    for package in PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}\0".encode())
    return digest.hexdigest()
