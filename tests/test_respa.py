"""Respa: workbooks and API lists become one history; a room that is mapped is one room."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import warehouse
from data.messages import render
from data.query import calculate
from data.settings import LANGUAGES
from etl import inbox
from etl import load as loading
from tests.exports import city, spans_json, statistics_csv, units_csv
from tests.landed import LENGTHS, MOMENTS, NAMES, in_utc, landed
from tests.legacy import HEADERS, legacy_units, reservations, resources, workbook

Load = Callable[..., dict[str, Any]]
ROOM = "respa:Talo 990101/Sali"


def rows(home: Path, sql: str) -> list[list[Any]]:
    frame = warehouse.current(home).query(sql)
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


def mapping(home: Path, *lines: str) -> None:
    (home / "reference").mkdir(parents=True, exist_ok=True)
    text = "\n".join(["respa_space,space,note", *lines])
    (home / "reference" / "space_mapping.csv").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", HEADERS)
def test_a_workbook_counts_as_confirmed_in_each_language(
    tmp_path: Path, load: Load, home: Path, language: str
) -> None:
    workbook(
        tmp_path / "exports" / "varaukset.xlsx",
        [{}, {"staff": True, "begin": "2022-03-08 10:00", "end": "2022-03-08 11:30", "persons": None}],
        language,
    )
    told = load()
    assert (told["files"][0]["source"], told["files"][0]["rows_loaded"]) == ("respa", 2)
    assert rows(
        home,
        "SELECT space, state, kind, booker_type, booked_minutes, persons, lead_time_days, "
        "home_major_district, district FROM booking ORDER BY begin_utc",
    ) == [
        [ROOM, "confirmed", "customer", "unknown", 120, 4, 6, "3", "unknown"],
        [ROOM, "confirmed", "own", "city", 90, None, 7, "3", "unknown"],
    ]
    assert rows(
        home, "SELECT name_fi, is_registered, has_bookable_time FROM space WHERE space <> 'unknown'"
    ) == [["Sali, Talo 990101", False, False]]


def test_headers_that_somebody_translated_are_known_by_their_place(
    tmp_path: Path, load: Load, home: Path
) -> None:
    headers = list(HEADERS["fi"])
    headers[4], headers[7], headers[24] = "Tehty", "Henkilökunta", "Montako"
    workbook(tmp_path / "exports" / "a.xlsx", [{"staff": True, "persons": 7}], headers=headers)
    load()
    assert rows(home, "SELECT kind, persons, lead_time_days FROM booking") == [["own", 7, 6]]


def test_a_workbook_without_its_rooms_is_refused(tmp_path: Path, load: Load) -> None:
    workbook(tmp_path / "exports" / "a.xlsx", [{}], headers=["", *HEADERS["fi"][1:]])
    told = load()["files"][0]
    assert told["status"] == "refused"
    assert "Unit, Resource" in told["message"]


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"begin": ""}, "alkuaika", "the cell is empty"),
        ({"end": "2022-03-07 10:00"}, "loppuaika", "later time than in column alkuaika"),
        ({"end": "2022-03-07 09:00"}, "loppuaika", "later time"),
        ({"persons": -1}, "osallistujamäärä", "0 or more"),
        ({"persons": "monta"}, "osallistujamäärä", "0 or more"),
        ({"staff": "ehkä"}, "staff_event", "one of: normal, staff, blocked"),
    ],
)
def test_a_bad_cell_rejects_its_row(
    tmp_path: Path, load: Load, home: Path, cells: dict[str, Any], column: str, expected: str
) -> None:
    workbook(
        tmp_path / "exports" / "a.xlsx",
        [{}, {"begin": "2022-03-08 09:00", "end": "2022-03-08 10:00"} | cells],
    )
    told = load()["files"][0]
    assert (told["rows_loaded"], told["rows_rejected"]) == (1, 1)
    [[row, where, wanted]] = rows(home, "SELECT row_number, column_name, expected FROM rejected_row")
    assert (row, where) == (3, column)
    assert expected in render(wanted, "en")


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path, load: Load, home: Path) -> None:
    """The header is row 1, row 3 is blank; row 4 ends before it begins, and row 5 has no end."""
    workbook(tmp_path / "exports" / "a.xlsx", [{}, None, {"begin": "2022-03-08 10:00"}, {"end": ""}])
    told = load()["files"][0]
    assert (told["rows_read"], told["rows_rejected"]) == (3, 2)
    assert rows(home, "SELECT row_number FROM rejected_row ORDER BY 1") == [[4], [5]]


@pytest.mark.parametrize(
    ("given", "state", "kind"),
    [
        ({}, "confirmed", "customer"),
        ({"staff_event": True}, "confirmed", "own"),
        ({"type": "blocked"}, "confirmed", "closure"),
        ({"type": "blocked", "staff_event": True}, "confirmed", "closure"),
        ({"state": "cancelled"}, "cancelled", "customer"),
        ({"state": "denied"}, "denied", "customer"),
        ({"state": "requested"}, "pending", "customer"),
        ({"state": "created"}, "never_happened", "customer"),
        ({"state": "waiting_for_payment"}, "never_happened", "customer"),
        (
            {"state": "waiting_for_payment", "begin": "2098-01-01 10:00", "end": "2098-01-01 11:00"},
            "pending",
            "customer",
        ),
    ],
)
def test_states_and_types_of_the_api(
    tmp_path: Path, load: Load, home: Path, given: dict[str, Any], state: str, kind: str
) -> None:
    reservations(tmp_path / "exports" / "a.json", [given])
    load()
    booker = "city" if kind == "own" else "unknown"
    assert rows(home, "SELECT space, state, kind, booker_type FROM booking") == [
        ["respa:av1", state, kind, booker]
    ]


@pytest.mark.parametrize("given", [{"state": "CONFIRMED"}, {"type": "party"}, {"begin": "soon"}, {"end": ""}])
def test_what_the_api_never_says_is_rejected(tmp_path: Path, load: Load, given: dict[str, Any]) -> None:
    reservations(tmp_path / "exports" / "a.json", [{"id": 1}, {"id": 2, **given}])
    told = load()["files"][0]
    assert (told["rows_loaded"], told["rows_rejected"]) == (1, 1)


def test_the_api_stands_before_the_workbook(tmp_path: Path, load: Load, home: Path) -> None:
    """Two bookings of one room: the workbook tells both, the API one of them, and that it was cancelled."""
    exports = tmp_path / "exports"
    legacy_units(exports / "units.json", {"990101": "Talo 990101"})
    resources(exports / "resources.json", [{}])
    reservations(exports / "list.json", [{"state": "cancelled"}])
    workbook(exports / "book.xlsx", [{}, {"begin": "2022-03-07 12:00", "end": "2022-03-07 13:00"}])
    told = load()["by_file"]
    assert (told["book.xlsx"]["rows_loaded"], told["book.xlsx"]["rows_superseded"]) == (1, 1)
    assert told["list.json"]["rows_loaded"] == 1
    # The other belongs to the resource of the same unit and name.
    assert rows(home, "SELECT space, state FROM booking ORDER BY begin_utc") == [
        ["respa:av1", "cancelled"],
        ["respa:av1", "confirmed"],
    ]


def test_bookings_that_differ_in_anything_stay_two(tmp_path: Path, load: Load, home: Path) -> None:
    exports = tmp_path / "exports"
    legacy_units(exports / "units.json", {"990101": "Talo 990101"})
    resources(exports / "resources.json", [{}, {"id": "av2", "name": {"fi": "Studio"}}])
    reservations(exports / "list.json", [{}])
    workbook(
        exports / "book.xlsx",
        [
            {"unit": "Toinen talo"},
            {"resource": "Studio"},
            {"begin": "2022-03-07 10:30"},
            {"end": "2022-03-07 12:30"},
        ],
    )
    load()
    assert rows(home, "SELECT space, count(*) FROM booking GROUP BY ALL ORDER BY ALL") == [
        ["respa:Toinen talo/Sali", 1],
        ["respa:av1", 3],
        ["respa:av2", 1],
    ]


def test_the_same_workbook_rows_again_count_once(tmp_path: Path, load: Load, home: Path) -> None:
    workbook(tmp_path / "exports" / "a.xlsx", [{}, {"persons": 5}])
    workbook(tmp_path / "exports" / "b.xlsx", [{"persons": 6}], "en")
    told = load()
    assert rows(home, "SELECT count(*) FROM booking") == [[1]]
    assert sum(file["rows_superseded"] for file in told["files"]) == 2


def test_a_later_list_of_the_api_is_in_force_and_ids_are_respas_own(
    tmp_path: Path, load: Load, home: Path
) -> None:
    exports = tmp_path / "exports"
    reservations(exports / "a.json", [{"id": 1}])
    statistics_csv(exports / "varaamo.csv", [{"id": 9, "reservation": 1}])
    load()
    reservations(exports / "b.json", [{"id": 1, "state": "denied"}])
    load()
    assert rows(home, "SELECT source, state FROM booking ORDER BY source") == [
        ["respa", "denied"],
        ["varaamo", "confirmed"],
    ]


def test_the_night_that_has_an_hour_twice(tmp_path: Path, load: Load, home: Path) -> None:
    """A workbook has wall clocks: 03:30 to 03:45 is the first 03:30 and the last 03:45, 75 minutes."""
    night = {"begin": "2022-10-30 03:30", "end": "2022-10-30 03:45"}
    workbook(tmp_path / "exports" / "a.xlsx", [night])
    told = load()
    assert rows(home, "SELECT booked_minutes FROM booking") == [[75]]
    assert "2 times fall in the hour that comes twice" in told["files"][0]["message"]
    # The API knows which 03:30 it was, and is the same booking.
    exports = tmp_path / "exports"
    legacy_units(exports / "units.json", {"990101": "Talo 990101"})
    resources(exports / "resources.json", [{}])
    reservations(
        exports / "b.json", [{"begin": "2022-10-30T03:30:00+02:00", "end": "2022-10-30T03:45:00+02:00"}]
    )
    load()
    assert rows(home, "SELECT booked_minutes FROM booking") == [[15]]


@pytest.mark.parametrize(("count", "warned"), [(19, False), (20, True), (21, False)])
def test_a_page_of_twenty_rows_is_told(tmp_path: Path, load: Load, count: int, warned: bool) -> None:
    begins = [f"2022-03-{day:02d} 09:00" for day in range(1, count + 1)]
    workbook(
        tmp_path / "exports" / "a.xlsx",
        [{"begin": b, "end": f"{b[:11]}23:00"} for b in begins],
    )
    assert ("exactly 20 rows" in load()["files"][0]["message"]) is warned


def test_a_list_that_goes_on_is_told(tmp_path: Path, load: Load) -> None:
    following = "http://example.invalid/v1/resource/?page=2"
    reservations(tmp_path / "exports" / "a.json", [{}], following)
    resources(tmp_path / "exports" / "b.json", [{}], following)
    assert all("Fetch the following pages" in file["message"] for file in load()["files"])


def test_people_reach_no_disk(tmp_path: Path, load: Load, home: Path) -> None:
    workbook(tmp_path / "exports" / "a.xlsx", [{}, {"staff": "Matti Salainen"}])
    reservations(
        tmp_path / "exports" / "b.json", [{"id": 77777777, "type": "Matti Salainen"}, {"id": 88888888}]
    )
    legacy_units(tmp_path / "exports" / "c.json", {"990101": "Talo"})
    told = load()
    written = b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file()) + str(told).encode()
    for secret in ("Salainen", "matti@", "paallikko@", "88888888", "00530"):
        assert secret.encode() not in written, secret


class TestHours:
    def test_a_resources_hours_are_its_bookable_time(self, tmp_path: Path, load: Load, home: Path) -> None:
        """Open 9–20 on the 7th, closed on the 8th: 11 h bookable, 2 of them booked."""
        exports = tmp_path / "exports"
        city(exports / "city")
        hours = [("2022-03-07", "09:00", "20:00"), ("2022-03-08", None, None)]
        resources(exports / "resources.json", [{"hours": hours}])
        reservations(exports / "list.json", [{}, {"begin": "2022-03-08 10:00", "end": "2022-03-08 11:00"}])
        load()
        [[bookable, occupied, district, department]] = rows(
            home,
            "SELECT sum(bookable_minutes), sum(occupied_minutes), any_value(district), any_value(department) "
            "FROM space_hour",
        )
        assert (bookable, occupied, district, department) == (660, 120, "301", "KUVA")

    def test_later_lists_add_days_and_replace_those_they_tell(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        exports = tmp_path / "exports"
        resources(
            exports / "a.json",
            [{"hours": [("2022-03-07", "09:00", "20:00"), ("2022-03-08", "09:00", "20:00")]}],
        )
        load()
        resources(
            exports / "b.json",
            [
                {
                    "hours": [("2022-03-08", None, None), ("2022-03-09", "08:00", "10:00")],
                    "people_capacity": 20,
                }
            ],
        )
        told = load()["by_file"]
        assert rows(home, "SELECT sum(bookable_minutes) FROM space_hour") == [[660 + 120]]
        assert rows(home, "SELECT capacity FROM space WHERE space = 'respa:av1'") == [[20]]
        # The earlier list still tells of a day, so none of its rows is superseded.
        assert [told[name]["rows_superseded"] for name in ("a.json", "b.json")] == [0, 0]
        resources(
            exports / "c.json", [{"hours": [("2022-03-07", "09:00", "10:00"), ("2022-03-08", None, None)]}]
        )
        load()
        counts = rows(home, "SELECT file, rows_superseded FROM load ORDER BY file")
        assert counts == [["a.json", 1], ["b.json", 0], ["c.json", 0]]
        assert rows(home, "SELECT sum(bookable_minutes) FROM space_hour") == [[60 + 120]]

    def test_a_list_that_was_not_asked_for_hours_has_none(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        path = resources(tmp_path / "exports" / "a.json", [{}, {"id": "av2"}, {"id": "av3"}])
        told = json.loads(path.read_text(encoding="utf-8"))
        del told["results"][1]["opening_hours"]
        told["results"][2]["opening_hours"] = None
        path.write_text(json.dumps(told), encoding="utf-8")
        assert load()["files"][0]["rows_loaded"] == 3
        assert rows(home, "SELECT count(*) FROM space WHERE has_bookable_time") == [[0]]

    def test_hours_that_are_none_reject_the_resource(self, tmp_path: Path, load: Load) -> None:
        resources(
            tmp_path / "exports" / "a.json",
            [{}, {"id": "av2", "hours": [("2022-03-07", "20:00", "09:00")]}],
        )
        told = load()["files"][0]
        assert (told["rows_loaded"], told["rows_rejected"]) == (1, 1)


def test_files_that_were_landed_before_a_column_was_declared_still_count(
    tmp_path: Path, load: Load, home: Path
) -> None:
    workbook(tmp_path / "exports" / "a.xlsx", [{}])
    load()
    [path] = (home / "landing" / "bookings").glob("*.parquet")
    older = path.with_suffix(".older")
    with duckdb.connect() as connection:
        kept = f"SELECT * EXCLUDE (unit_name, persons) FROM read_parquet('{path}')"
        connection.execute(f"COPY ({kept}) TO '{older}' (FORMAT parquet)")
    older.replace(path)
    resources(tmp_path / "exports" / "b.json", [{"id": "av9"}])
    assert load()["published"]
    assert rows(home, "SELECT space, booked_minutes, persons FROM booking") == [[ROOM, 120, None]]


class TestMapping:
    def world(self, exports: Path) -> None:
        """The hall 501 was booked 2 of 4 h in 2022, in Respa, and 2 of 8 h in 2025, in Varaamo."""
        city(exports / "city")
        units_csv(exports / "spaces.csv", [{}])
        spans_json(exports / "spans.json", [(880501, "2025-03-03 08:00", "2025-03-03 16:00")])
        statistics_csv(exports / "varaamo.csv", [{"id": 1}])
        resources(exports / "resources.json", [{"hours": [("2022-03-07", "09:00", "13:00")]}])
        workbook(exports / "book.xlsx", [{}])

    @pytest.mark.parametrize("legacy", ["respa:av1", ROOM])
    def test_a_mapped_room_has_one_history(self, tmp_path: Path, load: Load, home: Path, legacy: str) -> None:
        self.world(tmp_path / "exports")
        mapping(home, f"{legacy},501,checked by hand")
        load()
        assert rows(home, "SELECT source, space, district FROM booking ORDER BY source") == [
            ["respa", "501", "301"],
            ["varaamo", "501", "301"],
        ]
        frame = calculate("booking_rate", ["space"], build=warehouse.current(home))
        assert frame[["space", "numerator", "denominator"]].to_numpy().tolist() == [["501", 240, 720]]
        assert rows(home, "SELECT space FROM space ORDER BY space") == [["501"], ["unknown"]]
        assert rows(home, "SELECT legacy_space, space, is_mapped FROM legacy_space") == [
            ["respa:av1", "501", True]
        ]

    def test_without_a_mapping_they_are_two(self, tmp_path: Path, load: Load, home: Path) -> None:
        self.world(tmp_path / "exports")
        load()
        frame = calculate("booking_rate", ["space"], build=warehouse.current(home))
        assert frame[["space", "numerator", "denominator"]].to_numpy().tolist() == [
            ["501", 120, 480],
            ["respa:av1", 120, 240],
        ]

    def test_a_changed_mapping_makes_a_new_build(self, tmp_path: Path, load: Load, home: Path) -> None:
        self.world(tmp_path / "exports")
        first = load()
        assert load()["build_id"] == first["build_id"]
        mapping(home, "respa:av1,501,")
        second = load()
        assert second["published"]
        assert rows(home, "SELECT DISTINCT space FROM booking") == [["501"]]
        assert load()["build_id"] == second["build_id"]

    def test_a_room_may_be_mapped_to_a_space_that_no_register_knows(
        self, tmp_path: Path, load: Load, home: Path
    ) -> None:
        workbook(tmp_path / "exports" / "book.xlsx", [{}])
        mapping(home, f"{ROOM},599,")
        load()
        assert rows(
            home, "SELECT b.space, s.name_fi, s.is_registered FROM booking b JOIN space s USING (space)"
        ) == [["599", "Sali", False]]

    @pytest.mark.parametrize(
        ("lines", "told"),
        [
            (["av1,501,"], "row 2, column respa_space: “av1”"),
            (["respa:,501,"], "row 2, column respa_space"),
            (["respa:av1,,"], "row 2, column space"),
            (["respa:av1,respa:av2,"], "the id of a reservation unit of Varaamo"),
            (["respa:av1,501,", "respa:av1,502,"], "row 3, column respa_space"),
            (["respa:av1"], "as many columns"),
        ],
    )
    def test_a_mapping_that_cannot_be_is_told_and_nothing_is_loaded(
        self, tmp_path: Path, load: Load, home: Path, lines: list[str], told: str
    ) -> None:
        self.world(tmp_path / "exports")
        mapping(home, *lines)
        with pytest.raises(inbox.Refused) as refused:
            load()
        for language in LANGUAGES:
            assert "{" not in render(refused.value.stored, language)
            assert "expected_" not in render(refused.value.stored, language)
        assert told in render(refused.value.stored, "en")
        assert not (home / "landing").exists()


# Round trips: names as people write them, and times around the nights on which clocks change.
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def bookings(draw: st.DrawFn) -> dict[str, Any]:
    begin = draw(MOMENTS)
    end = begin + draw(LENGTHS)
    if end.month == 3 and end.hour == 3:
        end += dt.timedelta(hours=1)
    return {
        "unit": draw(NAMES),
        "resource": draw(NAMES),
        "begin": f"{begin:%Y-%m-%d %H:%M:%S}",
        "end": f"{end:%Y-%m-%d %H:%M:%S}",
        "staff": draw(st.sampled_from([True, False, None])),
        "persons": draw(st.one_of(st.none(), st.sampled_from([0, 1, 999_999]))),
    }


@SLOW
@given(st.lists(bookings(), min_size=1, max_size=6), st.sampled_from(sorted(HEADERS)))
def test_a_workbook_reads_back_as_it_was_written(written: list[dict[str, Any]], language: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = workbook(Path(name) / "book.xlsx", written, language)
        columns = "unit_name, space_name, begin_utc, end_utc, kind, persons"
        assert landed(Path(name), path, columns) == [
            (
                *(row["unit"].strip(" "), row["resource"].strip(" ")),
                *(in_utc(row["begin"]), in_utc(row["end"], last=True)),
                *("own" if row["staff"] else "customer", row["persons"]),
            )
            for row in written
        ]


@SLOW
@given(st.lists(bookings(), min_size=1, max_size=6), st.lists(NAMES, min_size=6, max_size=6))
def test_the_lists_of_the_api_read_back_as_they_were_written(
    written: list[dict[str, Any]], names: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = reservations(
            folder / "list.json",
            [
                {
                    "resource": f"av{n}",
                    "begin": row["begin"],
                    "end": row["end"],
                    "staff_event": row["staff"],
                    "number_of_participants": row["persons"],
                }
                for n, row in enumerate(written)
            ],
        )
        assert landed(folder, path, "space, begin_utc, end_utc, kind, persons") == [
            (
                *(f"respa:av{n}", in_utc(row["begin"]), _first(row["end"])),
                *("own" if row["staff"] else "customer", row["persons"]),
            )
            for n, row in enumerate(written)
        ]
        days = [
            ("2022-03-27", "00:00", "23:45"),
            ("2022-10-30", "02:00", "05:00"),
            ("2022-11-01", None, None),
        ]
        rooms = resources(
            folder / "rooms.json",
            [{"id": f"av{n}", "name": {"sv": name}, "hours": days} for n, name in enumerate(names)],
        )
        assert landed(folder, rooms, "space, name_sv, len(bookable_days)") == [
            (f"respa:av{n}", name.strip(" "), 3) for n, name in enumerate(names)
        ]


def _first(text: str) -> dt.datetime:
    """An offset says which of the two hours is meant; ``local`` writes the first."""
    return in_utc(text)


@SLOW
@given(st.lists(bookings(), min_size=1, max_size=5), st.lists(bookings(), max_size=5))
def test_no_row_is_lost_whatever_the_names(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook(folder / "exports" / "a.xlsx", first)
        workbook(folder / "exports" / "b.xlsx", second + first, "en")
        outcome = loading.run(folder / "home", folder / "exports", lambda _: None)
        assert not [check for check in outcome.checks if check.level == "fail" and check.rows]
        assert sum(f.rows_superseded for f in outcome.files) >= len(first)
        kept = sum(f.rows_loaded for f in outcome.files)
        keys = {
            (r["unit"].strip(" "), r["resource"].strip(" "), r["begin"], r["end"]) for r in [*first, *second]
        }
        assert kept == len(keys)
