"""python -m etl suggest: write a draft of a mapping to stdout or a file, and a report to stderr."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table as Report

from data import settings
from data.text.messages import message, render
from etl import custom
from etl.inbox.inspect import Refused
from etl.inbox.recognise import Unsupported
from etl.suggest.beginning import Beginning, read_beginning
from etl.suggest.columns import ColumnProfile, columns
from etl.suggest.draft import Draft, draft
from etl.suggest.matching import Matched, best_match, tables_known
from etl.suggest.unique_keys import with_unique_keys

#: Reasons why a file is not recognised for which a mapping may help.
_UNKNOWN = ("unknown_format", "encoding", "binary", "custom_several")


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the arguments of ``python -m etl suggest``."""
    parser.description = (
        "Draft a mapping for an export of an unknown system, from its headers and from what its cells "
        "look like; no personal data are shown. See docs/custom-sources.md."
    )
    parser.add_argument("file", type=Path, help="a CSV or XLSX export")
    parser.add_argument("--out", type=Path, metavar="FILE.toml", help="where to write it (default: stdout)")
    parser.add_argument("--table", choices=tables_known(), help="what the rows are (default: what fits best)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draft a mapping; return 0, or 2 if there is no draft."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    language = str(options.lang)

    def say(stored: str) -> None:
        console.print(render(stored, language), markup=False)

    try:
        if not options.file.is_file():
            raise Refused(message("suggest_no_file"))
        known_source = _known_source(options.file, settings.home(options.home))
        beginning = read_beginning(options.file)
        profiles = columns(beginning)
        matched, notes = with_unique_keys(beginning, best_match(profiles, options.table))
    except Refused as error:
        console.print(f"error: {render(error.stored, language)}", markup=False)
        return 2
    drafted = draft(beginning, profiles, matched, language, notes)
    if options.json:
        matched_columns = {
            name: [c.header for c in profiles_used] for name, profiles_used in matched.columns.items()
        }
        result = {"table": matched.table.name, "columns": matched_columns, "missing": matched.missing}
        result |= {"gaps": drafted.gaps, "personal": drafted.personal, "draft": drafted.text}
        print(json.dumps(result, ensure_ascii=False))
    if options.out:
        try:
            options.out.parent.mkdir(parents=True, exist_ok=True)
            with options.out.open("x", encoding="utf-8") as file:
                file.write(drafted.text)
        except OSError as error:
            reason = type(error).__name__
            say(message("suggest_not_written", file=options.out.name, reason=reason))
            return 2
    elif not options.json:
        print(drafted.text, end="")
    if known_source:
        say(known_source)
    console.print(_table(profiles, matched, drafted, language))
    for stored in (*notes, *_report(beginning, matched, drafted)):
        say(stored)
    return 0


def _known_source(path: Path, home: Path) -> str:
    """Return a stored message about a file that needs no mapping; '' for one that needs one.

    Raises Refused for a file that must not be loaded at all.
    """
    try:
        _, feed = custom.identify(path, path.parent, custom.mappings(home))
    except Unsupported as error:
        return error.stored
    except custom.WrongMapping:
        return ""
    except Refused as error:
        if error.stored.partition("?")[0] in _UNKNOWN:
            return ""
        raise
    return message("suggest_known", source=feed.source, feed=feed.name)


def _table(profiles: Sequence[ColumnProfile], matched: Matched, drafted: Draft, language: str) -> Report:
    """Return a line per column of the file: its kind, the shape of its cells, and what it becomes."""

    def text(code: str) -> str:
        return render(message(code), language)

    report = Report(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("suggest_column", "suggest_holds", "suggest_looks", "suggest_becomes"):
        report.add_column(text(title), overflow="fold")
    becomes: dict[str, list[str]] = {}
    for name, columns_used in matched.columns.items():
        for column in columns_used:
            becomes.setdefault(column.header, []).append(name)
    for column in profiles:
        if column.header in drafted.personal:
            target = text("suggest_dropped")
        else:
            target = ", ".join(becomes.get(column.header, ())) or text("suggest_unused")
        kind = "" if column.why_personal else text(f"suggest_kind_{column.kind}")
        report.add_row(_plain(column.header), kind, _plain(column.shape), _plain(target))
    return report


def _plain(text: str) -> str:
    """Return a text without markup of the terminal."""
    return text.replace("[", r"\[")


def _report(beginning: Beginning, matched: Matched, drafted: Draft) -> list[str]:
    messages = [message("suggest_table", table=matched.table.name, count=len(matched.columns))]
    if not beginning.is_whole:
        messages.append(message("suggest_part", rows=len(beginning.rows)))
    if matched.missing:
        messages.append(message("suggest_missing", columns=", ".join(matched.missing)))
    messages.append(message("suggest_gaps", keys=", ".join(dict.fromkeys(drafted.gaps))))
    messages.append(message("suggest_next"))
    return messages
