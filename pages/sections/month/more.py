"""Below the first screen of a department's month: volunteers, partners, and spaces without known hours."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.analyses.department_month import DepartmentMonth
from data.catalogue.metrics import catalogue
from data.files.report.content import Content, Section
from data.text import numbers
from pages.components import downloads, metric_figure, spaces_table, tables
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import column_labels
from pages.components.takeaway import no_figures
from pages.state import queries
from pages.state.view import View

PARTNERS = "partner_organisations"
#: Service points named with their partners; the file has them all.
SHOWN_UNITS = 10


def show(view: View, summary: DepartmentMonth, content: Content) -> None:
    """Draw volunteers by activity, partners by service point, and the spaces that no rate includes."""
    left, middle, right = st.columns(3, gap="medium")
    with left, st.container(gap="xxsmall", key="month_volunteers"):
        _volunteers(view, summary, content.section("volunteering"))
    with middle, st.container(gap="xxsmall", key="month_partners"):
        _partners(view)
    with right, st.container(gap="xxsmall", key="month_unknown"):
        _without_hours(view, summary.spaces_without_hours)
    st.caption(view.text("department_month.files_note"))


def _volunteers(view: View, summary: DepartmentMonth, section: Section) -> None:
    st.header(section.title, anchor=False)
    st.markdown("  \n".join(map(escape_markdown, section.takeaways)))
    frame = summary.activities
    if frame.empty:
        return
    hours = frame["hours"].tolist()
    tables.draw(
        {
            view.text("dimensions.activity"): column_labels(frame, "activity", view.build, view.language),
            view.text("report.hours_h"): tables.Amounts(
                hours,
                lambda value: numbers.number(value, view.language),
                frame["hours_suppressed"].tolist(),
                view.text("terms.suppressed"),
                tables.Bars(hours),
            ),
            view.text("report.people"): tables.Amounts(
                frame["people"].tolist(),
                lambda value: numbers.number(value, view.language),
                frame["suppressed"].tolist(),
                view.text("terms.suppressed"),
            ),
        },
        section.title,
    )
    for note in section.notes:
        st.caption(escape_markdown(note))
    _tools(view, "volunteer_hours", "activity")


def _partners(view: View) -> None:
    metric, by = catalogue().metrics[PARTNERS], ("unit",)
    heading = metric_figure.title(view, metric, by)
    st.header(heading, anchor=False)
    frame = queries.calculate(view, PARTNERS, by).sort_values(["value", "unit"], ascending=[False, True])
    if frame.empty:
        st.markdown(no_figures(view, PARTNERS))
        return
    shown = frame.head(SHOWN_UNITS)
    counts = shown["value"].tolist()
    tables.draw(
        {
            view.text("dimensions.unit"): column_labels(shown, "unit", view.build, view.language),
            metric.texts[view.language].short: tables.Amounts(
                counts, lambda value: numbers.number(value, view.language), bars=tables.Bars(counts)
            ),
        },
        heading,
    )
    _tools(view, PARTNERS, "unit")


def _tools(view: View, metric_id: str, dimension: str) -> None:
    """Draw the row below a table: all its rows with their files, and the source note."""
    metric, by, key = catalogue().metrics[metric_id], (dimension,), f"month_{metric_id}"

    def table() -> None:
        frame = queries.calculate(view, metric_id, by)
        tables.show(view, metric, frame, by, metric_figure.title(view, metric, by))
        downloads.file_links(view, downloads.figures(view, metric_id, by), key)

    metric_figure.figure_tools(view, metric, key, table)


def _without_hours(view: View, frame: pd.DataFrame) -> None:
    heading = view.text("spaces.unknown")
    st.header(heading, anchor=False)
    if frame.empty:
        st.markdown(view.text("spaces.unknown_none"))
        return
    st.markdown(view.text("spaces.unknown_text", count=len(frame)))
    spaces_table.listed(view, frame, heading)
