"""Figures for pages, and the one cache in front of ``data``.

The functions of ``data`` are cached as they are. A key contains the build, a digest of the reference files of
its home, the filters and the scope: an edited target is seen at once, and nobody sees the figures of a scope
that is not theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from data import comparison, contribution, inputs, members, period, query
from data.analyses import (
    department_month,
    districts,
    goals,
    participation,
    potential,
    shared_use,
    spaces,
    volunteering,
    week,
)
from data.analyses.annotations import chart_annotations
from data.analyses.department_month import DepartmentMonth
from data.analyses.department_month.days import days as department_days
from data.analyses.goals import Progress
from data.analyses.participation import Reach
from data.analyses.potential import Potential, Search
from data.analyses.shared_use import Matrix
from data.comparison import PRECEDING, YEAR, Comparison, Trend
from data.files import export
from data.files.export import Export
from data.filters import Filters
from data.loading import coverage as source_coverage
from data.loading import legacy_space_matches, load_history
from data.reference_tables import targets
from data.reference_tables.reader import WrongReference, reference_digest
from data.reference_tables.targets import Target
from data.scope import Scope
from data.warehouse import Build
from pages.state.view import View

P = ParamSpec("P")
R = TypeVar("R")

#: The digest of the reference files in this run: dozens of keys contain it, and it takes milliseconds.
_digest: ContextVar[str | None] = ContextVar("reference_digest", default=None)


#: The build that was published when this process last looked.
_published: Build | None = None


def forget_earlier(published: Build) -> None:
    """Empty the cache when another build is published, since hardly anybody looks at earlier ones.

    Streamlit also keeps a lock for each key that was ever calculated, until the cache is emptied.
    """
    global _published
    earlier, _published = _published, published
    if earlier and earlier.home == published.home and earlier.id != published.id:
        st.cache_data.clear()


def start_run(build: Build) -> None:
    """Note the state of the reference files, so that a run uses one state of them."""
    _digest.set(reference_digest(build.home))


def _build_key(build: Build) -> str:
    return f"{build.id}|{build.path}|{_digest.get() or reference_digest(build.home)}"


#: How arguments become parts of a key. The rest are frozen dataclasses, whose ``repr`` names every field.
_KEYS: dict[str | type, Callable[[Any], Any]] = {
    Build: _build_key,
    Filters: Filters.key,
    Scope: Scope.key,
    Search: repr,
    Target: repr,
    Export: repr,
}


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Return ``function`` with its results cached by build, reference files, filters, scope and arguments.

    ``server.maxCacheDataSize`` limits the size of all results together.
    """
    return st.cache_data(show_spinner=False, hash_funcs=_KEYS)(function)


# What depends on the build, and on the reader's scope where figures or members do.
known_members = cached(members.known_members)
member_table = cached(members.members)
months = cached(period.months)
freshness = cached(load_history.freshness)
loads = cached(load_history.loads)
checks = cached(load_history.checks)
rejected_groups = cached(load_history.rejected_groups)
source_notes = cached(load_history.source_notes)
rejected_reasons = cached(load_history.rejected_reasons)
rejected_rows = cached(load_history.rejected)
legacy_space_count = cached(legacy_space_matches.count)
unmapped_spaces = cached(legacy_space_matches.unmapped)
spaces_mapped_astray = cached(legacy_space_matches.mapped_to_unregistered)
coverage = cached(source_coverage.coverage)
count_rows = cached(export.count)

annotations_of = cached(chart_annotations)
_calculate = cached(query.calculate)
_course = cached(comparison.course)
_contributions = cached(contribution.contributions)
_profile = cached(districts.profile)
_ranking = cached(spaces.ranking)
_frequency_and_fill = cached(spaces.frequency_and_fill)
_units_on_map = cached(spaces.units_on_map)
_without_booking = cached(spaces.without_booking)
_unknown_denominator = cached(spaces.unknown_denominator)
_department_month = cached(department_month.gather)
_department_days = cached(department_days)
_progress = cached(goals.progress)
_goal_course = cached(goals.course)
_matrix = cached(shared_use.matrix)
_by_part = cached(week.by_part)
_find = cached(potential.find)
_home_and_place = cached(participation.home_and_place)
_reach = cached(participation.reach)
_main_sources = cached(volunteering.main_sources)
_hours_by_month_and_source = cached(volunteering.hours_by_month_and_source)
_rates_by_area = cached(volunteering.rates_by_area)


def usable(view: View, metric: str, filters: Filters | None = None) -> Filters:
    """Return the part of the view's filters that the metric can use."""
    return (filters or view.filters).only(query.find_metric(metric).groupings)


def calculate(view: View, metric: str, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the figures of a metric under the view's filters; see ``data.query.calculate``."""
    return _calculate(metric, by, usable(view, metric), scope=view.scope, build=view.build)


def why_unknown(view: View, metric: str, by: tuple[str, ...] = ()) -> str | None:
    """Return why figures of ``calculate``, or of ``trend`` by month, are unknown; None if none is."""
    chosen = period.at_least_a_year(view.chosen_filters) if by == ("month",) else view.filters
    filters = usable(view, metric, chosen)
    definition = query.find_metric(metric)
    return inputs.reason(definition, by, filters, view.scope, view.language, build=view.build)


def compare(view: View, metric: str) -> Comparison:
    """Return a metric and the base that the reader compares with; see ``data.comparison.compare``."""
    return _compared(view, metric, view.chosen_filters)[0]


def trend(view: View, metric: str) -> Trend:
    """Return a metric by month with the base period; see ``data.comparison.trend``.

    A period shorter than a year is extended to the twelve months up to its end.
    """
    return _compared(view, metric, period.at_least_a_year(view.chosen_filters))[1]


def _compared(view: View, metric: str, filters: Filters) -> tuple[Comparison, Trend]:
    filters = usable(view, metric, filters)
    return _course(metric, filters, view.scope, build=view.build, against=view.compare_with)


def target(view: View, metric: str) -> float | None:
    """Return the target of the metric for the view's days; None if there is none or its file is wrong."""
    try:
        return targets.for_period(metric, usable(view, metric), view.scope, view.build.home)
    except WrongReference:
        return None


def contributions(view: View, metric: str, dimension: str) -> pd.DataFrame:
    """Return what changed most since the preceding period or, by default, a year before."""
    against = view.compare_with if view.compare_with in (YEAR, PRECEDING) else YEAR
    filters = usable(view, metric, view.chosen_filters)
    return _contributions(metric, dimension, filters, view.scope, build=view.build, against=against)


def with_change(view: View, metric: str, dimension: str) -> pd.DataFrame:
    """Return the figures by a dimension and, if the reader compares periods, before and change of each."""
    changes = contributions(view, metric, dimension)
    if view.compare_with not in (YEAR, PRECEDING):
        changes = changes.head(0)
    figures = calculate(view, metric, (dimension,))
    return contribution.with_change(figures, changes, query.find_metric(metric), dimension, view.scope)


def ranking(view: View, metric: str) -> pd.DataFrame:
    """Return the spaces ranked by a metric; see ``data.analyses.spaces.ranking``."""
    return _ranking(metric, usable(view, metric), view.scope, build=view.build)


def units_on_map(view: View, metric: str) -> pd.DataFrame:
    """Return the units with coordinates and a metric; see ``data.analyses.spaces.units_on_map``."""
    return _units_on_map(metric, usable(view, metric), view.scope, build=view.build)


def frequency_and_fill(view: View) -> pd.DataFrame:
    """Return how often spaces are booked and how full; see ``data.analyses.spaces.frequency_and_fill``."""
    return _frequency_and_fill(view.filters, view.scope, build=view.build)


def without_booking(view: View) -> pd.DataFrame:
    """Return the spaces without any booking; see ``data.analyses.spaces.without_booking``."""
    return _without_booking(view.filters, view.scope, build=view.build)


def unknown_denominator(view: View) -> pd.DataFrame:
    """Return the booked spaces without bookable time; see ``data.analyses.spaces.unknown_denominator``."""
    return _unknown_denominator(view.filters, view.scope, build=view.build)


def profile(view: View, district: str, metrics: tuple[str, ...]) -> pd.DataFrame:
    """Return the figures of a district and of the city; see ``data.analyses.districts.profile``."""
    return _profile(district, metrics, view.filters, view.scope, build=view.build)


def of_department(view: View, department: str, month: str) -> DepartmentMonth:
    """Return the month of a department, whatever the view's filters are."""
    return _department_month(department, month, view.scope, build=view.build)


def days(view: View) -> pd.DataFrame:
    """Return the days of the view's month and department; see ``data.analyses.department_month.days``."""
    return _department_days(view.filters, view.scope, view.build)


def progress(view: View, target: Target) -> Progress:
    """Return the progress towards a target, whatever the view's filters are."""
    return _progress(target, view.build, view.scope)


def goal_course(view: View, target: Target) -> pd.DataFrame:
    """Return a target's metric and path by month; see ``data.analyses.goals.course``."""
    return _goal_course(target, view.build, view.scope)


def matrix(view: View) -> Matrix:
    """Return who uses whose spaces; see ``data.analyses.shared_use.matrix``."""
    return _matrix(usable(view, "booked_hours"), view.scope, build=view.build)


def by_part(view: View, metric: str) -> pd.DataFrame:
    """Return a metric by part of the week; see ``data.analyses.week.by_part``."""
    return _by_part(metric, usable(view, metric), view.scope, build=view.build)


def find(view: View, search: Search) -> Potential:
    """Return the spaces and districts that match a search; see ``data.analyses.potential.find``."""
    return _find(search, view.filters.only(potential.DIMENSIONS), view.scope, build=view.build)


def home_and_place(view: View) -> pd.DataFrame:
    """Return participation by place of activity and by home district."""
    return _home_and_place(view.filters, view.scope, build=view.build)


def reach(view: View) -> Reach:
    """Return the districts that participation does not reach; see ``data.analyses.participation.reach``."""
    return _reach(view.filters, view.scope, build=view.build)


def main_sources(view: View, most: int) -> tuple[list[str], int]:
    """Return the sources with most volunteer hours; see ``data.analyses.volunteering.main_sources``."""
    return _main_sources(most, view.scope, build=view.build)


def hours_by_month_and_source(view: View, sources: tuple[str, ...]) -> pd.DataFrame:
    """Return volunteer hours by source in the months of ``trend``."""
    filters = comparison.elapsed(period.at_least_a_year(view.chosen_filters), view.build)
    hours = usable(view, volunteering.HOURS, filters)
    return _hours_by_month_and_source(hours, view.scope, build=view.build, sources=sources)


def rates_by_area(view: View, metrics: tuple[str, ...], area: str) -> pd.DataFrame:
    """Return several metrics by area; see ``data.analyses.volunteering.rates_by_area``."""
    return _rates_by_area(metrics, area, view.filters, view.scope, build=view.build)
