"""The pages in their groups and order, and the path that everything is served under."""

from __future__ import annotations

import streamlit as st

#: Each page is a file, and its stem is its address. A group is a menu of the header, named by the text
#: ``shell.group_<name>``; the pages of the group without a name are in the header itself.
GROUPS: dict[str, tuple[str, ...]] = {
    "": ("overview", "department_month", "districts", "goals"),
    "spaces": ("spaces", "shared_use"),
    "people": ("volunteering", "participation"),
    "data": ("explore", "downloads", "data_quality", "load_data", "dictionary"),
    "help": ("help", "accessibility"),
}
PAGES = tuple(page for pages in GROUPS.values() for page in pages)
#: Pages that only those who may load data can open.
FOR_STEWARDS = ("load_data",)
#: Pages that show the filter row.
FILTERED = (
    *("overview", "districts", "spaces", "shared_use", "volunteering", "participation", "explore"),
    "downloads",
)
#: The front door sets this in the address if the requested page does not exist.
MISSING_PAGE = "missing"


def base_path() -> str:
    """Return Streamlit's ``server.baseUrlPath`` as '/name', or '' if everything is served at the root."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
