"""Every format of bookings, spaces, registers and seasons, written from canonical rows and read back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.exports.participation_files import applications_csv, results_csv
from tests.support.exports.varaamo_files import (
    Row,
    envelope,
    spans_json,
    statistics_csv,
    statistics_json,
    units_csv,
)
from tests.support.landed import LENGTHS, MOMENTS, NAMES, in_utc
from tests.support.round_trips import COUNTS, IDS, OFTEN, Case, local, reads_back, text, trimmed, utc


def _ends(row: Row) -> dt.datetime:
    end: dt.datetime = row["begin"] + row["length"]
    return end + dt.timedelta(hours=1) if (end.month, end.hour) == (3, 3) else end


BOOKING = {"begin": MOMENTS, "length": LENGTHS, "space": NAMES, "purpose": NAMES, "persons": COUNTS}
BOOKING_BACK = "begin_utc, end_utc, space_name, purpose, persons"


def _bookings(write: Callable[[Path, list[Row]], Path]) -> Callable[[Path, list[Row]], Path]:
    def written(path: Path, rows: list[Row]) -> Path:
        return write(
            path,
            [
                {
                    "begin": local(row["begin"]),
                    "end": local(_ends(row)),
                    "primary_reservation_unit_name": row["space"],
                    "purpose_name": row["purpose"],
                    "num_persons": text(row["persons"]),
                    "reservation_uuid": str(n),
                }
                for n, row in enumerate(rows)
            ],
        )

    return written


def _booking_back(row: Row, *, last: bool) -> tuple[Any, ...]:
    ends = in_utc(local(_ends(row)), last=last)
    names = (trimmed(row["space"]), trimmed(row["purpose"]))
    return (in_utc(local(row["begin"])), ends, *names, row["persons"])


def _named(path: Path, rows: list[Row], **fields: Any) -> Path:
    return envelope(
        path,
        [{"id": str(row["id"]), "name": {"fi": row["fi"], "sv": row["sv"]}, **fields} for row in rows],
    )


def _flat(path: Path, rows: list[Row], **fields: Any) -> Path:
    records = [{"id": row["id"], "name_fi": row["fi"], "name_sv": row["sv"], **fields} for row in rows]
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


NAMED = {"id": IDS, "fi": NAMES, "sv": NAMES}
NAMES_BACK = "name_fi, name_sv"


def _names_back(row: Row) -> tuple[Any, ...]:
    return (str(row["id"]), trimmed(row["fi"]), trimmed(row["sv"]))


WINDOWS = st.dictionaries(st.sampled_from(["ma", "ke", "su"]), st.integers(0, 22), max_size=3)


CASES: dict[str, Case] = {
    "varaamo statistics csv": Case(
        BOOKING, _bookings(statistics_csv), BOOKING_BACK, lambda r: _booking_back(r, last=True)
    ),
    "varaamo statistics json": Case(
        BOOKING, _bookings(statistics_json), BOOKING_BACK, lambda r: _booking_back(r, last=False), "a.json"
    ),
    "varaamo units": Case(
        {"id": IDS, "fi": NAMES, "people": COUNTS},
        lambda path, rows: units_csv(
            path,
            [
                {
                    "Reservation unit ID": r["id"],
                    "Name_fi": r["fi"],
                    "Maximum number of persons": text(r["people"]),
                }
                for r in rows
            ],
        ),
        "space, name_fi, capacity",
        lambda r: (str(r["id"]), trimmed(r["fi"]), r["people"]),
    ),
    "varaamo spans": Case(
        {"begin": MOMENTS, "length": LENGTHS},
        lambda path, rows: spans_json(
            path, [(n, r["begin"].isoformat(), _ends(r).isoformat()) for n, r in enumerate(rows)]
        ),
        "begin_utc, end_utc",
        lambda r: (utc(r["begin"]), utc(_ends(r))),
        "a.json",
    ),
    "service map units": Case(
        NAMED,
        lambda path, rows: _named(
            path,
            rows,
            department="d",
            root_department="r",
            service_nodes=[],
            contract_type=None,
            connections=[],
        ),
        f"unit, {NAMES_BACK}",
        _names_back,
        "a.json",
    ),
    "service map departments": Case(
        NAMED,
        lambda path, rows: _named(
            path, rows, parent=None, organization_type="M", business_id="0", level=1, municipality="helsinki"
        ),
        f"department_id, {NAMES_BACK}",
        _names_back,
        "a.json",
    ),
    "tpr units": Case(
        NAMED,
        lambda path, rows: _flat(
            path,
            rows,
            org_id="o",
            dept_id="d",
            ontologyword_ids=[],
            displayed_service_owner_fi="x",
            latitude=60.2,
        ),
        f"unit, {NAMES_BACK}",
        _names_back,
        "a.json",
    ),
    "tpr departments": Case(
        NAMED,
        lambda path, rows: _flat(
            path, rows, parent_id=None, hierarchy_level=1, business_id="0", organization_type="M"
        ),
        f"department_id, {NAMES_BACK}",
        _names_back,
        "a.json",
    ),
    "application round": Case(
        {"section": IDS, "space": NAMES, "minutes": st.integers(1, 1439), "windows": WINDOWS},
        lambda path, rows: applications_csv(
            path,
            [
                {
                    "hakemusosan numero": r["section"],
                    "tilatoive 1": r["space"],
                    "minimi aika": " ".join(
                        part
                        for part in (
                            f"{r['minutes'] // 60} h" if r["minutes"] >= 60 else "",
                            f"{r['minutes'] % 60} min" if r["minutes"] % 60 else "",
                        )
                        if part
                    ),
                    "first": {day: f"{hour}:00-{hour + 1}:30" for day, hour in r["windows"].items()},
                }
                for r in rows
            ],
        ),
        "section, wished_space_name, minimum_minutes, wish_windows",
        lambda r: (
            *(str(r["section"]), trimmed(r["space"]), r["minutes"]),
            [
                {"weekday": n, "begin_minute": 60 * hour, "end_minute": 60 * hour + 90}
                for n, day in ((1, "ma"), (3, "ke"), (7, "su"))
                if (hour := r["windows"].get(day)) is not None
            ]
            or None,
        ),
    ),
    "application results": Case(
        {"section": IDS, "space": NAMES, "unit": NAMES, "begin": st.integers(0, 1439)},
        lambda path, rows: results_csv(
            path,
            [
                {
                    "hakemusosan numero": r["section"],
                    "varausyksikkö": r["space"],
                    "toimipiste": r["unit"],
                    "toistoviikonpäivä": "SUNDAY",
                    "aloitusaika": f"{r['begin'] // 60}:{r['begin'] % 60:02d}",
                    "päättymisaika": "0:00",
                }
                for r in rows
            ],
        ),
        "section, space_name, unit_name, weekday, slot_begin_minute, slot_end_minute",
        lambda r: (str(r["section"]), trimmed(r["space"]), trimmed(r["unit"]), "7", r["begin"], 0),
    ),
}


@pytest.mark.parametrize("name", CASES)
@OFTEN
@given(data=st.data())
def test_rows_read_back_as_they_were_written(name: str, data: st.DataObject) -> None:
    reads_back(CASES[name], data)
