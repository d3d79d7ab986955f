"""The front door: language and headers of every page, and downloads that only a signed link opens."""

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
from data.filters import Filters, Scope
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
def wanted(build: Build) -> Export:
    return Export(BOOKINGS, build.id, "fi")


class TestPages:
    @pytest.mark.parametrize(
        ("query", "language"), [("", "fi"), ("?lang=sv", "sv"), ("?lang=en", "en"), ("?lang=<b>", "fi")]
    )
    def test_a_page_says_its_language(self, query: str, language: str) -> None:
        status, headers, body = get(f"/spaces{query}")
        assert status == 200
        assert body.startswith(f'<!DOCTYPE html><html lang="{language}">'.encode())
        assert b"<title>Talkootila</title>" in body
        assert headers["content-language"] == language
        assert int(headers["content-length"]) == len(body)

    def test_a_kept_or_packed_page_of_another_language_is_not_asked_for(self) -> None:
        _, headers, _ = get("/spaces?lang=sv")
        assert headers["x-encoding"] == "none"
        assert "etag" not in headers
        assert get("/static/a.css")[1]["x-encoding"] == "gzip"

    @pytest.mark.parametrize("address", ["/", "/static/a.css", "/api/export/bookings.csv?t=x"])
    def test_every_answer_is_guarded(self, address: str) -> None:
        headers = get(address)[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval", "")
        assert "http" not in policy

    def test_only_the_page_s_own_script_may_run(self) -> None:
        policy = get("/")[1]["content-security-policy"]
        digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert scripts == f"script-src 'self' 'wasm-unsafe-eval' 'sha256-{digest}'"

    def test_the_overview_has_an_address_of_its_own(self) -> None:
        status, headers, _ = get("/overview?lang=sv&district=301")
        assert (status, headers["location"]) == (307, "/?lang=sv&district=301")


class TestDownloads:
    def test_a_signed_link_opens_what_it_was_made_for(self, wanted: Export) -> None:
        status, headers, body = get(f"/api/export/bookings.csv?t={sign(wanted)}")
        assert status == 200
        assert headers["cache-control"] == "no-store"
        assert headers["content-disposition"] == "attachment; filename*=utf-8''talkootila-bookings-tiny.csv"
        assert body.decode().count("\r\n") == 4

    def test_filters_and_scope_are_those_that_were_signed(self, wanted: Export) -> None:
        narrow = replace(wanted, filters=Filters.of(district=["503"]), scope=Scope(("KUVA",)))
        status, headers, body = get(f"/api/export/bookings.parquet?t={sign(narrow)}&district=301")
        assert (status, headers["x-row-count"]) == (200, "1")
        table = pq.read_table(io.BytesIO(body))
        assert table.select(["district", "department"]).to_pylist() == [
            {"district": "503", "department": "KUVA"}
        ]

    def test_a_workbook_comes_whole(self, wanted: Export) -> None:
        status, _, body = get(f"/api/export/bookings.xlsx?t={sign(wanted)}")
        assert (status, body[:2]) == (200, b"PK")

    def test_a_link_that_is_not_ours_says_what_to_do(self, wanted: Export) -> None:
        token = sign(wanted)
        forged = (f"bookings.csv?t={token[:-3]}abc", "bookings.csv", f"figures.csv?t={token}")
        for address in (*forged, f"bookings.exe?t={token}"):
            status, headers, body = get(f"/api/export/{address}")
            assert status == 403
            assert headers["cache-control"] == "no-store"
            for language in (b'lang="fi">Latausl', b'lang="sv">Nedladdningsl', b'lang="en">The download'):
                assert language in body

    def test_a_build_that_is_gone_is_gone(self, wanted: Export) -> None:
        status, _, body = get(f"/api/export/bookings.csv?t={sign(replace(wanted, build_id='old'))}")
        assert status == 410
        assert "finns inte längre" in body.decode()

    def test_a_metric_that_is_gone_is_no_server_error(self, wanted: Export) -> None:
        gone = replace(wanted, what="figures", metric="no_such_metric")
        assert get(f"/api/export/figures.csv?t={sign(gone)}")[0] == 403

    def test_too_many_at_once_are_asked_to_wait(self, wanted: Export) -> None:
        places = [export_route._places.take(str(client)) for client in range(CONCURRENT)]
        status, headers, _ = get(f"/api/export/bookings.csv?t={sign(wanted)}")
        assert (status, headers["retry-after"]) == (503, "30")
        for place in places:
            assert place is not None
            place.leave()
        assert get(f"/api/export/bookings.csv?t={sign(wanted)}")[0] == 200

    def test_those_who_hang_up_give_their_place_back(self, wanted: Export) -> None:
        for _ in range(CONCURRENT + 2):
            status, _, _ = get(f"/api/export/bookings.csv?t={sign(wanted)}", only_first_piece=True)
            assert status == 200
