"""The sections of a department's report on its bookings: which spaces, by whom, and their outcomes.

Figures become words and tables here; none is calculated.
"""

from __future__ import annotations

import pandas as pd

from data.analyses.department_month import DepartmentMonth
from data.catalogue.metrics import catalogue
from data.files.report.cells import hours, quantity
from data.files.report.content import NUMBER, Cell, Column, Section, Table
from data.files.report.words import Words
from data.text import numbers


def spaces(month: DepartmentMonth, words: Words) -> Section:
    """Return the spaces with the highest and the lowest booking rates, with their bookable hours."""
    best = _spaces(month.most_booked_spaces, "rooms_best", words)
    least = _spaces(month.least_booked_spaces, "rooms_least", words)
    unknown = words.why_unknown("booking_rate", month.filters, month.scope)
    takeaways = [unknown or words.say("report.rooms_none")]
    if best.rows:
        last = least.rows[0] if least.rows else best.rows[-1]
        takeaways = [
            words.say(
                "report.rooms_takeaway",
                most=best.rows[0][0].text,
                most_value=best.rows[0][1].text,
                least=last[0].text,
                least_value=last[1].text,
            )
        ]
    notes = []
    if month.spaces_without_hours:
        notes.append(words.say("report.rooms_unknown", count=month.spaces_without_hours))
    tables = tuple(table for table in (best, least) if table.rows)
    return Section("spaces", words.say("report.rooms"), tuple(takeaways), tables, tuple(notes))


def all_spaces(month: DepartmentMonth, words: Words) -> Table:
    """Return every space that has bookable time, for a workbook."""
    return _spaces(month.spaces, "rooms_all", words)


def _spaces(frame: pd.DataFrame, key: str, words: Words) -> Table:
    rate = catalogue().metrics["booking_rate"]
    columns = (
        Column(words.say("dimensions.space")),
        Column(rate.texts[words.language].title, NUMBER, 1),
        Column(words.say("report.before"), NUMBER, 1),
        Column(words.say("report.bookable"), NUMBER, 1),
    )
    rows = []
    for row in frame.to_dict("records"):
        name = words.name("space", row["space"])
        rows.append(
            (
                Cell(name, name),
                quantity(words, row["value"], rate.unit),
                quantity(words, row["before"], rate.unit),
                # The denominator is in minutes.
                hours(words, row["denominator"] / 60),
            )
        )
    bars = tuple(float(value) / 100 for value in frame["value"])
    return Table(key, words.say(f"report.{key}"), columns, tuple(rows), bars)


def bookers(month: DepartmentMonth, words: Words) -> Section:
    """Return who booked the spaces: hours and share by booker type."""
    frame = month.bookers
    columns = (
        Column(words.say("dimensions.booker_type")),
        Column(words.say("report.hours_h"), NUMBER, 1),
        Column(words.say("report.share"), NUMBER, 1),
        Column(words.say("report.share_before"), NUMBER, 1),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(name := words.name("booker_type", row["booker_type"]), name),
            hours(words, row["hours"]),
            quantity(words, row["share"], "%"),
            quantity(words, row["before_share"], "%"),
        )
        for row in frame.to_dict("records")
    ]
    if not rows:
        return Section("bookers", words.say("report.bookers"), (words.say("report.days_none"),))
    total = words.say("report.total")
    shares = [whole if known else None for whole, known in zip((100.0, 100.0), _covered(frame), strict=True)]
    rows.append(
        (
            Cell(total, total),
            hours(words, month.figure("booked_hours").year.now.value),
            *(quantity(words, share, "%") for share in shares),
        )
    )
    takeaways = []
    if frame["share"].notna().any():
        most = frame.iloc[int(frame["share"].argmax())]
        takeaways.append(
            words.say(
                "report.bookers_takeaway",
                most=words.name("booker_type", most["booker_type"]),
                most_value=numbers.quantity(most["share"], "%", words.language),
            )
        )
    bars = [0.0 if share != share else float(share) / 100 for share in frame["share"]]
    table = Table("bookers", words.say("report.bookers"), columns, tuple(rows), (*bars, 0.0), totals=1)
    return Section("bookers", words.say("report.bookers"), tuple(takeaways), (table,))


def _covered(frame: pd.DataFrame) -> tuple[bool, bool]:
    return bool(frame["share"].notna().any()), bool(frame["before_share"].notna().any())


def outcomes(month: DepartmentMonth, words: Words) -> Section:
    """Return the outcomes of the requested bookings, and whose bookings were cancelled or denied."""
    counts = dict(zip(month.outcomes["outcome"], month.outcomes["bookings"], strict=True))
    texts = {name: numbers.number(count, words.language) for name, count in counts.items()}
    by_outcome = Table(
        "outcomes",
        words.say("report.outcomes"),
        (
            Column(words.say("report.outcome")),
            Column(words.say("terms.bookings"), NUMBER),
            Column(words.say("report.before"), NUMBER),
        ),
        tuple(
            (
                Cell(name := words.say(f"report.outcome_{row['outcome']}"), name),
                quantity(words, row["bookings"], "bookings"),
                quantity(words, row["before"], "bookings"),
            )
            for row in month.outcomes.to_dict("records")
        ),
    )
    by_booker = Table(
        "denials",
        words.say("report.refusals"),
        (
            Column(words.say("dimensions.booker_type")),
            Column(words.say("report.cancelled"), NUMBER),
            Column(words.say("report.cancellation_rate"), NUMBER, 1),
            Column(words.say("report.denied"), NUMBER),
            Column(words.say("report.denial_rate"), NUMBER, 1),
        ),
        tuple(
            (
                Cell(name := words.name("booker_type", row["booker_type"]), name),
                quantity(words, row["cancelled"], "bookings"),
                quantity(words, row["cancellation_rate"], "%"),
                quantity(words, row["denied"], "bookings"),
                quantity(words, row["denial_rate"], "%"),
            )
            for row in month.denials.to_dict("records")
        ),
    )
    if not counts["requested"]:
        return Section("outcomes", words.say("report.refused"), (words.say("report.days_none"),))
    takeaway = words.say(
        "report.refused_takeaway",
        requested=texts["requested"],
        cancelled=texts["cancelled"],
        denied=texts["denied"],
    )
    return Section("outcomes", words.say("report.refused"), (takeaway,), (by_outcome, by_booker))
