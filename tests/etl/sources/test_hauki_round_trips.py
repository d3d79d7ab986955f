"""Opening hours of Hauki are read back as they were written, with any days, times and names."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.inbox import inspect
from etl.inbox.recognise import recognise
from etl.landing.store import Landing
from etl.sources.hauki import STATES
from tests.support.exports.respa_files import HALL, hauki, span
from tests.support.exports.varaamo_files import HELSINKI

CLOCKS = st.integers(0, 95).map(lambda quarter: dt.time(quarter // 4, quarter % 4 * 15))


DATES = st.one_of(
    st.sampled_from(
        [dt.date(2025, 3, 29), dt.date(2025, 3, 30), dt.date(2025, 10, 25), dt.date(2025, 10, 26)]
    ),
    st.dates(dt.date(2000, 1, 3), dt.date(2099, 12, 29)),
)


NAMES = st.text(st.sampled_from([*"aZ ;,'\"|\\", "å", "č", "ŋ", "ž", "\n"]), min_size=1, max_size=9)


@st.composite
def day_spans(draw: st.DrawFn) -> list[tuple[dt.time | None, dt.time | None, bool, str]]:
    spans: list[tuple[dt.time | None, dt.time | None, bool, str]] = []
    for _ in range(draw(st.integers(0, 4))):
        state = draw(st.sampled_from(sorted(STATES)))
        if draw(st.booleans()):
            spans.append((None, None, False, state))
            continue
        begin, end = draw(CLOCKS), draw(CLOCKS)
        # A span that starts at midnight may be the end of the day before, which another test covers; the hour
        # that the March night lacks does not exist.
        if (
            begin == dt.time()
            or 3 in (begin.hour, end.hour)
            or end.replace(minute=0) == begin.replace(minute=0)
        ):
            continue
        spans.append((begin, end, end < begin, state))
    return spans


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(DATES, day_spans(), max_size=4), NAMES)
def test_opening_hours_read_back_as_they_were_written(
    written: dict[dt.date, list[tuple[dt.time | None, dt.time | None, bool, str]]], space_name: str
) -> None:
    days = {
        date.isoformat(): [
            span(f"{b:%H:%M}" if b else None, f"{e:%H:%M}" if e else None, state, next_day=over)
            for b, e, over, state in spans
        ]
        for date, spans in written.items()
    }
    expected: list[tuple[dt.date, dt.datetime | None, dt.datetime | None, str]] = []
    for date, spans in written.items():
        for begin, end, over, state in spans:
            after = date + dt.timedelta(days=1)
            first = dt.datetime.combine(date, begin or dt.time(), HELSINKI)
            last = dt.datetime.combine(after if over or end is None else date, end or dt.time(), HELSINKI)
            expected.append((date, _utc(first), _utc(last), state))
        if not spans:
            expected.append((date, None, None, "undefined"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = hauki(folder / "a.json", {HALL: days})
        text = json.loads(path.read_text(encoding="utf-8"))
        text["results"][0]["resource"]["name"]["fi"] = space_name
        path.write_text(json.dumps(text), encoding="utf-8")
        landing = Landing(folder / "home", b"secret")
        landing.prepare()
        export = inspect.inspect(path, folder)
        now = dt.datetime.now(dt.UTC)
        load = landing.land(export, recognise(export), lambda: "0" * 64, samples=(), run_at=now, sequence=0)
        assert (load.rows_read, load.rows_rejected) == (1, 0)
        [(resource, label, landed_days)] = duckdb.execute(
            "SELECT bookable_resource, name_fi, bookable_days FROM read_parquet(?)",
            [str(landing.path(load))],
        ).fetchall()
    assert (resource, label) == (str(HALL), space_name.strip(" ") or None)
    key = str
    assert sorted((tuple(day.values()) for day in landed_days), key=key) == sorted(expected, key=key)


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
