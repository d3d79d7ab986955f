"""python -m etl pull: bring this home the published build of its store, once or again and again.

For machines that only serve pages: they need no landing, no secret, and no right to read what is landed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from data.settings import store_url
from data.text.messages import message
from etl.command import Report, run_reporting
from etl.home_lock import only_writer
from etl.inbox.inspect import Refused
from etl.store.objects import Gone, Objects, open_objects
from etl.store.sync import pull_build, read_published


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the options of ``python -m etl pull``."""
    parser.description = "Bring this home the published build of TALKOOTILA_STORE. See docs/operate.md."
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, and look again after so long")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    return run_reporting(options, lambda home, report: _pull(home, report, options.every))


def _pull(home: Path, report: Report, every: float | None) -> int:
    """Bring the home the published build, and each later one if ``every`` is given. Return 0.

    Raises Refused without ``every``; with it a failure is reported once, and the next try may do better.
    """
    url = store_url()
    if url is None:
        raise Refused(message("store_unset"))
    objects = open_objects(url)
    problem = ""
    while True:
        try:
            _pull_once(home, report, objects)
            problem = ""
        except Refused as error:
            if every is None:
                raise
            if error.stored != problem:
                report(error.stored)
            problem = error.stored
        if every is None:
            return 0
        time.sleep(every)


def _pull_once(home: Path, report: Report, objects: Objects) -> None:
    manifest = read_published(objects).manifest
    if not manifest.build:
        raise Refused(message("store_empty"))
    try:
        with only_writer(home, report):
            pull_build(home, objects, manifest, report)
    except Gone:
        # The next build was published meanwhile.
        _pull_once(home, report, objects)
