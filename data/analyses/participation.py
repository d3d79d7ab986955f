"""Where people take part, where those who take part live, and which districts are not reached.

Both figures are contacts per 1,000 residents (data/metrics): one by the area of the activity, the other
by the area where people live. Neither area is known of every contact, and the share of those that have
no area is told with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.filters import EVERYTHING, Filters, Scope
from data.query import calculate
from data.reference_tables.areas import district_residents
from data.warehouse import Build

CONTACTS = "participation_contacts"
PLACE = "participation_contacts_per_1000"
HOME = "participation_contacts_by_home_per_1000"
#: Filters by place would leave nothing to hold against each other.
PLACES = ("district", "sub_district", "major_district", "home_district", "home_major_district")


@dataclass(frozen=True)
class Reach:
    """How far participation reaches: ``without`` are the districts (codes) in which no contact is known,
    ``districts`` how many there are, ``unplaced_percent`` the contacts whose district is not known (NaN
    without any contact, or where it is withheld)."""

    without: tuple[str, ...]
    districts: int
    unplaced_percent: float

    def beyond(self, named: int) -> int:
        """How many districts without contacts there are besides those that are named."""
        return max(len(self.without) - named, 0)


def home_and_place(filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> pd.DataFrame:
    """Contacts per 1,000 resident-years by major district: where they were, and where people live.

    Columns: major_district, ``place`` and ``home`` (NaN: none known, or suppressed), each with
    ``_suppressed``, and ``difference`` (home less place; NaN where either is). Sorted by major district;
    the unknown one is left out, since nobody lives there.
    """
    asked = _everywhere(filters)
    place = calculate(PLACE, ("major_district",), asked.only(("month",)), scope, build=build)
    home = calculate(HOME, ("home_major_district",), asked.only(("month",)), scope, build=build)
    sides = {
        "place": place.set_index("major_district"),
        "home": home.set_index("home_major_district"),
    }
    members = sorted({m for side in sides.values() for m in side.index} - {"unknown"})
    frame = pd.DataFrame({"major_district": members})
    for name, side in sides.items():
        there = side.reindex(members)
        frame[name] = there["value"].to_numpy()
        frame[f"{name}_suppressed"] = there["suppressed"].eq(True).to_numpy()
    return frame.assign(difference=frame["home"] - frame["place"])


def reach(filters: Filters, scope: Scope = EVERYTHING, *, build: Build) -> Reach:
    """Districts with residents and without any contact known to have been there (see ``Reach``)."""
    asked = _everywhere(filters).only(("month", "department", "channel", "source", "weekday"))
    frame = calculate(CONTACTS, ("district",), asked, scope, build=build).set_index("district")
    everywhere = sorted(district_residents(build.home))
    # The total is not the sum of the districts shown: a suppressed one is part of it.
    total = calculate(CONTACTS, (), asked, scope, build=build)["value"].iloc[0]
    unplaced = frame["value"].get("unknown", 0.0)
    return Reach(
        without=tuple(district for district in everywhere if district not in frame.index),
        districts=len(everywhere),
        unplaced_percent=100 * unplaced / total if total else float("nan"),
    )


def _everywhere(filters: Filters) -> Filters:
    return filters.without(*PLACES)
