"""Figures for pages, asked once per build, filters and scope: the only cache in front of ``data``.

Every key carries the build's id, so that nothing is ever stale, and the scope, so that nobody is
answered with what somebody else may see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from data import comparison, contribution, period, query
from data.analyses import (
    department_month,
    districts,
    goals,
    participation,
    potential,
    shared_use,
    spaces,
    week,
)
from data.analyses.department_month import DepartmentMonth
from data.analyses.goals import Progress
from data.analyses.participation import Reach
from data.analyses.potential import Potential, Search
from data.analyses.shared_use import Matrix
from data.comparison import PRECEDING, YEAR, Comparison, Trend
from data.files import export
from data.files.export import Export
from data.filters import Filters, Scope
from data.loading import coverage as coverage_of
from data.loading import legacy_space_matches, load_history
from data.members import known_members, members
from data.reference_tables import district_map, targets
from data.reference_tables.delivery_schedule import DELIVERIES
from data.reference_tables.reader import WrongReference, reference_file
from data.reference_tables.targets import Target
from data.warehouse import Build
from pages.state.view import View

_cached: Callable[..., Any] = st.cache_data(max_entries=2000, show_spinner=False)


@_cached
def _calculate(
    key: tuple[str, ...], metric: str, by: tuple[str, ...], _build: Build, _filters: Filters, _scope: Scope
) -> pd.DataFrame:
    return query.calculate(metric, by, _filters, _scope, build=_build)


@_cached
def _course(
    key: tuple[str, ...], metric: str, against: str, _build: Build, _filters: Filters, _scope: Scope
) -> tuple[Comparison, Trend]:
    return comparison.course(metric, _filters, _scope, build=_build, against=against)


@_cached
def _contributions(
    key: tuple[str, ...],
    metric: str,
    dimension: str,
    against: str,
    _build: Build,
    _filters: Filters,
    _scope: Scope,
) -> pd.DataFrame:
    return contribution.contributions(metric, dimension, _filters, _scope, build=_build, against=against)


@_cached
def _profile(
    key: tuple[str, ...],
    district: str,
    metrics: tuple[str, ...],
    _build: Build,
    _filters: Filters,
    _scope: Scope,
) -> pd.DataFrame:
    return districts.profile(district, metrics, _filters, _scope, build=_build)


@_cached
def _department_month(
    key: tuple[str, ...], department: str, month: str, _build: Build, _scope: Scope
) -> DepartmentMonth:
    return department_month.gather(department, month, _scope, build=_build)


@_cached
def _ranking(
    key: tuple[str, ...], metric: str, _build: Build, _filters: Filters, _scope: Scope
) -> pd.DataFrame:
    return spaces.ranking(metric, _filters, _scope, build=_build)


@_cached
def _spaces(
    key: tuple[str, ...],
    name: str,
    arguments: tuple[str, ...],
    _build: Build,
    _filters: Filters,
    _scope: Scope,
) -> pd.DataFrame:
    functions: dict[str, Callable[..., pd.DataFrame]] = {
        "unknown_denominator": spaces.unknown_denominator,
        "without_booking": spaces.without_booking,
        "frequency_and_fill": spaces.frequency_and_fill,
        "units_on_map": spaces.units_on_map,
    }
    return functions[name](*arguments, _filters, _scope, build=_build)


@_cached
def _count(key: tuple[str, ...], _build: Build, _export: Export) -> int:
    return export.count(_export, _build)


@_cached
def _of_build(build_id: str, path: str, name: str, arguments: tuple[str, ...], _build: Build) -> Any:
    """What depends on the build alone."""
    functions: dict[str, Callable[..., Any]] = {
        "known_members": lambda dimension: known_members(dimension, _build),
        "members": lambda dimension: members(dimension, build=_build),
        "months": lambda: period.months(_build),
        "freshness": lambda: load_history.freshness(_build),
        "loads": lambda: load_history.loads(_build),
        "rejected_groups": lambda: load_history.rejected_groups(_build),
        "rejected": lambda source, column: load_history.rejected(_build, source, column),
        "checks": lambda: load_history.checks(_build),
        "legacy_spaces": lambda: legacy_space_matches.known(_build),
        "unmapped_spaces": lambda: legacy_space_matches.unmapped(_build, load_history.SHOWN_ROWS),
        "spaces_mapped_astray": lambda: legacy_space_matches.astray(_build),
    }
    return functions[name](*arguments)


def of_build(build: Build, name: str, *arguments: str) -> Any:
    """Something that depends on the build alone: members, months, or a table of its quality."""
    return _of_build(build.id, str(build.path), name, arguments, build)


def _key(view: View, filters: Filters) -> tuple[str, ...]:
    return view.build.id, str(view.build.path), filters.key(), view.scope.key()


def usable(view: View, metric: str, filters: Filters | None = None) -> Filters:
    """The part of the view's filters that the metric can take."""
    return (filters or view.filters).only(query.find_metric(metric).groupings)


def calculate(view: View, metric: str, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Figures of a metric under the view's filters; see ``data.query.calculate``."""
    filters = usable(view, metric)
    return _calculate(_key(view, filters), metric, by, view.build, filters, view.scope)


def compare(view: View, metric: str) -> Comparison:
    """A metric beside what the reader holds it against; see ``data.comparison.compare``."""
    filters = usable(view, metric, view.chosen_filters)
    return _told(view, metric, filters)[0]


def trend(view: View, metric: str) -> Trend:
    """A metric by month beside the base period; see ``data.comparison.trend``.

    Of a shorter period, the twelve months up to its end, since a month says little by itself.
    """
    filters = usable(view, metric, period.at_least_a_year(view.chosen_filters))
    return _told(view, metric, filters)[1]


def _told(view: View, metric: str, filters: Filters) -> tuple[Comparison, Trend]:
    return _course(_key(view, filters), metric, view.compare_with, view.build, filters, view.scope)


def target(view: View, metric: str) -> float | None:
    """The target of the metric for the days on view; None where there is none, or its file is wrong."""
    try:
        return targets.for_period(metric, usable(view, metric), view.build.home)
    except WrongReference:
        return None


def contributions(view: View, metric: str, dimension: str) -> pd.DataFrame:
    """What changed most; see ``data.contribution.contributions``. Beside a target: a year before."""
    filters = usable(view, metric, view.chosen_filters)
    against = view.compare_with if view.compare_with in (YEAR, PRECEDING) else YEAR
    return _contributions(_key(view, filters), metric, dimension, against, view.build, filters, view.scope)


def ranking(view: View, metric: str) -> pd.DataFrame:
    """Spaces by a metric; see ``data.spaces.ranking``."""
    filters = usable(view, metric)
    return _ranking(_key(view, filters), metric, view.build, filters, view.scope)


def of_spaces(view: View, name: str, metric: str = "") -> pd.DataFrame:
    """A list of spaces under the view's filters, by the name of its function in ``data.spaces``."""
    filters = usable(view, metric) if metric else view.filters
    arguments = (metric,) if metric else ()
    return _spaces(_key(view, filters), name, arguments, view.build, filters, view.scope)


def count(view: View, wanted: Export) -> int:
    """How many rows an export has."""
    key = (*_key(view, wanted.filters), wanted.what, wanted.metric, *wanted.by)
    return _count(key, view.build, wanted)


def profile(view: View, district: str, metrics: tuple[str, ...]) -> pd.DataFrame:
    """A district beside the city; see ``data.districts.profile``."""
    return _profile(_key(view, view.filters), district, metrics, view.build, view.filters, view.scope)


def of_department(view: View, department: str, month: str) -> DepartmentMonth:
    """A division's month, whatever the view's filters; see ``data.department_month.gather``."""
    return _department_month(_key(view, Filters()), department, month, view.build, view.scope)


@_cached
def _progress(key: tuple[str, ...], _target: Target, _build: Build, _scope: Scope) -> Progress:
    return goals.progress(_target, _build, _scope)


@_cached
def _goal_course(key: tuple[str, ...], _target: Target, _build: Build, _scope: Scope) -> pd.DataFrame:
    return goals.course(_target, _build, _scope)


def progress(view: View, target: Target) -> Progress:
    """Where a target stands, whatever the view's filters; see ``data.goals.progress``."""
    return _progress((*_key(view, Filters()), repr(target)), target, view.build, view.scope)


def goal_course(view: View, target: Target) -> pd.DataFrame:
    """A target by month; see ``data.goals.course``."""
    return _goal_course((*_key(view, Filters()), repr(target)), target, view.build, view.scope)


@_cached
def _matrix(key: tuple[str, ...], _build: Build, _filters: Filters, _scope: Scope) -> Matrix:
    return shared_use.matrix(_filters, _scope, build=_build)


@_cached
def _by_part(
    key: tuple[str, ...], metric: str, _build: Build, _filters: Filters, _scope: Scope
) -> pd.DataFrame:
    return week.by_part(metric, _filters, _scope, build=_build)


@_cached
def _find(
    key: tuple[str, ...], _search: Search, _build: Build, _filters: Filters, _scope: Scope
) -> Potential:
    return potential.find(_search, _filters, _scope, build=_build)


def matrix(view: View) -> Matrix:
    """Whose spaces are used by whom; see ``data.shared_use.matrix``."""
    filters = usable(view, "booked_hours")
    return _matrix(_key(view, filters), view.build, filters, view.scope)


def by_part(view: View, metric: str) -> pd.DataFrame:
    """A metric by part of the week; see ``data.week.by_part``."""
    filters = usable(view, metric)
    return _by_part(_key(view, filters), metric, view.build, filters, view.scope)


def find(view: View, search: Search) -> Potential:
    """What the potential finder finds; see ``data.potential.find``."""
    filters = view.filters.only(potential.DIMENSIONS)
    return _find((*_key(view, filters), repr(search)), search, view.build, filters, view.scope)


@_cached
def _home_and_place(key: tuple[str, ...], _build: Build, _filters: Filters, _scope: Scope) -> pd.DataFrame:
    return participation.home_and_place(_filters, _scope, build=_build)


@_cached
def _reach(key: tuple[str, ...], _build: Build, _filters: Filters, _scope: Scope) -> Reach:
    return participation.reach(_filters, _scope, build=_build)


def home_and_place(view: View) -> pd.DataFrame:
    """Where people take part and where they live; see ``data.participation.home_and_place``."""
    return _home_and_place(_key(view, view.filters), view.build, view.filters, view.scope)


def reach(view: View) -> Reach:
    """The districts that participation does not reach; see ``data.participation.reach``."""
    return _reach(_key(view, view.filters), view.build, view.filters, view.scope)


@_cached
def _coverage(build_id: str, changed: int, _build: Build) -> pd.DataFrame:
    return coverage_of.coverage(_build)


def coverage(view: View) -> pd.DataFrame:
    """Which months each source tells of; see ``data.coverage.coverage``."""
    return _coverage(
        view.build.id, reference_file(DELIVERIES, view.build.home).stat().st_mtime_ns, view.build
    )


def tiles() -> pd.DataFrame:
    """The places of the tile map."""
    return district_map.tiles()
