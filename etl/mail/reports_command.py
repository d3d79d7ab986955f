"""python -m etl mail-reports: from the first working day on, send the reports of the month before."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path

from data.city_profile.in_use import city_zone
from data.text.messages import message
from etl.command import Report, run_reporting
from etl.home_lock import only_writer
from etl.mail.monthly import due_month, send_reports
from etl.mail.outbox import FOLDER


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the options of ``python -m etl mail-reports``."""
    parser.description = (
        "Mail the monthly report to those whom access.toml names, once. Before the first working day of the "
        "month it does nothing, so a timer may run it every day. See docs/operate.md."
    )
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="another month, on any day")
    parser.add_argument(
        "--again", action="store_true", help="also send those that may have been sent when a run was stopped"
    )
    parser.set_defaults(run=_run)


def _month(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise ValueError(text)
    return text


def _run(options: argparse.Namespace) -> int:
    month = options.month or due_month(dt.datetime.now(city_zone()).date())

    def send(home: Path, report: Report) -> int:
        if month is None:
            report(message("report_early"))
            return 0
        # A lock of its own: a load does not wait for a mail server.
        with only_writer(home / FOLDER, report):
            return send_reports(home, month, report, again=options.again)

    return run_reporting(options, send)
