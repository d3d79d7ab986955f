"""A key figure in a card: name, value, and its change."""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.catalogue.metrics import Metric

_ARROWS: dict[str, Literal["up", "down"]] = {"+": "up", "−": "down"}


def draw(
    metric: Metric, language: str, value: str, change: str | None, base: str | None = None
) -> DeltaGenerator:
    """Draw a card and return it, for what comes below the figure; ``base`` names what changed from."""
    text = metric.texts[language]
    card = st.container(border=True, height="stretch")
    card.metric(
        text.title,
        value,
        delta=change,
        delta_description=base,
        # A change is a number with a sign; whether it is good is for the reader to judge.
        delta_color="off",
        delta_arrow=_ARROWS.get((change or "")[:1], "off"),
        help=text.description,
    )
    return card
