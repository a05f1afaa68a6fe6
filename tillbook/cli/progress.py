"""Say what is being done while it takes time; only to a person, never to a program."""

import contextlib
import sys
from collections.abc import Callable, Iterator

Say = Callable[[str], None]


@contextlib.contextmanager
def shown(*, quiet: bool = False) -> Iterator[Say]:
    """Give a function that shows the present step on stderr, with the time it has taken."""
    if quiet or not sys.stderr.isatty():
        yield lambda _words: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda words: bar.reset(task, description=words)
