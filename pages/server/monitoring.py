"""What an administrator watches: /healthz, and /metrics in Prometheus's text for this machine alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from ipaddress import ip_address

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data import settings, warehouse
from data.city_profile.in_use import city_zone
from data.loading.coverage import deliveries
from data.loading.load_history import last_run
from data.scope import EVERYTHING
from data.warehouse import Build, NoWarehouse
from pages.server.export_route import downloads_in_progress
from pages.server.guard import is_forwarded
from pages.server.navigation import base_path

#: The first parts of paths that are counted by name; everything else is a page.
_KINDS = ("_stcore", "static", "media", "component", "api", "assets", "healthz", "metrics")

# A sample per counter that says when it was created would only double the lines.
disable_created_metrics()
REGISTRY = CollectorRegistry()
_requests = Counter(
    "talkootila_requests", "Requests by kind and status", ("kind", "status"), registry=REGISTRY
)
_query_seconds = Histogram(
    "talkootila_query_seconds",
    "Seconds of a query of the warehouse",
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=REGISTRY,
)
Gauge("talkootila_exports_in_progress", "Downloads being made or sent", registry=REGISTRY).set_function(
    downloads_in_progress
)


class _Home(Collector):
    """Reads the state of the home when it is asked, so that every process says the same."""

    def describe(self) -> list[Metric]:
        """Return no names, so that registering reads no home."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of the published build, its deliveries and the last load."""
        try:
            build = warehouse.current()
        except NoWarehouse:
            build = None
        built_at = build.built_at.timestamp() if build else 0
        yield _gauge("build_timestamp_seconds", "When the published build was made; 0: none", built_at)
        late = GaugeMetricFamily("talkootila_source_days_late", "Days late by source", labels=("source",))
        for source, days in (days_late(build) if build else {}).items():
            late.add_metric((source,), days)
        yield late
        run = last_run(EVERYTHING, settings.home())
        if run is None:
            return
        yield _gauge("load_timestamp_seconds", "When the last load started", run.run_at.timestamp())
        yield _gauge("load_exit_code", "Exit code of the last load (2: nothing published)", run.exit_code)
        yield _gauge("load_rejected_rows", "Rows that the last load rejected", run.rows_rejected)
        files = GaugeMetricFamily("talkootila_load_files", "Files of the last load", labels=("status",))
        for status, count in run.files.items():
            files.add_metric((status,), count)
        yield files


REGISTRY.register(_Home())


def _gauge(name: str, description: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"talkootila_{name}", description, value)


def start() -> None:
    """Measure the queries of this process. The server calls it once."""
    warehouse.on_query = _query_seconds.observe


class CountRequests:
    """ASGI middleware: counts every request by kind and status."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and count it when its answer starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                _requests.labels(_kind(scope["path"]), str(message["status"])).inc()
            await send(message)

        await self.app(scope, receive, count)


def _kind(path: str) -> str:
    first = path.removeprefix(base_path()).strip("/").split("/")[0]
    return first if first in _KINDS else "page"


def days_late(build: Build) -> dict[str, int]:
    """Return how many days late each source is; 0 until the day after its delivery is due."""
    today = dt.datetime.now(city_zone()).date()
    return {delivery.source: delivery.days_late for delivery in deliveries(EVERYTHING, build, today)}


def healthz(request: Request) -> Response:
    """Answer 200 if there is a build and no source is late, else 503; say which, without figures."""
    headers = {"Cache-Control": "no-store"}
    try:
        build = warehouse.current()
        late = {source: days for source, days in days_late(build).items() if days}
    except NoWarehouse:
        return JSONResponse({"status": "no build", "build": None}, 503, headers)
    now = dt.datetime.now(dt.UTC)
    state = {
        "status": "late" if late else "ok",
        "build": build.id,
        "built_at": build.built_at.isoformat(),
        "build_age_hours": (now - build.built_at) // dt.timedelta(hours=1),
        "data_up_to": build.as_of.isoformat(),
        "days_late": late,
    }
    return JSONResponse(state, 503 if late else 200, headers)


def metrics(request: Request) -> Response:
    """Answer this machine with the metrics, and everyone else as if there were none."""
    if not _is_local(request):
        return PlainTextResponse("Not Found", 404)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _is_local(request: Request) -> bool:
    client = request.client.host if request.client else ""
    try:
        is_loopback = ip_address(client).is_loopback
    except ValueError:
        is_loopback = False
    # A request through a proxy comes from elsewhere, whatever its connection says.
    return is_loopback and not is_forwarded(request.scope)
