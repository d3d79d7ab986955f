"""Are we reaching our goals? Targets with their paths, and the measures of the action programme."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.analyses import goals_table
from data.analyses.goals import BEHIND, Progress
from data.catalogue.metrics import catalogue
from data.files.export import GOALS, Export
from data.filters import Filters
from data.reference_tables.measures import Measure, measures, of_scope
from data.reference_tables.reader import WrongReference, is_shipped
from data.reference_tables.targets import Target
from data.text import numbers
from pages.charts import lines
from pages.components import deferred, downloads, metric_figure, page_header, plotly_chart, tables
from pages.components.member_labels import offered
from pages.sections.goals import bullets, measure_words, target_words, timeline
from pages.state import queries, url_state
from pages.state.view import View, current

KEY = "goals_course"
#: Which targets and measures are shown.
ALL, LAGGING = SHOWN = ("all", "behind")


def show(view: View) -> None:
    """Show the year's targets as bullets beside the measures; one target by month and the tables below."""
    home = view.build.home
    try:
        years = goals_table.years(home)
    except WrongReference:
        years = None
    try:
        programme = of_scope(measures(home), view.scope)
    except WrongReference:
        programme = None
    year: int | None = None
    departments: tuple[str, ...] = ()
    shown = ALL
    if years or programme:
        with st.container(horizontal=True, gap="xsmall", key="controls"):
            year = _year(view, years) if years else None
            departments = _departments(view)
            shown = _shown(view)
    targets = goals_table.of_year(year, departments, view.scope, home=home) if year else ()
    progress = [queries.progress(view, target) for target in targets]
    page_header.title_and_answer(view, view.text("goals.question"), *_answer(view, years, year, progress))
    left, right = st.columns([2, 1], gap="medium")
    with left, st.container(gap="xxsmall", key="goals_targets"):
        if year:
            _bullets(view, year, progress, shown)
    with right, st.container(gap="xxsmall", key="goals_measures"):
        if programme is not None:
            _timeline(view, programme, departments, shown)

    def rest() -> None:
        if year and progress:
            _by_month(view, progress)
            _table(view, year, departments, progress)
        if programme:
            st.header(view.text("goals.measures_table"), anchor=False)
            measure_words.table(view, _of(programme, departments))
        if programme is not None:
            is_proposal = bool(years or programme) and is_shipped("targets.csv", home)
            st.caption(view.text("goals.files_shipped" if is_proposal else "goals.files"))

    deferred.draw_later(rest)


def _year(view: View, years: Sequence[int]) -> int:
    return int(
        url_state.choose(
            "year",
            view.text("dimensions.year"),
            [str(year) for year in years],
            str,
            str(goals_table.year_shown(view.build)),
            label_visibility="collapsed",
            width=110,
        )
    )


def _departments(view: View) -> tuple[str, ...]:
    shown = offered(view.build, "department", view.language, view.scope)
    return url_state.choose_many(
        "department",
        view.text("dimensions.department"),
        [code for code in shown if code != "unknown"],
        lambda code: shown[code],
        view.text("goals.all"),
        label_visibility="collapsed",
        width=440,
    )


def _shown(view: View) -> str:
    """Draw the switch between everything and what is behind."""
    labels = {ALL: view.text("terms.all"), LAGGING: view.text("goals.show_behind")}
    return url_state.choose(
        "show",
        view.text("goals.show"),
        SHOWN,
        lambda code: labels[code],
        ALL,
        widget=st.segmented_control,
        required=True,
        label_visibility="collapsed",
    )


def _of(programme: Sequence[Measure], departments: Sequence[str]) -> list[Measure]:
    return [measure for measure in programme if not departments or measure.responsible_unit in departments]


def _bullets(view: View, year: int, progress: Sequence[Progress], shown: str) -> None:
    st.header(view.text("goals.targets", year=year), anchor=False)
    if not progress:
        st.info(view.text("goals.empty", year=year))
        return
    bullets.key(view, progress[0])
    rows = [one for one in progress if shown == ALL or one.status in bullets.LAGGING]
    if rows:
        bullets.show(view, rows)
    else:
        st.markdown(view.text("goals.none_behind"))


def _timeline(view: View, programme: Sequence[Measure], departments: Sequence[str], shown: str) -> None:
    of_departments = _of(programme, departments)
    if not of_departments:
        st.header(view.text("goals.measures"), anchor=False)
        st.markdown(view.text("goals.measures_none" if programme else "goals.measures_empty"))
        return
    takeaway = measure_words.summary(view, of_departments)
    metric_figure.heads(view.text("goals.measures"), takeaway, "goals_measures")
    rows = [m for m in of_departments if shown == ALL or m.is_late(view.build.as_of)]
    if rows:
        timeline.show(view, rows)
    hidden = [measure for measure in programme if measure not in of_departments]
    if hidden:
        st.caption(view.text("goals.measures_hidden", count=len(hidden)))


def _answer(
    view: View, years: Sequence[int] | None, year: int | None, targets: Sequence[Progress]
) -> list[str]:
    if year is None:
        return [view.text("goals.answer_broken" if years is None else "goals.answer_none")]
    if not targets:
        return [view.text("goals.answer_none_of_year", year=year)]
    first = targets[0]
    if not first.days:
        return [view.text("goals.answer_coming", year=year, count=len(targets))]
    share = numbers.quantity(first.percent_elapsed, "%", view.language)
    through = numbers.day(first.through, view.language)
    sentences: list[str] = [
        view.text("goals.answer", year=year, count=len(targets), counts=target_words.counts(view, targets))
    ]
    if not first.is_over:
        sentences.append(view.text("goals.elapsed", through=through, share=share))
    return sentences


def _table(view: View, year: int, departments: tuple[str, ...], targets: Sequence[Progress]) -> None:
    heading = view.text("goals.targets_table", year=year)
    st.header(heading, anchor=False)
    day = numbers.day(targets[0].through, view.language)
    columns: dict[str, tables.Column] = {
        view.text("terms.metric"): [measure_words.metric_link(view, one.target.metric) for one in targets],
        view.text("goals.whose"): [target_words.whose(view, one.target) for one in targets],
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
    columns[view.text("goals.arithmetic")] = [target_words.arithmetic(view, one) for one in targets]
    tables.draw(columns, heading)
    downloads.file_links(view, _export(view, year, departments), "goals")


def _amounts(
    view: View, targets: Sequence[Progress], values: Sequence[float | None], *, now: bool = False
) -> tables.Amounts:
    return tables.Amounts(
        list(zip((one.target for one in targets), values, strict=True)),
        lambda pair: target_words.quantity(view, pair[0], pair[1]),
        [now and one.now.suppressed for one in targets],
        view.text("terms.suppressed"),
    )


def _export(view: View, year: int, departments: tuple[str, ...], metric: str = "") -> Export:
    filters = Filters.of(f"{year}-01", f"{year}-12", department=departments)
    return Export(GOALS, view.build.id, view.language, filters, view.scope, metric)


def _by_month(view: View, targets: Sequence[Progress]) -> None:
    """Draw one target by month, as the reader chooses, beside how its path was calculated."""
    by_code = {_code(one.target): one for one in targets}
    behind = [code for code, one in by_code.items() if one.status == BEHIND]
    left, right = st.columns([2, 1], gap="medium")
    with right:
        st.header(view.text("goals.course"), anchor=False)
        code = url_state.choose(
            "goal",
            view.text("terms.target"),
            list(by_code),
            lambda code: target_words.title(view, by_code[code].target),
            (behind or list(by_code))[0],
        )
        one = by_code[code]
        st.markdown(target_words.standing(view, one))
        st.markdown(view.text("goals.how_to_read"))
        st.markdown(view.text("goals.formula"))
        st.html(_explore_link(view, one.target))
    with left, st.container(gap="xxsmall", key="goals_by_month"):
        _course(view, one)


def _course(view: View, one: Progress) -> None:
    target, metric = one.target, catalogue().metrics[one.target.metric]
    title = numbers.in_title(target_words.title(view, target), metric.unit, view.language)
    heading = view.text("goals.course_title", title=title, year=target.year)
    st.header(heading, anchor=False)
    frame = queries.goal_course(view, target)
    if frame[["value", "path"]].notna().any(axis=None):
        figure = lines.goal_path(frame, target.value, metric_figure.style(view, metric))
        plotly_chart.draw(figure, KEY, f"{heading}. {target_words.plain_standing(view, one)}")
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
                    frame["path"].tolist(), lambda value: target_words.quantity(view, target, value)
                ),
            },
            heading,
        )
        departments = (target.department,) if target.department else ()
        downloads.file_links(view, _export(view, target.year, departments, target.metric), KEY)
        source = view.plain_text("goals.picture_source", build=view.build.id)
        downloads.pictures(view, KEY, heading, source)

    metric_figure.folds(view, metric, KEY, table)


def _code(target: Target) -> str:
    return f"{target.metric}:{target.department}" if target.department else target.metric


def _explore_link(view: View, target: Target) -> str:
    """Return a link to the metric by month on the explore page, for the target's department."""
    department = target.department or ""
    to = url_state.link_to("explore", metric=target.metric, by="month", department=department)
    label = downloads.escape(view.text("goals.explore"))
    return f'<p><a href="{downloads.escape(to)}" target="_self">{label}</a></p>'


show(current())
