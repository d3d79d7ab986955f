"""python -m etl: load exports, write a sample city, tell how the data stand."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from data import settings
from data.text.messages import render
from etl import load
from etl.inbox.inspect import Refused

DEFAULT_EXPORTS = settings.ROOT / "data" / "exports"
#: Commands of a module each, and what they are for. Only the one asked for is imported: what they all bring
#: along takes longer than a small load.
MODULES = {
    "fetch": ("etl.fetch.command", "fetch exports from an API into the inbox"),
    "reference": ("etl.reference.command", "fetch official boundaries, residents and departments"),
    "suggest": ("etl.suggest.command", "draft a mapping for an export of a system that is not known"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code (see architecture: 0, 1 or 2)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given.insert(0, "load")
    options = _parser(given[0]).parse_args(given)
    return int(options.run(options))


def _parser(asked: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="Load exports into Talkootila.")
    commands = parser.add_subparsers(required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, help="folder of landing and warehouse (default: data/)")
    common.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    common.add_argument(
        "--lang",
        choices=settings.LANGUAGES,
        default=os.environ.get("TALKOOTILA_LANG", "en"),
        help="language of the messages",
    )
    loading = commands.add_parser("load", parents=[common], help="land new files, build, check, publish")
    loading.add_argument("--exports", type=Path, default=DEFAULT_EXPORTS, help="the inbox")
    loading.set_defaults(run=_load)
    telling = commands.add_parser("status", parents=[common], help="builds, loads, freshness, rejected rows")
    telling.set_defaults(run=_status)
    for name, (module, purpose) in MODULES.items():
        parser_of_module = commands.add_parser(name, parents=[common], help=purpose)
        if name == asked:
            importlib.import_module(module).define(parser_of_module, DEFAULT_EXPORTS)
    sampling = commands.add_parser("sample", help="write a synthetic city in the real formats")
    sampling.add_argument("--out", type=Path, required=True)
    sampling.add_argument("--bookings", type=int, default=200_000)
    sampling.add_argument("--from", dest="first_month", metavar="YYYY-MM")
    sampling.add_argument("--to", dest="last_month", metavar="YYYY-MM")
    sampling.add_argument("--seed", type=int, default=1)
    sampling.set_defaults(run=_sample)
    return parser


def _load(options: argparse.Namespace) -> int:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if not options.exports.is_dir():
        console.print(f"error: there is no folder {options.exports}", markup=False)
        return 2
    try:
        outcome = load.run(
            settings.home(options.home),
            options.exports.resolve(),
            lambda line: console.print(render(line, options.lang), markup=False),
        )
    except Refused as error:
        console.print(f"error: {render(error.stored, options.lang)}", markup=False)
        if options.json:
            print(json.dumps({"build_id": None, "published": False, "files": [], "checks": []}))
        return 2
    described = asdict(outcome)
    for file in described["files"]:
        file["message"] = render(file["message"], options.lang)
        if file["message"]:
            console.print(f"{file['file']}: {file['message']}", markup=False)
    if options.json:
        print(json.dumps(described, ensure_ascii=False))
    else:
        console.print(outcome.summary, markup=False)
    return outcome.exit_code


def _status(options: argparse.Namespace) -> int:
    from etl import status  # brings pandas along

    return status.show(settings.home(options.home), options.lang, as_json=options.json)


def _sample(options: argparse.Namespace) -> int:
    # Only this command needs the generator and what it brings along.
    from etl.sample import write_sample

    console = Console(stderr=True, highlight=False)
    last = options.last_month or _last_full_month()
    first = options.first_month or _months_before(last, 35)
    try:
        files = write_sample(
            options.out,
            bookings_count=options.bookings,
            first_month=first,
            last_month=last,
            seed=options.seed,
        )
    except ValueError as error:
        console.print(f"error: {error}", markup=False)
        return 2
    console.print(f"{len(files)} files in {options.out}", markup=False)
    return 0


def _last_full_month() -> str:
    return f"{dt.date.today().replace(day=1) - dt.timedelta(days=1):%Y-%m}"


def _months_before(month: str, count: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


if __name__ == "__main__":
    sys.exit(main())
