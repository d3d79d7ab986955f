"""python -m etl: load exports, report the state of the data, fetch exports, write a sample city."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from data import log_files, period, settings
from data.city_profile import in_use
from data.city_profile.problems import WrongProfile
from data.log_files import log
from data.text.messages import message, render
from etl import cancelling, load, progress
from etl.inbox.inspect import Refused
from etl.outcome import Outcome
from etl.warehouse.quality_checks import description

DEFAULT_EXPORTS = settings.ROOT / "data" / "exports"
#: Commands with a module of their own, and what they do. Only the command that runs is imported, because
#: importing the libraries of all commands takes longer than a small load.
MODULES = {
    "build": (
        "etl.engines.command",
        "build again from everything landed, on this machine or on a Spark cluster",
    ),
    "fetch": ("etl.fetch.command", "fetch exports from an API into the inbox"),
    "reference": ("etl.reference.command", "fetch official boundaries, residents and departments"),
    "backup": ("etl.upkeep.backup", "write landing, tables, mappings, settings and secrets to one file"),
    "restore": ("etl.upkeep.restoring", "fill a home from a backup"),
    "pull": ("etl.store.command", "bring this home the published build of the store that machines share"),
    "rotate-secret": ("etl.upkeep.rotation", "hash every landed key again under a new secret"),
    "forget": ("etl.upkeep.erasure", "remove the key of a person from everything landed"),
    "retain": ("etl.upkeep.retention", "remove personal keys from rows older than some years"),
    "mail-reports": ("etl.mail.reports_command", "mail the monthly reports of the departments"),
    "city": ("etl.city.command", "check a city profile, or write the files of a new one"),
    "suggest": ("etl.suggest.command", "draft a mapping for an export of a system that is not known"),
}
#: What ``load --json`` prints if nothing could be loaded.
NOTHING_LOADED: dict[str, object] = {"build_id": None, "published": False, "files": [], "checks": []}
#: Months of a sample city, unless a period is given.
SAMPLE_MONTHS = 36


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0, 1 or 2 (see docs/architecture.md).

    Only the user of the command can read what it writes; the umask of the process is restored afterwards.
    """
    parts = list(sys.argv[1:] if arguments is None else arguments)
    if not parts or (parts[0].startswith("-") and parts[0] not in ("-h", "--help")):
        parts.insert(0, "load")
    options = _parser(parts[0]).parse_args(parts)
    umask = os.umask(0o077)
    try:
        with _city_of(options):
            return int(options.run(options))
    except Exception as error:
        return _failed(options, error)
    finally:
        os.umask(umask)


def _city_of(options: argparse.Namespace) -> contextlib.AbstractContextManager[object]:
    """Return the context in which a command works for the city of its home. A broken profile is reported by
    the commands that need it."""
    try:
        return in_use.using(in_use.city_of(settings.home(getattr(options, "home", None))))
    except WrongProfile:
        return contextlib.nullcontext()


def _failed(options: argparse.Namespace, error: Exception) -> int:
    """Log an exception that no command expects, name it on stderr, and return exit code 2."""
    path = log_files.set_up(log_files.LOAD, settings.home(getattr(options, "home", None)))
    log.exception("The command failed")
    text = message("failed", reason=type(error).__name__, log=path)
    _console().print(f"error: {render(text, getattr(options, 'lang', 'en'))}", markup=False)
    return 2


def _console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def _parser(command: str) -> argparse.ArgumentParser:
    """Return the parser, with the options of one of the MODULES only if that is the ``command``."""
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
    load_parser = commands.add_parser("load", parents=[common], help="land new files, build, check, publish")
    load_parser.add_argument("--exports", type=Path, default=DEFAULT_EXPORTS, help="the inbox")
    load_parser.add_argument(
        "--no-build", action="store_true", help="only land the new files; the next load builds"
    )
    load_parser.add_argument(
        "--city", type=Path, metavar="DIR", help="city profile to put into the home first"
    )
    load_parser.add_argument(
        "--mail", action="store_true", help="mail the stewards if something needs attention (mail.toml)"
    )
    load_parser.add_argument(
        "--uploads",
        nargs="?",
        const="",
        metavar="KEY",
        help="instead of an inbox, load what stewards uploaded on the page Load data",
    )
    load_parser.set_defaults(run=_load)
    status_parser = commands.add_parser(
        "status", parents=[common], help="builds, loads, freshness, rejected rows"
    )
    status_parser.set_defaults(run=_status)
    for name, (module, purpose) in MODULES.items():
        module_parser = commands.add_parser(name, parents=[common], help=purpose)
        if name == command:
            module_parser.set_defaults(command=name)
            importlib.import_module(module).define(module_parser, DEFAULT_EXPORTS)
    sample_parser = commands.add_parser("sample", help="write a synthetic city in the real formats")
    sample_parser.add_argument("--out", type=Path, required=True)
    sample_parser.add_argument(
        "--city", type=Path, metavar="DIR", default=in_use.BUILT_IN, help="city profile (default: Helsinki)"
    )
    sample_parser.add_argument("--bookings", type=int, default=200_000)
    sample_parser.add_argument("--from", dest="first_month", metavar="YYYY-MM")
    sample_parser.add_argument("--to", dest="last_month", metavar="YYYY-MM")
    sample_parser.add_argument("--seed", type=int, default=1)
    sample_parser.set_defaults(run=_sample)
    return parser


def _load(options: argparse.Namespace) -> int:
    """Load the inbox: progress and messages on stderr, with ``--json`` the outcome on stdout."""
    console = _console()
    if options.uploads is not None:
        from etl import uploads  # most loads do not need it

        home = settings.home(options.home)
        return uploads.load_one(home, options.uploads) if options.uploads else uploads.load_all(home)
    if options.city is not None:
        from etl.city.adopting import adopt  # most loads do not need it

        try:
            adopt(options.city, settings.home(options.home))
        except Refused as error:
            console.print(f"error: {render(error.stored, options.lang)}", markup=False)
            return 2
    if not options.exports.is_dir():
        console.print(f"error: the folder {options.exports} does not exist", markup=False)
        return 2
    try:
        with _progress(console, options.lang), cancelling.by_signal():
            outcome = load.run(
                settings.home(options.home),
                options.exports.resolve(),
                lambda line: console.print(render(line, options.lang), markup=False),
                builds=not options.no_build,
            )
    except Exception as error:
        if options.json:
            print(json.dumps(NOTHING_LOADED))
        if not isinstance(error, Refused):
            _mailed(options, [message("steward_failed", reason=type(error).__name__)], 2)
            raise
        console.print(f"error: {render(error.stored, options.lang)}", markup=False)
        return _mailed(options, [error.stored], 2)
    printed = asdict(outcome)
    for file in printed["files"]:
        file["message"] = render(file["message"], options.lang)
        if file["message"]:
            console.print(f"{file['file']}: {file['message']}", markup=False)
    for check in outcome.checks if outcome.published else ():
        if check.rows:
            facts = {"rows": check.rows, "examples": check.examples}
            found = message("status_check", description=description(check.name, options.lang), **facts)
            console.print(render(found, options.lang), markup=False)
    if options.json:
        print(json.dumps(printed, ensure_ascii=False))
    else:
        console.print(outcome.summary, markup=False)
    return _mailed(options, outcome, outcome.exit_code)


@contextlib.contextmanager
def _progress(console: Console, language: str) -> Iterator[None]:
    """Show the progress of a load if somebody looks at it."""
    if not (sys.stdout.isatty() and console.is_terminal):
        with progress.listening(lambda _: None):
            yield
        return
    from etl import progress_bar  # most loads run without a terminal

    with progress_bar.shown(console, language) as listener, progress.listening(listener):
        yield


def _mailed(options: argparse.Namespace, causes: Outcome | list[str], exit_code: int) -> int:
    """Mail the stewards what needs attention, with ``--mail``; return the exit code, 2 if that fails.

    Before there is a mail.toml nobody gets a mail, and the exit code is at least 1.
    """
    if not options.mail:
        return exit_code
    from etl.mail import steward  # imports pandas

    home = settings.home(options.home)
    try:
        steward.notify(home, causes if isinstance(causes, list) else steward.causes(causes, home))
    except Refused as error:
        _console().print(f"error: {render(error.stored, options.lang)}", markup=False)
        return max(exit_code, 2 if (home / "mail.toml").exists() else 1)
    return exit_code


def _status(options: argparse.Namespace) -> int:
    from etl import status  # imports pandas

    return status.show(settings.home(options.home), options.lang, as_json=options.json)


def _sample(options: argparse.Namespace) -> int:
    from etl.sample import write_sample  # imports numpy, pandas and the generator

    last_month = options.last_month or period.shift(period.month_of(dt.date.today()), -1)
    first_month = options.first_month or period.shift(last_month, 1 - SAMPLE_MONTHS)
    try:
        files = write_sample(
            options.out,
            bookings_count=options.bookings,
            first_month=first_month,
            last_month=last_month,
            seed=options.seed,
            profile=options.city,
        )
    except ValueError as error:
        _console().print(f"error: {error}", markup=False)
        return 2
    _console().print(f"{len(files)} files in {options.out}", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
