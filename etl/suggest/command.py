"""python -m etl suggest: write a draft of a mapping to stdout or a file, and a report to stderr."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Report

from data import settings
from data.text.messages import message, render
from etl import custom
from etl.custom.identify import UNKNOWN
from etl.inbox.inspect import Refused
from etl.inbox.recognise import Unsupported
from etl.suggest.as_json import draft_as_json, preview_as_json
from etl.suggest.draft import Draft
from etl.suggest.drafting import draft_of
from etl.suggest.matching import tables_known
from etl.suggest.preview import Preview, preview_of_known
from etl.suggest.saving import save
from etl.suggest.toml_text import mapping_text


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the arguments of ``python -m etl suggest``."""
    parser.description = (
        "Draft a mapping for an export of an unknown system, from its headers and from what its cells "
        "look like; no personal data are shown. See docs/custom-sources.md."
    )
    parser.add_argument("file", type=Path, help="a CSV, XLSX or JSON export")
    parser.add_argument("--out", type=Path, metavar="FILE.toml", help="where to write it (default: stdout)")
    parser.add_argument("--table", choices=tables_known(), help="what the rows are (default: what fits best)")
    parser.add_argument("--choices", type=Path, metavar="FILE.json", help="what a form has chosen")
    parser.add_argument(
        "--save", action="store_true", help="save it as a mapping of the home, if it is complete"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draft a mapping; return 0, also for a file that needs none, or 2 if there is no draft."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    language = str(options.lang)

    def say(stored: str) -> None:
        console.print(render(stored, language), markup=False)

    try:
        if not options.file.is_file():
            raise Refused(message("suggest_no_file"))
        home = settings.home(options.home)
        known_source = _known_source(options.file, home)
        if known_source:
            if options.json:
                shown = preview_as_json(_counted(options.file, home), language)
                is_usable = not known_source.startswith("not_yet_supported?")
                text = render(known_source, language)
                _print({"known" if is_usable else "refused": text, "preview": shown})
            say(known_source)
            return 0
        choices = json.loads(options.choices.read_text(encoding="utf-8")) if options.choices else {}
        drafted = draft_of(options.file, options.table, choices)
        if options.save:
            saved = save(home, drafted.draft, language)
            if options.json:
                _print({"saved": saved})
            say(message("suggest_saved", file=saved))
            return 0
    except Refused as error:
        if options.json:
            _print({"refused": render(error.stored, language)})
        console.print(f"error: {render(error.stored, language)}", markup=False)
        return 2
    text = mapping_text(drafted.draft, language)
    if options.json:
        _print(draft_as_json(drafted, text, language))
    if options.out:
        try:
            options.out.parent.mkdir(parents=True, exist_ok=True)
            with options.out.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            reason = type(error).__name__
            say(message("suggest_not_written", file=options.out.name, reason=reason))
            return 2
    elif not options.json:
        print(text, end="")
    console.print(_table(drafted.draft, language))
    for stored in (*_choices(drafted.draft), *_report(drafted.draft), *_previewed(drafted.preview)):
        say(stored)
    if drafted.preview.rows:
        console.print(_rows(drafted.preview))
    say(message("suggest_next"))
    return 0


def _print(content: dict[str, Any]) -> None:
    print(json.dumps(content, ensure_ascii=False))


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
        if error.stored.partition("?")[0] in (*UNKNOWN, "custom_several"):
            return ""
        raise
    return message("suggest_known", source=feed.source, feed=feed.name)


def _counted(path: Path, home: Path) -> Preview:
    """Return the counts of a file that needs no mapping; none for a format without a loader."""
    try:
        return preview_of_known(*custom.identify(path, path.parent, custom.mappings(home)))
    except Unsupported:
        return Preview()


def _table(draft: Draft, language: str) -> Report:
    """Return a line per column of the file: its kind, the shape of its cells, what it becomes, and why."""

    def text(code: str) -> str:
        return render(message(code), language)

    report = Report(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("column", "holds", "looks", "becomes", "why"):
        report.add_column(text(f"suggest_{title}"), overflow="fold")
    for column in draft.columns:
        target = text("suggest_dropped") if column.is_personal else ", ".join(column.roles)
        kind = text(f"suggest_kind_{column.kind}") if column.shape or column.kind == "empty" else ""
        why = [render(stored, language) for stored in column.reasons]
        if column.alternatives and not column.is_personal:
            why.append(render(message("suggest_or", columns=", ".join(column.alternatives)), language))
        cells = (
            column.header,
            kind,
            column.shape,
            target or text("suggest_unused"),
            "; ".join(dict.fromkeys(why)),
        )
        report.add_row(*map(_plain, cells))
    return report


def _plain(text: str) -> str:
    """Return a text without markup of the terminal."""
    return text.replace("[", r"\[")


def _choices(draft: Draft) -> Iterator[str]:
    """Yield why the table was chosen: what each table would be filled with."""
    for choice in draft.choices:
        facts = {"table": choice.table, "points": choice.points}
        columns = ", ".join(choice.columns) or "–"
        yield message("suggest_choice", **facts, columns=columns, missing=", ".join(choice.missing) or "–")
        if choice.signals:
            yield message("suggest_signals", headers=", ".join(choice.signals))


def _report(draft: Draft) -> Iterator[str]:
    yield message("suggest_table", table=draft.entries["table"], count=len(draft.entries["columns"]))
    yield from draft.notes
    yield from draft.doubts
    if not draft.is_whole:
        yield message("suggest_part", rows=draft.rows)
    if draft.missing:
        yield message("suggest_missing", columns=", ".join(draft.missing))
    yield message("suggest_gaps", keys=", ".join(draft.gaps))


def _previewed(preview: Preview) -> Iterator[str]:
    if preview.problem:
        yield message("suggest_no_preview", reason=preview.problem)
        return
    yield message("suggest_preview", rows=preview.rows_read, accepted=preview.rows_accepted)
    yield from preview.messages
    for group in preview.rejected:
        yield message(
            "suggest_rejected", column=group.column or "–", count=group.rows, expected=group.expected
        )


def _rows(preview: Preview) -> Report:
    """Return some rows as they would land, a column for each that is filled."""
    filled = [n for n in range(len(preview.columns)) if any(row[n] for row in preview.rows)]
    report = Report(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for n in filled:
        report.add_column(preview.columns[n], overflow="fold")
    for row in preview.rows:
        report.add_row(*(_plain(row[n]) for n in filled))
    return report
