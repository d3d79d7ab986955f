"""Which city a process works for: that of the build it reads, else that of the home.

A command and a server work for one home, and a home is of one city. Pages and commands that read a build use
the profile that the build keeps, because the home's may have been edited since.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo

from data import settings
from data.city_profile.city import FILES, City, read_files
from data.city_profile.settings_file import FILE

#: The profile of a home without a folder ``city``.
BUILT_IN = settings.CITIES / "helsinki"
_city: ContextVar[City | None] = ContextVar("city", default=None)
#: The city of the build that pages last showed, by TALKOOTILA_HOME: threads of a server that read no build
#: (a part of a page that runs alone, the front door) work for it, even while somebody edits the profile.
_shown: dict[str, City] = {}


def current_city() -> City:
    """Return the city in use. Raises WrongProfile if that is the home's, and its profile cannot be used."""
    return _city.get() or _shown.get(_home_setting()) or city_of(settings.home())


def use(city: City) -> None:
    """Work for ``city`` from here on, in this thread or task of a server."""
    _city.set(city)
    _shown[_home_setting()] = city


def _home_setting() -> str:
    return os.environ.get("TALKOOTILA_HOME", "")


@contextmanager
def using(city: City) -> Iterator[City]:
    """Work for ``city`` within the block."""
    token = _city.set(city)
    try:
        yield city
    finally:
        _city.reset(token)


def profile_folder(home: Path) -> Path:
    """Return the folder of the home's profile: its own ``city``, else the built-in one."""
    folder = home / "city"
    return folder if (folder / FILE).is_file() else BUILT_IN


def own_file(name: str, home: Path) -> Path | None:
    """Return a file of the home's profile, such as its logo; None if it has none of that name."""
    path = profile_folder(home) / name
    return path if path.is_file() else None


def city_of(home: Path) -> City:
    """Return the city of a home. Raises WrongProfile if its profile cannot be used."""
    return city_in(profile_folder(home), home / "reference")


def city_in(folder: Path, fetched: Path | None = None) -> City:
    """Return the city that a folder describes; residents in the folder ``fetched`` go before its own.

    Raises WrongProfile if the files cannot be used.
    """
    paths, stamps = [], []
    for name in FILES:
        for place in (fetched, folder) if fetched and name == "residents.csv" else (folder,):
            try:
                status = (place / name).stat()
            except FileNotFoundError:
                continue
            paths.append(place / name)
            stamps.append((status.st_mtime_ns, status.st_size))
            break
    return read_files(tuple(paths), tuple(stamps))


def city_zone() -> ZoneInfo:
    """Return the time zone of the city in use."""
    return ZoneInfo(current_city().time_zone)
