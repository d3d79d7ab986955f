"""Which columns a metric counts, and which sources they come from."""

from __future__ import annotations

import functools

from data.catalogue.metrics import Metric, catalogue
from data.catalogue.tables import Column

#: An origin that starts with this is a reference file, not a column of an export.
REFERENCE_ORIGIN = "reference:"


def counted_columns(metric: Metric) -> list[Column]:
    """Return the columns that the metric counts, without those it is only grouped by."""
    columns = []
    for name in metric.source_columns:
        table, _, column = name.partition(".")
        if column not in (*metric.dimensions, "date"):
            columns.append(catalogue().tables[table].columns[column])
    return columns


@functools.cache
def sources(metric_id: str) -> tuple[str, ...]:
    """Return the sources whose columns the metric uses, in the order in which it reads them."""
    names: list[str] = []
    for column in counted_columns(catalogue().metrics[metric_id]):
        for origin in column.origins:
            table, _, name = origin.partition(".")
            if not origin.startswith(REFERENCE_ORIGIN):
                names.extend(catalogue().tables[table].columns[name].headers)
    return tuple(dict.fromkeys(names))
