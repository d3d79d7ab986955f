"""python -m etl retain: remove the personal keys, and the days of handling, from rows older than some years.

Figures by month, place and time of day stay, because they need no keys. Figures that count people once are
unknown in those years from then on (docs/decisions/0023-erasure-and-retention.md).
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from data.city_profile.in_use import city_zone
from data.text.messages import message
from etl.command import Report, run_alone
from etl.landing.secret import load_secrets
from etl.landing.store import Landing
from etl.upkeep.redacting import redact


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the options of ``python -m etl retain``."""
    parser.description = "Remove personal keys from rows older than some calendar years. See docs/operate.md."
    parser.add_argument("--years", type=_years, required=True, metavar="N", help="whole calendar years kept")
    parser.set_defaults(
        run=lambda options: run_alone(options, lambda home, report: retain(home, report, options.years))
    )


def _years(text: str) -> int:
    years = int(text)
    if years < 1:
        raise ValueError("at least 1")
    return years


def retain(home: Path, report: Report, years: int) -> int:
    """Keep the keys of this calendar year and of the ``years`` before it; return as ``redact`` does."""
    landing = Landing(home, *load_secrets())
    landing.prepare()
    day = dt.date(dt.datetime.now(city_zone()).year - years, 1, 1)
    redactions = landing.redactions.keyless_until(day)
    exit_code = 0 if redactions == landing.redactions else redact(landing, redactions)
    report(message("retained", day=redactions.keyless_before))
    return exit_code
