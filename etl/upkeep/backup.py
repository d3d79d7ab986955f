"""python -m etl backup FILE: write everything that a home cannot make again, and its secrets, to one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import secret_file
from data.text.messages import message
from etl.command import Report, run_alone
from etl.inbox.inspect import Refused
from etl.landing.secret import VARIABLE, load_secrets, secret_path
from etl.landing.store import Landing
from etl.upkeep import archive


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the options of ``python -m etl backup``."""
    parser.description = (
        "Back up landing, reference tables, mappings, settings and the secrets. The file opens the personal "
        "keys: store it encrypted. See docs/operate.md."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup, such as talkootila.tar.gz")
    parser.set_defaults(
        run=lambda options: run_alone(options, lambda home, report: back_up(home, report, options.file))
    )


def back_up(home: Path, report: Report, target: Path) -> int:
    """Write the backup of a home. Raises Refused if the file exists, or if the secret is another."""
    landing = Landing(home, *load_secrets())
    landing.prepare()
    secret = secret_file.read_or_create(VARIABLE, secret_path())
    try:
        files = archive.write(target.resolve(), home, secret)
    except FileExistsError:
        raise Refused(message("backup_exists", file=target)) from None
    report(message("backed_up", files=files, file=target))
    return 0
