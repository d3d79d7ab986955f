"""Are we reaching our goals? Targets with their paths, and the measures of the action programme."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.analyses import goals_table
from data.analyses.goals import BEHIND, Progress
from data.catalogue.metrics import catalogue
from data.files.export import GOALS, Export
from data.filters import Filters
from data.reference_tables.measures import measures
from data.reference_tables.reader import WrongReference, is_shipped
from data.reference_tables.targets import Target
from data.text import numbers
from pages.charts import lines
from pages.charts.theme import plotly_config
from pages.components import downloads, metric_figure, page_header, tables
from pages.components.member_labels import names
from pages.sections import goal_measures, goal_targets
from pages.state import queries, url_state
from pages.state.view import View, current

KEY = "goals_course"


def show(view: View) -> None:
    """Show the year's targets with the formula of each path, one of them as a chart, then the measures."""
    try:
        years = goals_table.years(view.build.home)
    except WrongReference:
        page_header.title_and_answer(view, view.text("goals.question"), view.text("goals.answer_broken"))
        departments = _departments(view)
    else:
        departments = _targets(view, years)
    try:
        programme = measures(view.build.home)
    except WrongReference:
        return
    goal_measures.show(view, programme, departments)
    st.caption(
        view.text("goals.files_shipped" if is_shipped("targets.csv", view.build.home) else "goals.files")
    )


def _targets(view: View, years: Sequence[int]) -> tuple[str, ...]:
    """Show the targets, and return the chosen departments."""
    if not years:
        page_header.title_and_answer(view, view.text("goals.question"), view.text("goals.answer_none"))
        return _departments(view)
    left, right = st.columns(2)
    with left:
        year = int(
            url_state.choose(
                "year",
                view.text("dimensions.year"),
                [str(year) for year in years],
                str,
                str(goals_table.year_shown(view.build)),
            )
        )
    with right:
        departments = _departments(view)
    targets = goals_table.of_year(year, departments, view.scope, home=view.build.home)
    progress = [queries.progress(view, target) for target in targets]
    page_header.title_and_answer(view, view.text("goals.question"), *_answer(view, year, progress))
    if not progress:
        st.info(view.text("goals.empty", year=year))
        return departments
    _table(view, year, departments, progress)
    _by_month(view, progress)
    return departments


def _departments(view: View) -> tuple[str, ...]:
    shown = names(view.build, "department", view.language)
    return url_state.choose_many(
        "department",
        view.text("dimensions.department"),
        [code for code in shown if code != "unknown"],
        lambda code: shown[code],
        view.text("goals.all"),
    )


def _answer(view: View, year: int, targets: Sequence[Progress]) -> list[str]:
    if not targets:
        return [view.text("goals.answer_none_of_year", year=year)]
    first = targets[0]
    if not first.days:
        return [view.text("goals.answer_coming", year=year, count=len(targets))]
    share = numbers.quantity(first.percent_elapsed, "%", view.language)
    through = numbers.day(first.through, view.language)
    sentences: list[str] = [
        view.text("goals.answer", year=year, count=len(targets), counts=goal_targets.counts(view, targets))
    ]
    if not first.is_over:
        sentences.append(view.text("goals.elapsed", through=through, share=share))
    return sentences


def _table(view: View, year: int, departments: tuple[str, ...], targets: Sequence[Progress]) -> None:
    st.header(view.text("goals.targets", year=year), anchor=False)
    st.markdown(view.text("goals.how_to_read"))
    day = numbers.day(targets[0].through, view.language)
    columns: dict[str, tables.Column] = {
        view.text("terms.metric"): [goal_measures.metric_link(view, one.target.metric) for one in targets],
        view.text("goals.whose"): [goal_targets.whose(view, one.target) for one in targets],
        view.text("goals.target", year=year): _amounts(view, targets, [one.target.value for one in targets]),
    }
    if targets[0].days:
        columns |= {
            view.text("goals.path", day=day): _amounts(view, targets, [one.path for one in targets]),
            view.text("goals.now", day=day): _amounts(
                view, targets, [one.now.value for one in targets], now=True
            ),
            view.text("goals.distance"): tables.Amounts(
                [(one.distance, catalogue().metrics[one.target.metric].unit) for one in targets],
                lambda pair: numbers.difference(pair[0], pair[1], view.language),
            ),
        }
    columns[view.text("goals.status")] = [view.text(f"goals.status_{one.status}") for one in targets]
    columns[view.text("goals.arithmetic")] = [goal_targets.arithmetic(view, one) for one in targets]
    with st.container(key="goals_table"):
        tables.draw(columns, view.text("goals.targets", year=year))
    with st.expander(view.text("goals.arithmetic")):
        st.markdown(view.text("goals.formula"))
    downloads.file_links(view, _export(view, year, departments), "goals")


def _amounts(
    view: View, targets: Sequence[Progress], values: Sequence[float | None], *, now: bool = False
) -> tables.Amounts:
    return tables.Amounts(
        list(zip((one.target for one in targets), values, strict=True)),
        lambda pair: goal_targets.quantity(view, pair[0], pair[1]),
        [now and one.now.suppressed for one in targets],
        view.text("terms.suppressed"),
    )


def _export(view: View, year: int, departments: tuple[str, ...], metric: str = "") -> Export:
    filters = Filters.of(f"{year}-01", f"{year}-12", department=departments)
    return Export(GOALS, view.build.id, view.language, filters, view.scope, metric)


def _by_month(view: View, targets: Sequence[Progress]) -> None:
    """Show one target by month, as the reader chooses."""
    by_code = {_code(one.target): one for one in targets}
    behind = [code for code, one in by_code.items() if one.status == BEHIND]
    st.header(view.text("goals.course"), anchor=False)
    code = url_state.choose(
        "goal",
        view.text("terms.target"),
        list(by_code),
        lambda code: goal_targets.title(view, by_code[code].target),
        (behind or list(by_code))[0],
        width=640,
    )
    one = by_code[code]
    target, metric = one.target, catalogue().metrics[one.target.metric]
    title = numbers.in_title(goal_targets.title(view, target), metric.unit, view.language)
    heading = view.text("goals.course_title", title=title, year=target.year)
    st.subheader(heading, anchor=False)
    st.markdown(goal_targets.standing(view, one))
    frame = queries.goal_course(view, target)
    if frame[["value", "path"]].notna().any(axis=None):
        st.plotly_chart(
            lines.goal_path(frame, target.value, metric_figure.style(view, metric)),
            theme=None,
            key=KEY,
            config=plotly_config(view.language),
            alt=f"{heading}. {goal_targets.standing(view, one)}".replace("**", ""),
        )
        if not metric.additive:
            st.caption(view.text("goals.axis"))

    def table() -> None:
        tables.draw(
            {
                view.text("dimensions.month"): [
                    numbers.month(month, view.language) for month in frame["month"]
                ],
                view.text("goals.since"): tables.values(view, metric, frame),
                view.text("goals.path_alone"): tables.Amounts(
                    frame["path"].tolist(), lambda value: goal_targets.quantity(view, target, value)
                ),
            },
            heading,
        )
        departments = (target.department,) if target.department else ()
        downloads.file_links(view, _export(view, target.year, departments, target.metric), KEY)
        source = view.plain_text("goals.picture_source", build=view.build.id)
        downloads.pictures(view, KEY, heading, source)

    metric_figure.folds(view, metric, KEY, table)
    st.html(_explore_link(view, target))


def _code(target: Target) -> str:
    return f"{target.metric}:{target.department}" if target.department else target.metric


def _explore_link(view: View, target: Target) -> str:
    """Return a link to the metric by month on the explore page, for the target's department."""
    department = target.department or ""
    to = url_state.link_to("explore", metric=target.metric, by="month", department=department)
    label = downloads.escape(view.text("goals.explore"))
    return f'<p><a href="{downloads.escape(to)}" target="_self">{label}</a></p>'


show(current())
