"""How was my department's month, compared with the year before and with the target?"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data import comparison, period
from data.analyses import department_month
from data.comparison import YEAR
from data.files import report
from data.files.report.words import Words
from data.filters import Filters
from data.text import numbers
from pages.components import deferred, page_header
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import names
from pages.sections.month import figures, more, use_and_changes
from pages.sections.month.report_table import report_url
from pages.state import filters, queries, url_state
from pages.state.view import View, current


def show(view: View) -> None:
    """Show the department's month in the words, tables and figures of its report."""
    if not department_month.visible_departments(view.build, view.scope):
        page_header.title_and_answer(view, view.text("shell.page_department_month"))
        st.info(view.text("department_month.none"))
        return
    with st.container(horizontal=True, gap="xsmall", key="controls"):
        department, month = _choose(view)
        st.space("stretch")
        for form in report.FORMS:
            st.link_button(
                view.text(f"department_month.{form}"),
                report_url(view, department, month, form),
                type="primary" if form == report.FORMS[0] else "secondary",
                icon=":material/download:",
            )
    notices = st.container()
    left, middle, right = st.columns([0.92, 1.18, 1.45], gap="medium")
    chosen = Filters.of(month, month, department=[department])
    of_month = replace(
        view, chosen_filters=chosen, filters=comparison.elapsed(chosen, view.build), compare_with=YEAR
    )
    words = Words(view.build, view.language)
    # The chart first: the rest takes many queries, while the browser draws.
    with middle, st.container(gap="xxsmall", key="month_middle"):
        days, changes = figures.days(of_month, words), st.container(gap="xxsmall")
    summary = queries.of_department(view, department, month)
    content = report.compose(summary, view.language)
    sentences = () if summary.is_empty else (*content.summary, *content.notices)
    page_header.title_and_answer(view, escape_markdown(content.title), *map(escape_markdown, sentences))
    unused = [pair for pair in view.chosen_filters.where if pair[0] != "department"]
    if unused:
        named = filters.unusable(view.language, Filters(where=tuple(unused)), Filters())
        notices.caption(view.text("department_month.unfiltered", filters=named.lower()))
    if summary.is_empty:
        for notice in content.notices:
            notices.info(escape_markdown(notice))
        return
    days.describe(of_month, content.section("days"))
    with changes:
        use_and_changes.changes(of_month, summary, content.section("changes"))
    with left, st.container(gap="xxsmall", key="month_figures"):
        figures.show(of_month, summary, content.section("figures"), words)
    with right, st.container(gap="xxsmall", key="month_right"):
        use_and_changes.use(of_month, summary, content)
    deferred.draw_later(lambda: more.show(of_month, summary, content))


def _choose(view: View) -> tuple[str, str]:
    """Return the department and the month in the address, and draw the controls that change them."""
    known = department_month.visible_departments(view.build, view.scope)
    # The same department in every language: the first by its Finnish name.
    in_finnish = names(view.build, "department", "fi")
    default = min(known, key=lambda code: in_finnish[code])
    chosen = [code for code in url_state.get("department") if code in known]
    if len(chosen) > 1:
        # Another page may pass several departments; this page shows one.
        url_state.put(department=chosen[0])
    shown = names(view.build, "department", view.language)
    department = url_state.choose(
        "department",
        view.text("dimensions.department"),
        [code for code in shown if code in known],
        lambda code: shown[code],
        default,
        label_visibility="collapsed",
        width=340,
    )
    months = queries.months(view.build)
    newest = department_month.last_whole_month(view.build)
    month = (url_state.valid_values("month", months, 1) or (newest,))[0]

    def step(name: str, icon: str, by: int) -> None:
        to = period.shift(month, by)
        st.button(
            view.text(f"department_month.{name}"),
            key=f"month_{name}",
            icon=icon,
            help=numbers.month(to, view.language) if to in months else None,
            disabled=to not in months,
            on_click=url_state.put,
            kwargs={"month": None if to == newest else to},
        )

    step("previous", ":material/chevron_left:", -1)
    url_state.choose(
        "month",
        view.text("dimensions.month"),
        months[::-1],
        lambda code: numbers.month(code, view.language),
        newest,
        label_visibility="collapsed",
        width=170,
    )
    step("next", ":material/chevron_right:", 1)
    return department, month


show(current())
