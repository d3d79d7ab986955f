"""A target in words: its owner, its status, and how its path was calculated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.analyses.goals import (
    FROM_NOTHING,
    FROM_YEAR,
    FROM_ZERO,
    STATUSES,
    Progress,
    filters_to,
)
from data.catalogue.metrics import catalogue
from data.inputs import reason
from data.reference_tables.targets import Target
from data.text import numbers
from pages.components.member_labels import names
from pages.state.view import View


def whose(view: View, target: Target) -> str:
    """Return the name of the department, or of the whole city."""
    if target.department is None:
        return view.text("goals.city")
    return names(view.build, "department", view.language).get(target.department, target.department)


def title(view: View, target: Target) -> str:
    """Return a target's name: its metric and whose target it is."""
    metric = catalogue().metrics[target.metric].texts[view.language].title
    return f"{metric}: {whose(view, target)}"


def counts(view: View, targets: Sequence[Progress]) -> str:
    """Return the number of targets by status, in words."""
    by_status = Counter(progress.status for progress in targets)
    parts = [
        view.text(f"goals.count_{status}", count=by_status[status])
        for status in STATUSES
        if by_status[status]
    ]
    return ", ".join(parts)


def amount(view: View, target: Target, value: float | None) -> str:
    """Return a figure of the target's metric without its unit, as a formula shows it."""
    unit = catalogue().metrics[target.metric].unit
    return numbers.number(value, view.language, numbers.DECIMALS.get(unit, 0))


def quantity(view: View, target: Target, value: float | None) -> str:
    """Return a figure of the target's metric with its unit."""
    return numbers.quantity(value, catalogue().metrics[target.metric].unit, view.language)


def arithmetic(view: View, progress: Progress) -> str:
    """Return how the path was calculated, with its figures: '75,7 + (76,0 − 75,4) × 304 ÷ 365'."""
    target = progress.target
    if progress.path is None:
        return view.text("goals.no_path_coming" if not progress.days else "goals.no_path")
    parts = {
        "target": amount(view, target, target.value),
        "before": amount(view, target, progress.before.value),
        "baseline": amount(view, target, progress.baseline.value),
        "days": progress.days,
        "in_year": progress.days_in_year,
    }
    key = {FROM_YEAR: "year", FROM_ZERO: "zero", FROM_NOTHING: "nothing"}[progress.path_from]
    return view.text(f"goals.path_{key}", **parts)


def standing(view: View, progress: Progress) -> str:
    """Return a target in sentences: its figure, its path and the distance, or why there is none."""
    target = progress.target
    values = {
        "through": numbers.day(progress.through, view.language),
        "now": quantity(view, target, progress.now.value),
        "target": quantity(view, target, target.value),
        "year": target.year,
        "status": view.text(f"goals.status_{progress.status}"),
        "path": quantity(view, target, progress.path),
        "distance": numbers.difference(
            progress.distance, catalogue().metrics[target.metric].unit, view.language
        ),
        "arithmetic": arithmetic(view, progress),
    }
    if not progress.days:
        return view.text("goals.standing_coming", **values)
    if progress.now.suppressed:
        return view.text("goals.standing_suppressed", **values)
    if progress.now.value is None:
        metric, filters = catalogue().metrics[target.metric], filters_to(target, progress.through)
        unknown = reason(metric, (), filters, view.scope, view.language, build=view.build)
        return unknown or view.text("goals.standing_no_value", **values)
    if progress.distance is None:
        return view.text("goals.standing_no_path", **values)
    return view.text("goals.standing", **values)
