"""The pages in their order; each is a file, and its stem is its address."""

from __future__ import annotations

PAGES = (
    *("overview", "districts", "department_month", "spaces", "shared_use", "volunteering"),
    *(
        "participation",
        "goals",
        "explore",
        "downloads",
        "data_quality",
        "dictionary",
        "help",
        "accessibility",
    ),
)
#: Set in the address by the front door where it names a page that there is not.
MISSING_PAGE = "missing"
#: Pages that show the filter row.
FILTERED = (
    *("overview", "districts", "spaces", "shared_use", "volunteering", "participation", "explore"),
    "downloads",
)
