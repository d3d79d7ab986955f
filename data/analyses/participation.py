"""Where people take part, where those who take part live, and which districts have no contacts.

Both figures are contacts per 1,000 residents (data/metrics): one by the area of the activity, the other
by the area where people live. Not every contact has a known area: the share without one is returned too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.disclosure import is_open
from data.filters import Filters
from data.members import known_members
from data.query import calculate
from data.scope import Scope
from data.warehouse import Build

CONTACTS = "participation_contacts"
PLACE = "participation_contacts_per_1000"
HOME = "participation_contacts_by_home_per_1000"
#: The systems that tell where those who take part live.
HOMES_FROM = "kultus omastadi"
#: What areas are compared by: contacts per resident, or as such where the residents are not known.
BY_AREA = (PLACE, CONTACTS)
#: Filters by area would leave only one side to compare.
PLACES = ("district", "sub_district", "major_district", "home_district", "home_major_district")


@dataclass(frozen=True)
class Reach:
    """Districts without contacts: ``without`` are their codes, ``districts`` the number of all districts,
    ``unplaced_percent`` the share of contacts without a known district (NaN: no contact, or suppressed).
    Where the reader may not know of some districts, ``is_complete`` is false."""

    without: tuple[str, ...]
    districts: int
    unplaced_percent: float
    is_complete: bool = True

    def beyond(self, shown: int) -> int:
        """Return how many districts without contacts are left after the first ``shown``."""
        return max(len(self.without) - shown, 0)


def home_and_place(filters: Filters, scope: Scope, *, build: Build) -> pd.DataFrame:
    """Return contacts per 1,000 resident-years by the largest areas: where they were, where people live.

    Columns: the level of the areas, ``place`` and ``home`` (NaN: unknown, or suppressed), each with
    ``_suppressed``, and ``difference`` (home less place; NaN if either is NaN). Sorted by area;
    the unknown one is left out, since nobody lives there.
    """
    level = build.city.top_level
    months = _without_area(filters).only(("month",))
    place = calculate(PLACE, (level,), months, scope=scope, build=build)
    home = calculate(HOME, (f"home_{level}",), months, scope=scope, build=build)
    sides = {"place": place.set_index(level), "home": home.set_index(f"home_{level}")}
    members = sorted({m for side in sides.values() for m in side.index} - {"unknown"})
    frame = pd.DataFrame({level: members})
    for name, side in sides.items():
        figures = side.reindex(members)
        frame[name] = figures["value"].to_numpy()
        frame[f"{name}_suppressed"] = figures["suppressed"].eq(True).to_numpy()
    return frame.assign(difference=frame["home"] - frame["place"])


def reach(filters: Filters, scope: Scope, *, build: Build) -> Reach:
    """Return the districts without any known contact."""
    without_area = _without_area(filters).only(("month", "department", "channel", "source", "weekday"))
    frame = calculate(CONTACTS, ("district",), without_area, scope=scope, build=build).set_index("district")
    all_districts = sorted(row["area_code"] for row in build.city.area_rows("district"))
    # The total is not the sum of the districts shown: a suppressed one is part of it.
    total = calculate(CONTACTS, (), without_area, scope=scope, build=build)["value"].iloc[0]
    unplaced = frame["value"].get("unknown", float("nan") if is_open(scope) else 0.0)
    without = absent = [district for district in all_districts if district not in frame.index]
    if is_open(scope):
        # Other districts than those without contacts may be left out of the answer.
        known = set(known_members("district", scope, build))
        one = {d: without_area.within("district", [d]) for d in absent if d in known}
        counts = {d: calculate(CONTACTS, (), only, scope=scope, build=build) for d, only in one.items()}
        without = [d for d in absent if d not in counts or counts[d]["value"].iloc[0] == 0]
    return Reach(
        is_complete=len(without) == len(absent),
        without=tuple(without),
        districts=len(all_districts),
        unplaced_percent=100 * unplaced / total if total else float("nan"),
    )


def _without_area(filters: Filters) -> Filters:
    return filters.without(*PLACES)
