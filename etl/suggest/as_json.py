"""A draft as one JSON object, for a form: what was found, what may be chosen, and what a load would do."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from data.catalogue.tables import Column
from data.city_profile.in_use import city_zone
from data.text.messages import render
from etl.custom.mapping import GAP, LENGTHS, UNITS, vocabulary
from etl.suggest.drafting import Drafted
from etl.suggest.kinds import DECIMAL, WHOLE
from etl.suggest.matching import columns_of, tables_known
from etl.suggest.preview import MASKED, OPEN, Preview
from etl.suggest.toml_text import ADVISED


def draft_as_json(drafted: Drafted, text: str, language: str) -> dict[str, Any]:
    """Return the draft with its messages as text, and as ``text`` the mapping in TOML.

    ``fields`` are the columns that the file may fill; ``fits`` are the formats to choose from, by header.
    """
    draft = asdict(drafted.draft)
    for column in draft["columns"]:
        column["reasons"] = [render(stored, language) for stored in column["reasons"]]
    for key in ("doubts", "notes"):
        draft[key] = [render(stored, language) for stored in draft[key]]
    table = drafted.draft.entries["table"]
    return {
        **draft,
        "gap": GAP,
        "gaps": drafted.draft.gaps,
        "tables": tables_known(),
        "fields": {name: _field(column, language) for name, column in columns_of(table).items()},
        "fits": _fits(drafted),
        "advised": ADVISED.get(table, ()),
        "preview": preview_as_json(drafted.preview, language) | {"rows": _as_read(drafted)},
        "draft": text,
    }


def preview_as_json(preview: Preview, language: str) -> dict[str, Any]:
    """Return a preview with its messages as text."""
    shown = asdict(preview)
    shown["rows_rejected"] = preview.rows_read - preview.rows_accepted
    shown["problem"] = render(preview.problem, language)
    shown["messages"] = [render(stored, language) for stored in preview.messages]
    for group in shown["rejected"]:
        group["expected"] = render(group["expected"], language)
        group["examples"] = [[row, render(found, language)] for row, found in group["examples"]]
    return shown


def _field(column: Column, language: str) -> dict[str, Any]:
    values = ("true", "false") if column.type == "boolean" else vocabulary(column)
    return {
        "text": column.texts[language],
        "is_required": column.required,
        # A column of this class holds no personal data as they are: a hash, or less exact.
        "is_coarse": column.personal != "-",
        "values": values if column.type in ("boolean", "enum") else (),
        "type": column.type,
    }


def _as_read(drafted: Drafted) -> list[list[str]]:
    """Return the rows of the preview as people read them: local times, and decimals without zeros."""
    known = columns_of(drafted.draft.entries["table"])
    types = [known[name].type for name in drafted.preview.columns]
    return [list(map(_cell, row, types)) for row in drafted.preview.rows]


def _cell(text: str, type_: str) -> str:
    if text in ("", MASKED, OPEN):
        return text
    if type_.startswith("instant"):
        instant = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
        return f"{instant.astimezone(city_zone()):%Y-%m-%d %H:%M}"
    return text.rstrip("0").rstrip(".") if type_ == "decimal" and "." in text else text


def _fits(drafted: Drafted) -> dict[str, tuple[str, ...]]:
    """Return by header the formats, decimal marks or units among which a file leaves the choice."""
    roles = {column.header: column.roles for column in drafted.draft.columns}
    fits: dict[str, tuple[str, ...]] = {}
    for profile in drafted.profiles:
        is_length = any(role in LENGTHS for role in roles.get(profile.header, ()))
        if is_length and profile.kind in (WHOLE, DECIMAL):
            fits[profile.header] = UNITS[:2]
        elif len(choice := profile.formats or profile.marks) > 1:
            fits.setdefault(profile.part_of or profile.header, choice)
    return fits
