"""How far a run is: a line on a terminal with rate and time left, nothing where nobody looks."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress(total: int, shown: bool | None = None) -> Iterator[Callable[[int], None]]:
    """A function to call after each file, with how many more it has brought. By default shown on a terminal.

    The terminal is standard error. The files in an archive or mail are known only when it is come to.
    """
    if not (sys.stderr.isatty() if shown is None else shown):
        yield lambda more: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    # Asked for where there is no terminal, it is one line at the end.
    with Progress(*columns, console=console, transient=console.is_terminal) as bar:
        task = bar.add_task("reading", total=total, rate="")

        def advance(more: int) -> None:
            if more:
                bar.update(task, total=(bar.tasks[0].total or 0) + more)
            bar.advance(task)
            speed = bar.tasks[0].speed
            if speed:
                bar.update(task, rate=f"{speed:.0f} documents/s")

        yield advance
