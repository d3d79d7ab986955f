"""Errors of the server: logged in the home with their traceback, without personal data."""

from __future__ import annotations

import asyncio
import json
import logging
import urllib.request
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data import log_files
from pages.server import error_log
from pages.server.front_door import HEADERS, FrontDoor
from tests.support.browsing import serve
from tests.support.tiny_warehouse import publish

NAME = "Matti Meikäläinen 010190-123A"


async def failing_app(scope: Any, receive: Any, send: Any) -> None:
    duckdb.execute("SELECT CAST(? AS INTEGER)", [NAME])


def test_a_failed_request_is_logged_and_answered_without_the_value_that_the_engine_quotes(
    tmp_path: Path,
) -> None:
    path = log_files.set_up(log_files.SERVER, tmp_path)
    scope = {"type": "http", "method": "GET", "path": "/api/x\x1b", "query_string": NAME.encode()}
    messages: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(FrontDoor(failing_app)({**scope, "headers": []}, None, send))  # type: ignore[arg-type]
    assert messages[0]["status"] == 500
    assert {name.lower().encode() for name in HEADERS} <= {name.lower() for name, _ in messages[0]["headers"]}
    logged = path.read_text(encoding="utf-8")
    assert "GET '/api/x\\x1b' failed" in logged
    assert "ConversionException" in logged
    for text in (logged, str(messages)):
        assert "Meikäläinen" not in text


def test_a_page_that_fails_on_the_real_server_leaves_its_traceback_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ENABLE_AGENT_API", "true")
    publish(tmp_path, {"booking": []}, change="DROP TABLE dimension_member")
    process, address = serve(tmp_path)
    try:
        body = json.dumps({"page": "", "query_params": {}}).encode()
        request = urllib.request.Request(
            f"{address}/_stcore/agent/interact", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            assert response.status == 200
    finally:
        process.kill()
        process.wait()
    logged = (tmp_path / "logs" / "server.log").read_text(encoding="utf-8")
    assert "a page failed" in logged
    assert "CatalogException" in logged


@pytest.mark.usefixtures("home")
def test_streamlit_does_not_print_exceptions_itself() -> None:
    logger = logging.getLogger("streamlit.error_util")
    was_disabled = logger.disabled
    error_log.start()
    assert logger.disabled
    logger.disabled = was_disabled
