"""What landed rows no longer contain: the keys of people who asked for erasure, and old personal keys.

``REDACTIONS.json`` in landing lists both, so that they also hold for rows that are exported again. Rows and
the keys of their reservations stay: figures count them, and a newer version must still supersede them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

FILE = "REDACTIONS.json"
#: Per kind of person and table the columns that erasure empties. The first has the person's key.
PERSONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "booker": {"bookings": ("booker_key", "series_key")},
    "volunteer": {
        "volunteer_records": ("volunteer_key",),
        "volunteer_checkpoints": ("volunteer_key", "signup_date", "home_major_district"),
    },
}
#: Per table the column with a row's age, and the columns that are emptied in old rows.
AGEING: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "bookings": (
        "begin_utc",
        ("booker_key", "series_key", "created_date", "handled_date", "confirmed_date"),
    ),
    "volunteer_records": ("start_date", ("volunteer_key",)),
    "volunteer_checkpoints": ("updated_date", ("volunteer_key", "signup_date", "home_major_district")),
}


@dataclass(frozen=True)
class Forgotten:
    """A person who is forgotten: the kind, the source, and the key in hexadecimal digits."""

    person: str
    source: str
    key: str


@dataclass(frozen=True)
class Redactions:
    """Who is forgotten, and the day (ISO) before which rows have no personal keys."""

    forgotten: tuple[Forgotten, ...] = ()
    keyless_before: str | None = None

    def values(self, source: str, table: str) -> dict[str, str]:
        """Return the SQL of each column of a landing table that is redacted in the rows of a source."""
        conditions: dict[str, list[str]] = {}
        for person, tables in PERSONS.items():
            keys = [f.key for f in self.forgotten if (f.person, f.source) == (person, source)]
            if keys and table in tables:
                texts = ", ".join(f"unhex('{key}')" for key in keys)
                for column in tables[table]:
                    conditions.setdefault(column, []).append(f"{tables[table][0]} IN ({texts})")
        if self.keyless_before and table in AGEING:
            day = dt.date.fromisoformat(self.keyless_before).isoformat()
            age, columns = AGEING[table]
            for column in columns:
                conditions.setdefault(column, []).append(f"{age} < DATE '{day}'")
        return {
            column: f"CASE WHEN {' OR '.join(whens)} THEN NULL ELSE {column} END"
            for column, whens in conditions.items()
        }

    def with_forgotten(self, forgotten: Forgotten) -> Redactions:
        """Return the redactions with one more person."""
        return replace(self, forgotten=tuple(dict.fromkeys((*self.forgotten, forgotten))))

    def keyless_until(self, day: dt.date) -> Redactions:
        """Return the redactions with older rows without keys; a later day stays, since keys are gone."""
        return replace(self, keyless_before=max(day.isoformat(), self.keyless_before or ""))

    def hashed_again(self, again: Callable[[str, bytes], bytes]) -> Redactions:
        """Return the redactions with other keys: ``again`` takes the kind of person and the present key."""
        forgotten = [replace(f, key=again(f.person, bytes.fromhex(f.key)).hex()) for f in self.forgotten]
        return replace(self, forgotten=tuple(forgotten))

    def as_text(self) -> str:
        """Return the content of the file."""
        return json.dumps(asdict(self), indent=1)


def read_redactions(landing: Path) -> Redactions:
    """Return the redactions of a landing folder; none if it has no such file."""
    path = landing / FILE
    if not path.exists():
        return Redactions()
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Redactions(tuple(Forgotten(**f) for f in stored["forgotten"]), stored["keyless_before"])
