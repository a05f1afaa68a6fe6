"""End with the process that started us: nobody may be left behind on the port or the database."""

import os
import signal
import threading
import time

SUPERVISOR = "TILLBOOK_SUPERVISOR"
LOOK_EVERY_S = 1.0


def follow(parent: int) -> None:
    """Ask ourselves to stop, as SIGTERM does, when the parent process is gone."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=look, daemon=True, name="follow-parent").start()


def follow_supervisor() -> None:
    """Follow the supervisor when there is one; a part started by hand stands alone."""
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor:
        follow(int(supervisor))
