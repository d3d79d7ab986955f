"""python -m etl city: check the profile of a city, or write the files of a new one."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from data.text.messages import message
from etl.city.checking import profile_problems
from etl.command import Report, run_reporting
from etl.inbox.inspect import Refused

SKELETON = Path(__file__).parent / "skeleton"


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the options of ``python -m etl city``."""
    parser.description = "A city profile is a folder of files that describe a city. See docs/city.md."
    parser.add_argument("action", choices=("check", "new"), help="check a profile, or write a new one")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of the profile")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the action; return 0, or 2 with every problem."""
    action = _check if options.action == "check" else _new
    return run_reporting(options, lambda _, report: action(options.folder, report))


def _check(folder: Path, report: Report) -> int:
    problems = profile_problems(folder)
    for problem in problems:
        report(problem)
    if problems:
        return 2
    report(message("city_right", folder=folder))
    return 0


def _new(folder: Path, report: Report) -> int:
    """Write files that a city edits; they describe a small invented city and pass the check."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(message("city_exists", folder=folder))
    shutil.copytree(SKELETON, folder, dirs_exist_ok=True)
    report(message("city_new", folder=folder))
    return 0
