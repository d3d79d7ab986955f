"""What commands share: messages on stderr, and exit code 2 with a message for what cannot be done."""

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
from etl.store.sync import in_store
from etl.warehouse.model import BuildFailed

Report = Callable[[str], None]


def run_reporting(options: argparse.Namespace, action: Callable[[Path, Report], int]) -> int:
    """Run ``action`` on the home; return its exit code, or 2 if it is refused. Its messages go to stderr."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    home = settings.home(options.home)
    log_files.set_up(log_files.LOAD, home)
    try:
        exit_code = action(home, lambda stored: console.print(render(stored, options.lang), markup=False))
    except (Refused, BuildFailed) as error:
        console.print(f"error: {render(error.stored, options.lang)}", markup=False)
        return 2
    log.info("%s finished with exit code %d", options.command, exit_code)
    return exit_code


def run_alone(options: argparse.Namespace, change: Callable[[Path, Report], int]) -> int:
    """Run ``change`` as the only writer of the home; as ``run_reporting``."""

    def alone(home: Path, report: Report) -> int:
        with only_writer(home, report), in_store(home, report):
            return change(home, report)

    return run_reporting(options, alone)
