"""The front door: language and headers of every page, and downloads that need a signed link."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.files.export import BOOKINGS, Export
from data.files.signing import sign
from data.filters import Filters
from data.scope import EVERYTHING, Scope
from data.warehouse import Build
from pages.server import export_route
from pages.server.export_route import CONCURRENT
from tests.support.asgi import SCRIPT, get
from tests.support.tiny_warehouse import publish


@pytest.fixture
def build(home: Path) -> Build:
    rows = [
        {
            "booking_id": n,
            "date": "2026-10-05",
            "hour": 9,
            "district": d,
            "department": o,
            "state": "confirmed",
        }
        for n, (d, o) in enumerate([("301", "KUVA"), ("503", "KASKO"), ("503", "KUVA")])
    ]
    return publish(home, {"booking": rows})


@pytest.fixture
def export(build: Build) -> Export:
    return Export(BOOKINGS, build.id, "fi", filters=Filters(), scope=EVERYTHING)


class TestPages:
    @pytest.mark.parametrize(
        ("query", "language"), [("", "fi"), ("?lang=sv", "sv"), ("?lang=en", "en"), ("?lang=<b>", "fi")]
    )
    def test_a_page_declares_its_language(self, query: str, language: str) -> None:
        status, headers, body = get(f"/spaces{query}")
        assert status == 200
        assert body.startswith(f'<!DOCTYPE html><html lang="{language}">'.encode())
        assert b"<title>Talkootila</title>" in body
        assert headers["content-language"] == language
        assert int(headers["content-length"]) == len(body)

    def test_only_a_page_loads_plotly(self) -> None:
        assert b'id="plotly"' in get("/spaces")[2]
        assert b'id="plotly"' not in get("/api/export/bookings.csv?t=x")[2]

    def test_a_page_is_neither_compressed_nor_cached(self) -> None:
        _, headers, _ = get("/spaces?lang=sv")
        assert headers["x-encoding"] == "none"
        assert "etag" not in headers
        assert get("/static/a.css")[1]["x-encoding"] == "gzip"

    @pytest.mark.parametrize("address", ["/", "/static/a.css", "/api/export/bookings.csv?t=x"])
    def test_every_response_has_security_headers(self, address: str) -> None:
        headers = get(address)[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval", "")
        assert "http" not in policy

    def test_the_policy_allows_only_the_script_of_the_page(self) -> None:
        policy = get("/")[1]["content-security-policy"]
        digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert scripts == f"script-src 'self' 'wasm-unsafe-eval' 'sha256-{digest}'"

    def test_the_address_of_the_overview_redirects_to_the_root(self) -> None:
        status, headers, _ = get("/overview?lang=sv&district=301")
        assert (status, headers["location"]) == (307, "/?lang=sv&district=301")

    def test_an_old_link_to_the_page_of_a_space_opens_its_profile(self) -> None:
        status, headers, _ = get("/spaces?lang=sv&space=5050&from=2026-01")
        assert (status, headers["location"]) == (307, "/spaces?lang=sv&from=2026-01&detail=space:5050")
        for query in ("space=1,2", "space=1&space=2", "space=1&detail=space:2", "space=", "lang=sv"):
            assert get(f"/spaces?{query}")[0] == 200
        assert get("/shared_use?space=5050")[0] == 200


class TestDownloads:
    def test_a_signed_link_gives_its_file(self, export: Export) -> None:
        status, headers, body = get(f"/api/export/bookings.csv?t={sign(export)}")
        assert status == 200
        assert headers["cache-control"] == "no-store"
        assert headers["content-disposition"] == "attachment; filename*=utf-8''talkootila-bookings-tiny.csv"
        assert body.decode().count("\r\n") == 4

    def test_filters_and_scope_are_those_that_were_signed(self, export: Export) -> None:
        filtered = replace(export, filters=Filters.of(district=["503"]), scope=Scope(("KUVA",), "internal"))
        status, headers, body = get(f"/api/export/bookings.parquet?t={sign(filtered)}&district=301")
        assert (status, headers["x-row-count"]) == (200, "1")
        table = pq.read_table(io.BytesIO(body))
        assert table.select(["district", "department"]).to_pylist() == [
            {"district": "503", "department": "KUVA"}
        ]

    def test_a_workbook_is_complete(self, export: Export) -> None:
        status, _, body = get(f"/api/export/bookings.xlsx?t={sign(export)}")
        assert (status, body[:2]) == (200, b"PK")

    def test_an_invalid_link_is_refused_with_instructions(self, export: Export) -> None:
        token = sign(export)
        invalid = (f"bookings.csv?t={token[:-3]}abc", "bookings.csv", f"figures.csv?t={token}")
        for address in (*invalid, f"bookings.exe?t={token}"):
            status, headers, body = get(f"/api/export/{address}")
            assert status == 403
            assert headers["cache-control"] == "no-store"
            for language in (b'lang="fi">Latausl', b'lang="sv">Nedladdningsl', b'lang="en">The download'):
                assert language in body

    def test_a_build_that_is_no_longer_kept_is_reported_as_gone(self, export: Export) -> None:
        status, _, body = get(f"/api/export/bookings.csv?t={sign(replace(export, build_id='old'))}")
        assert status == 410
        assert "finns inte längre" in body.decode()

    def test_an_unknown_metric_is_refused(self, export: Export) -> None:
        unknown = replace(export, what="figures", metric="no_such_metric")
        assert get(f"/api/export/figures.csv?t={sign(unknown)}")[0] == 403

    def test_too_many_downloads_at_once_must_wait(self, export: Export) -> None:
        places = [export_route._places.take(str(client)) for client in range(CONCURRENT)]
        status, headers, _ = get(f"/api/export/bookings.csv?t={sign(export)}")
        assert (status, headers["retry-after"]) == (503, "30")
        for place in places:
            assert place is not None
            place.leave()
        assert get(f"/api/export/bookings.csv?t={sign(export)}")[0] == 200

    def test_a_client_that_disconnects_frees_its_place(self, export: Export) -> None:
        for _ in range(CONCURRENT + 2):
            status, _, _ = get(f"/api/export/bookings.csv?t={sign(export)}", only_first_piece=True)
            assert status == 200
