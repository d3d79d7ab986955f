"""The top of a page: its question, the answer in words, and key figures in cards."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.catalogue.metrics import Metric, catalogue, known
from data.comparison import PRECEDING, TARGET, YEAR, Comparison
from data.text import numbers
from pages.charts.sparkline import sparkline
from pages.charts.theme import palette
from pages.components import metric_card
from pages.components.takeaway import no_figures
from pages.state import queries
from pages.state.view import View


@dataclass(frozen=True)
class PageTop:
    """The places at the top of a page. They are filled after the charts, which take longest to draw."""

    answer: DeltaGenerator
    cards: DeltaGenerator

    def show_answer(self, view: View, *sentences: str) -> None:
        """Write the answer to the page's question and, if the period is incomplete, its last day."""
        self.show_sentences(*sentences, _incomplete_period(view))

    def show_sentences(self, *sentences: str) -> None:
        """Write the answer alone."""
        self.answer.markdown(" ".join(sentence for sentence in sentences if sentence))

    def key_figures(
        self, view: View, metrics: tuple[str, ...], chosen: str | None = None, *, key: str = ""
    ) -> None:
        """Draw cards of one height. With a ``chosen`` metric, a card's name chooses what the page shows.

        ``key`` tells the cards of a profile from those of the page below it.
        """
        metrics = known(metrics)
        with self.cards:
            grid = st.grid(len(metrics), min_column_width=150, gap="xsmall", key=f"{key}figures")
        for metric_id in metrics:
            metric = catalogue().metrics[metric_id]
            place = grid.container(height="stretch", key=f"figure_{key}{metric_id}")
            card = _card(view, metric)
            if chosen is None:
                metric_card.draw(place, metric, view.language, card)
            else:
                mark = view.plain_text("answer.chosen") if metric_id == chosen else ""
                metric_card.draw_choice(place, metric, view.language, card, metrics[0], mark)


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
    comparison = queries.compare(view, metric)
    unit = catalogue().metrics[metric].unit
    if comparison.now.value is None:
        return no_figures(view, metric)
    ending = _direction(comparison, view) if view.has_comparison else "plain"
    return view.text(
        f"{key}_{ending}",
        period=numbers.period(view.chosen_filters.from_month, view.chosen_filters.to_month, view.language),
        value=numbers.in_words(comparison.now.value, unit, view.language),
        change=numbers.size_of_change(comparison, view.language),
        than=view.text(f"answer.than_{view.compare_with}") if view.has_comparison else "",
    )


def _direction(comparison: Comparison, view: View) -> str:
    if comparison.change is None:
        return "plain"
    signed = numbers.change(comparison, view.language)
    return {"+": "more", "−": "less"}.get(signed[0], "same")


def _incomplete_period(view: View) -> str:
    """Return a sentence on the days that are compared in an incomplete period; '' for a complete one."""
    comparison = queries.compare(view, "booking_rate")
    if not comparison.through or not comparison.before_through:
        return ""
    return view.text(
        "answer.partial",
        through=numbers.day(comparison.through, view.language),
        before=numbers.day(comparison.before_through, view.language),
    )


def _card(view: View, metric: Metric) -> metric_card.Card:
    language = view.language
    comparison, months = queries.compare(view, metric.id), queries.trend(view, metric.id)
    target = queries.target(view, metric.id)
    colours = palette(dark=view.dark)
    unknown = queries.why_unknown(view, metric.id)
    has_base = view.has_comparison and comparison.reason is None
    shown_target = numbers.quantity(target, metric.unit, language)
    return metric_card.Card(
        value=view.plain_text("terms.suppressed")
        if comparison.now.suppressed
        else numbers.quantity(comparison.now.value, metric.unit, language),
        change=numbers.change(comparison, language) if has_base else "",
        base=_base(view, comparison, metric.unit) if has_base and comparison.against != TARGET else "",
        target=view.plain_text("answer.base_target", value=shown_target) if target is not None else "",
        note=_note(view, comparison, unknown),
        course=sparkline(
            months.now["value"].tolist(),
            months.before["value"].tolist() if view.compare_with in (YEAR, PRECEDING) else [],
            # The target of a total is for a whole period; only a rate's can be drawn by month.
            target if metric.is_ratio else None,
            colours,
        ),
    )


def _note(view: View, comparison: Comparison, unknown: str | None) -> str:
    """Return why a figure, or its change, is missing; '' if neither is."""
    if unknown:
        return unknown
    if view.has_comparison and comparison.reason is not None:
        return view.plain_text(f"comparison.{comparison.reason}")
    return ""


def _base(view: View, comparison: Comparison, unit: str) -> str:
    base = numbers.quantity(comparison.before.value, unit, view.language)
    return view.plain_text(f"answer.base_{comparison.against}", value=base)
