"""Secrets: long enough, readable by their owner only, and never half written."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.secret_file import WrongSecret, read_or_create
from data.settings import LANGUAGES
from data.text.messages import render

VARIABLE = "TALKOOTILA_SECRET_OF_A_TEST"
LONG = "0123456789abcdef" * 2


def test_the_first_use_creates_a_secret_that_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "config" / "secret"
    secret = read_or_create(VARIABLE, path)
    assert len(secret) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_create(VARIABLE, path) == secret
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


def test_callers_that_start_at_the_same_time_read_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        read_secrets = list(pool.map(lambda _: read_or_create(VARIABLE, tmp_path / "secret"), range(32)))
    assert len(set(read_secrets)) == 1
    assert len(read_secrets[0]) >= 32


@pytest.mark.parametrize("secret", ["", " ", "x", "31 bytes: one fewer than needed", " " * 40])
def test_a_short_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    path = tmp_path / "secret"
    path.touch(0o600)
    path.write_text(secret, encoding="utf-8")
    with pytest.raises(WrongSecret, match=r"secret has fewer than 32 bytes"):
        read_or_create(VARIABLE, path)
    monkeypatch.setenv(VARIABLE, secret)
    with pytest.raises(WrongSecret, match=VARIABLE):
        read_or_create(VARIABLE, tmp_path / "other")


def test_a_long_secret_of_the_environment_needs_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, LONG)
    assert read_or_create(VARIABLE, tmp_path / "secret") == LONG.encode()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o644])
def test_a_secret_that_others_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret"
    path.write_text(LONG, encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(WrongSecret, match=f"{mode:04o}") as refused:
        read_or_create(VARIABLE, path)
    for language in LANGUAGES:
        assert f"chmod 600 {path}" in render(refused.value.stored, language)
    path.chmod(0o400)
    assert read_or_create(VARIABLE, path) == LONG.encode()
