"""To whom are the city's spaces given, and what more could be opened?"""

from __future__ import annotations

from data.catalogue import catalogue
from pages.parts import answer, ask, figure, matrix, potential_finder, tabs, week_parts
from pages.parts.labels import labelled
from pages.parts.takeaway import extremes
from pages.parts.view import View, current

METRIC = "shared_use_share"
BY_PART = (METRIC, "shared_use_of_bookable")
KEY_FIGURES = (*BY_PART, "association_share", "shared_use_hours", "booked_hours", "idle_hours")


def show(view: View) -> None:
    """Who uses whose spaces, over time and over the week; then the finder of idle hours."""
    top = answer.top(view, view.say("shared_use.question"))
    # A share of others among one kind of booker is always 0 or 100 per cent.
    everybody = view.without("booker_type")
    tabs.show(
        view,
        "shared_use",
        {
            "matrix": lambda: matrix.show(view, "shared_matrix"),
            "course": lambda: _course(view, everybody),
            "week": lambda: week_parts.show(everybody, BY_PART, "shared_week"),
            "finder": lambda: potential_finder.show(view),
        },
    )
    by_owner = labelled(
        ask.calculate(everybody.without("department"), METRIC, ("department",)),
        ("department",),
        view.build,
        view.language,
    )
    top.tell(
        everybody,
        answer.sentence(everybody, METRIC, "shared_use.share"),
        extremes(view, catalogue().metrics[METRIC], by_owner, "department", "shared_use.extremes"),
        view.say("shared_use.everybody") if view.chosen("booker_type") else "",
    )
    top.key_figures(everybody, KEY_FIGURES)


def _course(view: View, everybody: View) -> None:
    figure.trend(everybody, METRIC, key="shared_course")
    figure.trend(view, "shared_use_hours", key="shared_hours")


show(current())
