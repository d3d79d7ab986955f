"""The Service Map: units and the tree of departments, always whole, since they tell no date to ask for."""

from __future__ import annotations

from etl.fetch.endpoint import Endpoint, Source, always_everything, numbered, results_page

SOURCE = Source(
    "servicemap",
    (
        Endpoint("unit", "/v2/unit/", numbered, always_everything, results_page, "results"),
        Endpoint("department", "/v2/department/", numbered, always_everything, results_page, "results"),
    ),
)
