"""Participation for the recomputation: contacts, attendance, voters and organisers, source by source."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.oracle.recompute_areas import (
    department_named,
    district_code,
    first_major_district,
    in_district,
    in_place,
    major_district_of_postal_code,
    residents_by_district,
    table,
)
from tests.oracle.recompute_reading import Exports, latest, normal
from tests.oracle.recompute_time import UNKNOWN, Part, Row, calendar, instant, local, number

Named = tuple[Row, str]
_ASSOCIATION = re.compile(r"\b(ry|r\.y\.|rf|r\.f\.)$")


def _when(text: Any) -> Row:
    return calendar(local(instant(text) or 0).date())


def _where(district: str, department: str = UNKNOWN, home: str = UNKNOWN) -> Row:
    at_home = in_district(home)
    return in_district(district) | {
        "department": department,
        "home_district": at_home["district"],
        "home_major_district": at_home["major_district"],
    }


def contacts(exports: Exports) -> list[Part]:
    """Return each contact, or group of equal contacts, with the members of its dimensions."""
    results = [*_hearings(exports), *_votes(exports), *_proposals(exports), *_culture(exports)]
    return [*results, *((members, people, 0.0) for members, people, _ in _events(exports))]


# --- Kerrokantasi -------------------------------------------------------------------------------


def _hearings(exports: Exports) -> Iterator[Part]:
    newest: dict[tuple[str, ...], tuple[tuple[int, int], dict[str, str], list[str], float]] = {}
    for order, sheets in exports.hearings:
        about = {str(row[0]): str(row[1]) for row in sheets["Hearing"] if row and row[0]}
        titles = sorted(text for label, text in about.items() if label.startswith("Title"))
        comments: list[str] = []
        votes = 0.0
        for name, rows in sheets.items():
            if name != "Hearing":
                written, voted = _section(rows)
                comments += written
                votes += voted
        key, version = (about.get("Created", ""), *titles), (len(comments), order)
        if key not in newest or newest[key][0] <= version:
            newest[key] = (version, about, comments, votes)
    for _, about, comments, votes in newest.values():
        borough = next((text for label, text in about.items() if label.startswith("Borough") and text), "")
        constant = _where(district_code(borough, borough)) | {"source": "kerrokantasi"}
        for made in comments:
            yield constant | {"channel": "hearing"} | _when(made), 1, 0
        if votes and about.get("Close"):
            yield constant | {"channel": "hearing_poll"} | _when(about["Close"]), votes, 0


def _section(rows: list[list[Any]]) -> tuple[list[str], float]:
    """Return when the comments and replies of a section were written, and the votes of its polls."""
    comments: list[str] = []
    votes, created, polls, options = 0.0, None, False, False
    for row in rows:
        cells = [str(cell).strip() for cell in row]
        if "Subcontent" in cells:
            created = cells.index("Created")
        elif cells[0] == "Polls":
            polls = True
        elif polls and cells[:2] == ["Options", "Votes"]:
            options = True
        elif polls and options:
            options = bool(cells[0])
            votes += (number(row[1]) or 0) if options else 0
        elif not polls and created is not None and cells[created]:
            comments.append(cells[created])
    return comments, votes


# --- OmaStadi -----------------------------------------------------------------------------------


def current_voters(exports: Exports) -> list[Row]:
    """Return a row per voter; of a budget and a year the later file counts."""
    latest_files: dict[tuple[str, int], tuple[int, list[Row]]] = {}
    for order, rows in exports.votes:
        by_budget_and_year: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in rows:
            if isinstance(row["checked_out_at"], dt.date):  # midnight reads as a date alone
                by_budget_and_year[str(row["budget_id"]), row["checked_out_at"].year].append(row)
        latest_files |= {key: (order, rows) for key, rows in by_budget_and_year.items()}
    return [row for _, rows in latest_files.values() for row in rows]


def _day(voter: Row) -> dt.date:
    at: dt.date = voter["checked_out_at"]
    return at.date() if isinstance(at, dt.datetime) else at


def _votes(exports: Exports) -> Iterator[Part]:
    constant = _where(UNKNOWN, "KESKUSHALLINTO") | {"source": "omastadi", "channel": "budget_vote"}
    voters = current_voters(exports)
    for row in voters:
        major = {
            "major_district": first_major_district(row["budget_name"]),
            "home_major_district": major_district_of_postal_code(row["postal_code"]),
        }
        yield constant | calendar(_day(row)) | major, 1, 0
    years = {row["checked_out_at"].year for row in voters}
    for meta, ballots in exports.ballots:
        ended = dt.datetime.strptime(meta["date_end"].strip(), "%d.%m.%Y").date()
        if ended.year not in years:
            major = {"major_district": first_major_district(meta.get("district", ""))}
            yield constant | calendar(ended) | major, ballots, 0


def turnout(exports: Exports) -> list[Part]:
    """Return voters by home and residents; a round counts in the month in which its voting started."""
    parts: list[Part] = []
    rounds: dict[int, list[Row]] = defaultdict(list)
    for row in current_voters(exports):
        rounds[row["checked_out_at"].year].append(row)
    for year, voters in rounds.items():
        when = calendar(min(_day(row) for row in voters)) | {"source": "omastadi"}
        parts += [
            (when | {"major_district": major_district_of_postal_code(row["postal_code"])}, 1, 0)
            for row in voters
        ]
        parts += [(when | area, 0, people) for area, people in residents_by_district(year)]
    return parts


def _proposals(exports: Exports) -> Iterator[Part]:
    names: dict[str, str] = {}
    plans: dict[str, Row] = {}
    for _, row in exports.decidim:
        for scope in ("scope", "area_scope"):
            for key in (f"{scope}/name/fi", f"{scope}/name"):
                if row.get(f"{scope}/id") and row.get(key):
                    named = names.get(row[f"{scope}/id"], row[key])  # the first in the alphabet
                    names[row[f"{scope}/id"]] = min(named, row[key])
        if "published_at" in row and "closed_at" in row:
            plans[row["id"]] = row
    for row in plans.values():
        if not row["published_at"]:
            continue
        sections = [row[key] for key in row if re.fullmatch(r"section_\d+/value/scope_id", key)]
        scope = next((text for text in [row.get("scope/id"), *sections] if text), "")
        constant = _where(UNKNOWN, "KESKUSHALLINTO") | {"source": "omastadi", "channel": "budget_proposal"}
        major = {"major_district": first_major_district(names.get(scope, ""))}
        at = dt.datetime.strptime(row["published_at"].replace("UTC", "+0000"), "%Y-%m-%d %H:%M:%S %z")
        yield constant | _when(at.isoformat()) | major, 1, 0


# --- Linked Events ------------------------------------------------------------------------------


def _latest(exports: Exports, kind: str) -> dict[str, Row]:
    return latest(exports.rows[kind], lambda row: instant(row["last_modified_time"]) or 0)


def _publisher(exports: Exports, publisher: str) -> str:
    """Return the department of a publisher, or of the nearest one above it, by Ahjo id, else name."""
    organizations, seen = _latest(exports, "organization"), set()
    ahjo = {row["linked_events_id"]: row["department"] for row in table("departments.csv")}
    while publisher and publisher not in seen:
        seen.add(publisher)
        if publisher in ahjo:
            return str(ahjo[publisher])
        row = organizations.get(publisher, {})
        if (named := department_named(row.get("name") or "")) != UNKNOWN:
            return named
        publisher = row.get("parent") or ""
    return UNKNOWN


def _held(exports: Exports) -> dict[str, tuple[Row, Row]]:
    """Return the events that took place, with the members of their dimensions."""
    results = {}
    for name, row in _latest(exports, "event").items():
        if row["deleted"] or row["publication_status"] != "public" or not row["start_time"]:
            continue
        if row["event_status"] != "EventCancelled":
            channel = "volunteering_event" if row["type_id"] == "Volunteering" else "event"
            where = _where(UNKNOWN, _publisher(exports, row["publisher"] or ""))
            where |= in_place(*exports.places.get(row["location"] or "", ([], None)))
            results[name] = (
                row,
                where | _when(row["start_time"]) | {"source": "linked_events", "channel": channel},
            )
    return results


def _events(exports: Exports) -> Iterator[tuple[Row, float, float]]:
    """Yield each registration's event, the people attending, and how many of them were present."""
    held, signups = _held(exports), _latest(exports, "signup")
    for row in _latest(exports, "registration").values():
        if row["event"] not in held:
            continue
        signed_up = [signups[str(signup)] for signup in row["signups"] if str(signup) in signups]
        attending = [
            signup
            for signup in signed_up
            if signup["attendee_status"] == "attending" and not signup["deleted"]
        ]
        present = sum(signup["presence_status"] == "present" for signup in attending)
        yield held[row["event"]][1], len(attending), present


def attendance(exports: Exports) -> list[Part]:
    """Return the people present and attending, of events where presence was marked; and Kukkuu's counts."""
    parts: list[Part] = [(who, present, people) for who, people, present in _events(exports) if present]
    return parts + [(who, came, people) for who, people, came in _kukkuu(exports) if came > 0]


# --- Kultus and Kukkuu --------------------------------------------------------------------------


def _ocd(divisions: Any) -> str:
    """Return the district of ``ocd-division/…/peruspiiri:…`` ids, given as a list or as its text."""
    text = str(divisions.get("ocd_ids") if isinstance(divisions, dict) else divisions)
    named = dict(re.findall(r"(peruspiiri|osa-alue):([^'\"\],/]+)", text))
    return district_code(named.get("peruspiiri", ""), named.get("osa-alue", ""))


def _enrolments(exports: Exports) -> dict[str, Row]:
    """Return the reports' row of each enrolment: the last change, then the later load."""
    rows = [
        (order, row | {"key": str(row["_enrolment"]).strip().split(" ")[0]})
        for order, row in exports.rows["kultus_report"]
    ]
    return latest(rows, lambda row: instant(row["updated_at"]) or 0, "key")


def _visits(exports: Exports) -> Iterator[tuple[Row, Row]]:
    """Yield the reports' enrolments that count, with the members of their dimensions."""
    for row in _enrolments(exports).values():
        if row["enrolment_status"] != "approved" or str(row["occurrence_cancelled"]) == "True":
            continue
        where = _where(
            _ocd(row["occurrence_place_divisions"]),
            _publisher(exports, row["publisher"] or ""),
            _ocd(row["study_group_unit_divisions"]),
        )
        constant = {"source": "kultus", "channel": "school_culture"}
        yield row, where | _when(row["occurrence_start_time"]) | constant


def _culture(exports: Exports) -> Iterator[Part]:
    for row, members in _visits(exports):
        people = [number(row[f"study_group_amount_of_{who}"]) or 0 for who in ("children", "adult")]
        yield members, sum(people), 0
    in_reports = _enrolments(exports)
    for number_, row in latest(exports.rows["kultus_list"], lambda _: 0, "Enrolment id").items():
        if number_ not in in_reports:
            day = dt.datetime.strptime(row["Event starting date"], "%d.%m.%y").date()
            people = [number(row[f"Amount of {who}"]) or 0 for who in ("children", "adults")]
            constant = {"source": "kultus", "channel": "school_culture"}
            yield _where(UNKNOWN) | calendar(day) | constant, sum(people), 0
    for members, enrolled, _ in _kukkuu(exports):
        yield members, enrolled, 0


def _kukkuu(exports: Exports) -> Iterator[tuple[Row, float, float]]:
    """Yield each occurrence with internal ticketing: people enrolled and attended; the later load counts."""
    results: dict[str, tuple[Row, Row]] = {}
    for _, event in exports.rows["kukkuu"]:
        results |= {str(occurrence["id"]): (event, occurrence) for occurrence in event["occurrences"]}
    for event, occurrence in results.values():
        if event["ticket_system"] == "internal":
            constant = {"source": "kukkuu", "channel": "children_culture"}
            members = _where(UNKNOWN, "KUVA") | _when(occurrence["time"]) | constant
            yield members, occurrence["enrolment_count"] or 0, occurrence["attended_count"] or 0


# --- organisers ---------------------------------------------------------------------------------


def organisers(exports: Exports) -> list[Named]:
    """Return the associations that organised an event, with its place and time."""
    results = [
        (members, (row.get("provider") or {}).get("fi") or "") for row, members in _held(exports).values()
    ]
    results += [(members, str(row["provider"] or "")) for row, members in _visits(exports)]
    constant = {"booker_type": "association"}
    return [(who | constant, normal(name)) for who, name in results if _ASSOCIATION.search(normal(name))]
