"""Fetch page by page from a local server: every row once, and the requests for each source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.fetch import Fetched, exit_code, fetch
from tests.support.fetch import server
from tests.support.fetch.results import (
    SPANS,
    STATISTICS,
    content,
    get_spans,
    message_of,
    only,
    reservations,
    spans,
)
from tests.support.fetch.server import TOKEN, Api


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (250, 3)])
def test_every_row_of_every_page_is_fetched_once(
    surroundings: Path, api: Api, tmp_path: Path, rows: int, pages: int
) -> None:
    records = reservations(tmp_path, rows)
    api.lists[STATISTICS] = server.varaamo_list(records)
    fetched = only(fetch("varaamo", surroundings, only=["reservation_statistics"]))
    assert content(surroundings, fetched) == records
    assert (fetched.status, fetched.rows, fetched.pages) == ("fetched" if rows else "empty", rows, pages)
    windows = [(int(q["start"]), int(q["stop"])) for q in api.queries()]
    assert windows == [(100 * n, 100 * n + 100) for n in range(pages)]
    assert set(api.authorizations) == {TOKEN}


def test_pages_smaller_than_requested_skip_nothing(surroundings: Path, api: Api) -> None:
    def forty(request: server.ApiRequest) -> None:
        start = int(request.query["start"])
        headers = {"Varaamo-Pagination-Total-Count": "130"}
        request.send(200, spans(130)[start : start + 40], headers)

    api.lists[SPANS] = forty
    fetched = only(fetch("varaamo", surroundings, only=["reservable_time_spans"]))
    assert content(surroundings, fetched) == spans(130)
    assert [(q["start"], q["stop"]) for q in api.queries()][1] == ("40", "140")


def test_a_long_list_is_split_into_files_of_about_the_set_size(
    surroundings: Path, api: Api, home: Path, tmp_path: Path
) -> None:
    # A page of a hundred spans is about 13 kB: two of them are more than 20 kB.
    server.settings_file(home, api, megabytes_a_file=0.02)
    fetched = get_spans(surroundings, 350, api)
    rows = [len(content(surroundings, Fetched("", "", "", files=(file,)))) for file in fetched.files]
    assert rows == [100, 100, 150]
    assert content(surroundings, fetched) == spans(350)


def test_linked_events_sends_its_token_to_the_configured_host_alone(surroundings: Path, api: Api) -> None:
    rows = [{"id": n, "last_modified_time": "2025-05-01T08:00:00Z"} for n in range(205)]
    for name in ("event", "registration", "signup", "place", "organization"):
        api_list = server.paged_list(api, rows, container="data", token=f"Token {TOKEN}")
        api.lists[f"/data-analytics/{name}/"] = api_list
    api.lists["/v1/place/"] = server.paged_list(api, rows[:3], container="data")
    lists = fetch("linked_events", surroundings)
    assert exit_code(lists) == 0
    assert [fetched.list for fetched in lists] == [
        *("event", "registration", "signup", "place", "organization", "places")
    ]
    for fetched in lists[:5]:
        assert content(surroundings, fetched) == rows
    assert [q.get("page") for q in api.queries("/data-analytics/event/")] == [None, "2", "3"]
    assert api.queries("/v1/place/")[0]["data_source"] == "tprek"


def test_hauki_and_service_map_are_fetched_with_the_queries_of_the_settings(
    surroundings: Path, api: Api
) -> None:
    rows = [{"id": n} for n in range(1205)]
    for path in ("/v1/opening_hours/", "/v1/resource/", "/v2/unit/", "/v2/department/"):
        api.lists[path] = server.paged_list(api, rows, container="results")
    lists = fetch("hauki", surroundings, since=dt.date(2025, 3, 1)) + fetch("servicemap", surroundings)
    assert exit_code(lists) == 0
    assert all(content(surroundings, fetched) == rows for fetched in lists)
    hours = api.queries("/v1/opening_hours/")[0]
    assert (hours["data_source"], hours["start_date"]) == ("tvp", "2025-03-01")
    assert dt.date.fromisoformat(hours["end_date"]) > dt.date.today() + dt.timedelta(days=170)
    assert api.queries("/v2/unit/")[0] == {"municipality": "helsinki", "page_size": "1000"}
    assert api.authorizations == [None] * len(api.authorizations)


def test_a_repeated_page_is_reported_and_nothing_is_written(surroundings: Path, api: Api) -> None:
    same = spans(100)
    headers = {"Varaamo-Pagination-Total-Count": "300"}
    api.lists[SPANS] = lambda request: request.send(200, same, headers)
    fetched = only(fetch("varaamo", surroundings, only=["reservable_time_spans"]))
    assert "Page 2 is the same as an earlier one" in message_of(fetched)
    assert (fetched.status, len(api.requests)) == ("failed", 2)
    # The next run starts from the first page.
    assert content(surroundings, get_spans(surroundings, 3, api)) == spans(3)


def test_a_next_page_that_is_the_same_page_is_reported(surroundings: Path, api: Api) -> None:
    api.lists["/v2/department/"] = lambda request: request.send(
        200, {"count": 2, "next": f"http://x.invalid{request.path}", "results": [{"id": len(api.requests)}]}
    )
    fetched = only(fetch("servicemap", surroundings, only=["department"]))
    assert "is the same as an earlier one" in message_of(fetched)


@pytest.mark.parametrize(
    ("count", "expected", "complete"),
    [
        (lambda start, _: 250 - start // 100, "fell while fetching (250 → 248)", False),
        (lambda start, true: true + 40 * (start == 0), "fell while fetching (290 → 250)", False),
        (lambda start, true: true - 10 * (start == 0), "grew while fetching (240 → 250)", True),
        (lambda _, __: 260, "250 rows came, though the API promised 260", False),
    ],
    ids=["falls", "falls_once", "grows", "promises"],
)
def test_a_count_that_changes_while_fetching_is_reported(
    surroundings: Path, api: Api, count: Callable[[int, int], int], expected: str, complete: bool
) -> None:
    api.lists[SPANS] = server.varaamo_list(spans(250), changed="end_datetime", count=count)
    fetched = only(fetch("varaamo", surroundings, only=["reservable_time_spans"]))
    assert expected in message_of(fetched)
    assert (fetched.status, fetched.rows, fetched.complete) == ("fetched", 250, complete)
    assert exit_code([fetched]) == (0 if complete else 1)
    # If rows may be missing, the next run fetches everything again.
    fetch("varaamo", surroundings, only=["reservable_time_spans"])
    assert ("after" in api.queries()[-1]) == complete


def test_a_list_that_fails_does_not_stop_the_others(surroundings: Path, api: Api) -> None:
    api.lists["/v2/department/"] = server.paged_list(api, [{"id": 1}], container="results")
    lists = fetch("servicemap", surroundings)
    assert [fetched.status for fetched in lists] == ["failed", "fetched"]
    assert exit_code(lists) == 1
    assert exit_code(lists[:1]) == 2
    assert exit_code(lists[1:]) == 0
