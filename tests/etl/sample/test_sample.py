"""The sample city: the same bytes every time, the real formats, and realistic figures."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from data import warehouse
from data.city_profile.in_use import BUILT_IN
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from etl.sample import draw, write_sample
from etl.sample.period import Period
from etl.sources import FEEDS
from tests.support.commands import SHARED, command

SAMPLES = SHARED / "formats" / "samples"
PLANE_COORDINATES = {
    f"{axis}_etrs_{grid}" for axis in ("northing", "easting") for grid in ("gk25", "tm35fin")
}
SMALL = {"bookings_count": 400, "first_month": "2025-03", "last_month": "2025-05"}


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_write_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_sample(tmp_path / name, **SMALL, seed=seed)  # type: ignore[arg-type]
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert digests(tmp_path / "a") != digests(tmp_path / "c")


def test_the_mark_names_every_export(tmp_path: Path) -> None:
    files = write_sample(tmp_path, **SMALL, seed=1)  # type: ignore[arg-type]
    mark = json.loads((tmp_path / ".talkootila-sample.json").read_text(encoding="utf-8"))
    assert set(mark["files"]) == {path.relative_to(tmp_path).as_posix() for path in files}
    assert {len(digest) for digest in mark["files"].values()} == {64}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("ours", "real"),
    [
        ("varaamo/reservation_statistics.csv", "bookings/varaamo_reservation_statistics.csv"),
        ("registers/reservation_units.csv", "bookings/varaamo_reservation_units.csv"),
        (
            "volunteering/GW_Volunteers__Volunteer_Hours__c.csv",
            "participation/GW_Volunteers__Volunteer_Hours__c.csv",
        ),
        ("volunteering/volunteering-hours.csv", "participation/volunteering-hours.csv"),
        ("volunteering/Report_volunteers.csv", "participation/Report_20260105-930.csv"),
        ("volunteering/current-checkpoint.csv", "participation/current-checkpoint.csv"),
        ("participation/kultus_enrolment_report.csv", "participation/reports.enrolmentreport.csv"),
        (
            "participation/kultus_events_approved_enrolments.csv",
            "participation/kultus_events_approved_enrolments.csv",
        ),
    ],
)
def test_headers_and_line_ends_are_those_of_the_real_export(
    sample_exports: Path, ours: str, real: str
) -> None:
    written, model = (
        (sample_exports / ours).read_bytes(),
        (SAMPLES / real).read_bytes(),
    )
    assert written.split(b"\n")[0] == model.split(b"\n")[0]
    expected = written.count(b"\n") if b"\r\n" in model else 0
    assert written.count(b"\r\n") == expected


@pytest.mark.shared
def test_the_report_api_has_the_real_keys_and_types(sample_exports: Path) -> None:
    real = types_by_key(SAMPLES / "bookings", "varaamo_reservation_statistics_page_*.json")
    ours = types_by_key(sample_exports / "varaamo", "reservation_statistics_page_*.json")
    assert list(ours) == list(real)
    assert {key: types - real[key] for key, types in ours.items() if types - real[key]} == {}


def types_by_key(folder: Path, pattern: str) -> dict[str, set[str]]:
    """Return the types of each key's values over all rows of the pages, keys in their order."""
    types: dict[str, set[str]] = {}
    for page in folder.glob(pattern):
        for row in json.loads(page.read_text(encoding="utf-8")):
            for key, value in row.items():
                types.setdefault(key, set()).add(type(value).__name__)
    return types


@pytest.mark.shared
@pytest.mark.parametrize(
    ("ours", "real", "left_out"),
    [
        ("registers/servicemap_units.json", "bookings/servicemap_units.json", set()),
        ("registers/servicemap_departments.json", "bookings/servicemap_departments.json", set()),
        ("registers/linkedevents_places.json", "bookings/linkedevents_places.json", set()),
        # Plane coordinates, which the loader does not read.
        ("registers/tprek_units_v4.json", "bookings/tprek_units_v4.json", PLANE_COORDINATES),
        (
            "volunteering/puistotalkoot_event_list.json",
            "participation/puistotalkoot_event_list.json",
            set(),
        ),
    ],
)
def test_register_objects_have_the_real_keys(
    sample_exports: Path, ours: str, real: str, left_out: set[str]
) -> None:
    written, model = first_object(sample_exports / ours), first_object(SAMPLES / real)
    # The real unit happens to have no Swedish and English name.
    assert set(written) - {"name_sv", "name_en"} == set(model) - left_out


def first_object(path: Path) -> dict[str, object]:
    """Return the first object of a JSON list, with any envelope."""
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = content if isinstance(content, list) else content.get("results") or content["data"]
    return dict(rows[0])


@pytest.mark.shared
def test_workbook_sheets_and_headers_are_the_real_ones(sample_exports: Path) -> None:
    written, model = (
        CalamineWorkbook.from_path(path)
        for path in (
            sample_exports / "volunteering" / "volgistics_export.xlsx",
            SAMPLES / "participation" / "volgistics_export.xlsx",
        )
    )
    assert written.sheet_names == model.sheet_names
    for sheet in model.sheet_names:
        ours, real = (book.get_sheet_by_name(sheet).to_python() for book in (written, model))
        assert ours[0] == real[0]
        assert [type(cell) for cell in ours[1]] == [type(cell) for cell in real[1]]


def test_only_decimals_are_quoted(sample_exports: Path) -> None:
    text = (sample_exports / "varaamo" / "reservation_statistics.csv").read_text(encoding="utf-8")
    quoted = set(re.findall(r'"[^"]*"', text))
    assert quoted
    others = {cell for cell in quoted if not re.fullmatch(r'"\d+,\d{2}(\d{4})?"', cell)}
    assert others <= {'"1 day, 2:00:00"'}


def test_every_row_is_loaded(sample_home: Path, sample_exports: Path) -> None:
    loads = warehouse.current(sample_home).query('SELECT rows_read, rows_rejected FROM "load"')
    exports = [
        path for path in sample_exports.rglob("*.*") if path.suffix in (".csv", ".json", ".xlsx", ".pb")
    ]
    assert len(loads) == len([path for path in exports if not path.name.startswith(".")])
    assert (loads["rows_read"] > 0).all()
    assert (loads["rows_rejected"] == 0).all()


def test_every_format_is_written_except_alternative_forms(sample_home: Path) -> None:
    written = {
        tuple(row) for row in warehouse.current(sample_home).query("SELECT source, feed FROM load").to_numpy()
    }
    assert {(feed.source, feed.name) for feed in FEEDS} - written == {
        ("puistotalkoot", "zone_statistics"),
        ("tpr", "departments"),
        ("varaamo", "reservation_units_json"),
    }


def test_addresses_are_invented(sample_exports: Path) -> None:
    domains = set()
    for path in (*sample_exports.rglob("*.csv"), *sample_exports.rglob("*.json")):
        domains.update(re.findall(r"@[\w.-]+", path.read_text(encoding="utf-8-sig")))
    # The others are keys of linked data.
    assert domains - {"@id", "@context", "@type"} == {"@example.invalid"}


def test_an_export_is_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "PART", 150)
    write_sample(tmp_path, **SMALL, seed=1)  # type: ignore[arg-type]
    with (tmp_path / "varaamo" / "reservation_statistics.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["id"]) for row in rows] == list(range(1, 401))
    newest = {row["reservation_uuid"]: row for row in rows[-240:]}
    pages = sorted((tmp_path / "varaamo").glob("*.json"))
    api_rows = [row for page in pages for row in json.loads(page.read_text(encoding="utf-8"))]
    assert {row["reservation_uuid"] for row in api_rows} == set(newest) - {""}
    for row in api_rows:
        before = newest[row["reservation_uuid"]]
        assert row["begin"].startswith(before["begin"].replace(" ", "T"))
        assert row["updated_at"][:10] > before["updated_at"][:10]


def test_the_sample_has_the_awkward_cases(sample_exports: Path) -> None:
    table = f"read_csv('{sample_exports}/varaamo/reservation_statistics.csv', all_varchar = true)"
    overlaps = f"""
        WITH used AS (
            SELECT id, primary_reservation_unit AS space, "begin", "end" FROM {table}
            WHERE state = 'CONFIRMED' AND reservation_type IS DISTINCT FROM 'BLOCKED'
        )
        SELECT count(DISTINCT a.id) FROM used AS a
        JOIN used AS b ON a.space = b.space AND a.id < b.id AND a."begin" < b."end" AND b."begin" < a."end"
    """
    nights = f"""
        SELECT DISTINCT left("begin", 10) FROM {table}
        WHERE state = 'CONFIRMED' AND reservation_type IS DISTINCT FROM 'BLOCKED'
            AND left("begin", 10) < left("end", 10)
    """
    with duckdb.connect() as connection:
        double_booked = int(connection.execute(overlaps).fetchall()[0][0])
        over_midnight = {night for (night,) in connection.execute(nights).fetchall()}
        kinds = {
            kind
            for (kind,) in connection.execute(f"SELECT DISTINCT reservation_type FROM {table}").fetchall()
        }
        states = {state for (state,) in connection.execute(f"SELECT DISTINCT state FROM {table}").fetchall()}
        closures_by_staff = connection.execute(
            f"SELECT count(*) FROM {table} WHERE reservee_type = 'None' AND reservation_type = 'BLOCKED'"
        ).fetchall()[0][0]
    assert 0 < double_booked < 90  # of about 2,500
    assert {"2025-10-25", "2026-03-28", "2026-10-24"} <= over_midnight
    assert kinds == {*draw.KINDS, None} - {""}
    assert states == set(draw.STATES)
    assert closures_by_staff > 0


@pytest.mark.slow
def test_codes_change_on_the_real_dates(tmp_path: Path) -> None:
    write_sample(tmp_path, bookings_count=4_000, first_month="2024-10", last_month="2025-12", seed=1)
    violations = """
        SELECT
            count(*) FILTER (reservation_created_at < '2024-11-28' AND reservation_uuid IS NOT NULL),
            count(*) FILTER (reservation_created_at < '2025-06-12' AND reservee_type = 'COMPANY'),
            count(*) FILTER (reservation_created_at >= '2025-06-12' AND reservee_type = 'BUSINESS'),
            count(*) FILTER (reservation_created_at < '2025-06-09' AND home_city_name = 'OTHER'),
            count(*) FILTER (reservation_created_at >= '2025-06-09' AND home_city_name = 'Espoo'),
            bool_or(reservee_type = 'COMPANY') AND bool_or(reservee_type = 'BUSINESS')
        FROM read_csv($file, all_varchar = true)
    """
    with duckdb.connect() as connection:
        file = str(tmp_path / "varaamo" / "reservation_statistics.csv")
        assert connection.execute(violations, {"file": file}).fetchall() == [(0, 0, 0, 0, 0, True)]


def test_public_holidays_are_closed() -> None:
    period = Period.of("2026-01", "2026-12")
    is_open = dict(zip(period.days, period.open_share().tolist(), strict=True))
    closed = {f"{day:%m-%d}" for day, open_ in is_open.items() if not open_}
    # Good Friday, Easter, Easter Monday, Ascension Day and midsummer of 2026 move; the others do not.
    moving = {"04-03", "04-05", "04-06", "05-14", "06-19", "06-20"}
    assert closed == moving | {"01-01", "01-06", "05-01", "12-06", "12-24", "12-25", "12-26"}


def test_the_number_of_bookings_is_the_requested_one(sample_exports: Path) -> None:
    with (sample_exports / "varaamo" / "reservation_statistics.csv").open(encoding="utf-8") as file:
        assert sum(1 for _ in csv.reader(file)) == 3_001


def test_the_citys_figures_are_realistic(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    year = Filters.of("2025-11", "2026-10")
    rate = calculate("booking_rate", filters=year, scope=EVERYTHING, build=build)["value"][0]
    shared = calculate("shared_use_share", filters=year, scope=EVERYTHING, build=build)["value"][0]
    assert 5 < rate < 60
    assert 50 < shared < 95
    by_month = calculate("booked_hours", ["month"], year, scope=EVERYTHING, build=build).set_index("month")[
        "value"
    ]
    assert by_month["2026-07"] < by_month["2026-04"]
    assert calculate("volunteer_hours", filters=year, scope=EVERYTHING, build=build)["value"][0] > 1_000
    assert not build.query("SELECT * FROM check_result WHERE level = 'fail' AND rows > 0").size


def test_districts_and_residents_are_the_real_ones() -> None:
    with (BUILT_IN / "areas.csv").open(encoding="utf-8") as file:
        areas = list(csv.DictReader(file))
    with (BUILT_IN / "residents.csv").open(encoding="utf-8") as file:
        residents = list(csv.DictReader(file))
    levels = [area["level"] for area in areas]
    assert [levels.count(level) for level in ("major_district", "district", "sub_district")] == [8, 34, 148]
    assert sum(int(r["residents"] or 0) for r in residents if r["start_of_year"] == "2026") == 680_521


@pytest.mark.parametrize("arguments", [["--from", "2025-05", "--to", "2025-04"], ["--bookings", "0"]])
def test_impossible_arguments_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    completed = command("etl", "sample", "--out", tmp_path, *arguments)
    assert completed.returncode == 2
    assert "Traceback" not in completed.stderr
