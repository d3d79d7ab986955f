"""Read the settings of the APIs: etl/fetch/sources.toml, the city's file, the home's, the environment.

sources.toml is also the schema: a default has the type of its key, and a key without a default is unknown.
Structs would declare every key a second time.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data import settings
from data.city_profile.in_use import profile_folder
from data.text.messages import message

DEFAULTS = Path(__file__).parent / "sources.toml"
#: The file in the city profile, and that in the home, which override the defaults key by key.
HOME_FILE = "sources.toml"


class FetchFailed(Exception):
    """Something could not be fetched; ``stored`` is the message (data/text/messages.toml)."""

    def __init__(self, stored: str) -> None:
        super().__init__(stored)
        self.stored = stored


@dataclass(frozen=True)
class RequestLimits:
    """Rate, time-outs, retries and sizes of the requests to an API; sizes in MB, times in seconds."""

    requests_a_second: float
    timeout_seconds: float
    answer_seconds: float
    attempts: int
    backoff_seconds: float
    backoff_most_seconds: float
    retry_after_most_seconds: float
    megabytes_an_answer: float
    megabytes_a_file: float
    resume_hours: float


@dataclass(frozen=True)
class Configuration:
    """The settings of one table of sources.toml: ``values`` by key, and the limits."""

    name: str
    values: Mapping[str, Any]
    limits: RequestLimits

    @property
    def address(self) -> str:
        """Return the address that paths are appended to. Raises FetchFailed if it is missing or invalid."""
        address = str(self.values["address"]).rstrip("/")
        if not address:
            raise FetchFailed(
                message("fetch_no_address", source=self.name, variable=self.variable("address"))
            )
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise FetchFailed(message("fetch_bad_address", variable=self.variable("address")))
        return address

    def variable(self, key: str) -> str:
        """Return the environment variable of a setting."""
        return _variable(self.name, key)

    def query(self, endpoint: str) -> dict[str, str]:
        """Return the query parameters of an endpoint, other than paging and dates."""
        return {key: str(value) for key, value in self.values.get("query", {}).get(endpoint, {}).items()}

    def token(self) -> str | None:
        """Return the token from the environment, or from the file that it names; the token is not stored.

        Raises FetchFailed unless the token is a single word of printable characters.
        """
        text = os.environ.get(self.variable("token"))
        file = os.environ.get(self.variable("token_file"))
        if not text and file:
            try:
                text = Path(file).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                raise FetchFailed(message("fetch_token_file", variable=self.variable("token_file"))) from None
        token = (text or "").strip()
        if not token:
            return None
        if not (token.isascii() and token.isprintable()) or " " in token:
            # The HTTP library would repeat such a token in its error.
            raise FetchFailed(message("fetch_token_odd", variable=self.variable("token")))
        return token


def configuration(name: str, home: Path | None = None) -> Configuration:
    """Return the settings of one table. Raises FetchFailed, which names the file and key of a wrong one."""
    tables = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    folder = settings.home(home)
    overriding = [read_settings(path / HOME_FILE) for path in (profile_folder(folder), folder)]
    merged: dict[str, dict[str, Any]] = {}
    for table in ("client", name):
        defaults = tables[table]
        allowed = {**defaults, **tables["client"]}
        values = dict(defaults)
        for key, value in (pair for file in overriding for pair in file.get(table, {}).items()):
            if key not in allowed:
                raise _wrong(f"{table}.{key}", ", ".join(sorted(allowed)))
            values[key] = _typed(value, allowed[key], f"{table}.{key}")
        for key, default in defaults.items():
            variable = _variable(table, key)
            if variable in os.environ and not isinstance(default, (dict, list)):
                values[key] = _typed(os.environ[variable], default, variable)
        merged[table] = values
    limits: dict[str, Any] = {key: merged[name].get(key, value) for key, value in merged["client"].items()}
    return Configuration(name, merged[name], RequestLimits(**limits))


def read_settings(path: Path) -> dict[str, Any]:
    """Return the tables of a file. Raises FetchFailed for a broken file or an unknown table."""
    if not path.is_file():
        return {}
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise FetchFailed(message("fetch_settings_broken", file=HOME_FILE)) from None
    known = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    for table, values in tables.items():
        if table not in known or not isinstance(values, dict):
            raise _wrong(table, ", ".join(known))
    return tables


def _typed(value: Any, default: Any, key: str) -> Any:
    """Return the value as the type of its default. Raises FetchFailed; a number must be above 0."""
    if isinstance(default, (int, float)):
        try:
            number = type(default)(value)
        except (TypeError, ValueError):
            number = 0
        if isinstance(value, bool) or not number > 0:
            raise _wrong(key, message("expected_positive"))
        return number
    if not isinstance(value, type(default)):
        raise _wrong(key, type(default).__name__)
    return value


def _wrong(key: str, expected: str) -> FetchFailed:
    return FetchFailed(message("fetch_setting_wrong", file=HOME_FILE, key=key, expected=expected))


def _variable(table: str, key: str) -> str:
    return f"TALKOOTILA_{table}_{key}".upper()
