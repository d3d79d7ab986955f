"""What is said of a target: where it stands, and how its path was reckoned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.analyses.goals import (
    BEHIND,
    FROM_NOTHING,
    FROM_YEAR,
    FROM_ZERO,
    MISSED,
    ON_TRACK,
    STATUSES,
    Progress,
)
from data.catalogue.metrics import catalogue
from data.reference_tables.targets import Target
from data.text import numbers
from pages.components.member_labels import names
from pages.state.view import View

#: Statuses that are counted in words even where there is none.
ALWAYS_SAID = (ON_TRACK, BEHIND, MISSED)


def whose(view: View, target: Target) -> str:
    """The name of the division, or the whole city."""
    if target.department is None:
        return view.text("goals.city")
    return names(view.build, "department", view.language).get(target.department, target.department)


def title(view: View, target: Target) -> str:
    """A target's name: its figure and whose it is."""
    metric = catalogue().metrics[target.metric].texts[view.language].title
    return f"{metric}: {whose(view, target)}"


def counts(view: View, found: Sequence[Progress]) -> str:
    """How many targets are how far, in words."""
    by_status = Counter(progress.status for progress in found)
    parts = [
        view.text(f"goals.count_{status}", count=by_status[status])
        for status in STATUSES
        if by_status[status] or status in ALWAYS_SAID
    ]
    return ", ".join(parts)


def amount(view: View, target: Target, value: float | None) -> str:
    """A figure of the target's metric without its unit, as a sum of figures shows it."""
    unit = catalogue().metrics[target.metric].unit
    return numbers.number(value, view.language, numbers.DECIMALS.get(unit, 0))


def quantity(view: View, target: Target, value: float | None) -> str:
    """A figure of the target's metric with its unit."""
    return numbers.quantity(value, catalogue().metrics[target.metric].unit, view.language)


def arithmetic(view: View, found: Progress) -> str:
    """How the path was reckoned, with its figures: '75,7 + (76,0 − 75,4) × 304 ÷ 365'."""
    target = found.target
    if found.path is None:
        return view.text("goals.no_path_coming" if not found.days else "goals.no_path")
    parts = {
        "target": amount(view, target, target.value),
        "before": amount(view, target, found.before.value),
        "baseline": amount(view, target, found.baseline.value),
        "days": found.days,
        "in_year": found.days_in_year,
    }
    key = {FROM_YEAR: "year", FROM_ZERO: "nought", FROM_NOTHING: "nothing"}[found.path_from]
    return view.text(f"goals.path_{key}", **parts)


def standing(view: View, found: Progress) -> str:
    """A target in sentences: its figure, its path and the distance, or why there is none."""
    target = found.target
    values = {
        "through": numbers.day(found.through, view.language),
        "now": quantity(view, target, found.now.value),
        "target": quantity(view, target, target.value),
        "year": target.year,
        "status": view.text(f"goals.status_{found.status}"),
        "path": quantity(view, target, found.path),
        "distance": numbers.difference(
            found.distance, catalogue().metrics[target.metric].unit, view.language
        ),
        "arithmetic": arithmetic(view, found),
    }
    if not found.days:
        return view.text("goals.standing_coming", **values)
    if found.now.suppressed:
        return view.text("goals.standing_suppressed", **values)
    if found.now.value is None:
        return view.text("goals.standing_no_value", **values)
    if found.distance is None:
        return view.text("goals.standing_no_path", **values)
    return view.text("goals.standing", **values)
