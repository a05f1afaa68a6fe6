"""`tillbook web`: the web server, WSGI with threads."""

import argparse
import gc
import os
import signal
from collections.abc import Callable
from typing import Any

from tillbook.cli import addresses as ports
from tillbook.cli import options, parent, places, serving
from tillbook.cli.database import guard, reach
from tillbook.config.logs import logging_of

APPLICATION = "tillbook.config.wsgi:application"
MOST_WORKERS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_address(parser)
    options.add_log_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM; requests that are running may finish."""
    parent.follow_supervisor()
    options.set_log_format(arguments)
    data = places.data_directory(arguments.data)
    port = ports.free_port(arguments.host, arguments.port)
    os.environ.setdefault("TILLBOOK_BASE_URL", ports.url(arguments.host, port))
    with reach.database(data) as addresses:
        guard.refuse_unsafe(addresses.app)
        os.environ.update(serving.environment(data, addresses))
        _serve(arguments.host, port, workers=arguments.workers, threads=arguments.threads)
    return 0


def _serve(host: str, port: int, *, workers: int, threads: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # Loaded before the processes divide, the application is in memory once, not once in each.
    _application()
    gc.freeze()
    Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or min(os.cpu_count() or 1, MOST_WORKERS),
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        log_level=LogLevels.warning,
        log_dictconfig=_logging(),
    ).serve(target_loader=load)


def load(_target: str) -> Callable[..., Any]:
    """Load the application inside a web process, which ends with the one that started it."""
    # Until granian listens for signals here, being asked to stop means to stop at once.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent.follow(os.getppid())
    return _application()


def _application() -> Callable[..., Any]:
    from django.urls import get_resolver

    from tillbook.config.wsgi import application

    # Loads every route now, so that the first request need not wait for it.
    assert get_resolver().url_patterns
    return application


def _logging() -> dict[str, Any]:
    described = logging_of(os.environ["TILLBOOK_LOG_FORMAT"])
    described["loggers"] = {"_granian": {}, "granian.access": {}}
    return described
