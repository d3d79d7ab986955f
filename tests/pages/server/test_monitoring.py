"""/healthz and /metrics: what monitoring reads, and who may read it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from pages.server import monitoring
from tests.support.asgi import get
from tests.support.commands import load_here
from tests.support.exports.varaamo_files import city, statistics_csv
from tests.support.tiny_warehouse import publish

NOW = dt.datetime.now(dt.UTC)


def _load_row(exported_at: dt.datetime) -> dict[str, object]:
    return {"load_id": "1", "source": "varaamo", "exported_at": exported_at.replace(tzinfo=None)}


def _health() -> tuple[int, dict[str, object]]:
    status, headers, body = get("/healthz")
    assert headers["cache-control"] == "no-store"
    return status, json.loads(body)


def test_without_a_build_the_server_is_not_healthy(home: Path) -> None:
    assert _health() == (503, {"status": "no build", "build": None})


def test_the_age_of_the_data_is_told_and_late_data_are_not_healthy(home: Path) -> None:
    publish(home, {"load": [_load_row(NOW)]})
    status, state = _health()
    assert (status, state["status"], state["build"]) == (200, "ok", "tiny")
    assert state["data_up_to"] == "2026-10-31"
    publish(home, {"load": [_load_row(NOW - dt.timedelta(days=100))]}, build_id="later")
    status, state = _health()
    assert (status, state["status"], state["build"]) == (503, "late", "later")
    assert isinstance(state["days_late"], dict)
    assert state["days_late"]["varaamo"] > 60


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse, "on_query", None)  # restored afterwards
    monitoring.start()


def _metrics() -> dict[str, float]:
    status, _, body = get("/metrics", client="127.0.0.1")
    assert status == 200
    families = text_string_to_metric_families(body.decode())
    return {
        f"{sample.name}{json.dumps(sample.labels)}": sample.value
        for family in families
        for sample in family.samples
    }


def test_requests_queries_and_the_last_load_are_measured(measured: None, home: Path, exports: Path) -> None:
    city(exports)
    statistics_csv(exports / "a.csv", [{"id": 1}, {"id": 2, "begin": "x"}])
    (exports / "broken.json").write_text("{", encoding="utf-8")
    load_here(exports, home)
    before = _metrics()
    calculate("bookings", [], scope=EVERYTHING, build=warehouse.current(home))
    get("/no_such_page")
    after = _metrics()
    assert after["talkootila_query_seconds_count{}"] > before["talkootila_query_seconds_count{}"]
    name = 'talkootila_requests_total{"kind": "page", "status": "307"}'
    assert after[name] == before.get(name, 0) + 1
    assert after["talkootila_exports_in_progress{}"] == 0
    assert after["talkootila_load_rejected_rows{}"] == 1
    assert after["talkootila_load_exit_code{}"] == 1
    assert after['talkootila_load_files{"status": "refused"}'] == 1
    assert after["talkootila_build_timestamp_seconds{}"] > 1e9
    assert 'talkootila_source_days_late{"source": "varaamo"}' in after


@pytest.mark.parametrize(
    ("client", "forwarded", "status"),
    [("127.0.0.1", "", 200), ("::1", "", 200), ("192.0.2.7", "", 404), ("127.0.0.1", "127.0.0.1", 404)],
)
def test_metrics_are_for_this_machine_alone(home: Path, client: str, forwarded: str, status: int) -> None:
    assert get("/metrics", client=client, forwarded=forwarded)[0] == status
