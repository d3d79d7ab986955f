"""Addresses of downloads: signed, so that a file holds what its reader may see and no more."""

from __future__ import annotations

import streamlit as st

from data.export import BOOKINGS, FIGURES, Export
from data.signing import sign
from pages.parts.ask import usable
from pages.parts.view import View


def figures(view: View, metric: str, by: tuple[str, ...], dialect: str = "fi") -> Export:
    """The export of a metric under the view's filters, as far as the metric can take them."""
    filters = usable(view, metric)
    return Export(FIGURES, view.build.id, view.language, filters, view.scope, metric, by, dialect)


def bookings(view: View, dialect: str = "fi") -> Export:
    """The export of bookings under the view's filters."""
    return Export(BOOKINGS, view.build.id, view.language, view.asked, view.scope, dialect=dialect)


def url(export: Export, form: str) -> str:
    """The address under which the front door serves the file."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    prefix = f"/{base}" if base else ""
    return f"{prefix}/api/export/{export.what}.{form}?t={sign(export)}"
