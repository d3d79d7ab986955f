"""Log files: tracebacks without personal data, and files that rotate."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from data import log_files
from data.filters import QueryError
from data.log_files import LOAD, SERVER, log, set_up

NAME = "Matti Meikäläinen 010190-123A"


def log_exception(error: Exception | None = None) -> None:
    """Log an exception; without one, that of an engine which quotes a value in its message."""
    secret_of_frame = NAME  # a local value that must not be logged
    try:
        if error is not None:
            raise error
        duckdb.execute("SELECT CAST(? AS INTEGER)", [secret_of_frame])
    except Exception:  # any error, as the handlers of the server and the loader
        log.exception("a page failed")


def test_an_engine_error_is_logged_without_the_value_it_quotes(tmp_path: Path) -> None:
    path = set_up(SERVER, tmp_path)
    log_exception()
    text = path.read_text(encoding="utf-8")
    assert "a page failed" in text
    assert "ConversionException" in text
    assert "test_log_files.py" in text
    assert "Meikäläinen" not in text
    assert "010190" not in text


def test_the_causes_of_an_exception_are_logged_without_their_messages(tmp_path: Path) -> None:
    path = set_up(LOAD, tmp_path)
    error = RuntimeError(NAME)
    error.__cause__ = ValueError(NAME)
    error.__cause__.__context__ = OSError(NAME)
    log_exception(error)
    text = path.read_text(encoding="utf-8")
    for kind in ("OSError", "ValueError", "RuntimeError"):
        assert f"builtins.{kind}\n" in text
    assert "Meikäläinen" not in text


def test_a_message_of_this_project_is_logged_on_one_line(tmp_path: Path) -> None:
    path = set_up(SERVER, tmp_path)
    log_exception(QueryError("unknown metric 'x'\n\x1b[31mred"))
    assert "QueryError: unknown metric 'x'  [31mred" in path.read_text(encoding="utf-8")


def test_another_handler_does_not_change_what_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = set_up(SERVER, tmp_path)
    log.handlers.insert(0, caplog.handler)  # a handler that formats the whole exception first
    log_exception(RuntimeError(NAME))
    log.removeHandler(caplog.handler)
    assert "Meikäläinen" not in path.read_text(encoding="utf-8")


def test_a_full_file_is_rotated_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "MAX_BYTES", 500)
    path = set_up(LOAD, tmp_path)
    for number in range(100):
        log.info("file %d", number)
    assert len(list(path.parent.iterdir())) == 1 + log_files.OLD_FILES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_size <= 500


def test_a_home_that_cannot_be_written_sends_the_log_to_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("a file")
    set_up(SERVER, tmp_path / "home")
    log.info("started")
    assert "started" in capsys.readouterr().err
