"""Fetch from a faulty server: a transient fault is followed by a retry, any other fault fails at once."""

from __future__ import annotations

import datetime as dt
import itertools
from email.utils import format_datetime
from pathlib import Path

import pytest

from data.text.messages import render
from etl.fetch import fetch
from tests.support.fetch import server
from tests.support.fetch.results import content, get_spans, message_of, only, spans
from tests.support.fetch.server import Api


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
def test_a_transient_fault_is_followed_by_another_attempt(
    surroundings: Path, api: Api, home: Path, fault: server.Fault, reason: str
) -> None:
    if "in time" in reason:
        server.settings_file(home, api, timeout_seconds=0.5, answer_seconds=1)
    # The first and the second page fail once, the third does not.
    api.faults = [fault, server.fine, fault, server.fine]
    reports: list[str] = []
    fetched = get_spans(surroundings, 250, api, report=reports.append)
    assert content(surroundings, fetched) == spans(250)
    assert [q["start"] for q in api.queries()] == ["0", "0", "100", "100", "200"]
    assert len(reports) == 2
    assert all(f"{reason}; another attempt in" in render(stored, "en") for stored in reports), reports


def test_the_wait_that_a_server_requests_is_kept(surroundings: Path, api: Api) -> None:
    api.faults = [server.status(429, {"Retry-After": "1"})]
    get_spans(surroundings, 1, api)
    first, second = (moment for *_, moment in api.requests)
    assert 1.0 <= second - first < 4.0


@pytest.mark.slow
def test_a_requested_wait_may_be_a_date(surroundings: Path, api: Api, home: Path) -> None:
    server.settings_file(home, api, retry_after_most_seconds=5)
    # Such a date has whole seconds.
    later = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3), usegmt=True)
    api.faults = [server.status(503, {"Retry-After": later})]
    get_spans(surroundings, 1, api)
    first, second = (moment for *_, moment in api.requests)
    assert second - first > 1.0


def test_a_long_wait_is_reported_and_not_kept(surroundings: Path, api: Api) -> None:
    api.faults = [server.fine, server.status(429, {"Retry-After": "3600"})]
    fetched = get_spans(surroundings, 250, api)
    assert (fetched.status, fetched.files) == ("failed", ())
    assert "asks to wait 60 min" in message_of(fetched)
    assert "The pages fetched so far (1) are kept" in message_of(fetched)


def test_waits_double_and_attempts_end(surroundings: Path, api: Api, home: Path) -> None:
    server.settings_file(home, api, backoff_seconds=0.1, backoff_most_seconds=0.2)
    api.faults = [server.status(500)] * 4
    fetched = get_spans(surroundings, 1, api)
    assert "no usable answer in 4 attempts (last: HTTP 500)" in message_of(fetched)
    moments = [moment for *_, moment in api.requests]
    waits = [b - a for a, b in itertools.pairwise(moments)]
    # Half of each wait is random; the longest waits are 0.1, 0.2 and 0.2 s.
    for wait, longest in zip(waits, (0.1, 0.2, 0.2), strict=True):
        assert longest / 2 <= wait < longest + 1


def test_requests_keep_the_rate(surroundings: Path, api: Api, home: Path) -> None:
    server.settings_file(home, api, requests_a_second=10)
    get_spans(surroundings, 401, api)
    moments = [moment for *_, moment in api.requests]
    assert len(moments) == 5
    assert moments[-1] - moments[0] >= 0.39


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (server.status(401), "did not accept the token (HTTP 401)"),
        (server.status(403), "change it in TALKOOTILA_VARAAMO_TOKEN"),
        (server.status(404), "the page does not exist (HTTP 404)"),
        (server.status(400), "answered HTTP 400"),
        (server.web_page, "a web page instead of data"),
    ],
    ids=["401", "403", "404", "400", "web_page"],
)
def test_a_permanent_fault_is_reported_at_once(
    surroundings: Path, api: Api, fault: server.Fault, expected: str
) -> None:
    api.faults = [fault]
    fetched = get_spans(surroundings, 5, api)
    assert fetched.status == "failed"
    assert expected in message_of(fetched)
    assert len(api.requests) == 1
    assert not [path for path in surroundings.rglob("*.json") if not path.name.startswith(".")]


@pytest.mark.parametrize("body", [b"{}", b"[1, 2]", b'"text"', b'{"results": 7}'])
def test_json_that_is_not_a_list_is_reported(surroundings: Path, api: Api, body: bytes) -> None:
    api.lists["/v2/unit/"] = lambda request: request.send(200, body)
    fetched = only(fetch("servicemap", surroundings, only=["unit"]))
    assert "not the list that was expected" in message_of(fetched)


def test_a_response_that_is_too_large_is_reported(surroundings: Path, api: Api, home: Path) -> None:
    server.settings_file(home, api, megabytes_an_answer=0.01)
    assert "over 0.01 MB" in message_of(get_spans(surroundings, 100, api))


def test_a_server_that_does_not_answer_at_all(surroundings: Path, api: Api, home: Path) -> None:
    text = server.settings_file(home, api).read_text(encoding="utf-8")
    # No server listens on port 1 of this machine.
    (home / "sources.toml").write_text(text.replace(api.address, "http://127.0.0.1:1"), encoding="utf-8")
    fetched = only(fetch("servicemap", surroundings, only=["unit"]))
    assert "127.0.0.1:1/v2/unit/ gave no usable answer in 4 attempts" in message_of(fetched)
