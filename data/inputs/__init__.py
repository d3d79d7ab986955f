"""What a metric needs and the rows of a question lack: unknown is not zero.

A metric's .toml names the inputs that it ``needs``; data/inputs/<name>.sql is the relation of the rows that
should have the input, each with ``is_known``. A figure is unknown if its period, place, department, source
and activity have such rows and none has the input. Where there are no such rows, those of the whole city in
the period decide: a space that nobody booked has a share of 0 %, unless no booking of the period has a type.
Bookable time exists only as rows, so where there are none it is unknown.

Inputs are judged by month. Hours, weekdays, days and purposes do not change whether an input exists, so they
are ignored, and the sums by month suffice. Of a series by month, quarter, year or day, each figure is judged
separately. Other groups are judged together: the parts of a total go on adding up to it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from data import period
from data.catalogue.metrics import INPUTS, Metric
from data.disclosure import withheld
from data.filters import Conditions, Filters, filter_sql
from data.rollup import on_fewer_rows
from data.scope import Scope
from data.text.texts import say
from data.warehouse import Build

#: The dimensions of time, of which each figure of a series is judged separately; the finest first.
TIME = ("date", "month", "quarter", "year")
#: The filters that decide whether an input exists.
_PERIODS = ("month", "quarter", "year")
_JUDGED_BY = (
    *_PERIODS,
    *("district", "sub_district", "major_district", "department", "owner_department", "unit", "space"),
    *("source", "activity"),
)
#: Inputs whose rows are the input itself.
_ONLY_ROWS = frozenset({"space_hour_bookable_minutes"})


def missing_input(metric: Metric, build: Build, filters: Filters, scope: Scope) -> str | None:
    """Return the text key of the first input that a question's rows lack; None if none."""
    for name in metric.needs:
        if not _is_known(name, build, filters, scope):
            return f"missing_inputs.{name}"
    return None


def missing_by_time(
    metric: Metric, build: Build, filters: Filters, scope: Scope, times: Iterable[str]
) -> dict[str, str]:
    """Return the text key of a missing input by member of a dimension of ``TIME``, such as '2025-Q1'."""
    if not metric.needs:
        return {}
    missing = {time: missing_input(metric, build, _within(filters, time), scope) for time in times}
    return {time: key for time, key in missing.items() if key}


def reason(
    metric: Metric, by: Sequence[str], filters: Filters, scope: Scope, language: str, *, build: Build
) -> str | None:
    """Return in words why the reader sees no figures, or why some months of a series are unknown; or None."""
    if key := withheld(metric, by, filters, scope, build):
        return say(key, language)
    if missing := missing_input(metric, build, filters, scope):
        return say(missing, language)
    if not metric.needs or set(TIME).isdisjoint(by):
        return None
    first, last = filters.from_month or "", filters.to_month or "9999"
    months = [month for month in period.months(build) if first <= month <= last]
    by_month = missing_by_time(metric, build, filters, scope, months)
    if not by_month:
        return None
    whole = say(next(iter(by_month.values())), language)
    return say("missing_inputs.in_months", language, count=len(by_month), reason=whole)


def _is_known(name: str, build: Build, filters: Filters, scope: Scope) -> bool:
    first, last = filters.from_month or "", filters.to_month or "9999"
    rows = _months(name, build, filters.only(_JUDGED_BY).where, scope)
    judged = {is_known for month, is_known in rows if first <= month <= last}
    if not judged and name not in _ONLY_ROWS:
        # Whether the city has the input at all is no figure of any department.
        rows = _months(name, build, filters.only(_PERIODS).where, replace(scope, departments=None))
        judged = {is_known for month, is_known in rows if first <= month <= last}
    return True in judged


@functools.lru_cache(maxsize=256)
def _months(name: str, build: Build, where: Conditions, scope: Scope) -> tuple[tuple[str, bool], ...]:
    """Return the months of the rows that should have the input, each with what its rows have: it, or not."""
    clauses, values = filter_sql(Filters(where=where), scope)
    relation = on_fewer_rows((INPUTS / f"{name}.sql").read_text(encoding="utf-8"), build)
    conditions = " AND ".join(["month IS NOT NULL", *clauses])
    sql = f"WITH rows AS (\n{relation})\nSELECT DISTINCT month, is_known FROM rows WHERE {conditions}"
    return tuple((period.month_of(month), is_known) for month, is_known in build.rows(sql, values))


def forget() -> None:
    """Forget which months have inputs, so that the next question reads them again; for measurements."""
    _months.cache_clear()


def _within(filters: Filters, time: str) -> Filters:
    """Return the filters limited to a day, month, quarter or year as ``calculate`` writes it."""
    year, _, part = time.partition("-")
    if part.startswith("Q"):
        quarter = int(part[1:])
        first, last = f"{year}-{3 * quarter - 2:02d}", f"{year}-{3 * quarter:02d}"
    else:
        first, last = (f"{year}-{part[:2]}",) * 2 if part else (f"{year}-01", f"{year}-12")
    return replace(
        filters,
        from_month=max(first, filters.from_month or first),
        to_month=min(last, filters.to_month or last),
    )
