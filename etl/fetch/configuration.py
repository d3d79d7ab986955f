"""How the APIs are reached: etl/fetch/sources.toml, what the home says over it, and the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data import settings
from data.text.messages import message

DEFAULTS = Path(__file__).parent / "sources.toml"
#: The file in the home that wins over the defaults, key by key.
OWN = "sources.toml"


class FetchFailed(Exception):
    """What was asked for could not be fetched; ``stored`` is its message (data/text/messages.toml)."""

    def __init__(self, stored: str) -> None:
        super().__init__(stored)
        self.stored = stored


@dataclass(frozen=True)
class Manners:
    """How gently an API is asked, and how long it is waited for; sizes in MB, times in seconds."""

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
    """The settings of one table of sources.toml: ``values`` by key, and the manners."""

    name: str
    values: Mapping[str, Any]
    manners: Manners

    @property
    def address(self) -> str:
        """The address that paths are added to. Raises FetchFailed where none is set or it is none."""
        address = str(self.values["address"]).rstrip("/")
        if not address:
            raise FetchFailed(
                message("fetch_no_address", source=self.name, variable=self.variable("address"))
            )
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise FetchFailed(message("fetch_bad_address", variable=self.variable("address")))
        return address

    def variable(self, key: str) -> str:
        """The name in the environment of one of the settings."""
        return _variable(self.name, key)

    def query(self, endpoint: str) -> dict[str, str]:
        """What is asked of one endpoint beside paging and dates."""
        return {key: str(value) for key, value in self.values.get("query", {}).get(endpoint, {}).items()}

    def token(self) -> str | None:
        """The token of the environment, or of the file that it names; it is kept nowhere.

        Raises FetchFailed where that is no single word of printable characters.
        """
        given = os.environ.get(self.variable("token"))
        file = os.environ.get(self.variable("token_file"))
        if not given and file:
            try:
                given = Path(file).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                raise FetchFailed(message("fetch_token_file", variable=self.variable("token_file"))) from None
        token = (given or "").strip()
        if not token:
            return None
        if not (token.isascii() and token.isprintable()) or " " in token:
            # The HTTP library would repeat it in its own words.
            raise FetchFailed(message("fetch_token_odd", variable=self.variable("token")))
        return token


def configuration(name: str, home: Path | None = None) -> Configuration:
    """The settings of one table. Raises FetchFailed, naming the file and the key, where one is wrong."""
    tables = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    own = _own(settings.home(home) / OWN)
    merged: dict[str, dict[str, Any]] = {}
    for table in ("client", name):
        known = tables[table]
        values = dict(known)
        for key, value in own.get(table, {}).items():
            allowed = {**known, **tables["client"]}
            if key not in allowed:
                raise _wrong(f"{table}.{key}", ", ".join(sorted(allowed)))
            values[key] = _like(value, allowed[key], f"{table}.{key}")
        for key, default in known.items():
            given = os.environ.get(_variable(table, key))
            if given is not None and not isinstance(default, (dict, list)):
                values[key] = _like(given, default, _variable(table, key))
        merged[table] = values
    manners: dict[str, Any] = {key: merged[name].get(key, value) for key, value in merged["client"].items()}
    return Configuration(name, merged[name], Manners(**manners))


def _own(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise FetchFailed(message("fetch_settings_broken", file=OWN)) from None
    known = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    for table, values in own.items():
        if table not in known or not isinstance(values, dict):
            raise _wrong(table, ", ".join(known))
    return own


def _like(value: Any, default: Any, key: str) -> Any:
    """``value`` as what the default is: a number above nought, a text, a table. Raises FetchFailed."""
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
    return FetchFailed(message("fetch_setting_wrong", file=OWN, key=key, expected=expected))


def _variable(table: str, key: str) -> str:
    return f"TALKOOTILA_{table}_{key}".upper()
