"""The potential finder: spaces with idle hours, by owner, weekdays, hours and minimum idle hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from data.analyses import week
from data.analyses.potential import DIMENSIONS, Potential, Search
from data.catalogue.metrics import catalogue
from data.city_profile.in_use import current_city
from data.text import numbers
from pages.components import deferred, downloads, metric_figure, metric_source
from pages.components.member_labels import offered
from pages.sections import potential_lists, week_parts
from pages.state import filters, queries, url_state
from pages.state.view import View

METRIC = "idle_hours"
#: Minimum idle hours per week to choose from; the default is any idle hour. Shares (%) of a what-if.
MINIMUM_HOURS = ("0", "1", "2", "5", "10", "15", "20", "30", "40")
SHARES = ("10", "20", "25", "30", "40", "50", "60", "70", "75", "80", "90", "100")
DEFAULT_SHARE = "50"
#: The part of the week that is every hour of it.
WHOLE_WEEK = "all"


class Result(NamedTuple):
    """A search of the reader and what it finds."""

    search: Search
    potential: Potential


def show(view: View) -> Result | None:
    """Show parts of the week and finer choices, then the first spaces and districts that match.

    Return the result, or None if idle hours are unknown.
    """
    metric = catalogue().metrics[METRIC]
    if unknown := queries.why_unknown(view, METRIC):
        metric_figure.heads(view.text("shared_use.finder"), unknown, "finder")
        return None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="finder_heads"):
        st.header(view.text("shared_use.finder"), anchor=False, width="content")
        with st.popover(_refine_label(view), key="finder_refine", icon=":material/tune:"):
            search, per = _choices(view)
    _parts(view, search)
    potential = queries.find(view, search)
    if potential.missing:
        st.info(view.text(potential.missing))
    elif potential.spaces.empty:
        words = filters.sentence(view.build, view.language, view.filters.only(DIMENSIONS))
        st.info(view.text("shared_use.found_none", filters=words))
    else:
        st.markdown(_answer(view, potential))
        potential_lists.first_spaces(view, potential)
    if len(potential.districts):
        potential_lists.first_districts(view, potential, per)
    notes = [_unknown(view, potential), _unusable(view)]
    if any(notes):
        st.caption(" ".join(filter(None, notes)))

    def show_districts() -> None:
        heading = view.text("shared_use.districts")
        potential_lists.all_districts(view, potential, heading)
        downloads.file_links(view, downloads.potential(view, "districts", search), "finder_districts")

    def show_source() -> None:
        _notes(view, potential)
        metric_source.show(view, metric)

    deferred.draw_later(
        lambda: metric_figure.figure_tools(view, metric, "finder_districts", show_districts, show_source)
    )
    return Result(search, potential)


def _parts(view: View, search: Search) -> None:
    """Show the parts of the week side by side; the finer choices can set any weekdays and hours."""
    key = "finder_part"
    st.session_state[key] = _part_of(search)
    st.segmented_control(
        view.text("shared_use.part"),
        [*week.PARTS, WHOLE_WEEK],
        format_func=lambda part: (
            view.text("shared_use.whole_week")
            if part == WHOLE_WEEK
            else week_parts.named(view, part, "short")
        ),
        key=key,
        on_change=lambda: _choose_part(st.session_state[key]),
        label_visibility="collapsed",
    )


def _part_of(search: Search) -> str | None:
    """Return the part of the week that the search is limited to; None if it is not one of them."""
    days = search.weekdays or week.DAYS
    whole = {WHOLE_WEEK: week.Part(week.DAYS, 0, week.HOURS)}
    chosen = week.Part(days, search.from_hour, search.to_hour)
    return next((name for name, part in {**week.PARTS, **whole}.items() if part == chosen), None)


def _choose_part(name: str | None) -> None:
    part = week.PARTS.get(name or WHOLE_WEEK, week.Part((), 0, week.HOURS))
    url_state.put(
        days=[str(day) for day in part.weekdays],
        start=str(part.from_hour) if part.from_hour else None,
        end=str(part.to_hour) if part.to_hour < week.HOURS else None,
    )


def _refine_label(view: View) -> str:
    """Return the name of the button, with the number of choices that the parts of the week do not show."""
    count = len([name for name in ("owner", "idle", "per") if url_state.get(name)])
    return view.text("shared_use.refine_count", count=count) if count else view.text("shared_use.refine")


def _choices(view: View) -> tuple[Search, str]:
    """Draw the choices of a search; return it, and what the hours of districts are measured by."""
    st.markdown(view.text("shared_use.finder_text"))
    owners = offered(view.build, "department", view.language, view.scope)
    possible = [owner for owner in owners if owner in (view.chosen("department") or owners)]
    chosen = url_state.choose_many(
        "owner",
        view.text("filters.owner"),
        possible,
        lambda owner: owners.get(owner, owner),
        view.text("terms.all"),
    )
    days = url_state.choose_many(
        "days",
        view.text("filters.days"),
        [str(day) for day in current_city().weekdays],
        lambda day: numbers.weekday(int(day), view.language),
        view.text("terms.all"),
    )
    left, right = st.columns(2)
    hours = [str(hour) for hour in [*range(week.HOURS), week.HOURS]]
    with left:
        start = url_state.choose("start", view.text("filters.start"), hours[:-1], _clock(view), "0")
    with right:
        # The end is chosen among the hours after the start.
        later = [hour for hour in hours if int(hour) > int(start)]
        end = url_state.choose("end", view.text("filters.end"), later, _clock(view), hours[-1])
    with left:
        minimum = url_state.choose(
            "idle", view.text("filters.idle"), MINIMUM_HOURS, _minimum(view), MINIMUM_HOURS[0]
        )
    with right:
        per = url_state.choose(
            "per",
            view.text("shared_use.per"),
            tuple(potential_lists.MEASURES),
            lambda name: view.text(f"shared_use.per_{name}"),
            "week",
        )
    share = (url_state.valid_values("share", SHARES, 1) or (DEFAULT_SHARE,))[0]
    weekdays = tuple(int(day) for day in sorted(days))
    return Search(chosen, weekdays, int(start), int(end), float(minimum), float(share)), per


def _clock(view: View) -> Callable[[str], str]:
    return lambda hour: view.text("shared_use.clock", hour=hour)


def _minimum(view: View) -> Callable[[str], str]:
    sign = numbers.symbol("h", view.language)
    return lambda hours: view.text("shared_use.any") if hours == MINIMUM_HOURS[0] else f"{hours}{sign}"


def _answer(view: View, potential: Potential) -> str:
    """Return how many idle hours there are, and how much demand is unmet."""
    idle = view.text(
        "shared_use.found",
        per_week=potential_lists.hours(view, potential.idle_hours_per_week, 0),
        rooms=numbers.number(len(potential.spaces), view.language),
    )
    if not potential.unmet_hours:
        return f"{idle} {view.text('shared_use.unmet_none')}"
    total = potential_lists.hours(view, potential.unmet_hours, 0)
    is_placed = (potential.districts_by_demand["unmet_hours"] > 0).any()
    unmet = "shared_use.unmet" if is_placed else "shared_use.unmet_unplaced"
    return f"{idle} {view.text(unmet, hours=total)}"


def _unknown(view: View, potential: Potential) -> str:
    count = potential.without_opening_hours
    return view.text("shared_use.unknown", count=count) if count else ""


def _unusable(view: View) -> str:
    left = filters.unusable(view.language, view.filters, view.filters.only(DIMENSIONS))
    return view.text("figure.unfiltered", filters=left.lower()) if left else ""


def _notes(view: View, potential: Potential) -> None:
    """Show what the finder is good for, how to read it, its caveats, and how weeks were counted."""
    for part in ("shared_use.good_for", "shared_use.how_to_read", "shared_use.caveats"):
        st.markdown(view.text(part))
    weeks = potential.weeks
    st.markdown(
        view.text(
            "shared_use.weeks",
            weeks=numbers.number(weeks.count, view.language, 1),
            days=numbers.number(weeks.days, view.language),
            weekdays=weeks.weekdays,
        )
    )
