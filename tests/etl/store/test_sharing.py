"""Machines that share a store have the same rows and the same build, whoever loads."""

from __future__ import annotations

import contextlib
import shutil
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data import warehouse
from data.settings import ROOT
from etl.engines.command import rebuild
from etl.inbox.inspect import Refused
from etl.store import lease, sync
from etl.store.objects import Objects
from etl.warehouse.model import create_model
from tests.support.commands import SECRET, command_here, load_here
from tests.support.s3.shared_store import PERSON, ids, inbox, loader, names

pytestmark = pytest.mark.storage


def wait_for_build(home: Path, build: str) -> None:
    """Wait until a home has this build published."""
    for _ in range(150):
        with contextlib.suppress(warehouse.NoWarehouse):
            if warehouse.current(home).id == build:
                return
        time.sleep(0.1)
    raise AssertionError(f"{build} did not arrive")


def test_a_load_brings_what_the_others_have_loaded(store: Objects, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert load_here(inbox(tmp_path / "a", 8), one)["published"]
    assert load_here(inbox(tmp_path / "b", 9), other)["published"]
    assert ids(other) == [8, 9]
    again = load_here(tmp_path / "a", one)
    assert not again["published"]
    assert again["by_file"]["a.csv"]["status"] == "unchanged"
    assert warehouse.current(one).id == warehouse.current(other).id
    published = sync.read_published(store).manifest
    assert names(store) == {*published.objects(), sync.CURRENT, lease.NAME}


def test_of_two_loaders_at_once_one_waits(store: Objects, tmp_path: Path) -> None:
    homes = {"one": 8, "other": 9}
    loaders = [
        loader(inbox(tmp_path / f"inbox_{name}", hour), tmp_path / name) for name, hour in homes.items()
    ]
    outputs = [process.communicate(timeout=60)[0] for process in loaders]
    assert [process.returncode for process in loaders] == [0, 0], outputs
    assert sum("Another machine" in output for output in outputs) == 1, outputs
    load_here(tmp_path / "inbox_one", tmp_path / "third")
    assert ids(tmp_path / "third") == [8, 9]


def test_a_loader_that_lost_its_lease_cannot_publish_over_another(
    store: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    load_here(inbox(tmp_path / "a", 8), one)
    monkeypatch.setattr(lease, "SECONDS", 0)
    monkeypatch.setattr(lease._Lease, "keep", lambda self: None)

    def overtaken() -> None:
        with sync.in_store(one, lambda _: None):
            load_here(inbox(tmp_path / "b", 9), other)
            (one / "landing" / "loads").touch()
            shutil.copytree(loaded / "landing", one / "landing", dirs_exist_ok=True)

    # What the slow one has landed meanwhile.
    monkeypatch.delenv("TALKOOTILA_STORE")
    loaded = tmp_path / "loaded"
    load_here(inbox(tmp_path / "c", 10), loaded)
    monkeypatch.setenv("TALKOOTILA_STORE", f"s3://bucket/{tmp_path.name}")
    with pytest.raises(Refused) as refused:
        overtaken()
    assert refused.value.stored.startswith("store_overtaken")
    load_here(tmp_path / "empty", tmp_path / "third")
    assert ids(tmp_path / "third") == [8, 9]
    load_here(tmp_path / "a", one)
    assert ids(one) == [8, 9, 10]
    load_here(tmp_path / "b", other)
    assert ids(other) == [8, 9, 10]


def test_a_killed_loader_holds_nobody_for_long(store: Objects, tmp_path: Path) -> None:
    """It is killed while its files are on their way."""
    killed = loader(
        inbox(tmp_path / "a", 8),
        tmp_path / "one",
        "from etl.store import lease, objects; lease.SECONDS = 3; import time\n"
        "upload = objects.Objects.upload\n"
        "objects.Objects.upload = lambda self, name, path: (upload(self, name, path), time.sleep(60))",
    )
    while not any(name.startswith("landing/") for name in names(store)) and killed.poll() is None:
        time.sleep(0.1)
    killed.kill()
    output = killed.communicate()[0]
    assert sync.read_published(store).stored is None, output
    load_here(inbox(tmp_path / "b", 9), tmp_path / "other")
    assert ids(tmp_path / "other") == [9]
    load_here(tmp_path / "a", tmp_path / "one")
    assert ids(tmp_path / "one") == [8, 9]


class Killed(BaseException):
    """The process ends here: nothing that it would have done afterwards happens."""


def test_after_a_kill_between_any_two_steps_the_next_load_continues(
    store: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every request is the last one once: of a first load, and of one that adds to it."""
    monkeypatch.setattr(lease, "SECONDS", 0.01)
    monkeypatch.setattr(lease._Lease, "keep", lambda self: None)
    monkeypatch.setattr(lease, "POLL_SECONDS", 0.01)
    steps = {name: getattr(Objects, name) for name in ("put", "upload", "delete", "download")}
    remaining = [0]

    def step(name: str):
        def run(self: Objects, *arguments: object) -> object:
            remaining[0] -= 1
            if remaining[0] < 0:
                raise Killed
            return steps[name](self, *arguments)

        return run

    one, other, reader = tmp_path / "one", tmp_path / "other", tmp_path / "reader"
    load_here(inbox(tmp_path / "first", 7), other)
    for hour, home in ((8, one), (9, other)):
        exports = inbox(tmp_path / str(hour), hour)
        for survived in range(100):
            with pytest.MonkeyPatch.context() as patch:
                for name in steps:
                    patch.setattr(Objects, name, step(name))
                remaining[0] = survived
                try:
                    load_here(exports, home)
                except Killed:
                    finished = False
                else:
                    finished = True
            # Whatever is named is there.
            published = sync.read_published(store).manifest
            assert set(published.objects()) <= names(store)
            sync.pull_build(reader, store, published, lambda _: None)
            assert ids(reader) == ids(home) if finished else ids(reader)[0] == 7
            if finished:
                break
        assert survived > 5
        assert hour in ids(home)
    load_here(tmp_path / "empty", one)
    assert ids(one) == ids(other) == [7, 8, 9]


def test_an_erasure_reaches_every_machine(store: Objects, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    load_here(inbox(tmp_path / "a", 8, reservee_uuid=PERSON), one)
    load_here(inbox(tmp_path / "b", 9), other)
    before = names(store)
    assert command_here("etl", "forget", "--booker", PERSON, "--home", one).returncode == 0
    landed = {name for name in before if name.startswith("landing/")}
    assert not landed & names(store)
    load_here(tmp_path / "b", other)
    redactions = [(home / "landing" / "REDACTIONS.json").read_bytes() for home in (one, other)]
    assert redactions[0] == redactions[1]
    assert warehouse.current(one).id == warehouse.current(other).id
    assert [build.id for build in warehouse.kept_builds(other)] == [warehouse.current(one).id]


def test_an_erasure_that_was_killed_before_its_upload_is_continued(
    store: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "SECONDS", 0)
    load_here(inbox(tmp_path / "a", 8, reservee_uuid=PERSON), tmp_path / "one")
    with pytest.MonkeyPatch.context() as patch:

        def killed(*_: object) -> None:
            raise Killed

        patch.setattr(Objects, "upload", killed)
        with pytest.raises(Killed):
            command_here("etl", "forget", "--booker", PERSON, "--home", tmp_path / "one")
    load_here(tmp_path / "empty", tmp_path / "one")
    assert "landing" in {name.partition("/")[0] for name in names(store)}
    assert "REDACTIONS.json" in sync.read_published(store).manifest.landing


def test_a_lease_is_renewed_while_it_is_needed(
    store: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "SECONDS", 0.5)
    monkeypatch.setattr(lease, "POLL_SECONDS", 0.05)
    with ThreadPoolExecutor(1) as executor:
        with lease.held(store, lambda _: None):
            waiting = executor.submit(load_here, inbox(tmp_path / "a", 8), tmp_path / "one")
            time.sleep(1.5)
            assert not waiting.done()
        waiting.result(30)
    assert ids(tmp_path / "one") == [8]


def test_what_another_machine_has_taken_back_is_removed(store: Objects, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    load_here(inbox(tmp_path / "a", 8), one)
    shutil.copytree(one, tmp_path / "earlier", ignore=shutil.ignore_patterns(sync.IN_COMMON, "warehouse"))
    load_here(inbox(tmp_path / "b", 9), other)
    with sync.in_store(one, lambda _: None):
        # As a restore of a backup does.
        shutil.rmtree(one / "landing")
        shutil.copytree(tmp_path / "earlier" / "landing", one / "landing")
        assert rebuild(one, lambda _: None, create_model) == 0
    load_here(tmp_path / "empty", other)
    assert ids(other) == [8]
    assert warehouse.current(one).id == warehouse.current(other).id


def test_a_machine_that_serves_pages_gets_each_build_and_nothing_else(
    store: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALKOOTILA_PARQUET_ROWS", "2")
    pages = tmp_path / "pages"
    load_here(inbox(tmp_path / "a", 8), tmp_path / "one")
    monkeypatch.delenv("TALKOOTILA_SECRET")
    pulling = subprocess.Popen(
        [sys.executable, "-m", "etl", "pull", "--every", "0.2", "--home", str(pages)], cwd=ROOT
    )
    try:
        wait_for_build(pages, warehouse.current(tmp_path / "one").id)
        assert ids(pages) == [8]
        # The next build keeps its bookings beside it.
        monkeypatch.setenv("TALKOOTILA_SECRET", SECRET)
        load_here(inbox(tmp_path / "b", 9), tmp_path / "one")
        wait_for_build(pages, warehouse.current(tmp_path / "one").id)
        assert ids(pages) == [8, 9]
    finally:
        pulling.terminate()
        pulling.wait()
    assert list((pages / "warehouse").glob("*.parquet"))
    assert {path.name for path in pages.iterdir()} == {"warehouse", "logs", ".load.lock"}
    assert not [path for path in pages.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]
