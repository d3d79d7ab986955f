"""Board mode: which pages it steps through, and what it links to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.board import MEETING
from tests.support.pages import visit

LINK = re.compile(r'href="([^"]*)" target="_self" data-board="(\w+)"')


@pytest.fixture(autouse=True)
def _sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


def board_of(app: AppTest) -> str:
    """The HTML of board mode."""
    (board,) = (e.proto.body for e in app.get("html") if 'class="board"' in e.proto.body)
    return str(board)


def board_links(app: AppTest) -> dict[str, str]:
    """The links of board mode by name: previous, next and leave."""
    return {name: address for address, name in LINK.findall(board_of(app))}


def test_the_pages_of_a_meeting_follow_each_other_in_a_circle() -> None:
    app = visit("overview", present="1", district="301")
    assert board_links(app) == {
        "previous": f"{MEETING[-1]}?district=301&amp;present=1",
        "next": f"{MEETING[1]}?district=301&amp;present=1",
        "leave": "?district=301",
    }
    assert " · " in board_of(app)
    assert "Kallio" in board_of(app)


def test_the_address_chooses_the_pages() -> None:
    app = visit("goals", present="overview,goals,nothing")
    links = board_links(app)
    assert " · " not in board_of(app), "the page is not filtered, so its position is all that is said"
    assert links["next"].startswith("overview?")
    assert links["previous"].startswith("overview?")


def test_there_is_no_board_without_the_name() -> None:
    assert not [e for e in visit("overview").get("html") if 'class="board"' in e.proto.body]
