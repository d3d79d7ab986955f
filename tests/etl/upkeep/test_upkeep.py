"""Backup, rotation of the secret, erasure and retention: what they remove, and that figures stay the same."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import stat
import tarfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from etl.__main__ import main
from etl.landing.secret import fingerprint, load_secrets, secret_path
from etl.upkeep import archive
from tests.support.commands import SECRET, LoadOnce, load_here
from tests.support.exports.varaamo_files import city, statistics_csv

ANNA, BO = "a0000000-0000-4000-8000-000000000001", "b0000000-0000-4000-8000-000000000002"

METRICS = ("bookings", "booked_hours", "active_bookers", "average_lead_time", "cancellation_rate")


def _booking(number: int, account: str, year: int = 2026) -> dict[str, object]:
    return {
        "id": number,
        "reservation": number,
        "reservee_uuid": account,
        "begin": f"{year}-03-0{number} 10:00:00",
        "end": f"{year}-03-0{number} 11:00:00",
        "reservation_created_at": f"{year}-02-01 10:00:00",
    }


@pytest.fixture(autouse=True)
def _secret_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALKOOTILA_SECRET")
    secret_path().parent.mkdir(parents=True)
    secret_path().touch(mode=0o600)
    secret_path().write_text(SECRET, encoding="utf-8")


@pytest.fixture(scope="module")
def loaded_once(load_once: LoadOnce) -> Path:
    def write(exports: Path) -> None:
        city(exports)
        statistics_csv(exports / "a.csv", [_booking(1, ANNA, 2015), _booking(2, ANNA), _booking(3, BO)])

    return load_once(write)[1]


@pytest.fixture
def loaded(loaded_once: Path, exports: Path, home: Path) -> Path:
    """A home with three bookings, two of them by Anna, one in an old year."""
    shutil.copytree(loaded_once.parent / "exports", exports)
    return shutil.copytree(loaded_once, home)


def etl(*arguments: str | Path) -> int:
    return main([*map(str, arguments)])


def figures(home: Path) -> dict[str, pd.DataFrame]:
    """Return metrics by year that count rows, minutes, people and days; a city has all (the slow tests)."""
    build = warehouse.current(home)
    return {name: calculate(name, ["year"], scope=EVERYTHING, build=build) for name in METRICS}


def assert_same(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame], *but: str) -> None:
    changed = {name for name in before if not before[name].equals(after[name])}
    assert changed <= set(but), changed


def landed(home: Path, column: str) -> list[object]:
    paths = str(home / "landing" / "bookings" / "*.parquet")
    return [row[0] for row in duckdb.execute(f"SELECT {column} FROM read_parquet(?)", [paths]).fetchall()]


def bookers(home: Path) -> int:
    return int(warehouse.current(home).rows("SELECT count(DISTINCT booker) FROM booking")[0][0])


class TestRotation:
    def test_keys_change_figures_do_not_and_new_exports_join_the_old_ones(
        self, exports: Path, loaded: Path
    ) -> None:
        keys, before = landed(loaded, "booker_key"), figures(loaded)
        assert etl("rotate-secret") == 0
        again = landed(loaded, "booker_key")
        assert not set(keys) & set(again)
        assert len(set(again)) == 2
        assert load_here(exports, loaded)["files"][0]["status"] == "unchanged"
        assert_same(before, figures(loaded))
        statistics_csv(exports / "b.csv", [_booking(4, ANNA)])
        assert load_here(exports, loaded)["published"]
        assert bookers(loaded) == 2
        assert etl("rotate-secret") == 0
        assert len(load_secrets()) == 3
        assert len(set(landed(loaded, "booker_key"))) == 2
        assert stat.S_IMODE(secret_path().stat().st_mode) == 0o600

    def test_the_older_secret_alone_no_longer_opens_the_landing(self, exports: Path, loaded: Path) -> None:
        assert etl("rotate-secret") == 0
        secret_path().write_text(SECRET, encoding="utf-8")
        assert etl("load", "--exports", exports) == 2

    def test_an_interrupted_rotation_leaves_a_home_that_works_and_is_completed(
        self, exports: Path, loaded: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = shutil.copytree(loaded / "landing", loaded / "old")
        assert etl("rotate-secret") == 0
        # As if it had stopped after the secret was written, and while landing was written.
        shutil.move(loaded / "landing", loaded / "landing.rewritten")
        shutil.copytree(old, loaded / "landing")
        statistics_csv(exports / "b.csv", [_booking(4, ANNA)])
        assert load_here(exports, loaded)["published"]
        assert bookers(loaded) == 2
        assert not (loaded / "landing.rewritten").exists()
        assert etl("rotate-secret") == 0
        assert len(load_secrets()) == 2
        assert (loaded / "landing" / "SECRET_FINGERPRINT").read_text() == fingerprint(*load_secrets())
        # As if it had stopped between the two moves.
        shutil.move(loaded / "landing", loaded / "landing.rewritten")
        shutil.move(old, loaded / "landing.replaced")
        files = load_here(exports, loaded)["files"]
        assert {file["status"] for file in files} == {"unchanged"}, "nothing landed is lost"
        assert len(set(landed(loaded, "booker_key"))) == 2
        assert not (loaded / "landing.replaced").exists()

    def test_a_secret_of_the_environment_is_not_rotated(
        self, loaded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("TALKOOTILA_SECRET", SECRET)
        assert etl("rotate-secret") == 2
        assert "TALKOOTILA_SECRET" in capsys.readouterr().err


class TestErasure:
    def test_a_forgotten_booker_stays_forgotten(self, exports: Path, loaded: Path) -> None:
        before = figures(loaded)
        statistics_csv(exports / "later.csv", [_booking(2, ANNA), _booking(4, ANNA), _booking(5, BO)])
        assert etl("forget", "--booker", ANNA) == 0
        assert landed(loaded, "booker_key").count(None) == 2
        assert bookers(loaded) == 1
        assert_same(before, figures(loaded), "active_bookers")
        assert len(list((loaded / "warehouse").glob("build-*.duckdb"))) == 1
        # Also after a rotation, in files that come later.
        assert etl("rotate-secret") == 0
        outcome = load_here(exports, loaded)
        assert [f["status"] for f in outcome["files"] if f["file"] == "later.csv"] == ["loaded"]
        assert bookers(loaded) == 1
        assert landed(loaded, "booker_key").count(None) == 4
        assert warehouse.current(loaded).rows("SELECT count(*) FROM booking") == [(5,)]

    def test_an_unknown_identifier_changes_nothing(self, loaded: Path) -> None:
        assert etl("forget", "--booker", ANNA.upper()) == 1
        assert not (loaded / "landing" / "REDACTIONS.json").exists()

    def test_a_build_that_an_interrupted_erasure_left_is_replaced(self, exports: Path, loaded: Path) -> None:
        first = warehouse.current(loaded).id
        shutil.copytree(loaded / "warehouse", loaded / "kept")
        assert etl("forget", "--booker", ANNA) == 0
        shutil.rmtree(loaded / "warehouse")
        shutil.move(loaded / "kept", loaded / "warehouse")
        assert warehouse.current(loaded).id == first
        assert load_here(exports, loaded)["published"]
        assert bookers(loaded) == 1
        assert [build.id for build in warehouse.kept_builds(loaded)] == [warehouse.current(loaded).id]


class TestRetention:
    def test_old_rows_lose_their_keys_and_keep_their_figures(self, exports: Path, loaded: Path) -> None:
        before = figures(loaded)
        assert etl("retain", "--years", "5") == 0
        assert [key is None for key in landed(loaded, "booker_key")].count(True) == 1
        assert landed(loaded, "created_date").count(None) == 1
        after = figures(loaded)
        assert_same(before, after, "active_bookers", "average_lead_time")
        by_year = after["active_bookers"].set_index("year")["value"]
        assert pd.isna(by_year.get("2015")), "unknown, not zero"
        # The same old row, exported again.
        statistics_csv(exports / "b.csv", [_booking(1, ANNA, 2015)])
        assert load_here(exports, loaded)["published"]
        assert landed(loaded, "booker_key").count(None) == 2
        assert warehouse.current(loaded).rows("SELECT count(*) FROM booking") == [(3,)]


class TestBackup:
    def test_a_restored_home_has_the_same_figures(self, tmp_path: Path, exports: Path, loaded: Path) -> None:
        (loaded / "access.toml").write_text("# who may see what\n", encoding="utf-8")
        file, secret = tmp_path / "backup.tar.gz", secret_path().read_bytes()
        assert etl("backup", file) == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert etl("backup", file) == 2, "a backup never replaces another"
        secret_path().unlink()
        other = tmp_path / "other"
        assert etl("restore", file, "--home", other) == 0
        assert secret_path().read_bytes() == secret
        assert_same(figures(loaded), figures(other))
        assert (other / "access.toml").read_text() == "# who may see what\n"
        assert load_here(exports, other)["files"][0]["status"] == "unchanged"

    def test_a_home_with_data_is_replaced_on_request_only(self, tmp_path: Path, loaded: Path) -> None:
        file = tmp_path / "backup.tar.gz"
        assert etl("backup", file) == 0
        assert etl("forget", "--booker", ANNA) == 0
        assert etl("restore", file) == 2
        assert bookers(loaded) == 1
        assert etl("restore", file, "--replace") == 0
        assert bookers(loaded) == 2

    def test_another_secret_is_refused(self, tmp_path: Path, loaded: Path) -> None:
        file = tmp_path / "backup.tar.gz"
        assert etl("backup", file) == 0
        secret_path().write_text("another secret with enough bytes in it", encoding="utf-8")
        assert etl("restore", file, "--home", tmp_path / "other") == 2
        assert not (tmp_path / "other" / "landing").exists()

    @pytest.mark.parametrize("damage", ["byte", "cut", "outside", "absolute", "link", "extra", "elsewhere"])
    def test_a_damaged_or_hostile_backup_writes_nothing(
        self, tmp_path: Path, loaded: Path, damage: str
    ) -> None:
        file = tmp_path / "backup.tar.gz"
        if damage in ("byte", "cut"):
            assert etl("backup", file) == 0
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content if damage == "byte" else content[: len(content) // 2])
        else:
            names = {"outside": "landing/../../evil", "absolute": "/tmp/evil", "elsewhere": "warehouse/a"}
            name = names.get(damage, "landing/evil")
            digests = {n: hashlib.sha256(b"x" * 32).hexdigest() for n in (archive.SECRET, name)}
            if damage == "extra":
                del digests[name]
            manifest = json.dumps({"format": 1, "sha256": digests}).encode()
            with tarfile.open(file, "w:gz") as tar:
                for member, text in ((archive.MANIFEST, manifest), ("secret", b"x" * 32), (name, b"x" * 32)):
                    info = tarfile.TarInfo(member)
                    info.size = len(text)
                    if member == name and damage == "link":
                        info.type, info.linkname, info.size = tarfile.SYMTYPE, "/etc/passwd", 0
                    tar.addfile(info, io.BytesIO(text))
        other = tmp_path / "other"
        assert etl("restore", file, "--home", other) == 2
        assert not [path for path in other.rglob("*") if path.name not in (".load.lock", "logs")]
        assert not (tmp_path / "evil").exists()
