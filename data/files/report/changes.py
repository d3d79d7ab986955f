"""The section of a department's report on what changed on the year before, and which parts changed it."""

from __future__ import annotations

from data.analyses.department_month import DepartmentMonth, Figure
from data.analyses.department_month.drivers import Drivers
from data.catalogue.metrics import catalogue
from data.files.report.cells import quantity
from data.files.report.content import NUMBER, Cell, Column, Section, Table
from data.files.report.words import Words
from data.text import numbers


def section(month: DepartmentMonth, words: Words) -> Section:
    """Return the changes on the year before, and the parts of the department that caused them."""
    explained = [drivers for drivers in month.drivers if len(drivers.shown)]
    if not explained:
        return Section("changes", words.say("report.changes"), (words.say("report.changes_none"),))
    return Section(
        "changes",
        words.say("report.changes"),
        tuple(_changed(month.figure(drivers.metric), drivers, words) for drivers in explained),
        tuple(_drivers(drivers, words) for drivers in explained),
        (words.say("report.changes_note"),),
    )


def _changed(figure: Figure, drivers: Drivers, words: Words) -> str:
    metric = catalogue().metrics[drivers.metric]
    most = drivers.shown.iloc[int(drivers.shown["contribution"].abs().argmax())]
    return words.say(
        "report.changes_takeaway",
        title=metric.texts[words.language].title,
        change=numbers.change(figure.year, words.language),
        most=words.name(drivers.dimension, str(most[drivers.dimension])),
        most_value=numbers.difference(most["contribution"], metric.unit, words.language),
    )


def _drivers(drivers: Drivers, words: Words) -> Table:
    metric = catalogue().metrics[drivers.metric]

    def effect(value: float) -> Cell:
        return Cell(numbers.difference(value, metric.unit, words.language), value)

    rows = []
    for row in drivers.shown.to_dict("records"):
        name = words.name(drivers.dimension, str(row[drivers.dimension]))
        rows.append(
            (
                Cell(name, name),
                quantity(words, row["now"], metric.unit),
                quantity(words, row["before"], metric.unit),
                effect(row["contribution"]),
            )
        )
    others, total = words.say("report.others", count=drivers.rest_count), words.say("report.total")
    empty = Cell("")
    if drivers.rest_count:
        rows.append((Cell(others, others), empty, empty, effect(drivers.rest)))
    rows.append((Cell(total, total), empty, empty, effect(drivers.change)))
    return Table(
        drivers.metric,
        metric.texts[words.language].title,
        (
            Column(words.say(f"dimensions.{drivers.dimension}")),
            Column(words.say("terms.now"), NUMBER, 1),
            Column(words.say("report.before"), NUMBER, 1),
            Column(words.say("report.effect"), NUMBER, 1),
        ),
        tuple(rows),
        totals=1,
    )
