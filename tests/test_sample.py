"""The sample city: the same bytes every time, the real formats, and a believable picture."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from data import warehouse
from data.query import Filters, calculate
from data.settings import REFERENCE
from etl.sample import write_sample
from tests.conftest import SHARED, command

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
        ("volunteering/volunteering-hours.csv", "participation/volunteering-hours.csv"),
        ("volunteering/Report_volunteers.csv", "participation/Report_20260105-930.csv"),
    ],
)
def test_headers_and_line_ends_are_those_of_the_real_export(
    sample_exports: Path, ours: str, real: str
) -> None:
    written, model = (
        (sample_exports / ours).read_bytes(),
        (SHARED / "formats" / "samples" / real).read_bytes(),
    )
    assert written.split(b"\n")[0] == model.split(b"\n")[0]
    expected = written.count(b"\n") if b"\r\n" in model else 0
    assert written.count(b"\r\n") == expected


@pytest.mark.shared
def test_json_keys_are_those_of_the_report_api(sample_exports: Path) -> None:
    model = SHARED / "formats" / "samples" / "bookings" / "varaamo_reservation_statistics_page_0-100.json"
    ours = next(sample_exports.glob("varaamo/*page_0-100.json"))
    real_row, our_row = (json.loads(path.read_text(encoding="utf-8"))[0] for path in (model, ours))
    assert list(our_row) == list(real_row)


def test_bookings_are_as_many_as_asked(sample_exports: Path) -> None:
    with (sample_exports / "varaamo" / "reservation_statistics.csv").open(encoding="utf-8") as file:
        assert sum(1 for _ in csv.reader(file)) == 3_001


def test_the_city_is_believable(sample_home: Path) -> None:
    build = warehouse.current(sample_home)
    year = Filters.of("2025-11", "2026-10")
    rate = calculate("booking_rate", filters=year, build=build)["value"][0]
    shared = calculate("shared_use_share", filters=year, build=build)["value"][0]
    assert 5 < rate < 60
    assert 50 < shared < 95
    by_month = calculate("booked_hours", ["month"], year, build=build).set_index("month")["value"]
    assert by_month["2026-07"] < by_month["2026-04"]
    assert calculate("volunteer_hours", filters=year, build=build)["value"][0] > 1_000
    assert not build.query("SELECT * FROM check_result WHERE level = 'fail' AND rows > 0").size


def test_districts_and_residents_are_the_real_ones() -> None:
    with (REFERENCE / "areas.csv").open(encoding="utf-8") as file:
        areas = list(csv.DictReader(file))
    with (REFERENCE / "residents.csv").open(encoding="utf-8") as file:
        residents = list(csv.DictReader(file))
    levels = [area["level"] for area in areas]
    assert [levels.count(level) for level in ("major_district", "district", "sub_district")] == [8, 34, 148]
    assert sum(int(r["residents"] or 0) for r in residents if r["start_of_year"] == "2026") == 680_521


@pytest.mark.parametrize("arguments", [["--from", "2025-05", "--to", "2025-04"], ["--bookings", "0"]])
def test_an_impossible_city_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    done = command("etl", "sample", "--out", tmp_path, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
