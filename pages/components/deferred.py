"""Draws tables and source notes after the charts, in places reserved for them.

A browser that receives everything at once draws its charts last. So charts are sent first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_waiting: ContextVar[list[tuple[DeltaGenerator, Callable[[], None]]]] = ContextVar("waiting")


def start() -> None:
    """Start a run with nothing waiting."""
    _waiting.set([])


def draw_later(draw: Callable[[], None]) -> None:
    """Reserve this place for ``draw``, which ``draw_waiting`` calls."""
    _waiting.get().append((st.container(), draw))


def draw_waiting() -> None:
    """Draw everything that waits, in order."""
    for place, draw in _waiting.get():
        with place:
            draw()
    _waiting.set([])
