"""The sections of a division's monthly report: figures put into words and tables, none calculated."""

from __future__ import annotations

import pandas as pd

from data.analyses.department_month import DepartmentMonth, Figure
from data.catalogue.metrics import catalogue
from data.comparison import NO_TARGET
from data.files.report.cells import change, day_name, hours, of_value, quantity
from data.files.report.content import NUMBER, Cell, Column, Section, Table
from data.files.report.words import Words
from data.settings import suppression_threshold
from data.text import numbers


def figures(month: DepartmentMonth, words: Words) -> Section:
    """The key figures beside the year before and beside their targets."""
    columns = (
        Column(words.say("report.figure")),
        Column(words.say("terms.now"), NUMBER, 1),
        Column(words.say("report.before"), NUMBER, 1),
        Column(words.say("terms.change"), NUMBER, 1),
        Column(words.say("terms.target"), NUMBER, 1),
        Column(words.say("report.to_target"), NUMBER, 1),
    )
    rows = tuple(_figure(figure, words) for figure in month.figures)
    title = words.say("report.figures")
    table = Table("figures", title, columns, rows)
    return Section("figures", title, (), (table,), (words.say("report.figures_note"),))


def _figure(figure: Figure, words: Words) -> tuple[Cell, ...]:
    metric = catalogue().metrics[figure.metric]
    title = metric.texts[words.language].title
    target = of_value(words, figure.target.before, metric.unit)
    if figure.target.reason == NO_TARGET:
        target = Cell(words.say("comparison.no_target"))
    return (
        Cell(title, title),
        of_value(words, figure.year.now, metric.unit),
        of_value(words, figure.year.before, metric.unit),
        change(words, figure.year),
        target,
        Cell("–") if figure.target.reason == NO_TARGET else change(words, figure.target),
    )


def days(month: DepartmentMonth, words: Words) -> Section:
    """Booked hours day by day; the table has the figures that the chart draws."""
    frame = month.days
    takeaway = words.say("report.days_none")
    if frame["hours"].any():
        hours_of_days = frame["hours"]
        most, least = frame.iloc[int(hours_of_days.argmax())], frame.iloc[int(hours_of_days.argmin())]
        takeaway = words.say(
            "report.days_takeaway",
            most=day_name(words, most["date"]),
            most_value=numbers.quantity(most["hours"], "h", words.language),
            least=day_name(words, least["date"]),
            least_value=numbers.quantity(least["hours"], "h", words.language),
            mean=numbers.quantity(frame["hours"].mean(), "h", words.language),
        )
    rate = catalogue().metrics["booking_rate"]
    columns = (
        Column(words.say("dimensions.date")),
        Column(words.say("report.booked"), NUMBER, 1),
        Column(words.say("report.booked_before"), NUMBER, 1),
        Column(rate.texts[words.language].title, NUMBER, 1),
    )
    rows = tuple(
        (
            Cell(day_name(words, row["date"]), row["date"].isoformat()),
            hours(words, row["hours"]),
            hours(words, row["before_hours"]),
            quantity(words, row["rate"], rate.unit),
        )
        for row in frame.to_dict("records")
    )
    table = Table("days", words.say("report.days_title"), columns, rows)
    return Section("days", words.say("report.days"), (takeaway,), (table,))


def rooms(month: DepartmentMonth, words: Words) -> Section:
    """The most and the least used rooms, with the bookable time that a rate is of."""
    best = _rooms(month.best_rooms, "rooms_best", words)
    least = _rooms(month.least_rooms, "rooms_least", words)
    takeaways = [words.say("report.rooms_none")]
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
    notes = (
        [words.say("report.rooms_unknown", count=month.rooms_without_hours)]
        if month.rooms_without_hours
        else []
    )
    tables = tuple(table for table in (best, least) if table.rows)
    return Section("rooms", words.say("report.rooms"), tuple(takeaways), tables, tuple(notes))


def all_rooms(month: DepartmentMonth, words: Words) -> Table:
    """Every room that has bookable time, for a workbook."""
    return _rooms(month.rooms, "rooms_all", words)


def _rooms(frame: pd.DataFrame, key: str, words: Words) -> Table:
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
    """To whom the spaces were given: hours and share by booker type."""
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


def refused(month: DepartmentMonth, words: Words) -> Section:
    """What became of the bookings asked for, and whose were cancelled or denied."""
    counts = dict(zip(month.outcomes["outcome"], month.outcomes["bookings"], strict=True))
    shown = {name: numbers.number(count, words.language) for name, count in counts.items()}
    outcomes = Table(
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
    refusals = Table(
        "refusals",
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
            for row in month.refusals.to_dict("records")
        ),
    )
    if not counts["requested"]:
        return Section("refused", words.say("report.refused"), (words.say("report.days_none"),))
    takeaway = words.say(
        "report.refused_takeaway",
        requested=shown["requested"],
        cancelled=shown["cancelled"],
        denied=shown["denied"],
    )
    return Section("refused", words.say("report.refused"), (takeaway,), (outcomes, refusals))


def volunteering(month: DepartmentMonth, words: Words) -> Section:
    """People, organisations, and the hours of each activity."""
    people, partners = (
        of_value(words, month.figure(metric).year.now, catalogue().metrics[metric].unit)
        for metric in ("active_volunteers", "partner_organisations")
    )
    takeaways = [words.say("report.volunteering_takeaway", people=people.text, partners=partners.text)]
    if month.activities.empty:
        takeaways.append(words.say("report.volunteering_none"))
        return Section("volunteering", words.say("report.volunteering"), tuple(takeaways))
    table = Table(
        "activities",
        words.say("report.activities"),
        (
            Column(words.say("dimensions.activity")),
            Column(words.say("report.hours_h"), NUMBER, 1),
            Column(words.say("report.people"), NUMBER),
        ),
        tuple(
            (
                Cell(name := words.name("activity", row["activity"]), name),
                hours(words, row["hours"]),
                quantity(words, row["people"], "people", suppressed=bool(row["suppressed"])),
            )
            for row in month.activities.to_dict("records")
        ),
    )
    note = words.say("report.people_note", threshold=suppression_threshold())
    return Section("volunteering", words.say("report.volunteering"), tuple(takeaways), (table,), (note,))
