"""Writing canonical rows in a format and reading them back: the same rows, whatever is in them."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.support.exports.varaamo_files import HELSINKI, Row
from tests.support.landed import landed

IDS = st.integers(0, 2**40)
COUNTS = st.sampled_from([None, 0, 1, 7, 999_999])
DAYS = st.dates(dt.date(2000, 1, 2), dt.date(2099, 12, 30))


@dataclass(frozen=True)
class Case:
    """A format: canonical rows, how they are written, and the columns they are read back from."""

    rows: Mapping[str, st.SearchStrategy[Any]]
    write: Callable[[Path, list[Row]], Path]
    columns: str
    back: Callable[[Row], tuple[Any, ...]]
    name: str = "export.csv"


def text(value: object) -> str:
    return "" if value is None else str(value)


def trimmed(value: str) -> str:
    return value.strip(" ")


def local(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=HELSINKI).astimezone(dt.UTC).replace(tzinfo=None)


def zulu(moment: dt.datetime) -> str:
    return f"{utc(moment):%Y-%m-%dT%H:%M:%SZ}"


def reads_back(case: Case, data: st.DataObject) -> None:
    """Some rows of the format are drawn, written, landed and compared."""
    rows = data.draw(st.lists(st.fixed_dictionaries(dict(case.rows)), min_size=1, max_size=5))
    with tempfile.TemporaryDirectory() as folder:
        path = case.write(Path(folder) / case.name, rows)
        assert landed(Path(folder), path, case.columns) == [case.back(row) for row in rows]


OFTEN = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
