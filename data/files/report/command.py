"""``python -m data report``: write the monthly reports of all or some departments to files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data import warehouse
from data.analyses.department_month import gather, visible_departments
from data.city_profile import in_use
from data.files import report
from data.filters import QueryError
from data.scope import LEVEL_HELP, LEVELS, Scope
from data.settings import LANGUAGES
from data.warehouse import Build, NoWarehouse


def main(arguments: list[str]) -> int:
    """Write the reports. Returns the exit code: 0 written, 2 nothing written."""
    options = _parser().parse_args(arguments)
    try:
        written = _write(options)
    except (QueryError, NoWarehouse, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0 if written else 2


def _write(options: argparse.Namespace) -> int:
    """Write the reports; return how many."""
    forms = [form.strip() for form in options.format.split(",") if form.strip()]
    unknown = [form for form in forms if form not in report.FORMS]
    if unknown or not forms:
        raise QueryError(f"--format {options.format!r}; there are: {', '.join(report.FORMS)}")
    build = (
        warehouse.find_build(options.build, options.home)
        if options.build
        else warehouse.current(options.home)
    )
    with in_use.using(build.city):
        return _write_reports(options, build, forms)


def _write_reports(options: argparse.Namespace, build: Build, forms: list[str]) -> int:
    departments = [code.strip() for code in options.department.split(",") if code.strip()]
    options.out.mkdir(parents=True, exist_ok=True)
    written = 0
    scope = Scope(None, options.level)
    for department in departments or visible_departments(build, scope):
        month = gather(department, options.month, scope, build=build)
        if month.is_empty:
            print(f"{department}: nothing in {options.month}, no report", file=sys.stderr)
            continue
        for form in forms:
            name = report.file_name(department, options.month, options.lang, build.id, form)
            (options.out / name).write_bytes(report.write(month, options.lang, form))
            print(options.out / name)
            written += 1
    return written


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data report",
        description="The monthly report of each department as PDF and Excel, with the figures of the pages.",
    )
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="the month to report")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the files")
    parser.add_argument(
        "--department", default="", metavar="D[,D…]", help="codes of departments (default: all)"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="language of the report")
    parser.add_argument("--format", default=",".join(report.FORMS), metavar="F[,F]", help="pdf, xlsx or both")
    parser.add_argument("--level", choices=LEVELS, default=LEVELS[0], help=LEVEL_HELP)
    parser.add_argument("--build", help="id of a kept build (default: the published one)")
    parser.add_argument("--home", type=Path, help="folder of the warehouse (default: data/)")
    return parser
