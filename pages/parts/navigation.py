"""The pages in their order, by section; each is a file, and its stem is its address."""

from __future__ import annotations

SECTIONS: dict[str, tuple[str, ...]] = {
    "city": ("overview", "department_month", "districts"),
    "use": ("spaces",),
    "people": ("volunteering",),
    "steering": ("explore",),
    "data": ("downloads", "data_quality"),
    "about": ("help", "accessibility"),
}
PAGES = tuple(page for pages in SECTIONS.values() for page in pages)
#: Pages that show the filter row.
FILTERED = ("overview", "districts", "spaces", "volunteering", "explore", "downloads")
