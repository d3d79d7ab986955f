"""What a page is told about its reader: the build, the language, the filters, and where things go."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, replace

from streamlit.delta_generator import DeltaGenerator

from data.comparison import NOTHING
from data.query import Filters, Scope
from data.text.texts import say
from data.warehouse import Build


@dataclass(frozen=True)
class View:
    """One reader's look at one build.

    ``asked`` are the filters as the reader set them; ``filters`` leave out days without data yet, so
    that every figure of a page covers the same days. ``head`` is the place above the filters, for
    the page's question and its answer. ``against`` says what figures are held against (data.comparison).
    """

    build: Build
    language: str
    asked: Filters
    filters: Filters
    scope: Scope
    against: str
    dark: bool
    head: DeltaGenerator
    phone: bool = False

    @property
    def compared(self) -> bool:
        """Whether figures stand beside anything."""
        return self.against != NOTHING

    def chosen(self, dimension: str) -> tuple[str, ...]:
        """The members of a dimension that the reader filters by."""
        return dict(self.asked.where).get(dimension, ())

    def without(self, *dimensions: str) -> View:
        """The same view with some filters taken off, as a map that shows the whole city needs it."""

        def rest(filters: Filters) -> Filters:
            kept = tuple((d, members) for d, members in filters.where if d not in dimensions)
            return replace(filters, where=kept)

        return replace(self, asked=rest(self.asked), filters=rest(self.filters))

    def only_in(self, dimension: str, member: str) -> View:
        """The same view within one member, whatever else was chosen of its dimension."""
        rest = self.without(dimension)

        def within(filters: Filters) -> Filters:
            return replace(filters, where=tuple(sorted((*filters.where, (dimension, (member,))))))

        return replace(rest, asked=within(rest.asked), filters=within(rest.filters))

    def say(self, key: str, **values: object) -> str:
        """A text in the reader's language."""
        return say(key, self.language, **values)


_current: ContextVar[View] = ContextVar("view")


def open_view(view: View) -> None:
    """Make ``view`` the one that the page of this run sees."""
    _current.set(view)


def current() -> View:
    """The view of this run."""
    return _current.get()
