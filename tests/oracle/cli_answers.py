"""Run the commands for the figures of a home, and compare them with those of ``recompute.py``."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.oracle.expected import MONTH_DISTRICT
from tests.oracle.recompute import RATES as PER_RESIDENT
from tests.oracle.recompute import TOTALS
from tests.oracle.recompute_time import Cell, Figure
from tests.support.commands import command_here

# Metrics whose numerator is a count of people, which is suppressed from 1 to 4; and shares of people, which
# are suppressed with their numerator, their denominator or the difference of the two.
COUNTS_OF_PEOPLE = {
    *("active_bookers", "active_volunteers", "participation_contacts", "participation_contacts_per_1000"),
    *("participation_contacts_by_home_per_1000", "omastadi_turnout"),
}
SHARES_OF_PEOPLE = {"returning_share", "volunteer_no_show_rate", "event_attendance_rate"}
SPACES = {
    *("bookings", "booked_hours", "bookable_hours", "occupied_hours", "idle_hours", "booking_rate"),
    *("head_count", "head_count_coverage", "seat_fill", "cancellation_rate", "denial_rate"),
    *("average_lead_time", "active_bookers", "free_use_value", "shared_use_share", "shared_use_hours"),
    *("shared_use_of_bookable", "association_share"),
}
VOLUNTEERS = {
    *("volunteer_hours", "volunteer_hours_estimated", "volunteer_shifts", "active_volunteers"),
    *("returning_share", "shift_fill_rate", "volunteer_no_show_rate"),
}
SEASONAL = {"seasonal_hours_wished", "seasonal_hours_allocated", "seasonal_allocation_rate"}
PARTICIPATION = {"participation_contacts", "participation_contacts_per_1000", "event_attendance_rate"}
RATES = {name for name in PER_RESIDENT if not name.endswith("_by_home_per_1000")}
METRICS = SPACES | VOLUNTEERS | SEASONAL | PARTICIPATION | RATES | {"partner_organisations"}
# Bookable time has no booker.
OF_BOOKINGS = SPACES - {
    *("bookable_hours", "occupied_hours", "idle_hours", "booking_rate", "shared_use_of_bookable"),
}
BY_SPACE = {
    *("bookings", "booked_hours", "bookable_hours", "occupied_hours", "booking_rate", "cancellation_rate"),
    "shared_use_of_bookable",
}
# The groupings and metrics that are compared for a whole city.
QUESTIONS: list[tuple[tuple[str, ...], set[str]]] = [
    (MONTH_DISTRICT, METRICS),
    (("weekday", "hour"), SPACES),
    (("department", "kind", "booker_type"), OF_BOOKINGS | {"partner_organisations"}),
    (("department", "year"), METRICS - RATES),
    (("weekday", "district"), (PARTICIPATION - RATES) | {"seasonal_hours_allocated", "volunteer_shifts"}),
    (("source", "space"), BY_SPACE | SEASONAL),
    (("month", "major_district"), RATES | {"participation_contacts", "partner_organisations"}),
    (("major_district", "year"), RATES | {"omastadi_turnout"}),
    (("month",), RATES | {"omastadi_turnout", "participation_contacts_by_home_per_1000"}),
    (("month", "home_district"), {"participation_contacts", "participation_contacts_by_home_per_1000"}),
    (("home_major_district",), {"participation_contacts", "participation_contacts_by_home_per_1000"}),
    (("channel", "source", "department", "date"), {"participation_contacts", "event_attendance_rate"}),
    (("booker_type", "month"), SEASONAL),
]


class CommandFigure(NamedTuple):
    """A figure as the command printed it."""

    value: float | None
    numerator: float | None
    denominator: float | None
    suppressed: bool


SUPPRESSED = CommandFigure(None, None, None, True)
Answers = dict[str, dict[Cell, CommandFigure]]


def run_all(commands: list[list[str]]) -> list[tuple[int, str]]:
    """Return exit code and standard output of each command."""
    completed = (command_here(*command) for command in commands)
    return [(process.returncode, process.stdout) for process in completed]


def ask(home: Path, metrics: Iterable[str], by: tuple[str, ...], *rest: str) -> list[list[str]]:
    """Return the commands that print the metrics by the dimensions."""
    tail = ["--by", ",".join(by), "--home", str(home), "--format", "csv", *rest]
    return [["data", metric, *tail] for metric in sorted(metrics)]


def parse_answers(metrics: Iterable[str], by: tuple[str, ...], answers: list[tuple[int, str]]) -> Answers:
    """Return the output of the commands of ``ask`` by metric and cell."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    results: Answers = {}
    for metric, (code, text) in zip(sorted(metrics), answers, strict=True):
        assert code == 0, (metric, text)
        rows = csv.DictReader(io.StringIO(text))
        assert rows.fieldnames == [*by, "value", "numerator", "denominator", "suppressed"]
        results[metric] = {
            tuple(row[dimension] for dimension in by): CommandFigure(
                number(row["value"]),
                number(row["numerator"]),
                number(row["denominator"]),
                row["suppressed"] == "True",
            )
            for row in rows
        }
    return results


def answers_to(
    home: Path, questions: Iterable[tuple[tuple[str, ...], set[str]]]
) -> dict[tuple[str, ...], Answers]:
    """Return the answers to several questions, by dimensions."""
    questions = list(questions)
    answers = iter(run_all([line for by, metrics in questions for line in ask(home, metrics, by)]))
    return {
        by: parse_answers(metrics, by, list(itertools.islice(answers, len(metrics))))
        for by, metrics in questions
    }


def disagreements(recomputation: dict[str, dict[Cell, Figure]], answers: Answers) -> list[str]:
    """Return every cell in which the two programs differ; a missing cell is empty."""
    results = []
    for metric, printed in answers.items():
        recomputed = recomputation.get(metric, {})
        for cell in sorted(recomputed.keys() | printed.keys()):
            expected, answer = recomputed.get(cell), printed.get(cell)
            hidden = expected is not None and is_suppressed(metric, expected)
            agrees = answer == SUPPRESSED if hidden else _same(metric, expected, answer)
            if not agrees:
                results.append(f"{metric} {cell}: recomputed {expected}, printed {answer}")
    return results


def is_suppressed(metric: str, figure: Figure) -> bool:
    """Return whether a recomputed figure is about too few people to show."""
    numerator, denominator = figure[1] or 0, figure[2] or 0
    counts: tuple[float, ...] = ()
    if metric in COUNTS_OF_PEOPLE:
        counts = (numerator,)
    elif metric in SHARES_OF_PEOPLE:
        counts = (numerator, denominator, denominator - numerator)
    return any(1 <= count <= 4 for count in counts)


def _same(metric: str, expected: Figure | None, answer: CommandFigure | None) -> bool:
    if answer is not None and answer.suppressed:
        return False
    empty = 0.0 if metric in TOTALS or metric.startswith("active") else None
    recomputed, printed = expected or (empty, 0.0, 0.0), answer or (empty, 0.0, 0.0, False)
    if (recomputed[0] is None) != (printed[0] is None):
        return False
    # An empty denominator is printed as 0 or, for an area without known residents, as an empty cell.
    return all(abs((a or 0) - (b or 0)) <= 1e-6 for a, b in zip(recomputed[:3], printed[:3], strict=True))
