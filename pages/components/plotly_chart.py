"""Draws a Plotly figure with a chart that the browser keeps and updates (static/chart.js)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
from streamlit.components.v2 import component
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

_PROJECT, _NAME = "talkootila", "chart"


def draw(figure: go.Figure, key: str, alt: str, on_click: Callable[[], None] | None = None) -> None:
    """Draw a figure with its alternative text; without a height of its own it fills the box around it.

    ``on_click`` is called for a click on a point; the session state of ``key`` then has its customdata as
    ``clicked``.
    """
    is_filling = figure.layout.height is None
    _chart(get_bidi_component_manager())(
        key=key,
        data={"figure": figure.to_json(validate=False), "alt": alt, "clicks": on_click is not None},
        height="stretch" if is_filling else "content",
        **({"on_clicked_change": on_click} if on_click else {}),
    )


@functools.lru_cache(maxsize=1)
def _chart(manager: BidiComponentManager) -> ComponentRenderer:
    """Return the component. Its script is a file of this server, which needs a manifest: Streamlit would load
    a script that is given as a text from a blob, and the content security policy allows none."""
    manifest = ComponentManifest(_PROJECT, "1", [ComponentConfig(_NAME, asset_dir="static")])
    manager.register_from_manifest(manifest, Path(__file__).parents[1])
    return component(f"{_PROJECT}.{_NAME}", js="chart.js", isolate_styles=False)
