"""The potential finder: spaces with idle hours, by owner, weekdays, hours and minimum idle hours."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.analyses import week
from data.analyses.potential import DIMENSIONS, Potential, Search
from data.analyses.scenario import ADDS_TO_DENOMINATOR
from data.catalogue.metrics import catalogue
from data.text import numbers
from pages.charts.matrix import percent
from pages.components import tables
from pages.components.lazy_expander import lazy_expander
from pages.components.member_labels import names
from pages.sections import potential_lists, week_parts
from pages.state import filters, queries, url_state
from pages.state.view import View

#: Minimum idle hours per week to choose from; the default is any idle hour. Shares (%) of a what-if.
MINIMUM_HOURS = ("0", "1", "2", "5", "10", "15", "20", "30", "40")
SHARES = ("10", "20", "25", "30", "40", "50", "60", "70", "75", "80", "90", "100")
DEFAULT_SHARE = "50"
FIRST = 3


def show(view: View) -> None:
    """Show the choices, then the result: in words, by district, by space, and as a what-if."""
    st.header(view.text("shared_use.finder"), anchor=False)
    st.markdown(view.text("shared_use.finder_text"))
    if unknown := queries.why_unknown(view, "idle_hours"):
        st.info(unknown)
        return
    _presets(view)
    search = _search(view)
    potential = queries.find(view, search)
    if potential.missing:
        st.info(view.text(potential.missing))
    elif potential.spaces.empty:
        words = filters.sentence(view.build, view.language, view.filters.only(DIMENSIONS))
        st.info(view.text("shared_use.found_none", filters=words))
    else:
        st.markdown(_answer(view, potential))
    st.caption(_counted(view, potential))
    left = filters.unusable(view.language, view.filters, view.filters.only(DIMENSIONS))
    if left:
        st.caption(view.text("figure.unfiltered", filters=left.lower()))
    if len(potential.districts):
        potential_lists.districts(view, potential, search)
    if not potential.spaces.empty:
        potential_lists.rooms(view, potential, search)
        _scenario(view, potential, search)
    lazy_expander(view.text("shared_use.notes"), "finder_notes", lambda: _notes(view))


def _presets(view: View) -> None:
    """Show a button for each part of the week; the boxes below do the same."""
    with st.container(horizontal=True, gap="small", key="finder_presets"):
        for name, part in week.PARTS.items():
            st.button(
                week_parts.named(view, name),
                key=f"preset_{name}",
                on_click=_put,
                args=(part.weekdays, part.from_hour, part.to_hour),
            )
        st.button(
            view.text("shared_use.whole_week"), key="preset_all", on_click=_put, args=((), 0, week.HOURS)
        )


def _put(weekdays: tuple[int, ...], start: int, end: int) -> None:
    url_state.put(
        days=[str(day) for day in weekdays],
        start=str(start) if start else None,
        end=str(end) if end < week.HOURS else None,
    )


def _search(view: View) -> Search:
    owners = names(view.build, "department", view.language)
    possible = [owner for owner in owners if owner in (view.chosen("department") or owners)]
    left, right = st.columns(2)
    with left:
        chosen = url_state.choose_many(
            "owner",
            view.text("filters.owner"),
            possible,
            lambda owner: owners.get(owner, owner),
            view.text("terms.all"),
        )
    with right:
        days = url_state.choose_many(
            "days",
            view.text("filters.days"),
            [str(day) for day in week.DAYS],
            lambda day: numbers.weekday(int(day), view.language),
            view.text("terms.all"),
        )
    columns = st.columns(3)
    hours = [str(hour) for hour in [*range(week.HOURS), week.HOURS]]
    with columns[0]:
        starts = hours[:-1]
        start = url_state.choose("start", view.text("filters.start"), starts, _clock(view), "0")
    with columns[1]:
        # The end is chosen among the hours after the start.
        later = [hour for hour in hours if int(hour) > int(start)]
        end = url_state.choose("end", view.text("filters.end"), later, _clock(view), hours[-1])
    with columns[2]:
        minimum = url_state.choose(
            "idle",
            view.text("filters.idle"),
            MINIMUM_HOURS,
            lambda code: (
                view.text("shared_use.any") if code == MINIMUM_HOURS[0] else f"{code}{_hour_sign(view)}"
            ),
            MINIMUM_HOURS[0],
        )
    share = (url_state.valid_values("share", SHARES, 1) or (DEFAULT_SHARE,))[0]
    return Search(
        chosen, tuple(int(day) for day in sorted(days)), int(start), int(end), float(minimum), float(share)
    )


def _clock(view: View) -> Callable[[str], str]:
    return lambda hour: view.text("shared_use.clock", hour=hour)


def _hour_sign(view: View) -> str:
    return numbers.symbol("h", view.language)


def _answer(view: View, potential: Potential) -> str:
    """Return how many idle hours there are, the first spaces, and where demand is unmet."""
    first = potential_lists.label_spaces(view, potential.spaces.head(FIRST))
    sentences = [
        view.text(
            "shared_use.found",
            per_week=potential_lists.hours(view, potential.idle_hours_per_week),
            hours=potential_lists.hours(view, potential.idle_hours, 0),
            period=numbers.period(
                view.chosen_filters.from_month, view.chosen_filters.to_month, view.language
            ),
            rooms=numbers.number(len(potential.spaces), view.language),
        ),
        view.text(
            "shared_use.found_first",
            rooms="; ".join(
                f"{label} ({potential_lists.hours(view, value)})"
                for label, value in zip(first["label"], first["idle_hours_per_week"], strict=True)
            ),
        ),
    ]
    if not potential.unmet_hours:
        return " ".join([*sentences, view.text("shared_use.unmet_none")])
    has_demand = potential.districts["unmet_hours"] > 0
    total = potential_lists.hours(view, potential.unmet_hours, 0)
    with_demand = potential.districts[has_demand & (potential.districts["district"] != "unknown")]
    if with_demand.empty:
        return " ".join([*sentences, view.text("shared_use.unmet_unplaced", hours=total)])
    largest = potential_lists.label_districts(
        view, with_demand.loc[[with_demand["unmet_hours"].idxmax()]]
    ).iloc[0]
    sentences.append(
        view.text(
            "shared_use.unmet",
            hours=total,
            district=largest["label"],
            most=potential_lists.hours(view, largest["unmet_hours"], 0),
        )
    )
    return " ".join(sentences)


def _scenario(view: View, potential: Potential, search: Search) -> None:
    """Show hours and percentage points if a share of the idle hours were used, with the formula of each."""
    st.subheader(view.text("shared_use.scenario"), anchor=False)
    url_state.choose(
        "share",
        view.text("filters.share"),
        SHARES,
        lambda code: f"{code}{numbers.symbol('%', view.language)}",
        DEFAULT_SHARE,
        width=360,
    )
    rate = potential.scenario[0]
    more = potential_lists.hours(view, rate.hours, 0)
    st.markdown(
        view.text(
            "shared_use.scenario_text",
            share=percent(search.share_percent, view.language, 0),
            hours=more,
            now=numbers.quantity(rate.now, "%", view.language),
            then=numbers.quantity(rate.then, "%", view.language),
        )
    )
    sums = []
    for one in potential.scenario:
        both = ADDS_TO_DENOMINATOR[one.metric]
        key = "shared_use.scenario_sum_both" if both else "shared_use.scenario_sum"
        amounts = {
            name: numbers.number(getattr(one, name), view.language)
            for name in ("numerator", "denominator", "hours")
        }
        sums.append(view.text(key, **amounts))
    shares = {
        name: tables.Amounts(
            [getattr(one, name) for one in potential.scenario],
            lambda value: numbers.quantity(value, "%", view.language),
        )
        for name in ("now", "then")
    }
    tables.draw(
        {
            view.text("terms.metric"): [
                catalogue().metrics[one.metric].texts[view.language].title for one in potential.scenario
            ],
            view.text("terms.now"): shares["now"],
            view.text("shared_use.then"): shares["then"],
            view.text("terms.change"): tables.Amounts(
                [one.change for one in potential.scenario],
                lambda value: numbers.difference(value, "%", view.language),
            ),
            view.text("shared_use.sum"): sums,
        },
        view.text("shared_use.scenario"),
    )
    st.caption(view.text("shared_use.scenario_note"))


def _counted(view: View, potential: Potential) -> str:
    """Return how weeks were counted, and how many spaces have no opening hours."""
    weeks = potential.weeks
    text = view.text(
        "shared_use.weeks",
        weeks=numbers.number(weeks.count, view.language, 1),
        days=numbers.number(weeks.days, view.language),
        weekdays=weeks.weekdays,
    )
    if not potential.without_opening_hours:
        return text
    return f"{text} {view.text('shared_use.unknown', count=potential.without_opening_hours)}"


def _notes(view: View) -> None:
    """Show what the finder is good for, how to read it, and its caveats."""
    for part in ("shared_use.good_for", "shared_use.how_to_read", "shared_use.caveats"):
        st.markdown(view.text(part))
