"""One district: its figures next to those of districts of similar size and of the city, and its course."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.analyses import districts
from data.catalogue.metrics import Metric, catalogue, known
from data.disclosure import withheld
from data.text import numbers
from pages.charts import bars
from pages.components import metric_figure, spaces_table, tables
from pages.components.member_labels import labelled, names
from pages.state import queries
from pages.state.view import View

#: The metrics of the profile, after the one that the page shows.
METRICS = (
    *("booking_rate", "idle_hours", "shared_use_share", "booked_hours_per_1000"),
    *("volunteer_hours", "volunteer_hours_per_1000", "active_volunteers"),
)
AREAS = ("major_district", "district", "sub_district")
KEY = "districts_profile"


def show(view: View, metric: Metric, ranking: pd.DataFrame, district: str) -> None:
    """Show the district's rank, the comparison, and the page's metric by month."""
    labels = names(view.build, "district", view.language)
    name = labels.get(district, district)
    rank, ranked = districts.place(ranking, district)
    place = view.text("districts.rank", rank=rank, count=ranked) if rank else view.text("districts.no_rank")
    others = [labels.get(other, other) for other in districts.similar_size(district, view.build.home)]
    text = f"{place} {view.text('districts.like_text', names=', '.join(others)) if others else ''}".strip()
    with st.container(gap="xxsmall", key=KEY):
        metric_figure.heads(name, text, KEY)
        # The chart first: the comparison takes many queries, while the browser draws.
        comparison = st.container(gap="xxsmall")
        metric_figure.trend(
            view.only_in("district", district), metric.id, key="districts_trend", height=190, box="low"
        )
        with comparison:
            _comparison(view, metric, district, name)


def _comparison(view: View, metric: Metric, district: str, name: str) -> None:
    wanted = [catalogue().metrics[code] for code in dict.fromkeys((metric.id, *known(METRICS)))]
    metrics = [one for one in wanted if not _is_city_wide(view, one)]
    frame = queries.profile(view, district, tuple(shown.id for shown in metrics))

    def column(code: str) -> tables.Amounts:
        return tables.Amounts(
            [
                view.text("terms.suppressed") if hidden else numbers.quantity(value, row.unit, view.language)
                for value, hidden, row in zip(frame[code], frame[f"{code}_suppressed"], metrics, strict=True)
            ],
            str,
        )

    columns: dict[str, tables.Column] = {
        view.text("terms.metric"): [row.texts[view.language].short for row in metrics],
        name: column("district"),
    }
    # A city without residents has no areas of similar size.
    if "similar" in frame:
        columns[view.text("districts.like")] = column("similar")
    columns[view.text("districts.city")] = column("city")
    tables.draw(columns, view.text("districts.profile"))
    left_out = [one.texts[view.language].short for one in wanted if one not in metrics]
    if left_out:
        st.caption(view.text("disclosure.city_wide_figures", titles=", ".join(left_out)))


def _is_city_wide(view: View, metric: Metric) -> bool:
    return withheld(metric, (), queries.usable(view, metric.id), view.scope, view.build) is not None


def below(view: View, metric: Metric, district: str) -> None:
    """Show what there is no room for beside the map: districts of similar size, bookers and spaces."""
    inside = view.only_in("district", district)
    left, right = st.columns([1, 1.2], gap="medium")
    with left:
        if districts.similar_size(district, view.build.home):
            _similar_size(view, metric, district)
        metric_figure.show(
            inside, "booked_hours", ("booker_type",), bars.ranked_bars, key="districts_bookers"
        )
    with right:
        spaces_table.ranked(inside, "booking_rate", "districts_rooms")


def _similar_size(view: View, metric: Metric, district: str) -> None:
    """Show the districts of the comparison one by one. Like the comparison, it ignores filters by area."""
    frame = queries.calculate(view.without(*AREAS), metric.id, ("district",))
    frame = districts.with_similar_size(districts.ranked(frame), district, view.build.home)
    rows = labelled(frame, ("district",), view.build, view.language)
    labels = names(view.build, "district", view.language)
    title = view.text("districts.like_title", name=labels.get(district, district))
    st.header(title, anchor=False)
    tables.draw(
        {
            view.text("dimensions.district"): rows["label"].tolist(),
            view.text("districts.residents"): tables.counts(view, rows["residents"]),
            metric.texts[view.language].short: tables.values(view, metric, rows),
            view.text("districts.rank_in_city"): tables.counts(view, rows["rank"].astype("float64")),
        },
        title,
    )
    st.caption(view.text("districts.like_note"))
