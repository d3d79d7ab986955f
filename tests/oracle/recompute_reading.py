"""Read exports for the recomputation: recognise each file and return its rows as written."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.oracle.recompute_time import Row, instant, local

# Kind of rows → the fields that identify it; the first kind that fits counts.
KINDS: dict[str, set[str]] = {
    "statistics": {"state", "begin", "end", "primary_reservation_unit"},
    "respa_reservation": {"resource", "begin", "end", "state", "staff_event"},
    "respa_resource": {"unit", "people_capacity", "opening_hours"},
    "respa_unit": {"opening_hours_today", "data_source_hours"},
    "hauki_resource": {"resource_type", "organization"},
    "event": {"publisher", "event_status", "publication_status"},
    "registration": {"event", "signups"},
    "signup": {"attendee_status", "presence_status"},
    "organization": {"internal_type", "parent"},
    "kultus_report": {"_enrolment", "enrolment_status"},
    "kultus_list": {"Enrolment id", "Amount of children"},
    "kukkuu": {"occurrences", "ticket_system"},
    "results": {"hakemusosan numero", "varausyksikkö"},
    "applications": {"hakemusosan numero", "hakijan tyyppi"},
    "civivolunteer": {"Activity Status"},
}


@dataclass
class Exports:
    """The rows of a folder's files, by kind. ``order`` is the age of a row's file."""

    rows: dict[str, list[tuple[int, Row]]] = field(default_factory=lambda: defaultdict(list))
    register: dict[str, tuple[Any, Row]] = field(default_factory=dict)
    spans: list[tuple[int, list[Row]]] = field(default_factory=list)
    hauki: list[tuple[int, list[Row]]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)  # tprek id → department id
    named_units: dict[str, str] = field(default_factory=dict)  # name in lower case → tprek id
    departments: dict[str, tuple[str, set[str]]] = field(default_factory=dict)  # id → parent, names
    places: dict[str, tuple[list[Row], Any]] = field(default_factory=dict)  # id → divisions, postal code
    v4s: dict[str, Row] = field(default_factory=dict)
    rosterfy: dict[str, Row] = field(default_factory=dict)
    clean_ups: dict[str, tuple[Any, Row]] = field(default_factory=dict)
    volgistics: list[Row] = field(default_factory=list)
    hearings: list[tuple[int, dict[str, list[list[Any]]]]] = field(default_factory=list)  # sheets
    votes: list[tuple[int, list[Row]]] = field(default_factory=list)  # a sheet of one budget at a time
    ballots: list[tuple[dict[str, str], int]] = field(default_factory=list)  # Pabulib: META, votes
    decidim: list[tuple[int, Row]] = field(default_factory=list)


def read(folder: Path) -> Exports:
    """Read every export under ``folder``, oldest file first; equal files count once."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    exports, seen = Exports(), set()
    for order, path in enumerate(sorted(files, key=lambda path: (path.stat().st_mtime, path.name))):
        content = path.read_bytes()
        if (digest := hashlib.sha256(content).digest()) in seen:
            continue
        seen.add(digest)
        if content.startswith(b"PK"):
            _read_workbook(exports, order, path)
        elif content.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"[", b"{")):
            _read_json(exports, order, json.loads(content.decode("utf-8-sig")))
        elif content.startswith(b"META"):
            _read_ballots(exports, content.decode())
        else:
            _read_csv(exports, order, content.decode("utf-8-sig"))
    return exports


def _add_if_known(exports: Exports, order: int, rows: list[Row]) -> bool:
    has = set(rows[0]) if rows else set()
    for kind, fields in KINDS.items():
        if fields <= has:
            exports.rows[kind] += [(order, row) for row in rows]
            return True
    return False


def _read_csv(exports: Exports, order: int, text: str) -> None:
    first = text.partition("\n")[0]
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ","))
    if first.startswith('"","",'):  # two rows of group titles above the headers, and each weekday twice
        lines = lines[2:]
    header = lines[0] if lines else []
    rows = [dict(zip(header, line, strict=False)) for line in lines[1:] if line]
    has = {name.removeprefix("GW_Volunteers__") for name in header}
    if _add_if_known(exports, order, rows):
        return
    if "Reservation unit ID" in has:
        for row in rows:
            updated = row.get("Updated at", "")
            when = dt.datetime.strptime(updated, "%d.%m.%Y %H:%M") if updated else dt.datetime.min
            fields = ("TPRek ID", "Hauki resource id", "Maximum number of persons", "Name_fi", "Unit")
            _register(exports, row["Reservation unit ID"], (when, order), [row.get(f, "") for f in fields])
    elif {"Hours_Worked__c", "Status__c"} <= has:
        for row in rows:
            exports.v4s[row["Id"]] = {key.removeprefix("GW_Volunteers__"): cell for key, cell in row.items()}
    elif "Event Shift - Demand" in has:
        exports.rosterfy |= {row["Event Shift - ID"]: row for row in rows}
    elif has & {"scope/id", "area_scope/id"}:
        exports.decidim += [(order, row) for row in rows]


def _read_json(exports: Exports, order: int, body: Any) -> None:
    rows = body if isinstance(body, list) else body.get("results", body.get("data", []))
    has = set(rows[0]) if rows else set()
    if "opening_hours" in has and isinstance(rows[0]["resource"] if "resource" in has else "", dict):
        exports.hauki.append((order, rows))
    elif _add_if_known(exports, order, rows):
        return
    elif "reservation_unit_id" in has:
        for row in rows:
            updated = row.get("updated_at")
            when = local(instant(updated) or 0).replace(tzinfo=None) if updated else dt.datetime.min
            fields = ("tprek_id", "hauki_resource_id", "maximum_number_of_persons", "name_fi", "unit")
            _register(exports, str(row["reservation_unit_id"]), (when, order), [row.get(f) for f in fields])
    elif {"resource", "start_datetime"} <= has:
        exports.spans.append((order, rows))
    elif "divisions" in has:
        for row in rows:
            named = [division for division in row["divisions"] or [] if isinstance(division, dict)]
            earlier = exports.places.get(str(row["id"]), ([], None))
            exports.places[str(row["id"])] = (named or earlier[0], row.get("postal_code") or earlier[1])
    elif "department" in has or "dept_id" in has:
        for row in rows:
            exports.units[str(row["id"])] = str(row.get("department") or row.get("dept_id"))
            name = row.get("name_fi") or (row.get("name") or {}).get("fi", "")
            exports.named_units[name.strip().lower()] = str(row["id"])
    elif "organization_type" in has:
        for row in rows:
            names = set((row.get("name") or {}).values()) | {row.get("name_fi")}
            parent = str(row.get("parent") or row.get("parent_id") or "")
            exports.departments[str(row["id"])] = (parent, {n for n in names if n})
    elif "estimated_attendee_count" in has and "start_time" in has:
        for row in rows:
            version = (row["modified_at"], order)
            if str(row["id"]) not in exports.clean_ups or exports.clean_ups[str(row["id"])][0] <= version:
                exports.clean_ups[str(row["id"])] = (version, row)


def _register(exports: Exports, space: str, version: tuple[dt.datetime, int], cells: list[Any]) -> None:
    row = dict(zip(("unit", "resource", "capacity", "name", "unit_name"), cells, strict=True))
    if space not in exports.register or exports.register[space][0] <= version:
        exports.register[space] = (version, row)


def _read_workbook(exports: Exports, order: int, path: Path) -> None:
    book = CalamineWorkbook.from_path(path)
    sheets = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    }
    if "Service" in sheets:
        exports.volgistics += _headed(sheets["Service"])
    elif "Hearing" in sheets:
        exports.hearings.append((order, sheets))
    else:
        for rows in sheets.values():
            if rows and len(rows[0]) == 29:  # Respa: the order is fixed, the language is not
                exports.rows["respa_workbook"] += [
                    (order, dict(zip(_RESPA, row, strict=True))) for row in rows[1:]
                ]
            elif rows and "checked_out_at" in rows[0]:
                exports.votes.append((order, _headed(rows)))


_RESPA = (
    "unit",
    "resource",
    "begin",
    "end",
    "created",
    *"uc",
    "staff",
    *map(str, range(16)),
    "persons",
    *"abcd",
)


def _headed(rows: list[list[Any]]) -> list[Row]:
    names = [str(name) for name in rows[0]]
    return [dict(zip(names, row, strict=False)) for row in rows[1:]]


def _read_ballots(exports: Exports, text: str) -> None:
    """Read a file of Pabulib: its sections have their own headers, and a line of VOTES is a voter."""
    lines = [line for line in text.splitlines() if line.strip()]
    about = lines[: lines.index("PROJECTS")]
    meta = dict(line.split(";", 1) for line in about if ";" in line)
    exports.ballots.append((meta, len(lines) - lines.index("VOTES") - 2))


def latest(rows: list[tuple[int, Row]], version: Callable[[Row], Any], key: str = "id") -> dict[str, Row]:
    """Return the current row of each object: the greatest version, then the later load."""
    versions: dict[str, tuple[Any, Row]] = {}
    for order, row in rows:
        own_version, name = (version(row), order), str(row[key])
        if name not in versions or versions[name][0] <= own_version:
            versions[name] = (own_version, row)
    return {name: row for name, (_, row) in versions.items()}


def normal(name: str) -> str:
    """Return a name in the form in which names are compared."""
    return re.sub(r"\s+", " ", name).strip().casefold()
