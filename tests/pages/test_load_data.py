"""The page *Load data*: who may open it, and each place that a steward can be at."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.access import audit_log
from data.access.access_file import READER, STEWARD
from data.access.viewer import ANYONE, OWNER, Grant, Viewer
from data.loading import uploads
from data.loading.uploads import Upload, upload_of
from data.settings import LANGUAGES
from data.text.texts import say
from pages.server import loader, modes
from tests.support.asgi import get
from tests.support.pages import tables_of, text_of, visit
from tests.support.tiny_warehouse import publish

HALLS = Path(__file__).parents[1] / "etl" / "custom" / "spordihallid.csv"


@pytest.fixture
def upload(home: Path, monkeypatch: pytest.MonkeyPatch) -> Upload:
    """The upload of the machine's owner; loads are started by another service."""
    monkeypatch.setenv(loader.BY_SERVICE, "1")
    publish(home, {})
    return upload_of(home, "")


def add(upload: Upload, name: str, content: bytes) -> None:
    upload.add(name, io.BytesIO(content))


def button(app: AppTest, key: str) -> Any:
    return app.button(key=key)


def field(app: AppTest, key: str) -> Any:
    [widget] = [w for w in (*app.selectbox, *app.text_input) if w.key == f"mapping_{key}"]
    return widget


@pytest.mark.slow
def test_a_file_of_an_unknown_system_becomes_a_mapping_by_choosing(upload: Upload, home: Path) -> None:
    add(upload, "a.csv", HALLS.read_bytes())
    app = visit("load_data", lang="en")
    assert not app.exception
    shown = text_of(app) + tables_of(app)
    assert say("load_data.counts", "en", rows="7", accepted="5", rejected="2") in shown
    # Personal columns are masked, and times are those of the city.
    assert "•••" in shown
    assert "2025-11-03 18:00" in shown
    assert not [text for text in ("Mari Mets", "klubi@example.invalid") if text in shown]
    assert button(app, "mapping_save").disabled
    assert button(app, "load_start").disabled
    # The number of people is not one in row 7: without the column the row is accepted.
    persons = next(n for n, column in enumerate(HALLS.read_text("cp1252").split(";")) if "arv" in column)
    field(app, f"role_{persons}").set_value("unused").run()
    field(app, "name").set_value("halls").run()
    for language in LANGUAGES:
        field(app, f"title_{language}").set_value(f"Halls {language}").run()
    field(app, "value_state_2").set_value("denied").run()
    field(app, "constant_department").set_value("").run()
    assert say("load_data.counts", "en", rows="7", accepted="6", rejected="1") in text_of(app)
    # Another visit finds the choices again.
    app = visit("load_data", lang="en")
    assert field(app, "name").value == "halls"
    button(app, "mapping_save").click().run()
    assert not app.exception
    entries = tomllib.loads((home / "custom" / "halls.toml").read_text(encoding="utf-8"))
    assert entries["values"]["state"]["ootel"] == "denied"
    assert entries["title"]["sv"] == "Halls sv"
    assert say("load_data.answer_ready", "en") in text_of(app)
    assert [entry["action"] for entry in logged(home)] == [audit_log.MAPPING_SAVED]
    button(app, "load_start").click().run()
    assert upload.state == uploads.REQUESTED
    assert say("load_data.answer_requested", "en") in text_of(app)
    button(app, "load_cancel").click().run()
    assert upload.state == uploads.OPEN
    assert upload.files


def logged(home: Path) -> list[dict[str, Any]]:
    [month] = audit_log.months(home)
    return audit_log.entries(home, month, 9)[0]


@pytest.mark.slow
def test_a_wrong_name_and_a_taken_one_are_said(upload: Upload, home: Path) -> None:
    add(upload, "a.csv", HALLS.read_bytes())
    upload.choose(upload.files[0], {"title": dict.fromkeys(LANGUAGES, "Halls")})
    app = visit("load_data", lang="en")
    field(app, "name").set_value("Halls!").run()
    assert "Halls!" in "".join(str(info.value) for info in app.info)
    assert button(app, "mapping_save").disabled
    (home / "custom").mkdir()
    for taken in ("halls.toml", "halls-bookings.toml"):
        (home / "custom" / taken).write_text('name = "x"', encoding="utf-8")
    field(app, "name").set_value("halls").run()
    button(app, "mapping_save").click().run()
    assert say("messages.suggest_name_taken", "en", name="halls") in "".join(str(e.value) for e in app.error)


OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty", marks=pytest.mark.slow),
        pytest.param(b"<html>", "html", marks=pytest.mark.slow),
        pytest.param(b"a,b\n", "suggest_no_headers", marks=pytest.mark.slow),
        (OLD_EXCEL, "old_workbook"),
    ],
)
def test_a_file_of_no_use_says_why_and_is_removed(upload: Upload, content: bytes, code: str) -> None:
    add(upload, "a.csv", content)
    app = visit("load_data", lang="sv")
    assert say(f"messages.{code}", "sv") in text_of(app)
    assert button(app, "load_start").disabled
    button(app, "load_remove").click().run()
    assert upload.files == []
    assert say("load_data.answer_empty", "sv") in text_of(app)


@pytest.mark.parametrize(("end", "language"), list(zip(uploads.ENDS, (*LANGUAGES, *LANGUAGES), strict=False)))
def test_the_outcome_says_what_happened(upload: Upload, end: str, language: str) -> None:
    add(upload, "a.csv", b"x")
    file = {"file": "a.csv", "status": "refused", "message": "empty?"}
    counts = dict.fromkeys(("rows_read", "rows_loaded", "rows_rejected", "rows_superseded"), 3)
    upload.finish({"end": end, "files": [{**file, **counts}], "rows": 3, "messages": []})
    app = visit("load_data", lang=language)
    assert not app.exception
    shown = text_of(app) + tables_of(app)
    assert say(f"load_data.answer_{end}", language, rows="3") in shown
    assert say("messages.empty", language) in shown
    is_kept = end not in (uploads.LOADED, uploads.UNCHANGED)
    assert ("load_back" in [b.key for b in app.button]) == is_kept
    button(app, "load_more").click().run()
    assert not upload.folder.exists()


def test_a_load_is_followed_and_one_that_died_is_said(upload: Upload) -> None:
    add(upload, "a.csv", b"x")
    upload.request({})
    with upload.taken():
        upload.tell(
            {"phase": "files", "share": 0.5, "rows": 1200, "rows_per_second": 99.5, "seconds_left": 7}
        )
        app = visit("load_data", lang="en")
        assert say("load_data.answer_running", "en") in text_of(app)
        assert "1,200 rows read · 99 rows per second · about 7 s left" in text_of(app)
        assert 'value="0.500"' in tables_of(app)
        button(app, "load_cancel").click().run()
        assert upload.is_cancelled
        assert button(app, "load_cancel").disabled
    app = visit("load_data", lang="en")
    assert say("load_data.answer_stopped", "en") in text_of(app)
    button(app, "load_back").click().run()
    assert upload.state == uploads.OPEN


UPLOAD = "/_stcore/upload_file/a/b"
READERS = {
    "reader": Viewer("", "", (Grant(READER, None),)),
    "steward of a department": Viewer("", "", (Grant(STEWARD, ("KUVA",)),)),
    "anyone": ANYONE,
}


@pytest.mark.parametrize("viewer", READERS.values(), ids=READERS)
def test_nobody_else_gets_the_page_or_may_upload(
    upload: Upload, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(upload, "secret name.csv", HALLS.read_bytes())
    assert not viewer.may_load
    assert OWNER.may_load
    monkeypatch.setattr("pages.server.sessions.OWNER", viewer)
    app = visit("load_data", lang="en")
    assert "secret name" not in text_of(app)
    assert say("load_data.question", "en") not in text_of(app)


@pytest.mark.parametrize(
    "path", ["/load_data", "/load_data/", "/_stcore/upload_file/a/b", "/load_data/_stcore/x"]
)
def test_the_guard_refuses_page_and_upload_where_all_may_look(
    home: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modes, "current", lambda: modes.OPEN)
    status, _, body = get(path)
    assert status == 403
    assert say("rights.not_steward", "fi") in body.decode()
    assert logged(home)[0]["reason"] == "not_steward"
    assert get("/data_quality")[0] == 200
    monkeypatch.setattr(modes, "current", lambda: modes.OWN_MACHINE)
    assert get(path)[0] != 403


def test_what_the_loader_cannot_say_is_no_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "PATIENCE_SECONDS", 0.01)
    assert list(loader.describe(home, HALLS, {}, "en")) == ["refused"]
    assert "spordihallid" not in json.dumps(loader.describe(home, HALLS, {}, "en"))
