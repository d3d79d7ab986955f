"""``python -m data report``: the monthly reports of all divisions, or of some, as files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data import warehouse
from data.analyses.department_month import divisions, gather
from data.files import report
from data.filters import QueryError
from data.settings import LANGUAGES
from data.warehouse import NoWarehouse


def main(arguments: list[str]) -> int:
    """Write the reports; returns the exit code: 0 written, 2 nothing could be."""
    given = _parser().parse_args(arguments)
    try:
        written = _write(given)
    except (QueryError, NoWarehouse, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0 if written else 2


def _write(given: argparse.Namespace) -> int:
    forms = [form.strip() for form in given.format.split(",") if form.strip()]
    unknown = [form for form in forms if form not in report.FORMS]
    if unknown or not forms:
        raise QueryError(f"--format {given.format!r}; there are: {', '.join(report.FORMS)}")
    build = warehouse.find_build(given.build, given.home) if given.build else warehouse.current(given.home)
    departments = [code.strip() for code in given.department.split(",") if code.strip()]
    given.out.mkdir(parents=True, exist_ok=True)
    written = 0
    for department in departments or divisions(build):
        month = gather(department, given.month, build=build)
        if month.is_empty:
            print(f"{department}: nothing in {given.month}, no report", file=sys.stderr)
            continue
        for form in forms:
            name = report.file_name(department, given.month, given.lang, build.id, form)
            (given.out / name).write_bytes(report.write(month, given.lang, form))
            print(given.out / name)
            written += 1
    return written


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data report",
        description="The monthly report of each division as PDF and Excel, with the figures of the pages.",
    )
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="the month to report")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the files")
    parser.add_argument(
        "--department", default="", metavar="D[,D…]", help="codes of divisions (default: all)"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="language of the report")
    parser.add_argument("--format", default=",".join(report.FORMS), metavar="F[,F]", help="pdf, xlsx or both")
    parser.add_argument("--build", help="id of a kept build (default: the one in force)")
    parser.add_argument("--home", type=Path, help="folder of the warehouse (default: data/)")
    return parser
