"""Read and check the metrics in ``data/metrics``.

Every declared key is read and unknown keys are errors, so a text or setting that nothing uses cannot
stay there unnoticed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import duckdb
import msgspec

from data.catalogue.declarations import CatalogueError, conform, read_toml
from data.catalogue.metric_sql import Branch, parse_branches
from data.catalogue.tables import MODEL, Table, tables
from data.city_profile.city import City
from data.city_profile.in_use import current_city
from data.settings import LANGUAGES, ROOT

METRICS = ROOT / "data" / "metrics"
#: The inputs that metrics need, one relation each (data/inputs).
INPUTS = ROOT / "data" / "inputs"

#: Every dimension a figure can be grouped or filtered by; ``quarter`` and ``year`` follow from ``month``.
DIMENSIONS = (
    *("month", "quarter", "year", "date", "weekday", "hour"),
    *("district", "sub_district", "major_district", "home_district", "home_major_district"),
    *("department", "owner_department", "space", "unit", "booker_type", "kind", "purpose"),
    *("age_group", "channel", "activity", "source"),
)
#: The units of metrics; data/text/numbers.py knows the name of each.
Unit = Literal[
    "%",
    "h",
    "h per week",
    "person-hours",
    "h per 1,000 resident-years",
    "person-hours per 1,000 resident-years",
    "contacts per 1,000 resident-years",
    "currency",
    "days",
    "people",
    "bookers",
    "bookings",
    "shifts",
    "organisations",
    "contacts",
]


class MetricText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reader learns about a metric, in one language."""

    title: str
    description: str
    how_to_read: str
    caveats: str
    numerator: str
    denominator: str | None = None
    short_title: str | None = None

    @property
    def short(self) -> str:
        """The title as a card shows it, at most some thirty characters."""
        return self.short_title or self.title


class _MetricFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The content of a metric's .toml file."""

    kind: Literal["total", "ratio", "distinct", "distinct_ratio"]
    unit: Unit
    per: float
    direction: Literal["more", "less", "none"]
    suppress: Literal["none", "value", "either"]
    dimensions: list[str]
    owner: Literal["facilities", "participation_and_advice"]
    section: Literal["space_use", "shared_use", "volunteering", "participation"]
    needs: list[str] = []
    suppressed_with: str | None = None
    city_total: bool = False
    numerator_divisor: float = 1.0
    denominator_divisor: float = 1.0
    fi: MetricText
    sv: MetricText
    en: MetricText


@dataclass(frozen=True)
class Metric:
    """A figure: its relation (SQL) and what it means. See data/metrics and docs/metrics.md.

    ``needs`` are the inputs without which the metric is unknown (data/inputs). ``suppress`` says which sides
    count people, and ``suppressed_with`` names the count of people with which the metric is suppressed at the
    level *open*. With ``city_total`` a reader of some departments may see the figure of the whole city.
    """

    id: str
    kind: str
    unit: str
    per: float
    numerator_divisor: float
    denominator_divisor: float
    direction: str
    suppress: str
    dimensions: tuple[str, ...]
    owner: str
    section: str
    sql: str
    texts: Mapping[str, MetricText]
    source_columns: tuple[str, ...]
    needs: tuple[str, ...] = ()
    suppressed_with: str | None = None
    city_total: bool = False

    @property
    def additive(self) -> bool:
        """Return whether the values of parts add up to the whole: those of totals do, others do not."""
        return self.kind == "total"

    @property
    def is_ratio(self) -> bool:
        """Return whether the metric has a denominator."""
        return self.kind in ("ratio", "distinct_ratio")

    @property
    def counts_distinct(self) -> bool:
        """Return whether the metric counts distinct people, so that not even its numerators add up."""
        return self.kind in ("distinct", "distinct_ratio")

    @property
    def groupings(self) -> tuple[str, ...]:
        """Return the dimensions to group and filter by, with the derived quarter, year and date."""
        if "month" not in self.dimensions:
            return self.dimensions
        return (*self.dimensions, "quarter", "year", *(() if self.resident_years else ("date",)))

    @property
    def resident_years(self) -> bool:
        """Return whether the denominator is resident-years, which count whole months."""
        return any(column.startswith("resident_month.") for column in self.source_columns)


@dataclass(frozen=True)
class Catalogue:
    """All columns and metrics, checked."""

    tables: Mapping[str, Table]
    metrics: Mapping[str, Metric]


def catalogue() -> Catalogue:
    """Return the columns, and the metrics that the city can have. Raises CatalogueError, which says why."""
    return _catalogue(current_city())


def known(metrics: Sequence[str]) -> tuple[str, ...]:
    """Return those of the metrics that the city can have."""
    return tuple(metric for metric in metrics if metric in catalogue().metrics)


@functools.lru_cache(maxsize=8)
def _catalogue(city: City) -> Catalogue:
    """Leave out metrics per resident where residents are not known, metrics of systems that the city does not
    have, and the dimensions of levels that its areas do not have."""
    metrics = {}
    for metric in _project_metrics():
        systems = systems_of(metric, tables())
        if (city.has_residents or not metric.resident_years) and city.uses(" ".join(systems)):
            dimensions = tuple(d for d in metric.dimensions if d not in city.hidden_dimensions)
            metrics[metric.id] = replace(metric, dimensions=dimensions)
    return Catalogue(tables(), metrics)


@functools.cache
def _project_metrics() -> tuple[Metric, ...]:
    return tuple(read_metrics(METRICS, tables()))


def systems_of(metric: Metric, tables: Mapping[str, Table]) -> tuple[str, ...]:
    """Return the source systems whose columns the metric counts, in the order in which it reads them."""
    names: list[str] = []
    for source_column in metric.source_columns:
        name, _, column = source_column.partition(".")
        if column not in (*metric.dimensions, "date"):
            for origin in tables[name].columns[column].origins:
                table, _, landed = origin.partition(".")
                if table in tables:
                    names.extend(tables[table].columns[landed].headers)
    return tuple(dict.fromkeys(names))


def read_metrics(folder: Path, tables: Mapping[str, Table]) -> Iterator[Metric]:
    """Yield the metrics of ``folder``; each needs its .sql and its .toml."""
    names = {p.stem for p in folder.glob("*.toml")} | {p.stem for p in folder.glob("*.sql")}
    with duckdb.connect() as connection:
        metrics = [
            _metric(folder / f"{name}.toml", folder / f"{name}.sql", tables, connection)
            for name in sorted(names)
        ]
    _check_suppressed_with(metrics)
    yield from metrics


def _metric(
    toml: Path, sql_path: Path, tables: Mapping[str, Table], connection: duckdb.DuckDBPyConnection
) -> Metric:
    for path in (toml, sql_path):
        if not path.exists():
            raise CatalogueError(f"{path.name} is missing")
    declared = conform(read_toml(toml), _MetricFile, toml.name)
    is_ratio = declared.kind in ("ratio", "distinct_ratio")
    texts: dict[str, MetricText] = {language: getattr(declared, language) for language in LANGUAGES}
    for language, text in texts.items():
        if (text.denominator is not None) != is_ratio:
            problem = "missing" if is_ratio else "not allowed: the metric is not a ratio"
            raise CatalogueError(f"{toml.name}: {language}: denominator is {problem}")
    dimensions = tuple(declared.dimensions)
    unknown = [d for d in dimensions if d not in DIMENSIONS or d in ("quarter", "year", "date")]
    if unknown:
        raise CatalogueError(f"{toml.name}: unknown dimensions {unknown}; there are {DIMENSIONS}")
    if declared.city_total and "department" not in dimensions:
        raise CatalogueError(f"{toml.name}: city_total is for metrics with the dimension department")
    for name in declared.needs:
        if not (INPUTS / f"{name}.sql").exists():
            raise CatalogueError(f"{toml.name}: needs {name}, but data/inputs has no {name}.sql")
    sql = sql_path.read_text(encoding="utf-8").strip().removesuffix(";")
    branches = parse_branches(sql, connection, sql_path.name)
    source_columns = _check_branches(sql_path.name, branches, dimensions, is_ratio, tables)
    return Metric(
        id=toml.stem,
        kind=declared.kind,
        unit=declared.unit,
        per=declared.per,
        numerator_divisor=declared.numerator_divisor,
        denominator_divisor=declared.denominator_divisor,
        direction=declared.direction,
        suppress=declared.suppress,
        dimensions=dimensions,
        owner=declared.owner,
        section=declared.section,
        sql=sql,
        texts=texts,
        source_columns=source_columns,
        needs=tuple(declared.needs),
        suppressed_with=declared.suppressed_with,
        city_total=declared.city_total,
    )


def _check_suppressed_with(metrics: Sequence[Metric]) -> None:
    """A metric is suppressed with a count of people that has a cell wherever the metric has one."""
    counts = {m.id: set(m.dimensions) for m in metrics if m.kind == "distinct" and m.suppress == "value"}
    for metric in metrics:
        if metric.suppressed_with and not set(metric.dimensions) <= counts.get(metric.suppressed_with, set()):
            raise CatalogueError(
                f"{metric.id}.toml: suppressed_with {metric.suppressed_with}, which counts no people by all"
                f" of its dimensions"
            )


def _check_branches(
    name: str,
    branches: list[Branch],
    dimensions: tuple[str, ...],
    is_ratio: bool,
    tables: Mapping[str, Table],
) -> tuple[str, ...]:
    measures = {"numerator", "denominator"} if is_ratio else {"numerator"}
    returned: set[str] = set()
    columns: list[str] = []
    for number, branch in enumerate(branches, start=1):
        missing = [d for d in dimensions if d not in branch.names]
        if missing:
            raise CatalogueError(f"{name}: branch {number} lacks the dimensions {missing}")
        extra = [n for n in branch.names if n not in (*dimensions, "date", *measures)]
        if extra:
            raise CatalogueError(f"{name}: branch {number} returns undeclared columns {extra}")
        returned.update(set(branch.names) & measures)
        for table in branch.tables:
            if table not in tables or tables[table].layer != MODEL:
                raise CatalogueError(f"{name}: branch {number} reads {table}, which is not declared")
        for column in branch.columns:
            owners = [t for t in branch.tables if column in tables[t].columns]
            if not owners:
                raise CatalogueError(
                    f"{name}: branch {number} reads {column}, which leads to no declared source"
                )
            columns.append(f"{owners[0]}.{column}")
    if returned != measures:
        raise CatalogueError(f"{name}: returns {sorted(returned)}, expected {sorted(measures)}")
    return tuple(dict.fromkeys(columns))
