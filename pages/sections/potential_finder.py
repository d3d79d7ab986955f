"""The potential finder: owner, weekdays, hours and least idle hours, all of it in the address."""

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

#: Least idle hours per week and shares (%) that can be chosen; every room with any idle hour is the default.
LEAST = ("0", "1", "2", "5", "10", "15", "20", "30", "40")
SHARES = ("10", "20", "25", "30", "40", "50", "60", "70", "75", "80", "90", "100")
DEFAULT_SHARE = "50"
FIRST = 3


def show(view: View) -> None:
    """The finder's choices, then what they find: in words, by district, by room, and as a what-if."""
    st.header(view.text("shared_use.finder"), anchor=False)
    st.markdown(view.text("shared_use.finder_text"))
    _presets(view)
    search = _search(view)
    found = queries.find(view, search)
    if found.rooms.empty:
        words = filters.sentence(view.build, view.language, view.filters.only(DIMENSIONS))
        st.info(view.text("shared_use.found_none", filters=words))
    else:
        st.markdown(_answer(view, found))
    st.caption(_counted(view, found))
    left = filters.unusable(view.language, view.filters, view.filters.only(DIMENSIONS))
    if left:
        st.caption(view.text("figure.unfiltered", filters=left.lower()))
    if len(found.districts):
        potential_lists.districts(view, found, search)
    if not found.rooms.empty:
        potential_lists.rooms(view, found, search)
        _scenario(view, found, search)
    lazy_expander(view.text("shared_use.notes"), "finder_notes", lambda: _notes(view))


def _presets(view: View) -> None:
    """Parts of the week as one click each; the boxes below do the same."""
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
        least = url_state.choose(
            "idle",
            view.text("filters.idle"),
            LEAST,
            lambda code: view.text("shared_use.any") if code == LEAST[0] else f"{code}{_hour_sign(view)}",
            LEAST[0],
        )
    share = (url_state.valid_values("share", SHARES, 1) or (DEFAULT_SHARE,))[0]
    return Search(
        chosen, tuple(int(day) for day in sorted(days)), int(start), int(end), float(least), float(share)
    )


def _clock(view: View) -> Callable[[str], str]:
    return lambda hour: view.text("shared_use.clock", hour=hour)


def _hour_sign(view: View) -> str:
    return numbers.symbol("h", view.language)


def _answer(view: View, found: Potential) -> str:
    """How much there is, which rooms come first, and where as much is asked for in vain."""
    first = potential_lists.called(view, found.rooms.head(FIRST))
    sentences = [
        view.text(
            "shared_use.found",
            per_week=potential_lists.hours(view, found.idle_hours_per_week),
            hours=potential_lists.hours(view, found.idle_hours, 0),
            period=numbers.period(
                view.chosen_filters.from_month, view.chosen_filters.to_month, view.language
            ),
            rooms=numbers.number(len(found.rooms), view.language),
        ),
        view.text(
            "shared_use.found_first",
            rooms="; ".join(
                f"{label} ({potential_lists.hours(view, value)})"
                for label, value in zip(first["label"], first["idle_hours_per_week"], strict=True)
            ),
        ),
    ]
    if not found.unmet_hours:
        return " ".join([*sentences, view.text("shared_use.unmet_none")])
    asked_for = found.districts["unmet_hours"] > 0
    total = potential_lists.hours(view, found.unmet_hours, 0)
    wanted = found.districts[asked_for & (found.districts["district"] != "unknown")]
    if wanted.empty:
        return " ".join([*sentences, view.text("shared_use.unmet_unplaced", hours=total)])
    most = potential_lists.placed(view, wanted.loc[[wanted["unmet_hours"].idxmax()]]).iloc[0]
    sentences.append(
        view.text(
            "shared_use.unmet",
            hours=total,
            district=most["label"],
            most=potential_lists.hours(view, most["unmet_hours"], 0),
        )
    )
    return " ".join(sentences)


def _scenario(view: View, found: Potential, search: Search) -> None:
    """Hours and percentage points if a share of the idle hours were used, with the sum behind each."""
    st.subheader(view.text("shared_use.scenario"), anchor=False)
    url_state.choose(
        "share",
        view.text("filters.share"),
        SHARES,
        lambda code: f"{code}{numbers.symbol('%', view.language)}",
        DEFAULT_SHARE,
        width=360,
    )
    rate = found.scenario[0]
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
    for one in found.scenario:
        both = ADDS_TO_DENOMINATOR[one.metric]
        key = "shared_use.scenario_sum_both" if both else "shared_use.scenario_sum"
        amounts = {
            name: numbers.number(getattr(one, name), view.language)
            for name in ("numerator", "denominator", "hours")
        }
        sums.append(view.text(key, **amounts))
    shares = {
        name: tables.Amounts(
            [getattr(one, name) for one in found.scenario],
            lambda value: numbers.quantity(value, "%", view.language),
        )
        for name in ("now", "then")
    }
    tables.draw(
        {
            view.text("terms.metric"): [
                catalogue().metrics[one.metric].texts[view.language].title for one in found.scenario
            ],
            view.text("terms.now"): shares["now"],
            view.text("shared_use.then"): shares["then"],
            view.text("terms.change"): tables.Amounts(
                [one.change for one in found.scenario],
                lambda value: numbers.difference(value, "%", view.language),
            ),
            view.text("shared_use.sum"): sums,
        },
        view.text("shared_use.scenario"),
    )
    st.caption(view.text("shared_use.scenario_note"))


def _counted(view: View, found: Potential) -> str:
    """How weeks were counted, and what could not be searched."""
    weeks = found.weeks
    told = view.text(
        "shared_use.weeks",
        weeks=numbers.number(weeks.count, view.language, 1),
        days=numbers.number(weeks.days, view.language),
        weekdays=weeks.weekdays,
    )
    if not found.without_opening_hours:
        return told
    return f"{told} {view.text('shared_use.unknown', count=found.without_opening_hours)}"


def _notes(view: View) -> None:
    """What the finder is good for, how to read it, and what to be careful about."""
    for part in ("shared_use.good_for", "shared_use.how_to_read", "shared_use.caveats"):
        st.markdown(view.text(part))
