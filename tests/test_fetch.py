"""Fetching from the APIs, against a real server on this machine: paging, faults, resuming, and silence."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import warehouse
from data.messages import render
from data.settings import ROOT
from etl.__main__ import main
from etl.fetch import Fetched, exit_code, fetch
from etl.fetch.configuration import FetchFailed, configuration
from tests import fetch_server as server
from tests.conftest import SECRET, SHARED, command
from tests.exports import city, statistics_json
from tests.fetch_server import TOKEN, Api

STATISTICS = "/v1/reports/reservation-statistics/"
UNITS = "/v1/reports/reservation-units/"
SPANS = "/v1/reports/reservable-time-spans/"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with server.serving() as api:
        yield api


@pytest.fixture
def surroundings(tmp_path: Path, api: Api, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and tokens for the server; returns the inbox."""
    server.settings_file(home, api)
    monkeypatch.setenv("TALKOOTILA_VARAAMO_TOKEN", TOKEN)
    monkeypatch.setenv("TALKOOTILA_LINKED_EVENTS_TOKEN", TOKEN)
    return tmp_path / "exports"


def reservations(tmp_path: Path, number: int) -> list[dict[str, Any]]:
    """So many reservations as the report API gives them, changed day after day from 1 March 2025."""
    first = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
    rows = [
        {"reservation_uuid": f"u{n}", "updated_at": (first + dt.timedelta(days=n)).isoformat()}
        for n in range(number)
    ]
    path = statistics_json(tmp_path / "elsewhere" / "rows.json", rows)
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def spans(number: int) -> list[dict[str, Any]]:
    """So many spans of an hour."""
    begin = dt.datetime(2025, 3, 1, 8, tzinfo=dt.UTC)
    return [
        {
            "end_datetime": (begin + dt.timedelta(days=n, hours=1)).isoformat(),
            "resource": 880501,
            "start_datetime": (begin + dt.timedelta(days=n)).isoformat(),
        }
        for n in range(number)
    ]


def only(lists: list[Fetched]) -> Fetched:
    [one] = lists
    return one


def said(one: Fetched) -> str:
    return render(one.message, "en")


def content(exports: Path, one: Fetched) -> list[dict[str, Any]]:
    """The records of all files of a list."""
    found: list[dict[str, Any]] = []
    for file in one.files:
        read = json.loads((exports / file).read_text(encoding="utf-8"))
        records = read if isinstance(read, list) else read.get("results", read.get("data"))
        if isinstance(read, dict):
            about = read.get("meta", read)
            assert (about["count"], about["next"]) == (len(records), None)
        found += records
    return found


def get_spans(exports: Path, rows: int, api: Api, **given: Any) -> Fetched:
    api.lists[SPANS] = server.varaamo_list(spans(rows), changed="end_datetime")
    return only(fetch("varaamo", exports, only=["reservable_time_spans"], **given))


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (250, 3)])
def test_every_row_of_every_page_comes_once(
    surroundings: Path, api: Api, tmp_path: Path, rows: int, pages: int
) -> None:
    given = reservations(tmp_path, rows)
    api.lists[STATISTICS] = server.varaamo_list(given)
    one = only(fetch("varaamo", surroundings, only=["reservation_statistics"]))
    assert content(surroundings, one) == given
    assert (one.status, one.rows, one.pages) == ("fetched" if rows else "empty", rows, pages)
    windows = [(int(q["start"]), int(q["stop"])) for q in api.queries()]
    assert windows == [(100 * n, 100 * n + 100) for n in range(pages)]
    assert set(api.authorizations) == {TOKEN}


def test_a_server_that_gives_less_than_asked_skips_nothing(surroundings: Path, api: Api) -> None:
    def forty(asked: server.Asked) -> None:
        start = int(asked.query["start"])
        headers = {"Varaamo-Pagination-Total-Count": "130"}
        asked.send(200, spans(130)[start : start + 40], headers)

    api.lists[SPANS] = forty
    one = only(fetch("varaamo", surroundings, only=["reservable_time_spans"]))
    assert content(surroundings, one) == spans(130)
    assert [(q["start"], q["stop"]) for q in api.queries()][1] == ("40", "140")


def test_a_long_list_becomes_files_of_about_the_size_set(
    surroundings: Path, api: Api, home: Path, tmp_path: Path
) -> None:
    # A page of a hundred spans is about 13 kB: two of them are more than 20 kB.
    server.settings_file(home, api, megabytes_a_file=0.02)
    one = get_spans(surroundings, 350, api)
    rows = [len(content(surroundings, Fetched("", "", "", files=(file,)))) for file in one.files]
    assert rows == [100, 100, 150]
    assert content(surroundings, one) == spans(350)


def test_linked_events_sends_its_token_to_the_configured_host_alone(surroundings: Path, api: Api) -> None:
    rows = [{"id": n, "last_modified_time": "2025-05-01T08:00:00Z"} for n in range(205)]
    for name in ("event", "registration", "signup", "place", "organization"):
        wanted = server.paged_list(api, rows, container="data", token=f"Token {TOKEN}")
        api.lists[f"/data-analytics/{name}/"] = wanted
    api.lists["/v1/place/"] = server.paged_list(api, rows[:3], container="data")
    lists = fetch("linked_events", surroundings)
    assert exit_code(lists) == 0
    assert [one.list for one in lists] == [
        *("event", "registration", "signup", "place", "organization", "places")
    ]
    for one in lists[:5]:
        assert content(surroundings, one) == rows
    assert [q.get("page") for q in api.queries("/data-analytics/event/")] == [None, "2", "3"]
    assert api.queries("/v1/place/")[0]["data_source"] == "tprek"


def test_hauki_and_service_map_ask_for_what_the_settings_say(surroundings: Path, api: Api) -> None:
    rows = [{"id": n} for n in range(1205)]
    for path in ("/v1/opening_hours/", "/v1/resource/", "/v2/unit/", "/v2/department/"):
        api.lists[path] = server.paged_list(api, rows, container="results")
    lists = fetch("hauki", surroundings, since=dt.date(2025, 3, 1)) + fetch("servicemap", surroundings)
    assert exit_code(lists) == 0
    assert all(content(surroundings, one) == rows for one in lists)
    hours = api.queries("/v1/opening_hours/")[0]
    assert (hours["data_source"], hours["start_date"]) == ("tvp", "2025-03-01")
    assert dt.date.fromisoformat(hours["end_date"]) > dt.date.today() + dt.timedelta(days=170)
    assert api.queries("/v2/unit/")[0] == {"municipality": "helsinki", "page_size": "1000"}
    assert api.authorizations == [None] * len(api.authorizations)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (server.status(500), "HTTP 500"),
        (server.status(503), "HTTP 503"),
        (server.status(429, {"Retry-After": "0"}), "HTTP 429"),
        (server.cut, "the connection broke or could not be made"),
        (server.cut_without_a_length, "the answer was cut off"),
        (server.hangs(1), "no answer in time"),
        (server.drips, "no answer in time"),
    ],
    ids=["500", "503", "429", "cut", "cut_without_a_length", "hangs", "drips"],
)
def test_what_passes_is_asked_again(
    surroundings: Path, api: Api, home: Path, fault: server.Fault, reason: str
) -> None:
    if "in time" in reason:
        server.settings_file(home, api, timeout_seconds=0.5, answer_seconds=1)
    # The first page and the second one stumble; the third does not.
    api.faults = [fault, server.fine, fault, server.fine]
    told: list[str] = []
    one = get_spans(surroundings, 250, api, report=told.append)
    assert content(surroundings, one) == spans(250)
    assert [q["start"] for q in api.queries()] == ["0", "0", "100", "100", "200"]
    assert len(told) == 2
    assert all(f"{reason}; another attempt in" in render(one, "en") for one in told), told


def test_a_server_that_asks_to_wait_is_waited_for(surroundings: Path, api: Api) -> None:
    api.faults = [server.status(429, {"Retry-After": "1"})]
    get_spans(surroundings, 1, api)
    first, second = (moment for *_, moment in api.asked)
    assert 1.0 <= second - first < 4.0


def test_a_wait_may_be_a_date(surroundings: Path, api: Api, home: Path) -> None:
    server.settings_file(home, api, retry_after_most_seconds=5)
    # Such a date has no parts of a second.
    later = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3), usegmt=True)
    api.faults = [server.status(503, {"Retry-After": later})]
    get_spans(surroundings, 1, api)
    first, second = (moment for *_, moment in api.asked)
    assert second - first > 1.0


def test_a_long_wait_is_told_instead(surroundings: Path, api: Api) -> None:
    api.faults = [server.fine, server.status(429, {"Retry-After": "3600"})]
    one = get_spans(surroundings, 250, api)
    assert (one.status, one.files) == ("failed", ())
    assert "asks to wait 60 min" in said(one)
    assert "The pages fetched so far (1) are kept" in said(one)


def test_waits_double_and_attempts_end(surroundings: Path, api: Api, home: Path) -> None:
    server.settings_file(home, api, backoff_seconds=0.1, backoff_most_seconds=0.2)
    api.faults = [server.status(500)] * 4
    one = get_spans(surroundings, 1, api)
    assert "no usable answer in 4 attempts (last: HTTP 500)" in said(one)
    moments = [moment for *_, moment in api.asked]
    waits = [b - a for a, b in itertools.pairwise(moments)]
    # Half of each wait is left to chance; 0.1, 0.2, then no more than 0.2.
    for wait, most in zip(waits, (0.1, 0.2, 0.2), strict=True):
        assert most / 2 <= wait < most + 1


def test_requests_keep_the_pace(surroundings: Path, api: Api, home: Path) -> None:
    server.settings_file(home, api, requests_a_second=10)
    get_spans(surroundings, 401, api)
    moments = [moment for *_, moment in api.asked]
    assert len(moments) == 5
    assert moments[-1] - moments[0] >= 0.39


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (server.status(401), "refused the token (HTTP 401)"),
        (server.status(403), "change it in TALKOOTILA_VARAAMO_TOKEN"),
        (server.status(404), "there is no such page (HTTP 404)"),
        (server.status(400), "answered HTTP 400"),
        (server.web_page, "a web page instead of data"),
    ],
    ids=["401", "403", "404", "400", "web_page"],
)
def test_what_does_not_pass_is_told_at_once(
    surroundings: Path, api: Api, fault: server.Fault, what: str
) -> None:
    api.faults = [fault]
    one = get_spans(surroundings, 5, api)
    assert one.status == "failed"
    assert what in said(one)
    assert len(api.asked) == 1
    assert not [path for path in surroundings.rglob("*.json") if not path.name.startswith(".")]


@pytest.mark.parametrize("body", [b"{}", b"[1, 2]", b'"text"', b'{"results": 7}'])
def test_json_that_is_no_list_is_told(surroundings: Path, api: Api, body: bytes) -> None:
    api.lists["/v2/unit/"] = lambda asked: asked.send(200, body)
    one = only(fetch("servicemap", surroundings, only=["unit"]))
    assert "not the list that was expected" in said(one)


def test_an_answer_may_not_be_endless(surroundings: Path, api: Api, home: Path) -> None:
    server.settings_file(home, api, megabytes_an_answer=0.01)
    assert "over 0.01 MB" in said(get_spans(surroundings, 100, api))


def test_a_server_that_does_not_answer_at_all(surroundings: Path, api: Api, home: Path) -> None:
    text = server.settings_file(home, api).read_text(encoding="utf-8")
    # Port 1 of this machine: nobody listens.
    (home / "sources.toml").write_text(text.replace(api.address, "http://127.0.0.1:1"), encoding="utf-8")
    one = only(fetch("servicemap", surroundings, only=["unit"]))
    assert "127.0.0.1:1/v2/unit/ gave no usable answer in 4 attempts" in said(one)


def test_a_page_that_repeats_is_noticed_and_nothing_is_written(surroundings: Path, api: Api) -> None:
    same = spans(100)
    headers = {"Varaamo-Pagination-Total-Count": "300"}
    api.lists[SPANS] = lambda asked: asked.send(200, same, headers)
    one = only(fetch("varaamo", surroundings, only=["reservable_time_spans"]))
    assert "Page 2 is the same as one before" in said(one)
    assert (one.status, len(api.asked)) == ("failed", 2)
    # The next run starts from the first page.
    assert content(surroundings, get_spans(surroundings, 3, api)) == spans(3)


def test_a_next_page_that_is_this_page_is_noticed(surroundings: Path, api: Api) -> None:
    api.lists["/v2/department/"] = lambda asked: asked.send(
        200, {"count": 2, "next": f"http://x.invalid{asked.path}", "results": [{"id": len(api.asked)}]}
    )
    one = only(fetch("servicemap", surroundings, only=["department"]))
    assert "is the same as one before" in said(one)


@pytest.mark.parametrize(
    ("count", "what", "complete"),
    [
        (lambda start, _: 250 - start // 100, "fell while fetching (250 → 248)", False),
        (lambda start, true: true + 40 * (start == 0), "fell while fetching (290 → 250)", False),
        (lambda start, true: true - 10 * (start == 0), "grew while fetching (240 → 250)", True),
        (lambda _, __: 260, "250 rows came, though the API promised 260", False),
    ],
    ids=["falls", "falls_once", "grows", "promises"],
)
def test_a_count_that_changes_underneath_is_noticed(
    surroundings: Path, api: Api, count: Callable[[int, int], int], what: str, complete: bool
) -> None:
    api.lists[SPANS] = server.varaamo_list(spans(250), changed="end_datetime", count=count)
    one = only(fetch("varaamo", surroundings, only=["reservable_time_spans"]))
    assert what in said(one)
    assert (one.status, one.rows, one.complete) == ("fetched", 250, complete)
    assert exit_code([one]) == (0 if complete else 1)
    # Where rows may be missing, the next run asks for everything again.
    fetch("varaamo", surroundings, only=["reservable_time_spans"])
    assert ("after" in api.queries()[-1]) == complete


def test_a_whole_run_is_the_next_ones_since(surroundings: Path, api: Api, tmp_path: Path) -> None:
    rows = reservations(tmp_path, 3)
    api.lists[STATISTICS] = server.varaamo_list(rows)
    wanted = ["reservation_statistics"]
    assert only(fetch("varaamo", surroundings, only=wanted)).since is None
    again = only(fetch("varaamo", surroundings, only=wanted))
    assert again.since == dt.date.today().isoformat()
    assert (again.status, again.files) == ("empty", ())
    assert "nothing new" in said(again)
    # 2 March in Helsinki begins before nine o'clock of that day and after that of the first.
    third = only(fetch("varaamo", surroundings, only=wanted, since=dt.date(2025, 3, 2)))
    assert [row["reservation_uuid"] for row in content(surroundings, third)] == ["u1", "u2"]
    assert api.queries()[-1]["updated_after"] == "2025-03-02T00:00:00+02:00"


def test_a_later_since_leaves_no_gap(surroundings: Path, api: Api) -> None:
    get_spans(surroundings, 3, api)
    state = surroundings / "fetched" / "varaamo" / ".reservable_time_spans.json"
    told = json.loads(state.read_text(encoding="utf-8"))
    state.write_text(json.dumps(told | {"next_since": "2025-03-02"}), encoding="utf-8")
    get_spans(surroundings, 3, api, since=dt.date(2025, 3, 3))
    assert json.loads(state.read_text(encoding="utf-8"))["next_since"] == "2025-03-02"
    assert get_spans(surroundings, 3, api).since == "2025-03-02"


def test_a_broken_run_goes_on_where_it_stopped(surroundings: Path, api: Api) -> None:
    api.faults = [server.fine, server.fine, *[server.status(500)] * 4]
    broken = get_spans(surroundings, 350, api)
    assert (broken.status, broken.rows, broken.files) == ("failed", 200, ())
    visible = [p for p in (surroundings / "fetched" / "varaamo").iterdir() if not p.name.startswith(".")]
    assert visible == []
    api.asked.clear()
    told: list[str] = []
    whole = get_spans(surroundings, 350, api, report=told.append)
    assert [q["start"] for q in api.queries()] == ["200", "300"]
    assert content(surroundings, whole) == spans(350)
    assert "pages so far: 2, rows: 200" in render(told[0], "en")


def test_a_run_that_asked_something_else_does_not_go_on(surroundings: Path, api: Api) -> None:
    api.faults = [server.fine, *[server.status(500)] * 4]
    get_spans(surroundings, 350, api)
    api.asked.clear()
    get_spans(surroundings, 350, api, since=dt.date(2025, 3, 3))
    assert api.queries()[0]["start"] == "0"


def test_a_run_that_is_too_old_does_not_go_on(surroundings: Path, api: Api, home: Path) -> None:
    api.faults = [server.fine, *[server.status(500)] * 4]
    get_spans(surroundings, 350, api)
    api.asked.clear()
    server.settings_file(home, api, resume_hours=0.00001)
    time.sleep(0.1)
    get_spans(surroundings, 350, api)
    assert api.queries()[0]["start"] == "0"


@pytest.mark.parametrize("damage", ["no_pages", "no_state", "odd_state", "other_state"])
def test_what_is_damaged_is_fetched_anew(surroundings: Path, api: Api, damage: str) -> None:
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
    api.asked.clear()
    assert content(surroundings, get_spans(surroundings, 350, api)) == spans(350)
    assert api.queries()[0]["start"] == "0"


def test_killed_while_publishing_it_writes_the_same_files_again(surroundings: Path, api: Api) -> None:
    folder = surroundings / "fetched" / "varaamo"
    state = folder / ".reservable_time_spans.json"
    kept: dict[str, bytes] = {}

    def remember(*_: Any) -> None:
        # The last page is there: this is what a kill during the publishing leaves.
        kept.update({str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()})

    first = get_spans(surroundings, 250, api, progress=remember)
    for name, data in kept.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(data)
    assert json.loads(state.read_bytes())["run"]["following"] is None
    api.asked.clear()
    again = get_spans(surroundings, 250, api)
    assert (again.files, api.asked) == (first.files, [])
    assert content(surroundings, again) == spans(250)
    assert not list(folder.glob(".*.pages"))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 450), st.lists(st.integers(0, 8), max_size=4))
def test_whatever_breaks_whenever_every_row_comes_once(
    surroundings: Path, api: Api, home: Path, rows: int, breaks: list[int]
) -> None:
    """However often a run is broken off, and wherever, the files hold every row once, in order."""
    server.settings_file(home, api, attempts=1)
    shutil.rmtree(surroundings, ignore_errors=True)
    for fine in breaks:
        api.faults = [*[server.fine] * fine, server.status(500)]
        one = get_spans(surroundings, rows, api)
        if one.status != "failed":
            break
        assert not list((surroundings / "fetched" / "varaamo").glob("[!.]*"))
    else:
        api.faults = []
        one = get_spans(surroundings, rows, api)
    api.faults = []
    assert content(surroundings, one) == spans(rows)


def test_a_redirect_to_another_host_takes_no_token_along(surroundings: Path, api: Api) -> None:
    with server.serving() as other:
        # Another name of this machine is another host.
        elsewhere = other.address.replace("127.0.0.1", "localhost")
        api.faults = [server.status(302, {"Location": f"{elsewhere}{SPANS}?start=0&stop=100"})]
        other.lists[SPANS] = lambda asked: asked.send(200, spans(2))
        one = get_spans(surroundings, 2, api)
        assert content(surroundings, one) == spans(2)
        assert (api.authorizations, other.authorizations) == ([TOKEN], [None])


def test_no_netrc_replaces_the_token(
    surroundings: Path, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    get_spans(surroundings, 1, api)
    assert api.authorizations == [TOKEN]


def test_open_lists_come_without_a_token(
    surroundings: Path, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TALKOOTILA_LINKED_EVENTS_TOKEN")
    api.lists["/v1/place/"] = server.paged_list(api, [{"id": "tprek:1"}], container="data")
    lists = fetch("linked_events", surroundings)
    assert [one.status for one in lists] == ["failed"] * 5 + ["fetched"]
    assert exit_code(lists) == 1
    assert "TALKOOTILA_LINKED_EVENTS_TOKEN" in said(lists[0])


def fetching(exports: Path, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "fetch", "varaamo", "--exports", exports, "--home", home, "--json"],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_in_the_middle_it_goes_on_and_loads_the_same(
    surroundings: Path, api: Api, home: Path, tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    rows = reservations(tmp_path, 730)
    api.lists[STATISTICS] = server.varaamo_list(rows)
    api.lists[UNITS] = server.varaamo_list([])
    api.lists[SPANS] = server.varaamo_list([])
    server.settings_file(home, api, requests_a_second=10)
    process = fetching(surroundings, home)
    deadline = time.monotonic() + 30
    while len(api.asked) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert 4 <= len(api.asked) < 8
    folder = surroundings / "fetched" / "varaamo"
    assert not [path for path in folder.iterdir() if not path.name.startswith(".")]
    asked = len(api.asked)
    server.settings_file(home, api)
    out, err = fetching(surroundings, home).communicate(timeout=60)
    told = json.loads(out)
    assert [one["rows"] for one in told["lists"]] == [730, 0, 0], err
    assert int(api.queries(STATISTICS)[asked]["start"]) >= 200
    load(surroundings, home)
    assert warehouse.current(home).query("SELECT count(*) AS n FROM booking")["n"][0] == 730


def test_two_fetches_of_a_source_do_not_meet(surroundings: Path, api: Api, home: Path) -> None:
    api.lists[STATISTICS] = server.varaamo_list([])
    api.faults = [server.hangs(0.3), server.hangs(0.3), server.hangs(0.3)]
    process = fetching(surroundings, home)
    deadline = time.monotonic() + 30
    while not api.asked and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(FetchFailed) as caught:
        fetch("varaamo", surroundings)
    assert "already under way" in render(caught.value.stored, "en")
    process.communicate(timeout=60)


def test_one_list_that_fails_leaves_the_others(surroundings: Path, api: Api) -> None:
    api.lists["/v2/department/"] = server.paged_list(api, [{"id": 1}], container="results")
    lists = fetch("servicemap", surroundings)
    assert [one.status for one in lists] == ["failed", "fetched"]
    assert exit_code(lists) == 1
    assert exit_code(lists[:1]) == 2
    assert exit_code(lists[1:]) == 0


def test_without_a_token_nothing_is_asked(
    surroundings: Path, api: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TALKOOTILA_VARAAMO_TOKEN")
    with pytest.raises(FetchFailed) as caught:
        fetch("varaamo", surroundings)
    for language, word in (("fi", "ympäristömuuttujassa"), ("sv", "miljövariabeln"), ("en", "environment")):
        assert word in render(caught.value.stored, language)
    assert api.asked == []
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("TALKOOTILA_VARAAMO_TOKEN_FILE", str(file))
    assert get_spans(surroundings, 3, api).rows == 3


def test_an_odd_token_is_told_without_repeating_it(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for odd in (f"{TOKEN}\n{TOKEN}", f"Token {TOKEN}", f"{TOKEN}ä"):
        monkeypatch.setenv("TALKOOTILA_VARAAMO_TOKEN", odd)
        with pytest.raises(FetchFailed) as caught:
            fetch("varaamo", surroundings)
        assert "Copy the token again" in render(caught.value.stored, "en")
        assert TOKEN not in caught.value.stored


@pytest.mark.parametrize(
    "faults",
    [[], [server.status(403)], [server.web_page], [server.cut] * 4, [server.status(500)] * 4],
    ids=["fine", "403", "web_page", "cut", "500"],
)
def test_the_token_is_in_no_file_and_no_output(
    surroundings: Path, api: Api, home: Path, faults: list[server.Fault], tmp_path: Path
) -> None:
    for path in (STATISTICS, UNITS):
        api.lists[path] = server.varaamo_list(reservations(tmp_path, 130))
    api.lists[SPANS] = server.varaamo_list(spans(130), changed="end_datetime")
    api.faults = [server.fine, *faults]
    process = fetching(surroundings, home)
    out, err = process.communicate(timeout=60)
    assert TOKEN in {header for header in api.authorizations if header}
    assert process.returncode == (1 if faults else 0), err
    written = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert len(written) > 10_000
    for text in (written, out.encode(), err.encode()):
        assert TOKEN.encode() not in text


def test_settings_of_the_home_and_of_the_environment_win(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert configuration("hauki").address == "https://hauki.api.hel.fi"
    assert configuration("hauki").manners.attempts == 6
    home.mkdir()
    own = home / "sources.toml"
    own.write_text('[client]\nattempts = 2\n[hauki]\naddress = "https://a.invalid/"\ntimeout_seconds = 5\n')
    assert configuration("hauki").address == "https://a.invalid"
    assert configuration("hauki").manners.attempts == 2
    assert configuration("hauki").manners.timeout_seconds == 5
    assert configuration("servicemap").manners.timeout_seconds == 60
    monkeypatch.setenv("TALKOOTILA_HAUKI_ADDRESS", "https://b.invalid")
    monkeypatch.setenv("TALKOOTILA_CLIENT_ATTEMPTS", "3")
    assert configuration("hauki").address == "https://b.invalid"
    assert configuration("hauki").manners.attempts == 3


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[hauki", "is no TOML"),
        ("[varaamo]\nadress = 'x'", "varaamo.adress"),
        ("[elsewhere]\na = 1", "elsewhere"),
        ("[varaamo]\ntoken = 'secret'", "A token does not belong in a file of settings"),
        ("[client]\nattempts = 0", "client.attempts"),
        ("[client]\ntimeout_seconds = 'soon'", "a number above 0"),
        ("[varaamo]\naddress = 7", "varaamo.address"),
        ("[varaamo]\naddress = 'varaamo.invalid'", "must begin with https://"),
        ("", "address of the source varaamo is not set"),
    ],
)
def test_wrong_settings_are_told(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    what: str,
) -> None:
    monkeypatch.setenv("TALKOOTILA_VARAAMO_TOKEN", TOKEN)
    home.mkdir()
    (home / "sources.toml").write_text(text, encoding="utf-8")
    assert main(["fetch", "varaamo", "--exports", str(tmp_path / "exports"), "--home", str(home)]) == 2
    told = capsys.readouterr()
    assert what in told.err
    assert "secret" not in told.err
    assert told.out == ""


def test_the_command_tells_on_stderr_and_accounts_on_stdout(surroundings: Path, api: Api, home: Path) -> None:
    api.lists["/v2/department/"] = server.paged_list(api, [{"id": 1}], container="results")
    done = command(
        *("etl", "fetch", "servicemap", "--exports", surroundings, "--home", home, "--json", "--lang", "sv")
    )
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert [(one["list"], one["status"], one["rows"]) for one in told["lists"]] == [
        ("unit", "failed", 0),
        ("department", "fetched", 1),
    ]
    assert "sidan finns inte" in told["lists"][0]["message"]
    assert "sidan finns inte" in done.stderr


@pytest.mark.parametrize("since", ["yesterday", "2025-13-01", "1.3.2025"])
def test_a_since_that_is_no_day_is_said(since: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["fetch", "hauki", "--since", since])
    assert caught.value.code == 2
    assert "--since" in capsys.readouterr().err


def test_what_was_fetched_loads_like_the_file_exports(
    surroundings: Path, api: Api, home: Path, tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    exported = city(tmp_path / "exported", {"990101": "Kallio", "990102": "Malmi"})
    statistics_json(exported / "statistics.json", [{"reservation_uuid": f"u{n}"} for n in range(101)])
    load(exported, tmp_path / "other")
    for file, path, container in (
        ("units", "/v2/unit/", "results"),
        ("departments", "/v2/department/", "results"),
        ("places", "/v1/place/", "data"),
    ):
        rows = json.loads((exported / f"{file}.json").read_text(encoding="utf-8"))[container]
        api.lists[path] = server.paged_list(api, rows, container=container)
    api.lists[STATISTICS] = server.varaamo_list(json.loads((exported / "statistics.json").read_bytes()))
    fetch("servicemap", surroundings)
    fetch("linked_events", surroundings, only=["places"])
    fetch("varaamo", surroundings, only=["reservation_statistics"])
    told = load(surroundings, home)
    assert {file["status"] for file in told["files"]} == {"loaded"}
    assert {file["message"] for file in told["files"]} == {""}
    for sql in (
        "SELECT unit, department, district FROM unit ORDER BY ALL",
        "SELECT * EXCLUDE (booking_id) FROM booking ORDER BY ALL",
    ):
        fetched, given = (warehouse.current(h).query(sql) for h in (home, tmp_path / "other"))
        assert len(fetched) > 1
        assert fetched.equals(given)


SAMPLES = {
    "varaamo": [
        (STATISTICS, "bookings/varaamo_reservation_statistics_page_0-100.json", "updated_at"),
        (UNITS, "bookings/varaamo_reservation_units.json", "updated_at"),
        (SPANS, "bookings/varaamo_reservable_time_spans_all.json", "end_datetime"),
    ],
    "servicemap": [
        ("/v2/unit/", "bookings/servicemap_units.json", "results"),
        ("/v2/department/", "bookings/servicemap_departments.json", "results"),
    ],
    "hauki": [("/v1/opening_hours/", "bookings/hauki_opening_hours.json", "results")],
    "linked_events": [
        *(
            (f"/data-analytics/{n}/", f"participation/linkedevents_data_analytics_{n}.json", "data")
            for n in ("event", "registration", "signup", "place", "organization")
        ),
        ("/v1/place/", "bookings/linkedevents_places.json", "data"),
    ],
}


@pytest.mark.shared
def test_real_formats_load_the_same_fetched_or_exported(
    surroundings: Path, api: Api, home: Path, tmp_path: Path, load: Callable[..., dict[str, Any]]
) -> None:
    folder = SHARED / "formats" / "samples"
    exported = tmp_path / "exported"
    exported.mkdir()
    for source, lists in SAMPLES.items():
        for path, file, how in lists:
            body = json.loads((folder / file).read_text(encoding="utf-8"))
            (exported / Path(file).name).write_bytes((folder / file).read_bytes())
            if source == "varaamo":
                api.lists[path] = server.varaamo_list(body, changed=how)
            else:
                api.lists[path] = server.paged_list(api, body[how], container=how)
    for source in SAMPLES:
        for one in fetch(source, surroundings):
            assert one.status == "fetched" or one.list == "resource", one
    given = {f["file"]: f for f in load(exported, tmp_path / "other")["files"]}
    fetched = {f["file"]: f for f in load(surroundings, home)["files"]}
    keys = ("source", "feed", "status", "rows_read", "rows_loaded", "rows_rejected", "rows_superseded")
    assert sorted(str([f[k] for k in keys]) for f in fetched.values()) == sorted(
        str([f[k] for k in keys]) for f in given.values()
    )
    tables = warehouse.current(home).query("SELECT table_name FROM duckdb_tables() ORDER BY 1")["table_name"]
    for table in tables:
        if table in ("load", "build_info", "check_result", "rejected_row"):
            continue
        one, other = (
            warehouse.current(h).query(f"SELECT count(*) AS n FROM {table}")["n"][0]
            for h in (home, tmp_path / "other")
        )
        assert one == other, table
