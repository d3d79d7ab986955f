"""The sections of a department's report on its figures, its days and its volunteering.

Figures become words and tables here; none is calculated.
"""

from __future__ import annotations

from data.analyses.department_month import DepartmentMonth, Figure
from data.catalogue.metrics import catalogue
from data.comparison import NO_TARGET
from data.disclosure import is_open
from data.files.report.cells import change, day_name, hours, of_value, quantity
from data.files.report.content import NUMBER, Cell, Column, Section, Table
from data.files.report.words import Words
from data.settings import suppression_threshold
from data.text import numbers


def figures(month: DepartmentMonth, words: Words) -> Section:
    """Return the key figures, compared with the year before and with their targets."""
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
    notes = [words.say("report.figures_note")]
    if is_open(month.scope):
        notes.append(words.say("disclosure.rounded"))
    for figure in month.figures:
        if reason := words.why_unknown(figure.metric, month.filters, month.scope):
            notes.append(f"{catalogue().metrics[figure.metric].texts[words.language].title}: {reason}")
    return Section("figures", title, (), (table,), tuple(notes))


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
    """Return the booked hours day by day; the table has the figures that the chart draws."""
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


def volunteering(month: DepartmentMonth, words: Words) -> Section:
    """Return the people, the organisations, and the hours of each activity."""
    metrics = ("active_volunteers", "partner_organisations")
    people, partners = (
        of_value(words, month.figure(metric).year.now, catalogue().metrics[metric].unit) for metric in metrics
    )
    takeaways = [words.say("report.volunteering_takeaway", people=people.text, partners=partners.text)]
    reasons = (words.why_unknown(metric, month.filters, month.scope) for metric in metrics)
    takeaways += [reason for reason in reasons if reason]
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
                hours(words, row["hours"], suppressed=bool(row["hours_suppressed"])),
                quantity(words, row["people"], "people", suppressed=bool(row["suppressed"])),
            )
            for row in month.activities.to_dict("records")
        ),
    )
    note = words.say("report.people_note", threshold=suppression_threshold())
    return Section("volunteering", words.say("report.volunteering"), tuple(takeaways), (table,), (note,))
