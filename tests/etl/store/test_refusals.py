"""A store that does not fit the home, or cannot be trusted, is refused before anything changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from etl.inbox.inspect import Refused
from etl.landing.secret import secret_path
from etl.store import objects, sync
from etl.store.objects import Objects
from tests.support.commands import SECRET, command, command_here, load_here
from tests.support.s3.shared_store import PERSON, ids, inbox, names

pytestmark = pytest.mark.storage


def test_two_changes_that_exclude_each_other_are_refused(store: Objects, tmp_path: Path) -> None:
    """One machine has landed a file without the store, while another has written all rows again."""
    one, other = tmp_path / "one", tmp_path / "other"
    load_here(inbox(tmp_path / "a", 8, reservee_uuid=PERSON), one)
    load_here(tmp_path / "empty", other)
    with pytest.MonkeyPatch.context() as alone:
        alone.delenv("TALKOOTILA_STORE")
        load_here(inbox(tmp_path / "b", 9), other)
    assert command_here("etl", "forget", "--booker", PERSON, "--home", one).returncode == 0
    with pytest.raises(Refused) as refused:
        load_here(tmp_path / "b", other)
    assert refused.value.stored.startswith("store_diverged")
    assert ids(other) == [8, 9]
    # As the message says.
    shutil.rmtree(other / "landing")
    shutil.rmtree(other / "warehouse")
    load_here(tmp_path / "b", other)
    assert ids(other) == [8, 9]


def test_another_secret_is_refused_and_no_object_has_one(
    store: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_here(inbox(tmp_path / "a", 8), tmp_path / "one")
    for name in names(store):
        stored = store.get(name)
        assert stored is not None
        assert SECRET.encode() not in stored.content
    monkeypatch.setenv("TALKOOTILA_SECRET", "another secret, also of 32 bytes or more")
    with pytest.raises(Refused) as refused:
        load_here(inbox(tmp_path / "b", 9), tmp_path / "other")
    assert refused.value.stored.startswith("store_other_secret")
    assert not list((tmp_path / "other" / "landing").glob("*/*"))
    # A machine without any is not given one of its own.
    monkeypatch.delenv("TALKOOTILA_SECRET")
    with pytest.raises(Refused):
        load_here(tmp_path / "b", tmp_path / "other")
    assert not secret_path().exists()


def test_what_a_store_should_not_have_is_refused(store: Objects, tmp_path: Path) -> None:
    load_here(inbox(tmp_path / "a", 8), tmp_path / "one")
    published = sync.read_published(store)
    assert published.stored is not None
    manifest = json.loads(published.stored.content)
    build = manifest["build"]
    other_digest = {
        f"build-{build}.duckdb": "0" * 64,
        f"build-{build}.json": manifest["files"][f"build-{build}.json"],
    }
    for changed in (
        {"files": {f"build-{build}.duckdb/../../../outside": "0" * 64}},
        {"landing": {"bookings/../../outside.parquet": "0" * 64}},
        {"landing": {"/etc/passwd": "0" * 64}},
        {"build": "../outside"},
        {"build": "../outside", "files": {}},
        {"format": 2},
        {"files": other_digest},
    ):
        store.put(sync.CURRENT, json.dumps(manifest | changed).encode(), store.get(sync.CURRENT))
        completed = command("etl", "pull", "--home", tmp_path / "pages")
        assert completed.returncode == 2
        assert "missing, damaged or made by another version" in completed.stderr, changed
        assert not (tmp_path / "pages" / "warehouse" / "CURRENT.json").exists()


def test_a_server_without_conditional_puts_is_refused(
    store: Objects, tmp_path: Path, unconditional_s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", unconditional_s3)
    with pytest.raises(Refused) as refused:
        load_here(inbox(tmp_path / "a", 8), tmp_path / "one")
    assert refused.value.stored.startswith("store_unconditional")
    assert not (tmp_path / "one" / "landing").exists()


@pytest.mark.parametrize(
    ("setting", "value", "refusal"),
    [
        ("TALKOOTILA_STORE", "http://bucket/prefix", "store_url"),
        ("TALKOOTILA_STORE", "s3://", "store_url"),
        # Nobody answers there.
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9", "store_failed"),
        # Without encryption to another machine.
        ("AWS_ENDPOINT_URL", "http://s3.example.fi", "store_failed"),
    ],
)
def test_a_wrong_address_is_refused_before_anything_is_landed(
    store: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, refusal: str
) -> None:
    monkeypatch.setenv(setting, value)
    monkeypatch.setattr(objects, "RETRIES", {"max_retries": 0})
    with pytest.raises(Refused) as refused:
        load_here(inbox(tmp_path / "a", 8), tmp_path / "one")
    assert refused.value.stored.startswith(refusal)
    assert not (tmp_path / "one" / "landing").exists()
