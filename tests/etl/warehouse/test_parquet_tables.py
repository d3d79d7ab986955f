"""A large build keeps its largest tables as Parquet files beside it: with the same figures, as safely."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from data import query, warehouse
from data.catalogue.metrics import catalogue
from data.parquet_files import files_of, folder_of
from data.rollup import table_names
from data.scope import EVERYTHING
from etl import load as loading
from etl.engines.command import rebuild
from etl.warehouse.model import create_model
from tests.support.builds import differences
from tests.support.commands import SECRET, load_here
from tests.support.exports.varaamo_files import statistics_csv
from tests.support.updates.same_builds import how_made

BOOKINGS = [
    {"id": 1, "begin": "2025-10-01T09:00:00+03:00", "end": "2025-10-01T11:30:00+03:00", "num_persons": 7},
    {
        "id": 2,
        "begin": "2025-11-04T18:00:00+02:00",
        "end": "2025-11-04T19:00:00+02:00",
        "purpose_name": "Lue",
    },
    {"id": 3, "begin": "2026-01-04T18:00:00+02:00", "end": "2026-01-04T19:00:00+02:00", "state": "CANCELLED"},
]
REFUSED = (
    "FROM read_parquet('{home}/landing/bookings/*.parquet')",
    "FROM read_parquet('{folder}/booking/*/../../../../landing/bookings/*.parquet')",
    "FROM read_parquet('{folder}.more/copy.parquet')",
    "FROM glob('{home}/*')",
    "FROM read_text('/etc/passwd')",
    "COPY (SELECT 1) TO '{folder}/new.parquet'",
    "COPY (SELECT 1) TO '{file}'",
    "ATTACH '{folder}/new.duckdb'",
    "SET allowed_paths = ['/etc/passwd']",
    "SET enable_external_access = true",
    "CREATE TABLE t AS SELECT 1",
    "DROP VIEW booking",
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> warehouse.Build:
    """A build with files after one without, of one landing; the home was moved and looks like a pattern."""
    folder = tmp_path_factory.mktemp("large")
    statistics_csv(folder / "exports" / "a.csv", BOOKINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALKOOTILA_SECRET", SECRET)
        load_here(folder / "exports", folder / "home")
        assert not folder_of(warehouse.current(folder / "home").path).exists()
        patch.setenv("TALKOOTILA_PARQUET_ROWS", "3")
        assert rebuild(folder / "home", lambda _: None, create_model) == 0
    (folder / "home").rename(folder / "a moved home [1] x=y it's")
    return warehouse.current(folder / "a moved home [1] x=y it's")


def test_every_table_and_every_figure_is_the_same(large: warehouse.Build) -> None:
    months = {path.parent.name for path in files_of(folder_of(large.path) / "booking")}
    assert months == {"month=2025-10-01", "month=2025-11-01", "month=2026-01-01"}
    plain = warehouse.kept_builds(large.home)[1]
    assert differences(large.path, plain.path) == []
    # Views are among the tables in which members of departments are looked up.
    assert table_names(large) == table_names(plain)
    for metric in catalogue().metrics:
        for by in ((), ("month",)):
            figures = [query.calculate(metric, by, scope=EVERYTHING, build=build) for build in (large, plain)]
            assert figures[0].equals(figures[1]), metric
    comments = (
        "SELECT table_name, column_name, comment FROM duckdb_columns()"
        " WHERE database_name <> 'parquet' ORDER BY ALL"
    )
    assert large.rows(comments) == plain.rows(comments)
    assert large.reader("SELECT * FROM booking").read_all().num_rows == 3


def test_other_files_are_refused(large: warehouse.Build) -> None:
    folder = folder_of(large.path)
    beside = folder.with_name(f"{folder.name}.more")
    beside.mkdir()
    file = files_of(folder)[0]
    shutil.copy(file, beside / "copy.parquet")
    places = {"home": large.home, "folder": folder, "file": file}
    quoted = {name: str(path).replace("'", "''") for name, path in places.items()}
    for statement in REFUSED:
        with pytest.raises(duckdb.Error):
            large.query(statement.format(**quoted))
        assert large.rows("SELECT count(*) FROM booking") == [(3,)], statement


def test_files_go_with_their_build(
    large: warehouse.Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(large.home, home)
    earlier = warehouse.current(home)
    (home / "warehouse" / "build-of-a-killed-load.parquet").mkdir()
    assert earlier.rows("SELECT count(*) FROM booking") == [(3,)]
    monkeypatch.setattr(loading, "KEEP_BUILDS", 1)
    monkeypatch.setenv("TALKOOTILA_PARQUET_ROWS", "1")
    statistics_csv(tmp_path / "exports" / "b.csv", [{"id": 4, "state": "CANCELLED"}])
    load_here(tmp_path / "exports", home)
    assert how_made(home) == "whole_parquet"
    build = warehouse.current(home)
    assert list((home / "warehouse").glob("build-*.parquet")) == [folder_of(build.path)]
    # A page that read it until now.
    with pytest.raises(warehouse.NoWarehouse, match="no longer kept"):
        earlier.query("SELECT * FROM booking")


def test_without_any_row_a_table_is_empty(exports: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_PARQUET_ROWS", "1")
    statistics_csv(exports / "a.csv", [{"id": 1, "state": "CANCELLED"}])
    assert load_here(exports, home)["published"]
    build = warehouse.current()
    assert build.rows("SELECT (SELECT count(*) FROM booking), count(*) FROM booking_hour") == [(1, 0)]
    assert not files_of(folder_of(build.path) / "booking_hour")
