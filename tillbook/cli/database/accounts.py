"""Who runs PostgreSQL: it refuses root, so a root start hands it to a service user."""

import functools
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tillbook.cli.database.problems import DatabaseProblem

SERVICE_USER = "tillbook"
SYSTEM_HOME = Path("/var/lib/tillbook")


class ProcessOwner(TypedDict, total=False):
    """Arguments of subprocess that start a process as another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The user that owns the database files and runs the database processes."""

    uid: int
    gid: int

    @property
    def is_somebody_else(self) -> bool:
        """Whether files and processes must be handed over to it."""
        return self.uid != os.geteuid()

    def owner(self) -> ProcessOwner:
        """Say how to start a process as this account; nothing when it is already us."""
        if not self.is_somebody_else:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take(self, path: Path) -> None:
        """Make the file or directory the account's own."""
        if self.is_somebody_else:
            os.chown(path, self.uid, self.gid)

    def may_pass(self, directory: Path) -> bool:
        """Tell whether the account can enter the directory and all that lead to it."""
        resolved = directory.resolve()
        return all(self._may_enter(step) for step in (resolved, *resolved.parents))

    def _may_enter(self, directory: Path) -> bool:
        if self.uid == 0:
            return True
        facts = directory.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)


@functools.cache
def database_account() -> Account:
    """Answer ourselves, or, for root, the service user, which is created when missing."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    name = os.environ.get("TILLBOOK_SERVICE_USER", SERVICE_USER)
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        _create(name)
        entry = pwd.getpwnam(name)
    if entry.pw_uid == 0:
        raise DatabaseProblem("PostgreSQL may not run as root: name another TILLBOOK_SERVICE_USER.")
    return Account(entry.pw_uid, entry.pw_gid)


def _create(name: str) -> None:
    useradd, adduser = shutil.which("useradd"), shutil.which("adduser")
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home"]
        command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name]
    elif adduser:
        command = [adduser, "-S", "-D", "-H", "-s", "/sbin/nologin", name]
    else:
        raise DatabaseProblem(
            f"PostgreSQL may not run as root, and this system has no useradd to create the user "
            f"{name!r} for it. Create that user, or start Tillbook as an ordinary user."
        )
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise DatabaseProblem(
            f"PostgreSQL may not run as root, and the user {name!r} for it could not be created: "
            f"{made.stderr.strip()}"
        )
