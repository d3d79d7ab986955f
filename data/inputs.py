"""What a metric needs and a build lacks: unknown is not zero.

A metric's .toml lists the warehouse columns it ``needs``. Where no loaded row has a value in one of them,
the metric has no value, and ``missing_input`` says which input is missing.
"""

from __future__ import annotations

import functools

from data.catalogue.metrics import Metric
from data.warehouse import Build


def missing_input(metric: Metric, build: Build) -> str | None:
    """Return the text key of the first input that the metric needs and the build lacks; None if none."""
    for column in metric.needs:
        if not _has_values(column, build):
            return f"missing_inputs.{column.replace('.', '_')}"
    return None


@functools.lru_cache(maxsize=256)
def _has_values(column: str, build: Build) -> bool:
    """Return whether any row has a known value in ``column`` (table.column); a build never changes."""
    table, _, name = column.partition(".")
    known = f"{name} IS NOT NULL AND CAST({name} AS VARCHAR) <> 'unknown'"
    [(found,)] = build.rows(f"SELECT EXISTS (FROM {table} WHERE {known})")
    return bool(found)
