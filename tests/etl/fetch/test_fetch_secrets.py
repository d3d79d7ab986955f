"""Fetch with a token, which only its host receives; settings; and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.text.messages import render
from etl.__main__ import main
from etl.fetch import exit_code, fetch
from etl.fetch.configuration import FetchFailed, configuration
from tests.support.commands import command
from tests.support.fetch import server
from tests.support.fetch.results import (
    SPANS,
    STATISTICS,
    UNITS,
    content,
    fetching,
    get_spans,
    message_of,
    reservations,
    spans,
)
from tests.support.fetch.server import TOKEN, Api


def test_a_redirect_to_another_host_carries_no_token(surroundings: Path, api: Api) -> None:
    with server.serving() as other:
        # Another name of this machine is another host.
        elsewhere = other.address.replace("127.0.0.1", "localhost")
        api.faults = [server.status(302, {"Location": f"{elsewhere}{SPANS}?start=0&stop=100"})]
        other.lists[SPANS] = lambda request: request.send(200, spans(2))
        fetched = get_spans(surroundings, 2, api)
        assert content(surroundings, fetched) == spans(2)
        assert (api.authorizations, other.authorizations) == ([TOKEN], [None])


def test_no_netrc_replaces_the_token(
    surroundings: Path, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    get_spans(surroundings, 1, api)
    assert api.authorizations == [TOKEN]


def test_open_lists_are_fetched_without_a_token(
    surroundings: Path, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TALKOOTILA_LINKED_EVENTS_TOKEN")
    api.lists["/v1/place/"] = server.paged_list(api, [{"id": "tprek:1"}], container="data")
    lists = fetch("linked_events", surroundings)
    assert [fetched.status for fetched in lists] == ["failed"] * 5 + ["fetched"]
    assert exit_code(lists) == 1
    assert "TALKOOTILA_LINKED_EVENTS_TOKEN" in message_of(lists[0])


def test_without_a_token_no_request_is_sent(
    surroundings: Path, api: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TALKOOTILA_VARAAMO_TOKEN")
    with pytest.raises(FetchFailed) as caught:
        fetch("varaamo", surroundings)
    for language, word in (("fi", "ympäristömuuttujassa"), ("sv", "miljövariabeln"), ("en", "environment")):
        assert word in render(caught.value.stored, language)
    assert api.requests == []
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("TALKOOTILA_VARAAMO_TOKEN_FILE", str(file))
    assert get_spans(surroundings, 3, api).rows == 3


def test_an_invalid_token_is_reported_without_repeating_it(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for invalid in (f"{TOKEN}\n{TOKEN}", f"Token {TOKEN}", f"{TOKEN}ä"):
        monkeypatch.setenv("TALKOOTILA_VARAAMO_TOKEN", invalid)
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


def test_settings_of_the_home_and_of_the_environment_override_the_defaults(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert configuration("hauki").address == "https://hauki.api.hel.fi"
    assert configuration("hauki").limits.attempts == 6
    home.mkdir()
    file = home / "sources.toml"
    file.write_text('[client]\nattempts = 2\n[hauki]\naddress = "https://a.invalid/"\ntimeout_seconds = 5\n')
    assert configuration("hauki").address == "https://a.invalid"
    assert configuration("hauki").limits.attempts == 2
    assert configuration("hauki").limits.timeout_seconds == 5
    assert configuration("servicemap").limits.timeout_seconds == 60
    monkeypatch.setenv("TALKOOTILA_HAUKI_ADDRESS", "https://b.invalid")
    monkeypatch.setenv("TALKOOTILA_CLIENT_ATTEMPTS", "3")
    assert configuration("hauki").address == "https://b.invalid"
    assert configuration("hauki").limits.attempts == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[hauki", "is not TOML"),
        ("[varaamo]\nadress = 'x'", "varaamo.adress"),
        ("[elsewhere]\na = 1", "elsewhere"),
        ("[varaamo]\ntoken = 'secret'", "A token does not belong in a settings file"),
        ("[client]\nattempts = 0", "client.attempts"),
        ("[client]\ntimeout_seconds = 'soon'", "a number above 0"),
        ("[varaamo]\naddress = 7", "varaamo.address"),
        ("[varaamo]\naddress = 'varaamo.invalid'", "must start with https://"),
        ("", "address of the source varaamo is not set"),
    ],
)
def test_wrong_settings_are_reported(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    expected: str,
) -> None:
    monkeypatch.setenv("TALKOOTILA_VARAAMO_TOKEN", TOKEN)
    home.mkdir()
    (home / "sources.toml").write_text(text, encoding="utf-8")
    assert main(["fetch", "varaamo", "--exports", str(tmp_path / "exports"), "--home", str(home)]) == 2
    output = capsys.readouterr()
    assert expected in output.err
    assert "secret" not in output.err
    assert output.out == ""


def test_the_command_reports_on_stderr_and_prints_results_on_stdout(
    surroundings: Path, api: Api, home: Path
) -> None:
    api.lists["/v2/department/"] = server.paged_list(api, [{"id": 1}], container="results")
    completed = command(
        *("etl", "fetch", "servicemap", "--exports", surroundings, "--home", home, "--json", "--lang", "sv")
    )
    assert completed.returncode == 1
    printed = json.loads(completed.stdout)
    assert [(row["list"], row["status"], row["rows"]) for row in printed["lists"]] == [
        ("unit", "failed", 0),
        ("department", "fetched", 1),
    ]
    assert "sidan finns inte" in printed["lists"][0]["message"]
    assert "sidan finns inte" in completed.stderr


@pytest.mark.parametrize("since", ["yesterday", "2025-13-01", "1.3.2025"])
def test_an_invalid_since_date_is_reported(since: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["fetch", "hauki", "--since", since])
    assert caught.value.code == 2
    assert "--since" in capsys.readouterr().err
