"""From an export to a figure: draft, completed draft, load; the figure of each file is counted in Python."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.commands import Load, LoadOnce, SharedLoad, command_here, rows
from tests.support.exports.mapping_files import complete, suggest
from tests.support.exports.varaamo_files import statistics_csv

EXPORTS = Path(__file__).parent / "exports"
Row = dict[str, str]


def table(name: str, delimiter: str = ";") -> list[Row]:
    with (EXPORTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def between(start: str, end: str, written: str) -> float:
    moments = [dt.datetime.strptime(text, written) for text in (start, end)]
    return (moments[1] - moments[0]).total_seconds() / 3600


def clocks(start: str, end: str) -> float:
    """Return the hours between two times of day; the end of a day is 0:00 or 24:00."""
    minutes = [60 * int(text.split(":")[0]) + int([*text.split(":"), "0"][1]) for text in (start, end)]
    return ((minutes[1] or 24 * 60) - minutes[0]) / 60


def us_dates() -> float:
    rows = [row for row in table("us_dates.csv", ",") if row["Status"] == "Confirmed"]
    return sum(between(r["Start Date/Time"], r["End Date/Time"], "%m/%d/%Y %I:%M %p") for r in rows)


def iso_zone() -> float:
    rows = [row for row in table("iso_zone.csv", ",") if row["status"] == "confirmed"]
    ends = [[dt.datetime.fromisoformat(r[side]) for side in ("starts_at", "ends_at")] for r in rows]
    return sum((end - start).total_seconds() for start, end in ends) / 3600


def serials() -> float:
    rows = [row for row in table("serials.csv") if row["Status"] == "bestätigt"]
    numbers = [[float(r[side].replace(",", ".")) for side in ("Beginn", "Ende")] for r in rows]
    return sum(end - start for start, end in numbers) * 24


def start_hour() -> float:
    return sum(clocks(row["startHour"], row["endTime"]) for row in table("start_hour.csv"))


def duration() -> float:
    return sum(int(r["Durata (min)"]) for r in table("duration.csv") if r["Stato"] == "confermata") / 60


def words(text: str) -> float:
    hours, minutes = (re.search(rf"(\d+) {unit}", text) for unit in ("h", "m"))
    return (int(hours[1]) if hours else 0) + (int(minutes[1]) / 60 if minutes else 0)


def duration_words() -> float:
    return sum(words(row["Kesto"]) for row in table("duration_words.csv"))


def range_() -> float:
    return sum(clocks(*re.findall(r"\d+:\d+", row["Uhrzeit"])) for row in table("range.csv"))


def range_moments() -> float:
    rows = [row["Horaire"].split(" - ") for row in table("range_moments.csv") if row["Statut"] == "confirmé"]
    return sum(between(start, end, "%d/%m/%Y %H:%M") for start, end in rows)


def weekly() -> float:
    # Weeks 36 to 41 and 43 to 50, week 37, and weeks 50 to 52 with the first two of the next year.
    return (6 + 8) * 1.5 + 1 * 1.0 + (3 + 2) * 2.0


def season() -> float:
    days = [dt.date(2025, 9, 1) + dt.timedelta(days=n) for n in range(31)]
    mondays = [day for day in days[:30] if day.weekday() == 0]
    odd_wednesdays = [day for day in days if day.weekday() == 2 and day.isocalendar().week % 2]
    return len(mondays) * 1.0 + len(odd_wednesdays) * 2.0


def several() -> float:
    rows = table("several.csv")
    hours = [between(row["Start time"], row["End time"], "%d.%m.%Y %H:%M") for row in rows]
    return sum(time * len(row["Rooms"].split("+")) for time, row in zip(hours, rows, strict=True))


def decimals() -> float:
    rows = [row for row in table("decimals.csv") if row["Estado"] == "confirmada"]
    return sum(between(row["Inicio"], row["Fin"], "%Y-%m-%d %H:%M") for row in rows)


def hours_of(records: list[dict[str, Any]], start: str, end: str) -> float:
    spans = [[dt.datetime.fromisoformat(record[side]) for side in (start, end)] for record in records]
    return sum((after - before).total_seconds() for before, after in spans) / 3600


def nested() -> float:
    venues = json.loads((EXPORTS / "nested.json").read_text(encoding="utf-8"))["venues"]
    bookings = [booking for venue in venues for booking in venue["bookings"]]
    return hours_of([b for b in bookings if b["status"] == "confirmed"], "start", "end")


def lines() -> float:
    records = map(json.loads, (EXPORTS / "lines.jsonl").read_text(encoding="utf-8").splitlines())
    confirmed = [record for record in records if record["status"] == "confirmed"]
    return sum(hours_of([r], "startTime", "endTime") * len(r["resources"]) for r in confirmed)


def volunteer_lengths() -> float:
    return sum(words(row["Heures de bénévolat"]) for row in table("volunteer_lengths.csv"))


def measures() -> float:
    rows = table("measures.csv")
    return sum(float(row["Volunteer hours"]) for row in rows if row["Attendance"] == "attended")


def events() -> float:
    return sum(int(row["Besucher"]) for row in table("events.csv"))


BOOKED, VOLUNTEERED = ("bookings", "booked_hours"), ("volunteer_records", "volunteer_hours")
CASES: dict[str, tuple[tuple[str, str], Callable[[], float]]] = {
    "us_dates.csv": (BOOKED, us_dates),
    "iso_zone.csv": (BOOKED, iso_zone),
    "serials.csv": (BOOKED, serials),
    "start_hour.csv": (BOOKED, start_hour),
    "duration.csv": (BOOKED, duration),
    "duration_words.csv": (BOOKED, duration_words),
    "range.csv": (BOOKED, range_),
    "range_moments.csv": (BOOKED, range_moments),
    "weekly.csv": (BOOKED, weekly),
    "season.csv": (BOOKED, season),
    "several.csv": (BOOKED, several),
    "decimals.csv": (BOOKED, decimals),
    "nested.json": (BOOKED, nested),
    "lines.jsonl": (BOOKED, lines),
    "volunteer_lengths.csv": (VOLUNTEERED, volunteer_lengths),
    "measures.csv": (VOLUNTEERED, measures),
    "events.csv": (("event_records", "participation_contacts"), events),
}


#: The first and the last start in the file, in UTC; Helsinki is two hours ahead in winter, three in summer.
STARTS = {
    "us_dates.csv": ("2025-11-03 07:00", "2025-12-01 15:30"),
    "iso_zone.csv": ("2025-11-03 16:00", "2025-11-06 16:00"),
    "serials.csv": ("2025-11-03 16:00", "2025-11-05 10:00"),
    "start_hour.csv": ("2025-11-03 15:00", "2025-11-05 20:00"),
    "duration.csv": ("2025-11-03 16:00", "2025-11-25 08:15"),
    "range.csv": ("2025-11-03 15:00", "2025-11-25 20:00"),
    "range_moments.csv": ("2025-11-03 15:00", "2025-11-28 20:00"),
    "weekly.csv": ("2025-09-01 14:00", "2026-01-09 16:00"),
    "season.csv": ("2025-09-01 14:00", "2025-09-29 14:00"),
    "nested.json": ("2025-11-03 16:00", "2025-11-05 08:00"),
    "lines.jsonl": ("2025-11-03 16:00", "2025-11-05 16:00"),
}


def source(name: str) -> str:
    return re.sub(r"\W", "-", name)


@pytest.fixture(scope="module")
def drafted(load_once: LoadOnce) -> tuple[SharedLoad, dict[str, dict[str, Any]]]:
    """Every file loaded with its completed draft, and the drafts by file."""
    drafts: dict[str, dict[str, Any]] = {}

    def write(exports: Path) -> None:
        for name in CASES:
            shutil.copy(EXPORTS / name, exports / name)
            output = command_here("etl", "suggest", exports / name, "--json", "--home", exports / "none")
            drafts[name] = json.loads(output.stdout)
            complete(
                drafts[name]["draft"], exports.parent / "home" / "custom", source(name), name=source(name)
            )

    return load_once(write), drafts


@pytest.mark.parametrize("name", CASES)
def test_a_completed_draft_gives_the_figure_of_the_file(
    drafted: tuple[SharedLoad, dict[str, dict[str, Any]]], name: str
) -> None:
    (outcome, home), drafts = drafted
    (table_name, metric), count = CASES[name]
    assert drafts[name]["entries"]["table"] == table_name
    file = outcome["by_file"][name]
    assert (file["status"], file["rows_rejected"], file["rows_superseded"]) == ("loaded", 0, 0), file
    figures = calculate(metric, ["source"], scope=EVERYTHING, build=warehouse.current(home))
    [hours] = figures.loc[figures["source"] == f"custom:{source(name)}", "value"]
    assert hours == pytest.approx(count(), abs=0.001)
    if name in STARTS:
        starts = "SELECT DISTINCT strftime(begin_utc, '%Y-%m-%d %H:%M') FROM booking"
        found = sorted(start for [start] in rows(home, f"{starts} WHERE source = 'custom:{source(name)}'"))
        assert (found[0], found[-1]) == STARTS[name]
    preview = drafts[name]["preview"]
    assert (preview["rows_read"], preview["rows_accepted"]) == (file["rows_read"], file["rows_loaded"])


def test_opening_hours_and_bookings_of_one_system_give_a_booking_rate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], load: Load, home: Path
) -> None:
    (tmp_path / "exports").mkdir()
    for name, table_name in (("opening_hours.csv", "bookable_spans"), ("opening_bookings.csv", "bookings")):
        path = Path(shutil.copy(EXPORTS / name, tmp_path / "exports"))
        _, out, err = suggest(path, capsys)
        assert f'table = "{table_name}"' in out, err
        title = '\n[title]\nfi = "Pelihalli"\nsv = "Spelhallen"\nen = "Games hall"\n'
        complete(out + title, home / "custom", table_name, name="hall")
    outcome = load()
    assert [file["rows_rejected"] for file in outcome["files"]] == [0, 0], outcome
    # Four weeks from Monday 1 to Sunday 28 September.
    bookable = 4 * (14 + 4 + 14)
    booked = sum(clocks(row["Alkaa"], row["Päättyy"]) for row in table("opening_bookings.csv"))
    build = warehouse.current(home)
    figures = {m: calculate(m, [], scope=EVERYTHING, build=build) for m in ("bookable_hours", "booking_rate")}
    assert figures["bookable_hours"]["value"][0] == pytest.approx(bookable)
    assert figures["booking_rate"]["value"][0] == pytest.approx(100 * booked / bookable, rel=0.001)
    labels = "SELECT label_fi, label_sv, label_en FROM dimension_member WHERE member = 'custom:hall'"
    assert rows(home, labels) == [["Pelihalli", "Spelhallen", "Games hall"]]


def test_every_column_says_what_it_becomes_and_why(
    drafted: tuple[SharedLoad, dict[str, dict[str, Any]]],
) -> None:
    for draft in drafted[1].values():
        assert all(column["reasons"] for column in draft["columns"] if column["roles"])
        assert draft["choices"][0]["points"] == max(choice["points"] for choice in draft["choices"])


def test_a_known_source_says_so_first_and_gets_no_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = suggest(statistics_csv(tmp_path / "a.csv", [{}]), capsys)
    assert (code, out) == (0, "")
    assert "it needs no mapping" in err
