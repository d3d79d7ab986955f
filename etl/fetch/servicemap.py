"""The Service Map: units and the tree of departments, always complete: the API cannot filter by changes."""

from __future__ import annotations

from etl.fetch.endpoint import Source, always_everything, open_list

SOURCE = Source(
    "servicemap",
    (
        open_list("unit", "/v2/unit/", always_everything),
        open_list("department", "/v2/department/", always_everything),
    ),
)
