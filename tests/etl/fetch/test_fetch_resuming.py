"""Fetch again after an interruption at any point: the run continues, and every row is fetched once."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import warehouse
from data.city_profile.in_use import city_zone
from data.text.messages import render
from etl.fetch import fetch
from etl.fetch.configuration import FetchFailed
from tests.support.fetch import server
from tests.support.fetch.results import (
    SPANS,
    STATISTICS,
    UNITS,
    content,
    fetching,
    get_spans,
    message_of,
    only,
    reservations,
    spans,
)
from tests.support.fetch.server import Api


def test_a_complete_run_sets_the_since_of_the_next_one(surroundings: Path, api: Api, tmp_path: Path) -> None:
    rows = reservations(tmp_path, 3)
    api.lists[STATISTICS] = server.varaamo_list(rows)
    lists = ["reservation_statistics"]
    assert only(fetch("varaamo", surroundings, only=lists)).since is None
    again = only(fetch("varaamo", surroundings, only=lists))
    assert again.since == dt.datetime.now(city_zone()).date().isoformat()
    assert (again.status, again.files) == ("empty", ())
    assert "nothing new" in message_of(again)
    # 2 March in Helsinki starts before nine o'clock of that day and after that of the first.
    third = only(fetch("varaamo", surroundings, only=lists, since=dt.date(2025, 3, 2)))
    assert [row["reservation_uuid"] for row in content(surroundings, third)] == ["u1", "u2"]
    assert api.queries()[-1]["updated_after"] == "2025-03-02T00:00:00+02:00"


def test_a_later_since_leaves_no_gap(surroundings: Path, api: Api) -> None:
    get_spans(surroundings, 3, api)
    state = surroundings / "fetched" / "varaamo" / ".reservable_time_spans.json"
    printed = json.loads(state.read_text(encoding="utf-8"))
    state.write_text(json.dumps(printed | {"next_since": "2025-03-02"}), encoding="utf-8")
    get_spans(surroundings, 3, api, since=dt.date(2025, 3, 3))
    assert json.loads(state.read_text(encoding="utf-8"))["next_since"] == "2025-03-02"
    assert get_spans(surroundings, 3, api).since == "2025-03-02"


def test_an_interrupted_run_continues_where_it_stopped(surroundings: Path, api: Api) -> None:
    api.faults = [server.fine, server.fine, *[server.status(500)] * 4]
    interrupted = get_spans(surroundings, 350, api)
    assert (interrupted.status, interrupted.rows, interrupted.files) == ("failed", 200, ())
    visible = [p for p in (surroundings / "fetched" / "varaamo").iterdir() if not p.name.startswith(".")]
    assert visible == []
    api.requests.clear()
    reports: list[str] = []
    complete = get_spans(surroundings, 350, api, report=reports.append)
    assert [q["start"] for q in api.queries()] == ["200", "300"]
    assert content(surroundings, complete) == spans(350)
    assert "pages so far: 2, rows: 200" in render(reports[0], "en")


def test_a_run_of_another_request_does_not_continue(surroundings: Path, api: Api) -> None:
    api.faults = [server.fine, *[server.status(500)] * 4]
    get_spans(surroundings, 350, api)
    api.requests.clear()
    get_spans(surroundings, 350, api, since=dt.date(2025, 3, 3))
    assert api.queries()[0]["start"] == "0"


def test_a_run_that_is_too_old_does_not_continue(surroundings: Path, api: Api, home: Path) -> None:
    api.faults = [server.fine, *[server.status(500)] * 4]
    get_spans(surroundings, 350, api)
    api.requests.clear()
    server.settings_file(home, api, resume_hours=0.00001)
    time.sleep(0.1)
    get_spans(surroundings, 350, api)
    assert api.queries()[0]["start"] == "0"


@pytest.mark.parametrize("damage", ["no_pages", "no_state", "odd_state", "other_state"])
def test_a_damaged_run_is_fetched_again(surroundings: Path, api: Api, damage: str) -> None:
    api.faults = [server.fine, server.fine, *[server.status(500)] * 4]
    get_spans(surroundings, 350, api)
    folder = surroundings / "fetched" / "varaamo"
    state = folder / ".reservable_time_spans.json"
    if damage == "no_pages":
        (folder / ".reservable_time_spans.pages" / "000001.json").unlink()
    elif damage == "no_state":
        state.unlink()
    else:
        state.write_text("{" if damage == "odd_state" else '{"next_since": null, "run": {"a": 1}}')
    api.requests.clear()
    assert content(surroundings, get_spans(surroundings, 350, api)) == spans(350)
    assert api.queries()[0]["start"] == "0"


def test_a_run_killed_while_publishing_writes_the_same_files_again(surroundings: Path, api: Api) -> None:
    folder = surroundings / "fetched" / "varaamo"
    state = folder / ".reservable_time_spans.json"
    kept: dict[str, bytes] = {}

    def remember(*_: Any) -> None:
        # After the last page these are the files that a kill during publishing leaves.
        kept.update({str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()})

    first = get_spans(surroundings, 250, api, progress=remember)
    for name, data in kept.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(data)
    assert json.loads(state.read_bytes())["run"]["following"] is None
    api.requests.clear()
    again = get_spans(surroundings, 250, api)
    assert (again.files, api.requests) == (first.files, [])
    assert content(surroundings, again) == spans(250)
    assert not list(folder.glob(".*.pages"))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 450), st.lists(st.integers(0, 8), max_size=4))
def test_every_row_is_fetched_once_whatever_fails(
    surroundings: Path, api: Api, home: Path, rows: int, breaks: list[int]
) -> None:
    """However often and wherever a run is interrupted, the files have every row once, in order."""
    server.settings_file(home, api, attempts=1)
    shutil.rmtree(surroundings, ignore_errors=True)
    for fine in breaks:
        api.faults = [*[server.fine] * fine, server.status(500)]
        fetched = get_spans(surroundings, rows, api)
        if fetched.status != "failed":
            break
        assert not list((surroundings / "fetched" / "varaamo").glob("[!.]*"))
    else:
        api.faults = []
        fetched = get_spans(surroundings, rows, api)
    api.faults = []
    assert content(surroundings, fetched) == spans(rows)


def test_a_killed_run_continues_and_loads_the_same(
    surroundings: Path, api: Api, home: Path, tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    rows = reservations(tmp_path, 730)
    api.lists[STATISTICS] = server.varaamo_list(rows)
    api.lists[UNITS] = server.varaamo_list([])
    api.lists[SPANS] = server.varaamo_list([])
    server.settings_file(home, api, requests_a_second=10)
    process = fetching(surroundings, home)
    deadline = time.monotonic() + 30
    while len(api.requests) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert 4 <= len(api.requests) < 8
    folder = surroundings / "fetched" / "varaamo"
    assert not [path for path in folder.iterdir() if not path.name.startswith(".")]
    request_count = len(api.requests)
    server.settings_file(home, api)
    out, err = fetching(surroundings, home).communicate(timeout=60)
    printed = json.loads(out)
    assert [fetched["rows"] for fetched in printed["lists"]] == [730, 0, 0], err
    assert int(api.queries(STATISTICS)[request_count]["start"]) >= 200
    load(surroundings, home)
    assert warehouse.current(home).query("SELECT count(*) AS n FROM booking")["n"][0] == 730


def test_a_second_fetch_of_a_source_at_the_same_time_fails(surroundings: Path, api: Api, home: Path) -> None:
    api.lists[STATISTICS] = server.varaamo_list([])
    api.faults = [server.hangs(0.3), server.hangs(0.3), server.hangs(0.3)]
    process = fetching(surroundings, home)
    deadline = time.monotonic() + 30
    while not api.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(FetchFailed) as caught:
        fetch("varaamo", surroundings)
    assert "already under way" in render(caught.value.stored, "en")
    process.communicate(timeout=60)
