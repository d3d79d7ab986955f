"""The figure of each export in tests/etl/suggest/exports, counted in plain Python."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

from data.settings import ROOT

EXPORTS = ROOT / "tests" / "etl" / "suggest" / "exports"
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


NUMBERS = {"November": 11, "Dezember": 12, "Mai": 5, "noviembre": 11, "enero": 1}


def numbered(text: str, *fillers: str) -> str:
    """Return a moment with the number of its month, and without the words between."""
    words = [word for word in text.replace(".", "").split() if word not in fillers]
    return " ".join(str(NUMBERS.get(word, word)) for word in words)


def month_names() -> float:
    rows = [row for row in table("month_names.csv") if row["Buchungsstatus"] == "bestätigt"]
    return sum(between(numbered(r["Beginn"]), numbered(r["Ende"]), "%d %m %Y %H:%M") for r in rows)


def meses() -> float:
    rows = [row for row in table("meses.csv") if row["Estado"] == "confirmada"]
    pairs = [(numbered(row["Inicio"], "de"), numbered(row["Fin"], "de")) for row in rows]
    return sum(between(start, end, "%d %m %Y %H:%M") for start, end in pairs)


def kuukaudet() -> float:
    return sum(clocks(row["Alkuaika"], row["Loppuaika"]) for row in table("kuukaudet.csv"))


def month_first() -> float:
    rows = [row for row in table("month_first.csv", ",") if row["Booking status"] == "Confirmed"]
    return sum(between(row["Start"], row["End"], "%b %d, %Y %I:%M %p") for row in rows)


def kanji() -> float:
    return sum(between(r["開始日時"], r["終了日時"], "%Y年%m月%d日 %H:%M") for r in table("kanji.csv"))


def zone_names() -> float:
    rows = [row for row in table("zone_names.csv", ",") if row["Status"] == "Confirmed"]
    exact = [
        [r[side].replace("EDT", "-0400").replace("EST", "-0500") for side in ("Starts at", "Ends at")]
        for r in rows
    ]
    return sum(between(start, end, "%Y-%m-%d %H:%M %z") for start, end in exact)


def zone_at_end() -> float:
    written = "%d.%m.%Y %H:%M Europe/Tallinn"
    return sum(between(row["Alkaa"], row["Päättyy"], written) for row in table("zone_at_end.csv"))


def zone_column() -> float:
    return sum(between(r["Start"], r["End"], "%Y-%m-%d %H:%M") for r in table("zone_column.csv", ","))


def fractions() -> float:
    rows = [row for row in table("fractions.csv") if row["Status"] == "bestätigt"]
    return sum(float(r["Bis"].replace(",", ".")) - float(r["Von"].replace(",", ".")) for r in rows) * 24


def serial_fractions() -> float:
    return sum(float(r["End time"]) - float(r["Start time"]) for r in table("serial_fractions.csv")) * 24


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
    "month_names.csv": (BOOKED, month_names),
    "meses.csv": (BOOKED, meses),
    "kuukaudet.csv": (BOOKED, kuukaudet),
    "month_first.csv": (BOOKED, month_first),
    "kanji.csv": (BOOKED, kanji),
    "zone_names.csv": (BOOKED, zone_names),
    "zone_at_end.csv": (BOOKED, zone_at_end),
    "zone_column.csv": (BOOKED, zone_column),
    "fractions.csv": (BOOKED, fractions),
    "serial_fractions.csv": (BOOKED, serial_fractions),
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
    "month_names.csv": ("2025-11-03 16:00", "2026-05-01 14:00"),
    "meses.csv": ("2025-11-03 16:00", "2026-08-01 06:00"),
    "kuukaudet.csv": ("2025-11-03 16:00", "2026-05-02 05:00"),
    "month_first.csv": ("2025-11-03 16:00", "2026-05-01 09:00"),
    "kanji.csv": ("2025-11-03 16:00", "2025-12-14 07:00"),
    # EDT is four hours behind UTC and EST five, also in the hour that occurs twice.
    "zone_names.csv": ("2025-07-01 22:00", "2025-12-14 14:00"),
    "zone_at_end.csv": ("2025-11-03 16:00", "2025-11-04 07:00"),
    "zone_column.csv": ("2025-11-03 18:00", "2025-11-04 09:00"),
    "fractions.csv": ("2025-11-03 16:00", "2025-11-16 10:00"),
    "serial_fractions.csv": ("2025-11-03 16:00", "2025-11-04 07:00"),
    "nested.json": ("2025-11-03 16:00", "2025-11-05 08:00"),
    "lines.jsonl": ("2025-11-03 16:00", "2025-11-05 16:00"),
}
