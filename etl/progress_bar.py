"""Show the progress of a load in a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from data.text.messages import message, render
from etl.progress import Listener, Progress


@contextmanager
def shown(console: Console, language: str) -> Iterator[Listener]:
    """Yield a listener that draws a bar for the phase of a load while this runs."""
    with Bar(TextColumn("{task.description}"), BarColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def draw(progress: Progress) -> None:
            done = None if progress.share is None else round(1000 * progress.share)
            bar.update(task, description=_text(progress, language), completed=done or 0)
            bar.update(task, total=None if done is None else 1000)

        yield draw


def _text(progress: Progress, language: str) -> str:
    parts = [message(f"progress_{progress.phase}")]
    if progress.rows_per_second is not None:
        facts = {"rows": progress.rows, "rate": round(progress.rows_per_second)}
        parts.append(message("progress_rows", **facts))
    if progress.seconds_left is not None:
        left = dt.timedelta(seconds=round(progress.seconds_left))
        parts.append(message("progress_left", left=left))
    return " · ".join(render(part, language) for part in parts)
