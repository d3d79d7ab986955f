"""Reading the warehouse while it is rebuilt: many threads, new builds, and SELECT only."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data import warehouse
from etl.warehouse.build import publish
from tests.support.tiny_warehouse import publish as publish_tiny


def make_build(home: Path, number: int, rows: int = 20_000) -> str:
    """Publish a build that has its number in every row, as the loader does."""
    folder = warehouse.warehouse_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    build_id = f"2026010{number}T000000-000"
    unfinished = folder / f"build-{build_id}.duckdb.tmp"
    with duckdb.connect(str(unfinished)) as connection:
        connection.execute(f"CREATE TABLE t AS SELECT i, {number} AS build FROM range({rows}) AS r(i)")
    described = {
        "build_id": build_id,
        "path": f"build-{build_id}.duckdb",
        "built_at": dt.datetime(2026, 1, number, tzinfo=dt.UTC).isoformat(),
        "as_of": f"2026-01-0{number}",
        "is_sample": False,
    }
    publish(folder, unfinished, described, keep=3)
    return build_id


def test_eight_threads_read_complete_builds_while_new_builds_are_published(home: Path) -> None:
    make_build(home, 1)
    done = threading.Event()
    read_builds: set[str] = set()

    def query_until_done(thread: int) -> None:
        while not done.is_set():
            build = warehouse.current(home)
            frame = build.query(
                "SELECT count(*) AS n, min(build) AS low, max(build) AS high, sum(i) AS total,"
                " ?::INTEGER AS thread FROM t WHERE i % 8 = ?",
                [thread, thread],
            )
            row = frame.iloc[0]
            assert row["n"] == 2_500
            assert row["low"] == row["high"] == int(build.id[7])
            assert row["total"] == sum(range(thread, 20_000, 8))
            assert row["thread"] == thread
            read_builds.add(build.id)

    with ThreadPoolExecutor(9) as pool:
        queries = [pool.submit(query_until_done, thread) for thread in range(8)]
        for number in range(2, 7):
            build_id = make_build(home, number)
            while build_id not in read_builds and not any(future.done() for future in queries):
                done.wait(0.01)
        done.set()
        for future in queries:
            future.result()
    assert len(read_builds) >= 5
    assert warehouse.current(home).id == "20260106T000000-000"


def test_three_builds_are_kept_and_the_error_for_an_older_one_names_them(home: Path) -> None:
    ids = [make_build(home, number, rows=8) for number in range(1, 6)]
    assert [build.id for build in warehouse.kept_builds(home)] == ids[:1:-1]
    assert warehouse.find_build(ids[2], home).id == ids[2]
    with pytest.raises(warehouse.NoWarehouse, match=ids[4]):
        warehouse.find_build(ids[0], home)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY t TO '/tmp/leak.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
        "INSERT INTO t VALUES (1, 1)",
        "DROP TABLE t",
    ],
)
def test_a_query_can_only_read(home: Path, statement: str) -> None:
    make_build(home, 1, rows=1)
    with pytest.raises(duckdb.Error):
        warehouse.current(home).query(statement)
    with pytest.raises(duckdb.Error):
        warehouse.current(home).reader(statement).read_all()
    assert warehouse.current(home).query("SELECT count(*) AS n FROM t")["n"][0] == 1


def test_without_a_warehouse_the_error_says_what_to_do(home: Path) -> None:
    with pytest.raises(warehouse.NoWarehouse, match="python -m etl load"):
        warehouse.current(home)


def test_a_reader_streams_in_batches_and_outlives_the_call(home: Path) -> None:
    make_build(home, 1)
    reader = warehouse.current(home).reader("SELECT i FROM t ORDER BY i", rows_per_batch=4_096)
    sizes = [batch.num_rows for batch in reader]
    assert sum(sizes) == 20_000
    assert len(sizes) > 3


def test_the_pointer_is_written_last(home: Path) -> None:
    make_build(home, 1, rows=1)
    folder = warehouse.warehouse_folder(home)
    pointer = json.loads((folder / "CURRENT.json").read_text(encoding="utf-8"))
    assert (folder / pointer["path"]).stat().st_mtime_ns <= (folder / "CURRENT.json").stat().st_mtime_ns
    assert not list(folder.glob("*.tmp*"))


def test_connections_share_one_memory_limit_and_never_write_to_disk(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALKOOTILA_PAGES_MEMORY_MB", "400")
    make_build(home, 1)
    build = warehouse.current(home)
    sql = "SELECT current_setting('temp_directory'), current_setting('memory_limit')"
    assert build.rows(sql) == [("", f"{400 / warehouse.OPEN_BUILDS:.1f} MiB")]
    with pytest.raises(duckdb.OutOfMemoryException):
        build.rows("SELECT DISTINCT hash(a.i, b.i) AS h FROM t AS a, t AS b ORDER BY h")
    assert [path.name for path in build.path.parent.glob("*.tmp*")] == []
    assert build.rows("SELECT count(*) FROM t") == [(20_000,)]


def test_a_build_of_another_version_is_refused_instead_of_misread(home: Path) -> None:
    folder = warehouse.warehouse_folder(home)
    build = publish_tiny(home, {})
    assert warehouse.find_build(build.id, home) == build
    # A build in which a column has not been declared yet.
    older = folder / "build-older.duckdb"
    shutil.copy(build.path, older)
    with duckdb.connect(str(older)) as connection:
        connection.execute("ALTER TABLE booking DROP COLUMN lead_time_days")
    described = json.loads((folder / "CURRENT.json").read_text(encoding="utf-8"))
    described |= {"build_id": "older", "path": older.name}
    for name in ("build-older.json", "CURRENT.json"):
        (folder / name).write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(warehouse.NoWarehouse, match="another version"):
        warehouse.current(home)
    with pytest.raises(warehouse.NoWarehouse, match="another version"):
        warehouse.find_build("older", home)
