"""What can wait: tables, origins and ways closer get their place now and are drawn after the charts.

A browser that is handed everything at once draws its charts last; so charts come first, what stands around
them after.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_waiting: ContextVar[list[tuple[DeltaGenerator, Callable[[], None]]]] = ContextVar("waiting")


def begin() -> None:
    """Start a run: nothing waits yet."""
    _waiting.set([])


def draw(part: Callable[[], None]) -> None:
    """Keep this place for ``part``; it is drawn by ``finish``."""
    _waiting.get().append((st.container(), part))


def finish() -> None:
    """Draw everything that has waited, in its order."""
    for place, part in _waiting.get():
        with place:
            part()
    _waiting.set([])
