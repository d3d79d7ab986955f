"""Sessions: a cookie is worth something as long as its session is not over."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from data.access.viewer import Person
from pages.server import sessions
from tests.support.services.access_toml import ACCESS, write_access

PERSON = Person("x", "Xena", ("group:Talkootila-KUVA",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_access(tmp_path)


def test_a_cookie_brings_back_its_session(folder: Path) -> None:
    session = sessions.new(PERSON)
    cookies = {"talkootila": sessions.written(session, folder)}
    assert sessions.read(cookies, folder) == session
    assert sessions.viewer_of(session, folder).scope.departments == ("KUVA",)
    assert sessions.read(cookies, write_access(folder / "other")) is None


def test_behind_tls_only_the_cookie_for_tls_counts(folder: Path) -> None:
    write_access(folder, ACCESS.replace("http://127.0.0.1:8501", "https://tilat.example"))
    value = sessions.written(sessions.new(PERSON), folder)
    assert sessions.read({"talkootila": value}, folder) is None
    assert sessions.read({"__Secure-talkootila": value}, folder) is not None


def test_an_expired_or_ended_session_is_over(folder: Path) -> None:
    expired = sessions.new(PERSON, 0)
    assert sessions.read({"talkootila": sessions.written(expired, folder)}, folder) is None
    session = sessions.new(PERSON)
    sessions.end(session, folder)
    assert sessions.read({"talkootila": sessions.written(session, folder)}, folder) is None
    [path] = (folder / "ended_sessions").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_ended_sessions_are_forgotten_once_they_would_have_expired(folder: Path) -> None:
    old, new = sessions.new(PERSON), sessions.new(PERSON)
    sessions.end(old, folder)
    before = time.time() - sessions.LIFETIME_SECONDS - 1
    os.utime(folder / "ended_sessions" / old.id, (before, before))
    sessions.end(new, folder)
    assert [path.name for path in (folder / "ended_sessions").iterdir()] == [new.id]
