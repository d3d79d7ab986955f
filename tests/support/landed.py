"""What a file became in landing, and values that a round trip must bring back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import strategies as st

from etl.inbox import inspect
from etl.inbox.recognise import recognise
from etl.landing.store import Landing
from tests.support.exports.varaamo_files import HELSINKI

#: Names with all that delimiters, quotes, spreadsheets and alphabets do to them.
NAMES = st.text(
    st.sampled_from([*"aZ ;,'\"|/\\=+-@0", "ä", "Å", "ö", "č", "đ", "ŋ", "š", "ŧ", "ž", "\n", "’", "漢"]),
    min_size=1,
    max_size=12,
).filter(lambda name: name.strip() not in ("", "None"))
MOMENTS = st.one_of(
    st.integers(0, 48 * 4).map(lambda n: dt.datetime(2022, 3, 26, 12) + dt.timedelta(minutes=15 * n)),
    st.integers(0, 48 * 4).map(lambda n: dt.datetime(2022, 10, 29, 12) + dt.timedelta(minutes=15 * n)),
    st.datetimes(dt.datetime(2000, 1, 2), dt.datetime(2099, 12, 1)).map(lambda m: m.replace(microsecond=0)),
).filter(lambda m: not (m.month == 3 and m.hour == 3))
LENGTHS = st.integers(1, 3 * 24 * 60).map(lambda minutes: dt.timedelta(minutes=minutes))


def landed(folder: Path, path: Path, columns: str) -> list[tuple[Any, ...]]:
    landing = Landing(folder / "home", b"secret")
    landing.prepare()
    export = inspect.inspect(path, path.parent)
    now = dt.datetime.now(dt.UTC)
    load = landing.land(export, recognise(export), lambda: "0" * 64, samples=(), run_at=now, sequence=0)
    assert load.rows_rejected == 0
    # The default connection: opening one for every example takes as long as reading the file.
    return duckdb.execute(f"SELECT {columns} FROM read_parquet(?)", [str(landing.path(load))]).fetchall()


def in_utc(text: str, *, last: bool = False) -> dt.datetime:
    """A local time in UTC: in the hour that occurs twice the first run, or the last."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=HELSINKI)
    instants = [moment.replace(fold=fold).astimezone(dt.UTC).replace(tzinfo=None) for fold in (0, 1)]
    return max(instants) if last else min(instants)
