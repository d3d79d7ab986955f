"""The view of a page run: build, language, filters and scope of the reader, and the page's header area."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, replace

from streamlit.delta_generator import DeltaGenerator

from data.access.viewer import Viewer
from data.comparison import NOTHING
from data.filters import Filters
from data.scope import Scope
from data.text.texts import say
from data.warehouse import Build
from pages.components.markdown_text import Markdown, escape_markdown


@dataclass(frozen=True)
class View:
    """Everything that a page needs to know about its reader.

    ``chosen_filters`` are the filters as the reader set them. ``filters`` exclude days without data yet, so
    that every figure of a page covers the same days. ``viewer`` decides on rows and links. ``compare_with``
    is the base of comparisons (``data.comparison``). ``header`` is the area above the filters, for the page's
    question and its answer.
    """

    build: Build
    language: str
    chosen_filters: Filters
    filters: Filters
    scope: Scope
    viewer: Viewer
    compare_with: str
    dark: bool
    header: DeltaGenerator
    phone: bool = False

    @property
    def has_comparison(self) -> bool:
        """Whether the reader compares figures with anything."""
        return self.compare_with != NOTHING

    def chosen(self, dimension: str) -> tuple[str, ...]:
        """Return the members of a dimension that the reader filters by."""
        return dict(self.chosen_filters.where).get(dimension, ())

    def without(self, *dimensions: str) -> View:
        """Return the view without the filters of ``dimensions``, for a map that shows the whole city."""
        chosen, filters = (f.without(*dimensions) for f in (self.chosen_filters, self.filters))
        return replace(self, chosen_filters=chosen, filters=filters)

    def only_in(self, dimension: str, member: str) -> View:
        """Return the view filtered by one member instead of the chosen members of its dimension."""
        chosen, filters = (f.within(dimension, [member]) for f in (self.chosen_filters, self.filters))
        return replace(self, chosen_filters=chosen, filters=filters)

    def text(self, key: str, **values: object) -> Markdown:
        """Return a text in the reader's language as Markdown; values from files have no effect in it."""
        escaped = {n: escape_markdown(v) if isinstance(v, str) else v for n, v in values.items()}
        return Markdown(say(key, self.language, **escaped))

    def plain_text(self, key: str, **values: object) -> str:
        """Return a text in the reader's language for a place that does not render Markdown."""
        return say(key, self.language, **values)


_current: ContextVar[View] = ContextVar("view")


def open_view(view: View) -> None:
    """Set the view of this run."""
    _current.set(view)


def current() -> View:
    """Return the view of this run."""
    return _current.get()
