"""Results of a load: its exit code, its files, and the log of a failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data import warehouse
from tests.support.commands import Load, command, command_here, load_json
from tests.support.exports.varaamo_files import statistics_csv

NAME, EMAIL = "Aino Esimerkkinen", "aino@example.org"


def test_a_second_load_of_an_unchanged_inbox_exits_0_despite_rejected_rows(exports: Path, load: Load) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}, {"id": 2, "state": "NONSENSE"}])
    first, second = load(), load()
    assert (first["exit_code"], first["published"]) == (1, True)
    assert (second["exit_code"], second["published"]) == (0, False)
    assert second["by_file"]["a.csv"]["rows_rejected"] == 1


def test_a_file_that_is_refused_again_still_exits_1(exports: Path, load: Load) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}])
    (exports / "b.csv").write_text("no,known,header\n1,2,3\n", encoding="utf-8")
    assert [load()["exit_code"], load()["exit_code"]] == [1, 1]


def test_an_exception_exits_2_with_one_line_and_is_logged(exports: Path, home: Path) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1, "reservee_organisation_name": NAME}])
    home.mkdir()
    (home / "landing").write_text("a file where a folder should be", encoding="utf-8")
    completed = command("etl", "load", "--exports", exports, "--home", home, "--json")
    assert completed.returncode == 2
    assert json.loads(completed.stdout) == {"build_id": None, "published": False, "files": [], "checks": []}
    assert "Traceback" not in completed.stderr
    assert f"(NotADirectoryError). Details are in {home / 'logs' / 'load.log'}" in completed.stderr
    log = (home / "logs" / "load.log").read_text(encoding="utf-8")
    assert "builtins.NotADirectoryError" in log
    assert "store.py" in log


def test_a_file_that_fails_unexpectedly_is_logged_without_its_content(exports: Path, home: Path) -> None:
    row = {"reservee_id": EMAIL, "reservee_organisation_name": NAME, "purpose_name": NAME}
    statistics_csv(exports / f"{NAME}.csv", [row])
    (home / "landing").mkdir(parents=True)
    (home / "landing" / "bookings").write_text("a file where a folder should be", encoding="utf-8")
    loaded = load_json(exports, home)
    assert loaded["exit_code"] == 2
    assert "stopped unexpectedly (FileExistsError)" in loaded["files"][0]["message"]
    log = (home / "logs" / "load.log").read_text(encoding="utf-8")
    assert "builtins.FileExistsError" in log
    assert "in land" in log
    for personal in (NAME, EMAIL, *NAME.split()):
        assert personal not in log


def test_only_leftovers_of_builds_are_removed(exports: Path, home: Path, load: Load) -> None:
    statistics_csv(exports / "a.csv", [{}])
    folder = home / "warehouse"
    (folder / "unfinished-of-a-killed-build" / "spill").mkdir(parents=True)
    for name in ("build-1.duckdb.tmp", "build-2.duckdb.tmp.wal", ".CURRENT.json.4711"):
        (folder / name).write_bytes(b"half")
    spilled = folder / "build-3.duckdb.tmp" / "duckdb_temp_storage.tmp"
    spilled.parent.mkdir()
    spilled.write_bytes(b"of a reader")
    (folder / "notes.tmp").write_text("of a person", encoding="utf-8")
    assert load()["published"]
    current = warehouse.current(home).path
    assert {path.name for path in folder.iterdir()} == {
        *("build-3.duckdb.tmp", "notes.tmp", "CURRENT.json", "LAST_RUN.json"),
        *(current.name, current.with_suffix(".json").name),
    }
    assert spilled.read_bytes() == b"of a reader"


def test_status_groups_rejected_rows_with_their_number_and_examples(
    exports: Path, home: Path, load: Load
) -> None:
    rows = [{"id": number, "num_persons": "-2"} for number in range(200)]
    statistics_csv(exports / "a.csv", [*rows, {"id": 900, "state": "NONSENSE"}, {"id": 901}])
    load()
    completed = command_here("etl", "status", "--home", home)
    lines = [line.strip() for line in completed.stdout.splitlines() if "a.csv, row" in line]
    assert lines == [
        "varaamo, column num_persons: 200 rejected; expected a whole number, 0 or more."
        " For example: a.csv, row 2 (-2); a.csv, row 3 (-2); a.csv, row 4 (-2)",
        "varaamo, column state: 1 rejected; expected one of: CREATED, CANCELLED, REQUIRES_HANDLING,"
        " WAITING_FOR_PAYMENT, CONFIRMED, DENIED. For example: a.csv, row 202 (NONSENSE)",
    ]
    as_json = json.loads(command_here("etl", "status", "--home", home, "--json").stdout)
    assert len(as_json["rejected_rows"]) == 201


@pytest.mark.slow
@pytest.mark.parametrize("spills", [True, False])
def test_a_removed_build_is_removed_with_its_spill_folder(
    exports: Path, home: Path, load: Load, spills: bool
) -> None:
    builds = []
    for number in range(4):
        statistics_csv(exports / f"{number}.csv", [{"id": number}])
        load()
        builds.append(warehouse.current(home).path)
        if spills and not number:
            builds[0].with_name(f"{builds[0].name}.tmp").mkdir()
    assert sorted((home / "warehouse").glob("build-*.duckdb*")) == builds[1:]


def test_only_the_owner_can_read_the_files_of_a_load(exports: Path, home: Path) -> None:
    statistics_csv(exports / "a.csv", [{}])
    assert load_json(exports, home)["published"]
    written = [home, *home.rglob("*")]
    assert len(written) > 8
    assert [path for path in written if path.stat().st_mode & 0o077] == []


def test_a_build_of_another_version_is_made_again_without_new_files(
    exports: Path, home: Path, load: Load
) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}])
    load()
    pointer = home / "warehouse" / "CURRENT.json"
    described = json.loads(pointer.read_text(encoding="utf-8"))
    pointer.write_text(json.dumps(described | {"inputs": "of an older version"}), encoding="utf-8")
    again = load()
    assert (again["published"], again["by_file"]["a.csv"]["status"]) == (True, "unchanged")
    assert [build.id for build in warehouse.kept_builds(home)] == [again["build_id"]]
    assert not load()["published"]


def test_files_are_landed_without_a_build_and_the_next_load_builds_them(exports: Path, home: Path) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}, {"id": 2, "state": "NONSENSE"}])
    completed = command_here("etl", "load", "--exports", exports, "--home", home, "--json", "--no-build")
    landed = json.loads(completed.stdout)
    assert (completed.returncode, landed["published"], landed["build_id"]) == (1, False, None)
    assert [file["rows_loaded"] for file in landed["files"]] == [1]
    assert not list((home / "warehouse").glob("*.duckdb"))
    built = load_json(exports, home)
    assert (built["exit_code"], built["published"]) == (0, True)
    assert warehouse.current(home).rows("SELECT count(*) FROM booking") == [(1,)]


def test_a_build_without_enough_memory_leaves_the_last_build(
    exports: Path, home: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}])
    first = load()
    statistics_csv(exports / "b.csv", [{"id": 2}])
    monkeypatch.setenv("TALKOOTILA_BUILD_MEMORY_MB", "1")
    failed = command_here("etl", "load", "--exports", exports, "--home", home)
    assert failed.returncode == 2
    assert "OutOfMemory" in failed.stderr
    assert warehouse.current(home).id == first["build_id"]
    monkeypatch.delenv("TALKOOTILA_BUILD_MEMORY_MB")
    assert load()["published"]
