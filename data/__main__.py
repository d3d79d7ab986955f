"""python -m data: the same figures as the pages, on the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from data import warehouse
from data.catalogue.metrics import catalogue
from data.city_profile import in_use
from data.disclosure import rounds
from data.files.formula_guard import spreadsheet_safe
from data.filters import Filters, QueryError, conditions
from data.inputs import reason
from data.query import calculate, check_shown, find_metric
from data.scope import LEVEL_HELP, LEVELS, Scope
from data.text.plain_text import without_control_characters
from data.text.texts import say
from data.warehouse import NoWarehouse


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 printed, 2 the question or the warehouse is wrong."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["report"]:
        from data.files.report import command  # slow to import, and figures do not need it

        return command.main(arguments[1:])
    if arguments[:1] == ["access"]:
        from data.access import command as access  # slow to import too

        return access.main(arguments[1:])
    options = _parser().parse_args(arguments)
    try:
        frame = _metrics() if options.metric == "list" else _figures(options)
    except (QueryError, NoWarehouse) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    _write(frame, options.format)
    return 0


def _figures(options: argparse.Namespace) -> pd.DataFrame:
    """Return the requested figures; notes on stderr name a missing input, and say that counts are rounded."""
    filters = Filters(options.from_month, options.to_month, where=conditions(_where(options.where)))
    build = (
        warehouse.find_build(options.build, options.home)
        if options.build
        else warehouse.current(options.home)
    )
    with in_use.using(build.city):
        metric, by, scope = find_metric(options.metric), _split(options.by), Scope(None, options.level)
        check_shown(metric, by, filters, scope, build)
        frame = calculate(metric.id, by, filters, scope=scope, build=build)
        if rounds(metric, scope):
            print(f"note: {say('disclosure.rounded', 'en')}", file=sys.stderr)
        if unknown := reason(metric, by, filters, scope, "en", build=build):
            print(f"note: {unknown}", file=sys.stderr)
    return frame


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data",
        description="Figures of Talkootila. `python -m data list` names the metrics;"
        " `python -m data report --help` describes the departments' monthly reports,"
        " `python -m data access --help` how to find out what a person may see.",
    )
    parser.add_argument("metric", help="a metric's id, `list`, `report`, or `access`")
    parser.add_argument("--by", default="", metavar="D[,D…]", help="dimensions to group by")
    parser.add_argument("--from", dest="from_month", metavar="YYYY-MM", help="first month, inclusive")
    parser.add_argument("--to", dest="to_month", metavar="YYYY-MM", help="last month, inclusive")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="D=V[,V…]",
        help="members to count; may be repeated",
    )
    parser.add_argument("--format", choices=("table", "csv", "json", "parquet"), default="table")
    parser.add_argument("--level", choices=LEVELS, default=LEVELS[0], help=LEVEL_HELP)
    parser.add_argument("--build", help="id of a kept build (default: the published build)")
    parser.add_argument("--home", type=Path, help="folder of the warehouse (default: data/)")
    return parser


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _where(conditions: list[str]) -> dict[str, list[str]]:
    where: dict[str, list[str]] = {}
    for condition in conditions:
        dimension, equals, members = condition.partition("=")
        if not equals or not _split(members):
            raise QueryError(f"--where {condition!r}: write it as district=101,102")
        where.setdefault(dimension.strip(), []).extend(_split(members))
    return where


def _metrics() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "metric": metric.id,
                "title": metric.texts["en"].title,
                "kind": metric.kind,
                "unit": metric.unit,
                "dimensions": " ".join(metric.groupings),
            }
            for metric in catalogue().metrics.values()
        ]
    )


def _write(frame: pd.DataFrame, file_format: str) -> None:
    if file_format == "parquet":
        frame.to_parquet(sys.stdout.buffer, index=False)
    elif file_format == "csv":
        texts = frame.select_dtypes(exclude=["number", "bool"]).columns
        safe = frame.assign(**{name: frame[name].map(spreadsheet_safe, na_action="ignore") for name in texts})
        safe.to_csv(sys.stdout, index=False)
    elif file_format == "json":
        print(frame.to_json(orient="records", force_ascii=False))
    else:
        lines = frame.to_string(index=False, na_rep="").split("\n")
        print("\n".join(map(without_control_characters, lines)))


if __name__ == "__main__":
    sys.exit(main())
