"""python -m etl fetch: progress and messages on stderr, with ``--json`` the result on stdout."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from data.text.messages import message, render
from etl.fetch import SOURCES, Fetched, exit_code, fetch
from etl.fetch.configuration import FetchFailed


def define(parser: argparse.ArgumentParser, inbox: Path) -> None:
    """Define the options of ``python -m etl fetch``."""
    parser.description = (
        "Fetch exports from an API into the inbox; `python -m etl load` then loads them. "
        "Tokens come from the environment (TALKOOTILA_<SOURCE>_TOKEN). See docs/fetch.md."
    )
    parser.add_argument("source", choices=sorted(SOURCES), metavar="SOURCE", help=", ".join(sorted(SOURCES)))
    parser.add_argument(
        "--since",
        type=dt.date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="changes since that day (default: since the last complete run, at first everything)",
    )
    parser.add_argument("--exports", type=Path, default=inbox, help="the inbox")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fetch; return 0 (all fetched), 1 (some failed or may lack rows) or 2 (nothing fetched)."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        with _bars(console) as bars:
            lists = fetch(
                options.source,
                options.exports.resolve(),
                since=options.since,
                home=options.home,
                report=lambda stored: console.print(render(stored, options.lang), markup=False),
                progress=_ListBars(bars),
            )
    except FetchFailed as error:
        console.print(f"error: {render(error.stored, options.lang)}", markup=False)
        if options.json:
            print(json.dumps({"source": options.source, "lists": []}))
        return 2
    except KeyboardInterrupt:
        console.print(render(message("fetch_stopped"), options.lang), markup=False)
        return 130
    _print(lists, console, options.lang)
    if options.json:
        printed = [asdict(fetched) | {"message": render(fetched.message, options.lang)} for fetched in lists]
        print(json.dumps({"source": options.source, "lists": printed}, ensure_ascii=False))
    return exit_code(lists)


def _print(lists: Sequence[Fetched], console: Console, language: str) -> None:
    """Print a line for each list, with its messages and files."""
    for fetched in lists:
        text = f": {render(fetched.message, language)}" if fetched.message else ""
        console.print(
            f"{fetched.status:>8}  {fetched.source} {fetched.list} ({fetched.rows}){text}", markup=False
        )
        for file in fetched.files:
            console.print(f"{'':>8}  {file}", markup=False)


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # Only in a terminal: bars would clutter the mail of a cron job.
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


class _ListBars:
    """A progress bar for each list that has started."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, name: str, rows: int, count: int | None) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=count)
        self._bars.update(self._tasks[name], completed=rows, total=count)
