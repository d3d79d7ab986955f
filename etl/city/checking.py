"""Check every file of a city profile, as a load would."""

from __future__ import annotations

import tempfile
from pathlib import Path

from data.city_profile import check
from data.city_profile.in_use import city_in, using
from data.reference_tables.areas import residents
from data.reference_tables.delivery_schedule import cadences
from data.reference_tables.events import events
from data.reference_tables.measures import measures
from data.reference_tables.reader import problems
from data.reference_tables.space_mapping import mapped_spaces
from data.reference_tables.targets import targets
from etl.fetch.configuration import HOME_FILE, FetchFailed, read_settings
from etl.warehouse import points


def profile_problems(folder: Path) -> tuple[str, ...]:
    """Return the problems of a profile's files as stored messages; tables follow once the city is known."""
    if wrong := check.problems(folder):
        return wrong
    with tempfile.TemporaryDirectory() as temporary, using(city_in(folder)):
        # The tables are read from a home, so this one has the profile and nothing else.
        home = Path(temporary)
        (home / "city").symlink_to(folder.resolve())
        tables = (residents, targets, measures, events, cadences, mapped_spaces)
        return (*problems(tables, home), *points.problems(home), *_wrong_sources(folder))


def _wrong_sources(folder: Path) -> tuple[str, ...]:
    try:
        read_settings(folder / HOME_FILE)
    except FetchFailed as error:
        return (error.stored,)
    return ()
