"""Control characters in files are removed before a terminal or a page shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.__main__ import main
from data.text.plain_text import without_control_characters
from tests.support.tiny_warehouse import publish


def test_control_characters_and_terminal_sequences_are_removed() -> None:
    assert without_control_characters("a\x1b[31mred\x1b[0m\x07 b\u202e c\n") == "ared b c "


def test_the_command_prints_labels_without_control_characters(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"date": "2026-10-05", "hour": 9, "is_use": True, "space": "Sali\x1b]0;x\x07\x1b[31m A"}
    publish(home, {"booking": [{**row, "booking_id": 1}]})
    main(["bookings", "--by", "space"])
    printed = capsys.readouterr().out
    assert "Sali A" in printed
    assert "\x1b" not in printed
