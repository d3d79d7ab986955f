"""The top of a page: its question, the answer in words, and key figures in cards."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.catalogue.metrics import catalogue
from data.comparison import TARGET, Comparison
from data.text import numbers
from pages.charts.layout import in_rows
from pages.charts.sparkline import sparkline
from pages.charts.theme import palette
from pages.components import metric_card
from pages.components.takeaway import no_figures
from pages.state import queries
from pages.state.view import View

_COLUMNS = 3


@dataclass(frozen=True)
class PageTop:
    """The places at the top of a page. They are filled after the charts, which take longest to draw."""

    answer: DeltaGenerator
    cards: DeltaGenerator

    def show_answer(self, view: View, *sentences: str) -> None:
        """Write the answer to the page's question and, if the period is incomplete, its last day."""
        self.show_sentences(*sentences)
        with self.cards:
            _incomplete_period(view)

    def show_sentences(self, *sentences: str) -> None:
        """Write the answer alone."""
        self.answer.markdown(" ".join(sentence for sentence in sentences if sentence))

    def key_figures(self, view: View, metrics: tuple[str, ...]) -> None:
        """Draw cards of one height: name, value, change with its base, and a line by month."""
        with self.cards:
            for row in in_rows(metrics, _COLUMNS):
                for column, metric in zip(st.columns(_COLUMNS), row, strict=False):
                    with column:
                        _card(view, metric)


def top(view: View, title: str) -> PageTop:
    """Write the page's question as its title, and reserve places for the answer and the key figures."""
    with view.header:
        st.title(title, anchor=False)
        # frame.js announces the answer to screen readers when it changes.
        answer = st.container(key="answer")
    return PageTop(answer, st.container())


def title_and_answer(view: View, title: str, *sentences: str) -> None:
    """Write title and answer of a page without key figures."""
    top(view, title).show_sentences(*sentences)


def sentence(view: View, metric: str, key: str) -> str:
    """Return a sentence on a metric, from the text ``key`` with the ending _more, _less, _same or _plain."""
    found = queries.compare(view, metric)
    unit = catalogue().metrics[metric].unit
    if found.now.value is None:
        return no_figures(view, metric)
    ending = _direction(found, view) if view.has_comparison else "plain"
    return view.text(
        f"{key}_{ending}",
        period=numbers.period(view.chosen_filters.from_month, view.chosen_filters.to_month, view.language),
        value=numbers.in_words(found.now.value, unit, view.language),
        change=numbers.size_of_change(found, view.language),
        than=view.text(f"answer.than_{view.compare_with}") if view.has_comparison else "",
    )


def _direction(found: Comparison, view: View) -> str:
    if found.change is None:
        return "plain"
    signed = numbers.change(found, view.language)
    return {"+": "more", "−": "less"}.get(signed[0], "same")


def _incomplete_period(view: View) -> None:
    found = queries.compare(view, "booking_rate")
    if found.through and found.before_through:
        st.info(
            view.text(
                "answer.partial",
                through=numbers.day(found.through, view.language),
                before=numbers.day(found.before_through, view.language),
            )
        )


def _card(view: View, metric_id: str) -> None:
    metric, language = catalogue().metrics[metric_id], view.language
    found = queries.compare(view, metric_id)
    course = queries.trend(view, metric_id).now["value"].dropna().tolist()
    value = numbers.quantity(found.now.value, metric.unit, language)
    card = metric_card.draw(
        metric,
        language,
        view.text("terms.suppressed") if found.now.suppressed else value,
        (numbers.change(found, language) or None) if view.has_comparison else None,
        _base(view, found, metric.unit) if view.has_comparison else None,
    )
    if unknown := queries.why_unknown(view, metric_id):
        card.caption(unknown)
    target = queries.target(view, metric_id)
    if target is not None and view.compare_with != TARGET:
        shown_target = numbers.quantity(target, metric.unit, language)
        card.caption(view.text("answer.base_target", value=shown_target))
    line = sparkline(course, palette(dark=view.dark).secondary)
    if line:
        card.html(line)


def _base(view: View, found: Comparison, unit: str) -> str:
    if found.reason is not None:
        return view.text(f"comparison.{found.reason}")
    base = numbers.quantity(found.before.value, unit, view.language)
    return view.text(f"answer.base_{found.against}", value=base)
