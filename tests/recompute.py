"""The figures once more, slowly and plainly, from the exports themselves.

Written from the definitions of the metrics alone and sharing no code with the project, so that an
agreement of the two means something. ``figures(exports, by)`` reads a folder of exports and answers
``{metric: {members of by: (value, numerator, denominator)}}``; a value without a denominator above
zero is None, a total has no denominator. Counts of people are not suppressed here.

Standard library, and python-calamine for the one workbook. Instants are whole seconds since 1970.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from python_calamine import CalamineWorkbook

HELSINKI = ZoneInfo("Europe/Helsinki")
REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"
UNKNOWN = "unknown"
HOUR = 3600

Row = dict[str, Any]
Interval = tuple[int, int]
Cell = tuple[str, ...]
Figure = tuple[float | None, float, float | None]
Part = tuple[Row, float, float]  # dimensions, numerator, denominator

STATES = {"CREATED", "CANCELLED", "REQUIRES_HANDLING", "WAITING_FOR_PAYMENT", "CONFIRMED", "DENIED"}
KINDS = {
    "": "customer",
    "NORMAL": "customer",
    "BEHALF": "on_behalf",
    "SEASONAL": "seasonal",
    "STAFF": "own",
    "BLOCKED": "closure",
}
BOOKERS = {
    "INDIVIDUAL": "resident",
    "NONPROFIT": "association",
    "COMPANY": "company",
    "BUSINESS": "company",
    "None": UNKNOWN,
    "": UNKNOWN,
}


# --- time and intervals -------------------------------------------------------------------------


def instant(text: Any, end: bool = False) -> int | None:
    """Seconds since 1970 of an ISO text; None where empty, ValueError where it is no date.

    Without an offset it is Helsinki's wall clock; in the doubled hour of October a begin is the
    earlier instant and an end the later one.
    """
    if text is None or str(text).strip() == "":
        return None
    moment = dt.datetime.fromisoformat(str(text).strip())
    if moment.tzinfo is None:
        first, second = (moment.replace(tzinfo=HELSINKI, fold=fold).timestamp() for fold in (0, 1))
        return int(max(first, second) if end else first)
    return int(moment.timestamp())


def local(at: int) -> dt.datetime:
    """Helsinki's wall clock at an instant."""
    return dt.datetime.fromtimestamp(at, HELSINKI)


@functools.cache
def _of_hour(hour_begin: int) -> Row:
    return calendar(local(hour_begin).date()) | {"hour": str(local(hour_begin).hour)}


def of_instant(at: int) -> Row:
    """The members of the time dimensions at an instant; Helsinki's hours are whole UTC hours."""
    return _of_hour(at - at % HOUR)


def calendar(day: dt.date) -> Row:
    """The members of the dimensions that a local day has."""
    return {"month": f"{day:%Y-%m}", "year": f"{day:%Y}", "weekday": str(day.isoweekday())}


def cut_by_hour(spans: Iterable[Interval]) -> Iterator[Interval]:
    """The same time in pieces that no hour, hence no midnight and no month's end, divides."""
    for begin, end in spans:
        while begin < end:
            until = min(end, begin - begin % HOUR + HOUR)
            yield begin, until
            begin = until


def cut_by_day(span: Interval) -> Iterator[tuple[dt.date, Interval]]:
    """The pieces of a span in each local day."""
    begin, end = span
    while begin < end:
        day = local(begin).date()
        tomorrow = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), HELSINKI)
        until = min(end, int(tomorrow.timestamp()))
        yield day, (begin, until)
        begin = until


def union(spans: Iterable[Interval]) -> list[Interval]:
    """The time that at least one span covers, in order and without overlaps."""
    joined: list[Interval] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif begin < end:
            joined.append((begin, end))
    return joined


def common(some: list[Interval], others: list[Interval]) -> list[Interval]:
    """The time that both cover; both are unions."""
    shared, i, j = [], 0, 0
    while i < len(some) and j < len(others):
        begin, end = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if begin < end:
            shared.append((begin, end))
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return shared


def without(spans: list[Interval], taken: list[Interval]) -> list[Interval]:
    """The time of ``spans`` that ``taken`` does not cover; both are unions."""
    gaps, begin = [], -(10**12)
    for closed_from, closed_until in taken:
        gaps.append((begin, closed_from))
        begin = closed_until
    return common(spans, [*gaps, (begin, 10**12)])


# --- reading ------------------------------------------------------------------------------------


@dataclass
class Exports:
    """What the files of a folder say, by what they are. ``order`` is the age of a row's file."""

    statistics: list[tuple[int, Row]] = field(default_factory=list)
    register: dict[str, tuple[Any, Row]] = field(default_factory=dict)
    spans: list[tuple[int, list[Row]]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)  # tprek id → department id
    named_units: dict[str, str] = field(default_factory=dict)  # name in lower case → tprek id
    departments: dict[str, tuple[str, set[str]]] = field(default_factory=dict)  # id → parent, names
    places: dict[str, list[Row]] = field(default_factory=dict)  # tprek id → divisions
    v4s: dict[str, Row] = field(default_factory=dict)
    rosterfy: dict[str, Row] = field(default_factory=dict)
    clean_ups: dict[str, tuple[Any, Row]] = field(default_factory=dict)
    civivolunteer: list[Row] = field(default_factory=list)
    volgistics: list[Row] = field(default_factory=list)


def read(folder: Path) -> Exports:
    """Every export under ``folder``, oldest file first; the same content twice counts once."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    exports, seen = Exports(), set()
    for order, path in enumerate(sorted(files, key=lambda path: (path.stat().st_mtime, path.name))):
        content = path.read_bytes()
        if (digest := hashlib.sha256(content).digest()) in seen:
            continue
        seen.add(digest)
        if content.startswith(b"PK"):
            _read_workbook(exports, path)
        elif content.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"[", b"{")):
            _read_json(exports, order, json.loads(content.decode("utf-8-sig")))
        else:
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
            _read_csv(exports, order, rows)
    return exports


def _read_csv(exports: Exports, order: int, rows: list[Row]) -> None:
    has = {name.removeprefix("GW_Volunteers__") for name in rows[0] if name} if rows else set()
    if {"state", "begin", "end", "primary_reservation_unit"} <= has:
        exports.statistics += [(order, row) for row in rows]
    elif "Reservation unit ID" in has:
        for row in rows:
            updated = row.get("Updated at", "")
            when = dt.datetime.strptime(updated, "%d.%m.%Y %H:%M") if updated else dt.datetime.min
            space = {
                "unit": row["TPRek ID"],
                "resource": row.get("Hauki resource id", ""),
                "capacity": row.get("Maximum number of persons", ""),
            }
            _register(exports, row["Reservation unit ID"], when, order, space)
    elif {"Hours_Worked__c", "Status__c"} <= has:
        for row in rows:
            exports.v4s[row["Id"]] = {key.removeprefix("GW_Volunteers__"): cell for key, cell in row.items()}
    elif "Event Shift - Demand" in has:
        exports.rosterfy |= {row["Event Shift - ID"]: row for row in rows}
    elif "Activity Status" in has:
        exports.civivolunteer += rows


def _read_json(exports: Exports, order: int, body: Any) -> None:
    rows = body if isinstance(body, list) else body.get("results", body.get("data", []))
    has = set(rows[0]) if rows else set()
    if {"state", "begin", "primary_reservation_unit"} <= has:
        exports.statistics += [(order, row) for row in rows]
    elif "reservation_unit_id" in has:
        for row in rows:
            updated = row.get("updated_at")
            when = local(instant(updated) or 0).replace(tzinfo=None) if updated else dt.datetime.min
            space = {
                "unit": row["tprek_id"],
                "resource": row["hauki_resource_id"],
                "capacity": row["maximum_number_of_persons"],
            }
            _register(exports, str(row["reservation_unit_id"]), when, order, space)
    elif {"resource", "start_datetime"} <= has:
        exports.spans.append((order, rows))
    elif "divisions" in has:
        for row in rows:
            if str(row["id"]).startswith("tprek:"):
                exports.places[str(row["id"]).removeprefix("tprek:")] = row["divisions"] or []
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


def _register(exports: Exports, space: str, updated: dt.datetime, order: int, row: Row) -> None:
    if space not in exports.register or exports.register[space][0] <= (updated, order):
        exports.register[space] = ((updated, order), row)


def _read_workbook(exports: Exports, path: Path) -> None:
    book = CalamineWorkbook.from_path(path)
    if "Service" in book.sheet_names:
        header, *rows = book.get_sheet_by_name("Service").to_python()
        names = [str(name) for name in header]
        exports.volgistics += [dict(zip(names, row, strict=False)) for row in rows]


def number(cell: Any) -> float | None:
    """A number with a comma or a dot; None where there is none."""
    text = str("" if cell is None else cell).strip().replace(",", ".")
    return float(text) if text else None


# --- bookings -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Booking:
    """A valid version of a reservation: the keys by which others are known to be versions of it, too."""

    keys: frozenset[tuple[str, str]]
    version: tuple[int, int]
    space: str
    begin: int
    end: int
    state: str
    kind: str
    booker_type: str
    booker: str
    persons: float | None
    saved: float
    created: int | None

    @property
    def is_use(self) -> bool:
        return self.state == "CONFIRMED" and self.kind != "closure"


def booking(order: int, row: Row) -> Booking | None:
    """The row as a booking, or None where it is to be rejected."""
    try:
        begin, end = instant(row["begin"]), instant(row["end"], end=True)
        dates = [instant(row.get(f"reservation_{name}_at")) for name in ("created", "handled", "confirmed")]
        updated = instant(row.get("updated_at"))
        persons = number(row.get("num_persons"))
        given = {name: str(row.get(name) or "").strip() for name in ("state", "reservation_type")}
        kind = KINDS[given["reservation_type"]]
        booker_type = BOOKERS[str(row.get("reservee_type") or "").strip()]
    except (ValueError, KeyError):
        return None
    if begin is None or end is None or begin >= end or given["state"] not in STATES or (persons or 0) < 0:
        return None
    keys = {name: str(row.get(name) or "").strip() for name in ("id", "reservation", "reservation_uuid")}
    return Booking(
        keys=frozenset((name, key) for name, key in keys.items() if key),
        version=(updated if updated is not None else -(10**12), order),
        space=str(row.get("primary_reservation_unit") or "").strip() or UNKNOWN,
        begin=begin,
        end=end,
        state=given["state"],
        kind=kind,
        booker_type="city" if kind == "own" else booker_type,
        booker=str(row.get("reservee_uuid") or "").strip(),
        persons=persons,
        saved=(number(row.get("non_subsidised_price")) or 0) - (number(row.get("price")) or 0),
        created=dates[0],
    )


def in_force(statistics: list[tuple[int, Row]]) -> list[Booking]:
    """One booking per reservation: versions that share a key, or share one with a shared one, are one."""
    groups: list[list[Booking]] = []
    group_of: dict[tuple[str, str], list[Booking]] = {}
    for order, row in statistics:
        if (one := booking(order, row)) is None:
            continue
        merged = [one]
        for known in {id(group_of[key]): group_of[key] for key in one.keys if key in group_of}.values():
            merged = known + merged
            known.clear()
        groups.append(merged)
        group_of |= {key: merged for version in merged for key in version.keys}
    return [max(group, key=lambda version: version.version) for group in groups if group]


def spans_in_force(files: list[tuple[int, list[Row]]]) -> dict[str, list[Interval]]:
    """Resource → its bookable spans. Files are taken oldest first, a resource and a local day at a
    time: spans that overlap others without being the same contradict them and take their place."""
    days: dict[tuple[str, dt.date], set[Interval]] = {}
    for _, rows in sorted(files, key=lambda file: file[0]):
        told: dict[tuple[str, dt.date], set[Interval]] = defaultdict(set)
        for row in rows:
            begin, end = instant(row["start_datetime"]) or 0, instant(row["end_datetime"]) or 0
            for day, piece in cut_by_day((begin, end)):
                told[str(row["resource"]), day].add(piece)
        for where, pieces in told.items():
            known = days.get(where, set())
            contradicted = any(
                old != new and old[0] < new[1] and new[0] < old[1] for old in known for new in pieces
            )
            days[where] = pieces if contradicted else known | pieces
    spans: dict[str, list[Interval]] = defaultdict(list)
    for (resource, _), pieces in days.items():
        spans[resource] += pieces
    return {resource: union(pieces) for resource, pieces in spans.items()}


# --- areas and departments ----------------------------------------------------------------------


@functools.cache
def _table(name: str) -> list[Row]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def residents(district: str, year: int) -> int:
    """People living in a district at the start of a year; of the nearest year on file otherwise."""
    inside = {area["area_code"] for area in _sub_districts() if area["parent_code"] == district}
    rows = [row for row in _table("residents.csv") if row["sub_district"] in inside]
    nearest = min((int(row["start_of_year"]) for row in rows), key=lambda known: abs(known - year))
    return sum(int(r["residents"] or 0) for r in rows if int(r["start_of_year"]) == nearest)


def _sub_districts() -> list[Row]:
    return [area for area in _table("areas.csv") if area["level"] == "sub_district"]


def _district(divisions: list[Row]) -> str:
    """The code of the peruspiiri that a place lies in, by its name; else that of its osa-alue."""
    named = {row["type"]: str(row["name"].get("fi")).lower() for row in divisions if isinstance(row, dict)}
    for level, which in (("district", 1), ("sub_district", 0)):
        if found := _named_areas(level).get(named.get(level, "")):
            return found[which]
    return UNKNOWN


@functools.cache
def _named_areas(level: str) -> dict[str, tuple[str, str]]:
    """Finnish name in lower case → code of the parent and own code."""
    areas = [area for area in _table("areas.csv") if area["level"] == level]
    return {area["name_fi"].lower(): (area["parent_code"], area["area_code"]) for area in areas}


def _of_spaces(exports: Exports) -> dict[str, Row]:
    """Where each registered space is: the district and division of its unit."""
    units = {space: str(row["unit"] or "") for space, (_, row) in exports.register.items()}
    return {
        space: {
            "district": _district(exports.places.get(unit, [])),
            "department": _department(exports, exports.units.get(unit, "")),
        }
        for space, unit in units.items()
    }


def _of_place(exports: Exports, site: str, place: str) -> Row:
    """Where Volgistics' free texts are, by name: the place is a unit, a peruspiiri or an osa-alue, the
    site a division or its abbreviation; else the division is the unit's."""
    name = place.strip().lower()
    unit = exports.named_units.get(name, "")
    district = _named_areas("district").get(name, ("", UNKNOWN))[1]
    if unit:
        district = _district(exports.places.get(unit, []))
    elif district == UNKNOWN:
        district = _named_areas("sub_district").get(name, (UNKNOWN,))[0]
    divisions = {row[key].lower(): row["department"] for row in _table("departments.csv") for key in _NAMES}
    of_unit = _department(exports, exports.units.get(unit, ""))
    return {"district": district, "department": divisions.get(site.strip().lower(), of_unit)}


_NAMES = ("department", "name_fi", "name_sv", "name_en")


def _department(exports: Exports, department: str) -> str:
    """The division that a department is or belongs to."""
    divisions = {row["name_fi"]: row["department"] for row in _table("departments.csv")}
    while department in exports.departments:
        department, names = exports.departments[department]
        for name in names & set(divisions):
            return divisions[name]
    return UNKNOWN


# --- facts --------------------------------------------------------------------------------------


def _space_parts(exports: Exports, bookings: list[Booking]) -> dict[str, list[Part]]:
    """What the bookings and spaces add to each metric of space use and shared use."""
    parts: dict[str, list[Part]] = defaultdict(list)
    spans = spans_in_force(exports.spans)
    where = _of_spaces(exports)
    capacity = {space: number(row["capacity"]) or 0 for space, (_, row) in exports.register.items()}
    nowhere = {"district": UNKNOWN, "department": UNKNOWN}

    for one in bookings:
        there = where.get(one.space, nowhere) | {"booker_type": one.booker_type, "kind": one.kind}
        begun = there | of_instant(one.begin)
        if one.kind != "closure" and one.state in ("CONFIRMED", "CANCELLED", "DENIED"):
            if one.state != "DENIED":
                parts["cancellation_rate"].append((begun, one.state == "CANCELLED", 1))
            parts["denial_rate"].append((begun, one.state == "DENIED", 1))
        if not one.is_use:
            continue
        counted = (one.persons or 0) > 0
        parts["bookings"].append((begun, 1, 0))
        parts["head_count"].append((begun, one.persons if counted and one.persons else 0, 0))
        parts["head_count_coverage"].append((begun, counted, 1))
        parts["free_use_value"].append((begun, one.saved, 0))
        if one.kind == "customer" and one.created is not None:
            ahead = (local(one.begin).date() - local(one.created).date()).days
            if ahead >= 0:
                parts["average_lead_time"].append((begun, ahead, 1))
        for begin, end in cut_by_hour([(one.begin, one.end)]):
            when, minutes = there | of_instant(begin), (end - begin) / 60
            others = minutes if one.booker_type != "city" else 0
            parts["booked_hours"].append((when, minutes / 60, 0))
            parts["booked_hours_per_1000"].append((when, minutes / 60, 0))
            parts["shared_use_hours"].append((when, others / 60, 0))
            parts["shared_use_share"].append((when, others, minutes))
            by_association = minutes if one.booker_type == "association" else 0
            parts["association_share"].append((when, by_association, minutes))
            room = capacity.get(one.space, 0)
            if counted and one.persons and room > 0:
                parts["seat_fill"].append((when, minutes * min(one.persons, room), minutes * room))

    of_space: dict[str, list[Booking]] = defaultdict(list)
    for one in bookings:
        of_space[one.space].append(one)
    for space, (_, row) in exports.register.items():
        here = of_space[space]
        closed = union((b.begin, b.end) for b in here if b.state == "CONFIRMED" and b.kind == "closure")
        bookable = without(spans.get(str(row["resource"] or ""), []), closed)
        used = union((b.begin, b.end) for b in here if b.is_use)
        used_by_others = union((b.begin, b.end) for b in here if b.is_use and b.booker_type != "city")
        for kind, time in (
            ("bookable", bookable),
            ("occupied", common(used, bookable)),
            ("shared", common(used_by_others, bookable)),
        ):
            for begin, end in cut_by_hour(time):
                when, minutes = where[space] | of_instant(begin), (end - begin) / 60
                if kind == "bookable":
                    parts["bookable_hours"].append((when, minutes / 60, 0))
                    parts["idle_hours"].append((when, minutes / 60, 0))
                    parts["booking_rate"].append((when, 0, minutes))
                    parts["shared_use_of_bookable"].append((when, 0, minutes))
                elif kind == "occupied":
                    parts["occupied_hours"].append((when, minutes / 60, 0))
                    parts["idle_hours"].append((when, -minutes / 60, 0))
                    parts["booking_rate"].append((when, minutes, 0))
                else:
                    parts["shared_use_of_bookable"].append((when, minutes, 0))

    months = sorted({part[0]["month"] for part in parts["booked_hours_per_1000"]})
    for month in _months(months[0], months[-1]) if months else ():
        for area in _table("areas.csv"):
            if area["level"] == "district":
                people = residents(area["area_code"], int(month[:4]))
                day = dt.date.fromisoformat(f"{month}-01")
                cell = {"month": month, "year": calendar(day)["year"], "district": area["area_code"]}
                parts["booked_hours_per_1000"].append((cell, 0, people / 12))
    return parts


def _months(first: str, last: str) -> Iterator[str]:
    at = dt.date.fromisoformat(f"{first}-01")
    while f"{at:%Y-%m}" <= last:
        yield f"{at:%Y-%m}"
        at = (at + dt.timedelta(days=32)).replace(day=1)


def _volunteer_parts(exports: Exports) -> tuple[dict[str, list[Part]], list[tuple[Row, str]]]:
    """What the records of volunteering add to each metric, and who was active where and when."""
    parts: dict[str, list[Part]] = defaultdict(list)
    active: list[tuple[Row, str]] = []

    nowhere = {"district": UNKNOWN, "department": UNKNOWN}

    def completed(day: dt.date, hours: float, key: str = "", where: Row = nowhere) -> None:
        when = calendar(day) | where
        parts["volunteer_hours"].append((when, hours, 0))
        parts["volunteer_shifts"].append((when, 1, 0))
        if key:
            active.append((when, key))

    def came(day: dt.date, absent: float, present: float, where: Row = nowhere) -> None:
        parts["volunteer_no_show_rate"].append((calendar(day) | where, absent, absent + present))

    for row in exports.v4s.values():
        day = dt.date.fromisoformat(row["Start_Date__c"])
        people = number(row["Number_of_Volunteers__c"]) or 1
        if row["Status__c"] == "Completed":
            hours = number(row["Total_Hours_Worked__c"])
            if hours is None:
                hours = (number(row["Hours_Worked__c"]) or 0) * people
            key = row["Contact__c"]
            completed(day, hours, f"v4s {key}" if key else "")
            came(day, 0, people)
        elif row["Status__c"] == "No-Show":
            came(day, people, 0)
    for row in exports.volgistics:
        if not row.get("From date"):
            continue
        day = row["From date"]
        day = day.date() if isinstance(day, dt.datetime) else day
        hours, absent = number(row["Hours"]) or 0, number(row["No Call/No Show"]) or 0
        where = _of_place(exports, str(row["Site"]), str(row["Place"]))
        if hours > 0:
            key = number(row["Number"])
            completed(day, hours, f"volgistics {key:.0f}" if key is not None else "", where)
        came(day, absent, (number(row["Volunteers"]) or 1) if hours > 0 else 0, where)
    for row in exports.civivolunteer:
        day = dt.date.fromisoformat(row["Scheduled Date/Time"].strip()[:10])
        if row["Activity Status"] == "Completed":
            completed(day, (number(row["Time Completed in Minutes"]) or 0) / 60)
            came(day, 0, 1)
        elif row["Activity Status"] == "No-show":
            came(day, 1, 0)
    for row in exports.rosterfy.values():
        day = dt.date.fromisoformat(row["Event Shift - Date/Time From"][:10])
        demand, attended = (number(row[f"Event Shift - {name}"]) or 0 for name in ("Demand", "Attended"))
        if attended > 0:
            hours = number(row["Event Shift - Hours"]) or 0
            completed(day, hours / demand * attended if demand else 0)
        if demand > 0:
            parts["shift_fill_rate"].append((calendar(day) | nowhere, attended, demand))
    for _, row in exports.clean_ups.values():
        begin, end = instant(row["start_time"]) or 0, instant(row["end_time"]) or 0
        if row["state"] != "approved":
            continue
        a_day = [min(8 * HOUR, until - since) for _, (since, until) in cut_by_day((begin, end))]
        hours = sum(a_day) / HOUR * (number(row["estimated_attendee_count"]) or 0)
        parts["volunteer_hours_estimated"].append((calendar(local(begin).date()) | nowhere, hours, 0))
    return parts, active


# --- figures ------------------------------------------------------------------------------------

PER = defaultdict(lambda: 100.0, average_lead_time=1.0, booked_hours_per_1000=1000.0)
TOTALS = {
    *("bookings", "booked_hours", "bookable_hours", "occupied_hours", "idle_hours", "head_count"),
    *("free_use_value", "shared_use_hours"),
    *("volunteer_hours", "volunteer_hours_estimated", "volunteer_shifts"),
}


def figures(exports: Path, by: tuple[str, ...] = ("month", "district")) -> dict[str, dict[Cell, Figure]]:
    """Each metric by the dimensions (of month, year, weekday, hour, district, department, booker_type,
    kind). Rows that do not carry a dimension stand under ``unknown``."""
    read_in = read(exports)
    bookings = in_force(read_in.statistics)
    parts = _space_parts(read_in, bookings)
    volunteer_parts, active = _volunteer_parts(read_in)
    parts |= volunteer_parts
    answer: dict[str, dict[Cell, Figure]] = {}
    for metric, given in parts.items():
        sums: dict[Cell, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for members, numerator, denominator in given:
            cell = sums[_cell(members, by)]
            cell[0] += numerator
            cell[1] += denominator
        answer[metric] = {
            cell: (up, up, None)
            if metric in TOTALS
            else (PER[metric] * up / down if down else None, up, down)
            for cell, (up, down) in sums.items()
        }
    answer["active_bookers"] = _distinct(_bookers(read_in, bookings), by)
    answer["active_volunteers"] = _distinct(active, by)
    years: dict[str, set[str]] = defaultdict(set)
    for members, key in active:
        years[key].add(members["year"])
    again = _distinct([(m, key) for m, key in active if min(years[key]) < m["year"]], by)
    answer["returning_share"] = {
        cell: (100 * (up := again.get(cell, (0, 0, 0))[1]) / everyone, up, everyone)
        for cell, (_, everyone, _) in answer["active_volunteers"].items()
    }
    return answer


def _cell(members: Row, by: tuple[str, ...]) -> Cell:
    return tuple(str(members.get(dimension, UNKNOWN)) for dimension in by)


def _bookers(exports: Exports, bookings: list[Booking]) -> list[tuple[Row, str]]:
    where = _of_spaces(exports)
    return [
        (
            where.get(b.space, {}) | of_instant(b.begin) | {"booker_type": b.booker_type, "kind": b.kind},
            b.booker,
        )
        for b in bookings
        if b.is_use and b.booker
    ]


def _distinct(given: Iterable[tuple[Row, str]], by: tuple[str, ...]) -> dict[Cell, Figure]:
    keys: dict[Cell, set[str]] = defaultdict(set)
    for members, key in given:
        keys[_cell(members, by)].add(key)
    return {cell: (float(len(found)), float(len(found)), None) for cell, found in keys.items()}
