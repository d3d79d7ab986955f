"""How the dashboard is served: which settings make which mode, and which make none."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access.access_file import WrongAccess
from data.secret_file import WrongSecret
from pages.server import modes
from pages.server.trusted_hosts import allowed_hosts
from tests.support.asgi import get
from tests.support.services.access_toml import ACCESS, write_access

SECRET = "TALKOOTILA_CLIENT_SECRET"


@pytest.fixture
def listens_on(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv(SECRET, raising=False)
    return monkeypatch


def set_address(patch: pytest.MonkeyPatch, address: str) -> None:
    option = modes.st.get_option
    patch.setattr(modes.st, "get_option", lambda name: address if name == "server.address" else option(name))


@pytest.mark.parametrize(
    ("address", "hosts", "mode"),
    [
        ("127.0.0.1", "", modes.OWN_MACHINE),
        ("::1", "", modes.OWN_MACHINE),
        ("localhost", "", modes.OWN_MACHINE),
        ("0.0.0.0", "", modes.OPEN),
        ("", "", modes.OPEN),
        ("10.1.2.3", "", modes.OPEN),
        # A proxy of this machine brings others.
        ("127.0.0.1", "tilat.example", modes.OPEN),
    ],
)
def test_without_a_provider_the_addresses_decide(
    tmp_path: Path, listens_on: pytest.MonkeyPatch, address: str, hosts: str, mode: str
) -> None:
    set_address(listens_on, address)
    listens_on.setenv("TALKOOTILA_ALLOWED_HOSTS", hosts)
    assert modes.decide(tmp_path) == mode


def test_a_site_address_of_others_is_no_own_machine(tmp_path: Path) -> None:
    write_access(tmp_path, 'address = "https://tilat.example"')
    assert modes.decide(tmp_path) == modes.OPEN
    assert "tilat.example" in allowed_hosts(tmp_path)


def test_a_provider_means_sign_in_and_needs_a_secret(tmp_path: Path, listens_on: pytest.MonkeyPatch) -> None:
    write_access(tmp_path)
    with pytest.raises(WrongAccess, match="TALKOOTILA_CLIENT_SECRET_FILE"):
        modes.decide(tmp_path)
    file = tmp_path / "secret"
    file.write_text("a secret\n")
    listens_on.setenv("TALKOOTILA_CLIENT_SECRET_FILE", str(file))
    assert modes.decide(tmp_path) == modes.SIGN_IN
    assert modes.client_secret() == "a secret"
    listens_on.setenv("TALKOOTILA_LINK_SECRET", "short")
    with pytest.raises(WrongSecret):
        modes.decide(tmp_path)


def test_the_address_must_have_the_path_of_the_server(tmp_path: Path, listens_on: pytest.MonkeyPatch) -> None:
    listens_on.setenv(SECRET, "x")
    write_access(tmp_path, ACCESS.replace("127.0.0.1:8501", "127.0.0.1:8501/tilat"))
    with pytest.raises(WrongAccess, match=r"server\.baseUrlPath"):
        modes.decide(tmp_path)


def test_the_server_does_not_start_with_a_wrong_file_and_says_why(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_access(home, ACCESS.replace('role = "reader"', 'role = "boss"'))
    monkeypatch.setenv("TALKOOTILA_LANG", "sv")
    with pytest.raises(SystemExit, match=r"access\.toml, nyckeln access\[1\]\.role: ”boss” duger inte"):
        modes.start()


def test_the_own_machine_answers_no_proxy(home: Path) -> None:
    assert get("/spaces")[0] == 200
    status, _, body = get("/spaces", forwarded="203.0.113.7")
    assert status == 403
    assert b"docs/access.md" in body
