"""A key figure in a card: name, value, its course, the change with its base, and the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.catalogue.metrics import Metric
from pages.state import url_state

_ARROWS = {"+": "▲ ", "−": "▼ "}


@dataclass(frozen=True)
class Card:
    """What a card says, as plain text; '' leaves a line out. ``course`` is an HTML image.

    ``note`` replaces the change where there is none, with the reason.
    """

    value: str
    change: str = ""
    base: str = ""
    target: str = ""
    note: str = ""
    course: str = ""


def draw(place: DeltaGenerator, metric: Metric, language: str, card: Card) -> None:
    """Draw a card that only shows its figure."""
    with place:
        texts = metric.texts[language]
        st.html(f"<h2>{escape(texts.short)}</h2>{_figure(card, texts.description)}")


def draw_fact(place: DeltaGenerator, name: str, card: Card) -> None:
    """Draw a card of a fact that is not a metric."""
    with place:
        st.html(f"<h2>{escape(name)}</h2>{_figure(card)}")


def draw_rows(cards: Sequence[tuple[Metric, Card]], language: str) -> None:
    """Draw cards as the rows of one list, for a column of figures."""
    rows = "".join(
        f'<li><strong class="name">{escape(metric.texts[language].short)}</strong>'
        f"{_figure(card, metric.texts[language].description)}</li>"
        for metric, card in cards
    )
    st.html(f'<ul class="figures">{rows}</ul>')


def draw_choice(
    place: DeltaGenerator, metric: Metric, language: str, card: Card, default: str, chosen: str
) -> None:
    """Draw a card whose name chooses the metric that the page shows (``metric`` in the address).

    ``chosen`` is the hidden text of the chosen card, which says that the page shows it; '' for the others.
    """
    with place:
        st.button(
            metric.texts[language].short,
            key=f"choose_metric_{metric.id}",
            type="tertiary",
            on_click=lambda: url_state.put(metric=None if metric.id == default else metric.id),
        )
        mark = f'<span class="chosen read-out">{escape(chosen)}</span>' if chosen else ""
        st.html(f"{mark}{_figure(card, metric.texts[language].description)}")


def _figure(card: Card, title: str = "") -> str:
    """Return the card below its name. What a stroke of the course means is said next to the same stroke."""
    value_class = "value" if any(character.isdigit() for character in card.value) else "value words"
    lines = [
        f'<span class="figure"><span class="{value_class}">{escape(card.value)}</span>{card.course}</span>'
    ]
    if card.change:
        arrow = _ARROWS.get(card.change[:1], "")
        lines.append(f'<span class="change">{arrow}{escape(card.change)}</span>')
    if card.base:
        lines.append(f'<span><i class="stroke"></i>{escape(card.base)}</span>')
    if card.target:
        lines.append(f'<span><i class="stroke target"></i>{escape(card.target)}</span>')
    if card.note:
        lines.append(f"<span>{escape(card.note)}</span>")
    return f'<div class="card" title="{escape(title)}">{"".join(lines)}</div>'
