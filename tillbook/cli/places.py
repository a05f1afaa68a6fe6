"""Where Tillbook keeps its data on this machine, and the secret that belongs to it."""

import os
import secrets
from pathlib import Path

import platformdirs

from tillbook.cli.database import accounts
from tillbook.cli.database.cluster import prepare_data_directory, write_private


def data_directory(named: str | None) -> Path:
    """Answer the data directory: as named, or TILLBOOK_DATA, or the platform's own place."""
    chosen = named or os.environ.get("TILLBOOK_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return accounts.SYSTEM_HOME / "data"
    return platformdirs.user_data_path("tillbook", appauthor=False)


def secret_key(data: Path) -> str:
    """Answer the key that signs sessions; it is made once and kept in the data directory."""
    prepare_data_directory(data)
    path = data / "secret-key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()
