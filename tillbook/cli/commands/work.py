"""`tillbook work`: the worker for background jobs and schedules."""

import argparse

from tillbook.cli import options, parent, places, serving
from tillbook.cli.database import guard, reach


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    options.add_log_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM; a job that is running may finish."""
    parent.follow_supervisor()
    options.set_log_format(arguments)
    data = places.data_directory(arguments.data)
    with reach.database(data) as addresses:
        guard.refuse_unsafe(addresses.app)
        serving.enter_as_server(data, addresses)
        from procrastinate.contrib.django import app, django_connector

        assert isinstance(app.connector, django_connector.DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(shutdown_graceful_timeout=20)
    return 0
