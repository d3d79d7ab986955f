"""Every format of participation, written exactly from canonical rows and read back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.exports.participation_files import (
    analytics_json,
    decidim_csv,
    hearing_xlsx,
    kukkuu_json,
    kultus_list,
    kultus_report,
    pabulib,
    plans_csv,
    votes_xlsx,
)
from tests.support.exports.varaamo_files import HELSINKI
from tests.support.landed import MOMENTS, NAMES
from tests.support.round_trips import (
    COUNTS,
    DAYS,
    IDS,
    OFTEN,
    Case,
    local,
    reads_back,
    text,
    trimmed,
    utc,
    zulu,
)

CASES: dict[str, Case] = {
    "linked events": Case(
        {"id": NAMES, "publisher": NAMES, "begin": MOMENTS, "deleted": st.booleans()},
        lambda path, rows: analytics_json(
            path,
            "event",
            [
                {
                    "id": r["id"],
                    "publisher": r["publisher"],
                    "start_time": zulu(r["begin"]),
                    "deleted": r["deleted"],
                }
                for r in rows
            ],
        ),
        "event, publisher, start_date, is_deleted",
        lambda r: (trimmed(r["id"]), trimmed(r["publisher"]), r["begin"].date(), r["deleted"]),
        "a.json",
    ),
    "registrations": Case(
        {"id": IDS, "event": NAMES, "signups": st.lists(IDS, max_size=4)},
        lambda path, rows: analytics_json(path, "registration", rows),
        "registration, event, signups",
        lambda r: (str(r["id"]), trimmed(r["event"]), [str(n) for n in r["signups"]]),
        "a.json",
    ),
    "signups": Case(
        {"id": IDS, "attendee_status": st.sampled_from(["attending", "waitlisted", "awaiting_payment"])},
        lambda path, rows: analytics_json(path, "signup", rows),
        "signup, attendee_status",
        lambda r: (str(r["id"]), r["attendee_status"]),
        "a.json",
    ),
    "organisations": Case(
        {"id": NAMES, "name": NAMES, "parent": st.one_of(st.none(), NAMES)},
        lambda path, rows: analytics_json(path, "organization", rows),
        "organisation, name_fi, parent",
        lambda r: (
            *(trimmed(r["id"]), trimmed(r["name"])),
            None if r["parent"] is None else trimmed(r["parent"]),
        ),
        "a.json",
    ),
    "kultus list": Case(
        {"id": IDS, "day": DAYS.filter(lambda d: d.year < 2069), "children": COUNTS, "place": NAMES},
        lambda path, rows: kultus_list(
            path,
            [
                {
                    "Enrolment id": r["id"],
                    "Event starting date": f"{r['day']:%d.%m.%y}",
                    "Amount of children": text(r["children"]),
                    "Event location": r["place"],
                }
                for r in rows
            ],
        ),
        "enrolment, start_date, children",
        lambda r: (str(r["id"]), r["day"], r["children"]),
    ),
    "kultus report": Case(
        {"id": IDS, "begin": MOMENTS, "adults": COUNTS, "publisher": NAMES, "school": NAMES},
        lambda path, rows: kultus_report(
            path,
            [
                {
                    "_enrolment": f"{r['id']} {r['school']}",
                    "occurrence_start_time": f"{utc(r['begin'])}+00:00",
                    "study_group_amount_of_adult": text(r["adults"]),
                    "publisher": r["publisher"],
                }
                for r in rows
            ],
        ),
        "enrolment, start_date, adults, publisher",
        lambda r: (str(r["id"]), r["begin"].date(), r["adults"], trimmed(r["publisher"])),
    ),
    "kukkuu": Case(
        {"id": IDS, "begin": MOMENTS, "enrolled": COUNTS},
        lambda path, rows: kukkuu_json(
            path,
            [
                {
                    "id": r["id"],
                    "occurrences": [{"id": 1, "time": zulu(r["begin"]), "enrolment_count": r["enrolled"]}],
                }
                for r in rows
            ],
        ),
        "culture_event, occurrences[1].date, occurrences[1].enrolment_count",
        lambda r: (str(r["id"]), r["begin"].date(), r["enrolled"]),
        "a.json",
    ),
    "kerrokantasi": Case(
        {"content": NAMES, "begin": MOMENTS, "votes": st.integers(0, 999)},
        lambda path, rows: hearing_xlsx(
            path,
            [
                {"Content": r["content"], "Created": r["begin"].replace(tzinfo=HELSINKI).isoformat()}
                for r in rows
            ],
        ),
        "contribution, date, contacts",
        lambda r: ("comment", r["begin"].date(), 1),
        "a.xlsx",
    ),
    "omastadi votes": Case(
        {
            "begin": MOMENTS,
            "code": st.sampled_from([("00100", "1"), ("00890", "8"), ("99999", None), ("", None)]),
        },
        lambda path, rows: votes_xlsx(
            path, [{"checked_out_at": local(r["begin"]), "postal_code": r["code"][0]} for r in rows]
        ),
        "budget, date, home_major_district",
        lambda r: ("21", r["begin"].date(), r["code"][1]),
        "a.xlsx",
    ),
    "omastadi plans": Case(
        {"id": IDS, "begin": MOMENTS, "scope": st.one_of(st.none(), IDS), "title": NAMES},
        lambda path, rows: plans_csv(
            path,
            [
                {
                    "id": r["id"],
                    "title/fi": r["title"],
                    "published_at": r["begin"].replace(tzinfo=HELSINKI).strftime("%Y-%m-%d %H:%M:%S %z"),
                    "section_32/value/scope_id": text(r["scope"]),
                }
                for r in rows
            ],
        ),
        "plan, published_date, scope",
        lambda r: (str(r["id"]), r["begin"].date(), None if r["scope"] is None else str(r["scope"])),
    ),
    "omastadi results": Case(
        {"scope": IDS, "name": NAMES, "description": NAMES},
        lambda path, rows: decidim_csv(
            path,
            (
                "id",
                "scope/id",
                "scope/name/fi",
                "parent/id",
                "description/fi",
                "status/key",
                "progress",
                "proposal_urls",
            ),
            [
                {
                    "id": 1,
                    "scope/id": r["scope"],
                    "scope/name/fi": r["name"],
                    "description/fi": r["description"],
                }
                for r in rows
            ],
        ),
        "scope, scope_name",
        lambda r: (str(r["scope"]), trimmed(r["name"])),
    ),
    "pabulib": Case(
        {"nothing": st.none()},
        lambda path, rows: pabulib(path, len(rows)),
        "budget, date, is_vote_list",
        lambda r: ("Eteläinen Helsinki", dt.date(2024, 4, 10), False),
        "a.pb",
    ),
}


@pytest.mark.parametrize("name", CASES)
@OFTEN
@given(data=st.data())
def test_rows_read_back_as_they_were_written(name: str, data: st.DataObject) -> None:
    reads_back(CASES[name], data)
