"""Worlds in which time is easy to get wrong: midnights, nights of DST, closures and bookable time."""

from __future__ import annotations

from pathlib import Path

from tests.oracle.worlds.registry import base, booked, moment, numbered, set_date, world
from tests.support.exports.varaamo_files import spans_json, statistics_csv, statistics_json, units_csv


@world
def double_bookings(folder: Path) -> None:
    """Three bookings at once: a resident 10–12, an association 11–13, the city itself 11–12; open 8–16."""
    base(folder, [(880501, "08:00", "16:00")])
    rows = [
        booked("10:00", "12:00"),
        booked("11:00", "13:00", reservee_type="NONPROFIT"),
        booked("11:00", "12:00", reservation_type="STAFF", reservee_type="NONPROFIT"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def midnight(folder: Path) -> None:
    """Monday 22 to Tuesday 2, and a whole Wednesday that ends at 00:00; open Monday 18 to Tuesday 4."""
    base(folder, [(880501, "18:00", "04 04:00")])
    rows = [booked("22:00", "04 02:00"), booked("05 00:00", "06 00:00")]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def month_end(folder: Path) -> None:
    """31 March 23:00 to 1 April 01:30, 5 of 10 people; open until 1:00."""
    base(folder, [(880501, "31 20:00", "2025-04-01 01:00:00")])
    row = booked("31 23:00", "2025-04-01 01:30:00", num_persons=5)
    statistics_csv(folder / "statistics.csv", numbered([row]))


@world
def dst_nights(folder: Path) -> None:
    """Both nights in local time (CSV) and with offsets (JSON); open from 20:00 to 8:00 on both."""
    nights = [
        (880501, "2025-03-29 20:00:00", "2025-03-30 08:00:00"),
        (880501, "2025-10-25 20:00:00", "2025-10-26 08:00:00"),
    ]
    base(folder, nights)
    rows = [
        booked("2025-03-30 02:00:00", "2025-03-30 05:00:00"),  # 2 h
        booked("2025-10-26 02:00:00", "2025-10-26 05:00:00"),  # 4 h
        booked("2025-10-26 03:45:00", "2025-10-26 03:15:00"),  # 3:45 summer to 3:15 winter: 0.5 h
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))
    offsets = [
        booked("2025-03-30T02:30:00+02:00", "2025-03-30T04:30:00+03:00"),  # 1 h
        booked("2025-10-26T03:30:00+03:00", "2025-10-26T03:30:00+02:00"),  # 1 h
        booked("2025-10-26T03:00:00+02:00", "2025-10-26T04:00:00+02:00"),  # 1 h, after the change
    ]
    uuids = [row | {"reservation_uuid": f"j{n}"} for n, row in enumerate(offsets)]
    statistics_json(folder / "statistics.json", uuids)


@world
def closures(folder: Path) -> None:
    """Open 8–20, closed 12–14; a cancelled and a denied closure close nothing; booked 11–15."""
    base(folder, [(880501, "08:00", "20:00")])
    rows = [
        booked("11:00", "15:00"),
        booked("12:00", "14:00", reservation_type="BLOCKED"),
        booked("15:00", "16:00", reservation_type="BLOCKED", state="CANCELLED"),
        booked("16:00", "17:00", reservation_type="BLOCKED", state="DENIED"),
        booked("17:00", "18:00", state="CANCELLED"),
        booked("18:00", "19:00", state="DENIED"),
        booked("18:00", "19:00", state="DENIED"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def partly_outside(folder: Path) -> None:
    """Open 10–14: booked 8–12 that day, and two hours of a day without any span."""
    base(folder, [(880501, "10:00", "14:00")])
    rows = [booked("08:00", "12:00"), booked("04 08:00", "04 10:00")]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def without_spans(folder: Path) -> None:
    """501 open 8–12 and booked 9–10; 502 has a resource without spans, 503 no resource, 999 no register."""
    base(folder, [(880501, "08:00", "12:00")])
    units_csv(
        folder / "more.csv",
        [
            {"Reservation unit ID": "502", "Hauki resource id": "880502"},
            {"Reservation unit ID": "503", "Hauki resource id": ""},
        ],
    )
    spaces = {"501": "10:00", "502": "11:00", "503": "12:00", "999": "13:00"}
    rows = [booked("09:00", end, primary_reservation_unit=space) for space, end in spaces.items()]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def shared_resource(folder: Path) -> None:
    """Two spaces of two units on one Hauki resource, open 8–12; a closure 8–9 of the first only."""
    base(folder, [(880501, "08:00", "12:00")])
    units_csv(folder / "second.csv", [{"Reservation unit ID": "502", "TPRek ID": "990102"}])
    rows = [
        booked("08:00", "09:00", reservation_type="BLOCKED"),
        booked("08:00", "10:00", primary_reservation_unit="501"),
        booked("08:00", "10:00", primary_reservation_unit="502"),
    ]
    statistics_csv(folder / "statistics.csv", numbered(rows))


@world
def contradicting_spans(folder: Path) -> None:
    """Exports of spans that differ; the older ones sort last by name.

    880501: 8–20 on Monday and Tuesday; the next day's export says 10–18 on Monday, and nothing on Tuesday.
    880502: one span over four days; a later export says that it ends on Wednesday, and from then on 8–12.
    880503: two pages of one export, which meet at noon.
    880504: said to be 8–20, then 10–18, then 8–20 again.
    """
    base(folder)
    spaces = [{"Reservation unit ID": f"50{n}", "Hauki resource id": f"88050{n}"} for n in (2, 3, 4)]
    units_csv(folder / "more.csv", spaces)
    exports = {
        "z_first.json": [
            (880501, "03 08:00", "03 20:00"),
            (880501, "04 08:00", "04 20:00"),
            (880502, "03 00:00", "07 00:00"),
            (880503, "03 08:00", "03 12:00"),
            (880504, "03 08:00", "03 20:00"),
        ],
        "y_second_page.json": [(880503, "03 12:00", "03 16:00")],
        "m_later.json": [
            (880501, "03 10:00", "03 18:00"),
            (880502, "03 00:00", "05 00:00"),
            (880502, "05 08:00", "05 12:00"),
            (880504, "03 10:00", "03 18:00"),
        ],
        "a_last.json": [(880504, "03 08:00", "03 20:00")],
    }
    for name, day in (
        ("z_first.json", 1),
        ("y_second_page.json", 1),
        ("m_later.json", 2),
        ("a_last.json", 3),
    ):
        spans_json(folder / name, [(r, moment(begin), moment(end)) for r, begin, end in exports[name]])
        set_date(folder / name, day)
    statistics_csv(folder / "statistics.csv", numbered([booked("08:00", "11:00")]))
