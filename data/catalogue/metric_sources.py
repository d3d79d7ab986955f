"""Which columns a metric counts, and which sources they come from."""

from __future__ import annotations

from data.catalogue.metrics import Metric, catalogue, systems_of
from data.catalogue.tables import Column
from data.city_profile.in_use import current_city

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


def sources(metric_id: str) -> tuple[str, ...]:
    """Return the city's sources whose columns the metric uses, in the order in which it reads them."""
    found = systems_of(catalogue().metrics[metric_id], catalogue().tables)
    return tuple(source for source in found if current_city().uses(source))
