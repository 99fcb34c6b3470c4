"""The bar of a long run: how many are done of how many, how many a second, how long it will take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smartmap.cli.screen import console, say

if TYPE_CHECKING:
    from rich.progress import Task

    from smartmap.documents.classify import Progress


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar with rate and time left; nothing where nobody watches (a pipe, a log)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """Programmes a second, over the last seconds."""

        def render(self, task: Task) -> Text:
            """Give the rate, once there is one."""
            return Text(say("progress_rate", rate=f"{task.speed:.0f}") if task.speed else "")

    with Progress(
        TextColumn(say("progress_classify")),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
        console=console(stderr=True),
        transient=True,
        disable=not console(stderr=True).is_terminal,
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
