"""OmaStadi, participatory budgeting on Decidim: votes, votes as Pabulib, plans, and the names of areas.

A row of the votes is one voter, with district, age, gender and school: only the day and the district of
the postal code are kept.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import duckdb
from python_calamine import CalamineWorkbook

from data.catalogue.tables import normalise
from data.text.messages import message
from etl.inbox.inspect import Export, Refused
from etl.landing.sql_quoting import identifier, literal
from etl.sources.base import Feed, Raw, add_rows
from etl.sources.readers.csv import read_csv
from etl.sources.readers.xlsx import text

_VOTES = frozenset(
    ("user_hash", "order_hash", "budget_id", "voted_project_ids", "checked_out_at", "postal_code")
)
_KEPT = ("budget_id", "budget_name", "checked_out_at", "postal_code")


def _votes(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    """Return the rows of all sheets of votes, recognised by header: sheet names are cut at 31 letters."""
    workbook = CalamineWorkbook.from_path(export.path)
    rows: list[tuple[str | None, ...]] = []
    for sheet in workbook.sheet_names:
        body = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        header = [normalise(str(cell)) for cell in body[0]] if body else []
        if len(_VOTES & set(header)) < 4:
            continue
        missing = [name for name in _KEPT if name not in header]
        if missing:
            raise Refused(message("missing_columns", columns=", ".join(missing)))
        positions = [header.index(name) for name in _KEPT]
        for number, row in enumerate(body[1:], start=2):
            if any(cell not in ("", None) for cell in row):
                rows.append((*(text(row[position]) for position in positions), sheet, str(number)))
    names = (*_KEPT, "sheet", "row")
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    add_rows(connection, "vote_rows", dict(zip(names, columns, strict=True)))
    of_two_districts = {name for row in rows if (name := row[1]) and " ja " in name}
    return Raw(
        "vote_rows",
        {**{name: identifier(name) for name in _KEPT}, "derived_is_list": "'true'"},
        messages=tuple(message("two_districts", budget=name) for name in sorted(of_two_districts)),
        place=(identifier("sheet"), identifier("row")),
    )


def _pabulib(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    """Return the votes of a Pabulib file. Its titles are not quoted, so projects are not read."""
    lines = export.path.read_text(encoding="utf-8-sig").splitlines()
    starts = {line.strip(): number for number, line in enumerate(lines) if line.strip() in _SECTIONS}
    if set(starts) != set(_SECTIONS) or len(lines) < starts["VOTES"] + 2:
        raise Refused(message("pabulib_broken"))
    meta = dict(line.split(";", 1) for line in lines[starts["META"] + 1 : starts["PROJECTS"]] if ";" in line)
    first = starts["VOTES"] + 2
    votes = [row for row in csv.reader(io.StringIO("\n".join(lines[first:])), delimiter=";") if any(row)]
    declared = meta.get("num_votes", "")
    if declared.isdigit() and int(declared) != len(votes):
        raise Refused(message("pabulib_cut", declared=declared, found=len(votes)))
    add_rows(connection, "pabulib_votes", {"voter_id": [row[0] for row in votes]})
    district = literal(meta["district"]) if meta.get("district") else "NULL::VARCHAR"
    columns = {
        "budget_id": literal(meta.get("subunit") or meta.get("description") or export.name),
        "budget_name": district,
        "date_end": literal(meta.get("date_end", "")),
        "derived_is_list": "'false'",
    }
    return Raw("pabulib_votes", columns, first_row=first + 1)


# ``2023-10-01 12:00:00 +0300`` or ``… UTC``, as Ruby prints them.
_RUBY_TIME = "regexp_replace(replace({text}, ' UTC', '+00'), ' ([+-][0-9]{{2}})([0-9]{{2}})$', '\\1:\\2')"
_SECTIONS = ("META", "PROJECTS", "VOTES")


def _plans(connection: duckdb.DuckDBPyConnection, export: Export) -> Raw:
    """Read plans. Their area is in a section of the form, whose number changes from round to round."""
    raw = read_csv(connection, export)
    columns = dict(raw.columns)
    if "published_at" in columns:
        columns["published_at"] = _RUBY_TIME.format(text=columns["published_at"])
    sections = [h for h in columns if re.fullmatch(r"section_\d+/value/scope_id", h)]
    if sections:
        scope = ", ".join(f"nullif({columns[header]}, '')" for header in sections)
        columns["derived_scope_id"] = f"coalesce({scope})"
    return replace(raw, columns=columns)


_PLANS = frozenset(
    ("participatory_space/id", "published_at", "closed_at", "followers", "related_proposals/ids")
)
_PROJECTS = frozenset(("budget/id", "confirmed_votes", "budget_amount", "related_proposal_titles"))
_IDEAS = frozenset(("area_scope/id", "is_amend", "subcategory/id", "coordinates/available"))
_RESULTS = frozenset(("status/key", "progress", "proposal_urls", "parent/id"))

FEEDS = (
    Feed(
        source="omastadi",
        name="votes",
        table="budget_votes",
        kind="xlsx",
        signature=_VOTES,
        minimum=4,
        read=_votes,
    ),
    Feed(
        source="omastadi",
        name="pabulib",
        table="budget_votes",
        kind="csv",
        signature=frozenset(("meta",)),
        minimum=1,
        read=_pabulib,
        lacks=frozenset(("home_major_district", "budget_name")),
    ),
    Feed(
        source="omastadi",
        name="plans",
        table="budget_plans",
        kind="csv",
        signature=_PLANS,
        minimum=4,
        read=_plans,
        is_wide=True,
    ),
    Feed(
        source="omastadi",
        name="projects",
        table="budget_scopes",
        kind="csv",
        signature=_PROJECTS,
        minimum=3,
        read=read_csv,
        is_wide=True,
    ),
    Feed(
        source="omastadi",
        name="ideas",
        table="budget_scopes",
        kind="csv",
        signature=_IDEAS,
        minimum=3,
        read=read_csv,
        is_wide=True,
    ),
    Feed(
        source="omastadi",
        name="results",
        table="budget_scopes",
        kind="csv",
        signature=_RESULTS,
        minimum=3,
        read=read_csv,
        is_wide=True,
    ),
)
