"""python -m etl city, and loads of another city: its times, its folder in the home."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.settings import CITIES, LANGUAGES
from data.text.messages import render
from etl.city.checking import profile_problems
from etl.sample import write_sample
from tests.support.commands import Load, command_here, rows
from tests.support.exports.varaamo_files import statistics_csv

PROFILES = [*sorted(path for path in CITIES.iterdir() if (path / "city.toml").is_file())]


@pytest.mark.parametrize("folder", PROFILES, ids=lambda path: path.name)
def test_shipped_profiles_are_in_order(folder: Path) -> None:
    assert profile_problems(folder) == ()


def test_a_new_profile_is_in_order_and_what_is_wrong_in_it_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert command_here("etl", "city", "new", folder).returncode == 0
    assert command_here("etl", "city", "check", folder).returncode == 0
    refused = command_here("etl", "city", "new", folder)
    assert refused.returncode == 2
    assert "already has files" in refused.stderr
    (folder / "residents.csv").write_text("district,start_of_year,residents\n1,2026,many\n", encoding="utf-8")
    wrong = command_here("etl", "city", "check", folder)
    assert wrong.returncode == 2
    assert (
        "city/residents.csv, row 2, column residents: “many” is not valid, expected: a whole" in wrong.stderr
    )
    (folder / "areas.csv").write_text("area_code,level\n", encoding="utf-8")
    for language in LANGUAGES:
        assert any("areas.csv" in render(stored, language) for stored in profile_problems(folder))


def test_times_are_those_of_the_city(home: Path, exports: Path, load: Load) -> None:
    """In New York the hour from 1 occurs twice on 2 November 2025; 8 March 2026 has 23 hours."""
    shutil.copytree(CITIES / "port_maren", home / "city")
    begins = {
        1: ("2025-11-02 01:30:00", "2025-11-02 01:45:00"),
        2: ("2025-11-02T01:30:00-05:00", "2025-11-02T01:45:00-05:00"),
        3: ("2026-03-07 23:00:00", "2026-03-08 05:00:00"),
        4: ("2025-07-01 20:00:00", "2025-07-01 21:00:00"),
    }
    statistics_csv(
        exports / "a.csv", [{"id": n, "begin": begin, "end": end} for n, (begin, end) in begins.items()]
    )
    assert load()["published"]
    sql = (
        "SELECT strftime(begin_utc, '%m-%d %H:%M'), date::VARCHAR, hour, booked_minutes::INTEGER FROM booking"
    )
    assert sorted(rows(home, sql)) == [
        ["03-08 04:00", "2026-03-07", 23, 300],
        ["07-02 00:00", "2025-07-01", 20, 60],
        # A start without an offset is the first run; its end is the last.
        ["11-02 05:30", "2025-11-02", 1, 75],
        ["11-02 06:30", "2025-11-02", 1, 15],
    ]


def test_a_home_with_data_of_a_city_stays_with_it(home: Path, exports: Path, load: Load) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}])
    assert load()["published"]
    refused = command_here(
        "etl", "load", "--exports", exports, "--home", home, "--city", CITIES / "port_maren"
    )
    assert refused.returncode == 2
    assert "has data of another city" in refused.stderr
    assert not (home / "city").exists()


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/Santiago", "Australia/Adelaide"])
def test_bookings_are_at_the_local_hours_of_any_zone(
    home: Path, exports: Path, load: Load, zone: str
) -> None:
    shutil.copytree(CITIES / "port_maren", home / "city")
    settings = home / "city" / "city.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("America/New_York", zone), encoding="utf-8"
    )
    period = {"first_month": "2025-09", "last_month": "2026-04"}
    write_sample(exports, bookings_count=600, seed=3, profile=home / "city", **period)
    outcome = load()
    assert outcome["published"]
    assert not [check for check in outcome["checks"] if check["level"] == "fail" and check["rows"]]
    for begin, date, hour in rows(home, "SELECT begin_utc, date, hour FROM booking"):
        local = begin.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone))
        assert (local.date(), local.hour) == (date, hour)
    cut = "SELECT booking_id, sum(booked_minutes) AS minutes FROM booking_hour GROUP BY booking_id"
    lost = "is_use AND booked_minutes IS DISTINCT FROM minutes"
    sql = f"SELECT count(*) FROM booking LEFT JOIN ({cut}) USING (booking_id) WHERE {lost}"
    assert rows(home, sql) == [[0]]
