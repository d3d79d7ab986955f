"""What the commands of this folder share: messages on stderr, and exit code 2 for what cannot be done."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from data import log_files, settings
from data.log_files import log
from data.text.messages import render
from etl.home_lock import only_writer
from etl.inbox.inspect import Refused
from etl.warehouse.model import BuildFailed

Report = Callable[[str], None]


def run_alone(options: argparse.Namespace, change: Callable[[Path, Report], int]) -> int:
    """Run ``change`` as the only writer of the home; return its exit code, or 2 if it is refused."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    home = settings.home(options.home)

    def report(stored: str) -> None:
        console.print(render(stored, options.lang), markup=False)

    try:
        with only_writer(home, report):
            log_files.set_up(log_files.LOAD, home)
            exit_code = change(home, report)
    except (Refused, BuildFailed) as error:
        console.print(f"error: {render(error.stored, options.lang)}", markup=False)
        return 2
    log.info("%s finished with exit code %d", options.command, exit_code)
    return exit_code
