"""The pages in their order, and the path that everything is served under."""

from __future__ import annotations

import streamlit as st

#: Each page is a file, and its stem is its address.
PAGES = (
    *("overview", "districts", "department_month", "spaces", "shared_use", "volunteering", "participation"),
    *("goals", "explore", "downloads", "data_quality", "dictionary", "help", "accessibility"),
)
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
