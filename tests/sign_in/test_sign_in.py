"""Sign-in against a real OpenID provider, by raw requests."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from data.access import audit_log
from data.files.export import FIGURES
from data.scope import Scope
from tests.support.services.page_socket import draw
from tests.support.services.signing_in import (
    Site,
    cookie_of,
    issued,
    link,
    open_socket,
    session_id,
    sign_in,
    stranger,
    to_callback,
    with_cookie,
)

pytestmark = pytest.mark.sign_in

KUVA = Scope(("KUVA",), "internal")
EVERYTHING = Scope(None, "internal")


def status(site: Site, cookie: str, path: str) -> int:
    address = path if path.startswith("http") else f"{site.address}{path}"
    return with_cookie(cookie).get(address, allow_redirects=False).status_code


def last_entry(site: Site) -> dict[str, object]:
    [month] = audit_log.months(site.home)
    return audit_log.entries(site.home, month, 1)[0][0]


class TestAnonymous:
    def test_a_page_leads_to_the_sign_in_and_back(self, site: Site) -> None:
        answer = stranger().get(f"{site.address}/spaces?lang=sv&district=301", allow_redirects=False)
        assert answer.status_code == 302
        parts = urlsplit(answer.headers["location"])
        assert parts.path == "/auth/in"
        assert parse_qs(parts.query) == {"next": ["/spaces?lang=sv&district=301"]}

    @pytest.mark.parametrize(
        "path",
        [
            *(
                "/media/a.png",
                "/static/js/index.js",
                "/_stcore/host-config",
                "/_stcore/metrics",
                "/app/static/a",
            ),
            *("/component/a/b", "/api/export/bookings.csv?t=x", "/_stcore/upload_file/a/b", "/index.html"),
        ],
    )
    def test_nothing_else_is_served(self, site: Site, path: str) -> None:
        answer = stranger().get(f"{site.address}{path}", allow_redirects=False)
        assert answer.status_code == 401
        assert "Et ole kirjautunut" in answer.text

    def test_only_health_and_the_public_script_are_open(self, site: Site) -> None:
        for path in ("/_stcore/health", "/assets/frame.js"):
            assert stranger().get(f"{site.address}{path}").status_code == 200

    def test_a_websocket_is_refused_before_it_opens(self, site: Site) -> None:
        with pytest.raises(InvalidStatus, match="403"):
            open_socket(site)

    def test_a_download_without_sign_in_is_in_the_audit_log(self, site: Site) -> None:
        assert stranger().get(link(site, "rita", KUVA)).status_code == 401
        [month] = audit_log.months(site.home)
        entries, _ = audit_log.entries(site.home, month, 100)
        # Another attempt in the same minute may have been the first, which is the one that is entered.
        assert (None, "not_signed_in") in [(entry["subject"], entry.get("reason")) for entry in entries]


class TestSignIn:
    def test_the_cookie_is_small_and_out_of_reach_of_scripts(self, site: Site) -> None:
        session = stranger()
        answer = session.get(to_callback(session, f"{site.address}/", "aino"), allow_redirects=False)
        header = answer.headers["set-cookie"]
        written = header[header.index("talkootila=") :].split(", talkootila_state")[0]
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in written.split(";")}
        # 200 groups of the provider are not in it.
        assert len(written) < 500
        assert "Max-Age=28800" in written

    def test_the_provider_is_asked_with_pkce(self, site: Site) -> None:
        answer = stranger().get(f"{site.address}/auth/in", allow_redirects=False)
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        assert query["code_challenge_method"] == ["S256"]
        assert query["response_type"] == ["code"]

    def test_somebody_unknown_is_told_whom_to_ask(self, site: Site) -> None:
        session = stranger()
        answer = session.get(to_callback(session, f"{site.address}/", "urho"))
        assert answer.status_code == 403
        assert answer.text.count("Talkootilan tuki, tuki@example.fi") == 3
        assert not [cookie for cookie in session.cookies if cookie.name == "talkootila"]
        entry = last_entry(site)
        assert (entry["subject"], entry["reason"]) == ("urho", "unknown_person")

    def test_groups_that_the_provider_did_not_list_are_named_as_the_cause(self, site: Site) -> None:
        session = stranger()
        answer = session.get(to_callback(session, f"{site.address}/", "ella"))
        assert answer.status_code == 403
        assert "so many groups" in answer.text

    @pytest.mark.parametrize(
        "target",
        [
            *(
                "https://evil.example/",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
            ),
            *(
                "javascript:alert(1)",
                "/auth/out",
                "\\\\evil.example",
                "/ /evil.example",
                "http:/evil.example",
            ),
        ],
    )
    def test_the_sign_in_returns_to_this_site_only(self, site: Site, rita: str, target: str) -> None:
        address = f"{site.address}/auth/in?next={quote(target, safe='')}"
        answer = with_cookie(rita).get(address, allow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, "/")

    def test_a_forged_state_is_refused(self, site: Site) -> None:
        answer = stranger().get(f"{site.address}/auth/callback?code=x&state=forged")
        assert answer.status_code == 400
        assert "Yritä uudelleen" in answer.text

    def test_nobody_can_be_signed_in_as_somebody_else(self, site: Site) -> None:
        callback = to_callback(stranger(), f"{site.address}/", "rita")
        other = stranger()
        other.get(f"{site.address}/auth/in")
        assert other.get(callback, allow_redirects=False).status_code == 400
        assert (last_entry(site)["reason"], last_entry(site)["detail"]) == (
            "sign_in_failed",
            "mismatching_state",
        )

    def test_an_answer_of_the_provider_works_once(self, site: Site) -> None:
        session = stranger()
        callback = to_callback(session, f"{site.address}/", "rita")
        before = session.cookies.copy()
        assert session.get(callback, allow_redirects=False).status_code == 302
        for cookies in (before, stranger().cookies):
            replay = stranger()
            replay.cookies.update(cookies)
            assert replay.get(callback, allow_redirects=False).status_code == 400

    def test_sign_ins_of_two_tabs_do_not_disturb_each_other(self, site: Site) -> None:
        session = stranger()
        first = session.get(f"{site.address}/auth/in?next=/goals", allow_redirects=False)
        session.get(f"{site.address}/auth/in?next=/spaces", allow_redirects=False)
        callback = to_callback(session, first.headers["location"], "rita")
        assert session.get(callback, allow_redirects=False).headers["location"] == "/goals"


class TestSession:
    def test_a_tampered_cookie_is_worthless(self, site: Site, rita: str) -> None:
        head, _, signature = rita.rpartition(".")
        for value in (f"{head[:-2]}xx.{signature}", f"{head}.{signature[:-2]}xx", head, "x", ""):
            assert status(site, value, "/spaces") == 302

    def test_signing_out_is_final(self, site: Site) -> None:
        session = sign_in(site, "rita")
        cookie = cookie_of(session)
        socket = open_socket(site, cookie)
        answer = session.get(f"{site.address}/auth/out", allow_redirects=False)
        assert answer.headers["location"].startswith(f"{site.provider}/session/end?")
        assert not [c for c in session.cookies if c.name == "talkootila"]
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)
        # The cookie is genuine and has hours left, but its session was ended.
        assert status(site, cookie, "/spaces") == 302
        assert status(site, cookie, link(site, "rita", KUVA, FIGURES)) == 401
        with pytest.raises(InvalidStatus, match="403"):
            open_socket(site, cookie)

    def test_no_other_site_can_sign_anybody_out(self, site: Site) -> None:
        cookie = issued(site, "anna", 60)
        with_cookie(cookie).get(
            f"{site.address}/auth/out", headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False
        )
        assert status(site, cookie, "/spaces") == 200

    def test_an_expired_session_loses_page_and_socket(self, site: Site) -> None:
        cookie = issued(site, "anna", 3)
        assert status(site, cookie, "/spaces") == 200
        socket = open_socket(site, cookie)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=8)
        assert status(site, cookie, "/spaces") == 302

    def test_nobody_resumes_the_session_of_another(self, site: Site, rita: str, anna: str) -> None:
        with open_socket(site, anna) as socket:
            first = draw(socket, "help").session_id
        with open_socket(site, rita, first) as socket:
            assert draw(socket, "help").session_id != first
        # Nor by naming the other's session in the header that Streamlit compares.
        forged = {"X-Talkootila-Session": session_id(site, anna)}
        with open_socket(site, rita, first, **forged) as socket:
            assert draw(socket, "help").session_id != first
        with open_socket(site, anna, first) as socket:
            assert draw(socket, "help").session_id == first

    def test_a_foreign_host_and_a_foreign_origin_are_refused(self, site: Site, anna: str) -> None:
        answer = with_cookie(anna).get(f"{site.address}/spaces", headers={"Host": "evil.example"})
        assert answer.status_code == 400
        with pytest.raises(InvalidStatus, match=r"40[03]"):
            open_socket(site, anna, Origin="https://evil.example")
        open_socket(site, anna, Origin=site.origin).close()


class TestAccessFile:
    def test_a_changed_file_counts_from_the_next_request(self, site: Site, rita: str) -> None:
        path = site.home / "access.toml"
        text = path.read_text()
        figures = link(site, "rita", KUVA, FIGURES)
        assert status(site, rita, figures) == 200
        socket = open_socket(site, rita)
        try:
            path.write_text(text.replace('["KUVA"]', '["SOTEPE"]'))
            assert status(site, rita, figures) == 403
            path.write_text(text.replace("Talkootila-KUVA", "Talkootila-other"))
            assert status(site, rita, "/spaces") == 403
            with pytest.raises(ConnectionClosed):
                socket.recv(timeout=5)
            path.write_text(text + "\n[unknown]\n")
            assert status(site, rita, "/spaces") == 503
        finally:
            path.write_text(text)
        assert status(site, rita, figures) == 200


class TestRights:
    def test_rows_are_for_analysts_and_only_of_their_departments(
        self, site: Site, rita: str, aino: str
    ) -> None:
        assert status(site, rita, link(site, "rita", KUVA)) == 403
        assert last_entry(site)["reason"] == "outside_scope"
        assert status(site, aino, link(site, "aino", KUVA)) == 403
        answer = with_cookie(aino).get(link(site, "aino", Scope(("KASKO",), "internal")))
        assert answer.status_code == 200
        assert answer.text.count("\r\n") == 2
        entry = last_entry(site)
        assert (entry["subject"], entry["role"], entry["action"]) == ("aino", "analyst", "download")
        assert (entry["rows"], entry["departments"], entry["build"]) == (1, ["KASKO"], "tiny")

    def test_a_link_is_of_no_use_to_anybody_else(self, site: Site, rita: str, anna: str) -> None:
        stolen = link(site, "anna", EVERYTHING)
        assert status(site, anna, stolen) == 200
        assert status(site, rita, stolen) == 403
        assert (last_entry(site)["subject"], last_entry(site)["reason"]) == ("rita", "foreign_link")
        assert status(site, "", stolen) == 401

    def test_a_link_shows_nothing_outside_the_present_scope(self, site: Site, rita: str) -> None:
        assert status(site, rita, link(site, "rita", EVERYTHING, FIGURES)) == 403
        assert status(site, rita, link(site, "rita", Scope(("KASKO",), "internal"), FIGURES)) == 403
        assert status(site, rita, link(site, "rita", KUVA, FIGURES)) == 200
