"""How Plotly speaks: decimal marks and no tools that only speak English."""

from __future__ import annotations

from typing import Any

SEPARATORS = {"fi": ",\u00a0", "sv": ",\u00a0", "en": ".,"}


def plotly_config(language: str) -> dict[str, Any]:
    """Configuration for st.plotly_chart: no tool bar (table and file stand below), no zoom by wheel."""
    return {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "locale": language}
