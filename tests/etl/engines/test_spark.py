"""Builds on Spark clusters of separate processes equal those of DuckDB in every table (`make spark`)."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from data import warehouse
from data.parquet_files import TABLES, files_of, folder_of
from data.settings import ROOT
from etl.engines.command import spark_engine
from etl.warehouse.model import create_model
from tests.support.builds import built, differences, keeping_all
from tests.support.updates.all_worlds import load_all_worlds

pytestmark = pytest.mark.spark


class Cluster(NamedTuple):
    """A standalone cluster: its address and its workers."""

    master: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(spark_settings: dict[str, str], tmp_path: Path) -> Iterator[Cluster]:
    """A master and two workers on the loopback interface, each a process with its executors."""
    import pyspark

    def start(kind: str, *options: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                Path(pyspark.__file__).parent / "bin" / "spark-class",
                f"org.apache.spark.deploy.{kind}",
                *("--host", "127.0.0.1", "--webui-port", "0", *options),
            ],
            env={**os.environ, **spark_settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"spark://127.0.0.1:{port}"
    master = start("master.Master", "--port", port)
    folders = [str(tmp_path / f"worker_{number}") for number in (1, 2)]
    workers = [
        start("worker.Worker", "--cores", "1", "--memory", "1g", "--work-dir", folder, address)
        for folder in folders
    ]
    yield Cluster(address, workers)
    for process in (*workers, master):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@pytest.mark.usefixtures("spark_settings")
def test_a_local_cluster_builds_the_sample_city(sample_home: Path, tmp_path: Path) -> None:
    # Spark reads paths as patterns.
    home = tmp_path / "a home [1] {x,y} it's"
    shutil.copytree(sample_home, home)
    expected = built(home, keeping_all(create_model))
    on_spark = built(home, keeping_all(spark_engine("local-cluster[2,1,1024]")))
    assert differences(expected, on_spark) == []
    # As many other builds of the same inputs, the earlier one stays.
    assert expected.exists()


def test_a_standalone_cluster_builds_the_hand_made_cities(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = load_all_worlds(tmp_path)
    expected = built(home, keeping_all(create_model))
    # The files that Spark writes stay beside the build.
    monkeypatch.setenv("TALKOOTILA_PARQUET_ROWS", "1")
    on_spark = built(home, keeping_all(spark_engine(cluster.master)))
    assert differences(on_spark, expected) == []
    assert {table for table in TABLES if files_of(folder_of(on_spark) / table)} == {*TABLES}


def test_a_build_survives_the_loss_of_a_worker(sample_home: Path, tmp_path: Path, cluster: Cluster) -> None:
    """Completed tasks of the lost worker are computed again by the other one."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    before = warehouse.current(home).path
    build = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "etl",
            "build",
            "--engine",
            "spark",
            "--master",
            cluster.master,
            "--home",
            str(home),
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    # About half of the tables are written.
    while len(list((home / "warehouse").glob("unfinished-*/spark/*/_SUCCESS"))) < 25 and build.poll() is None:
        time.sleep(0.2)
    assert warehouse.current(home).path == before
    os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    _, errors = build.communicate()
    assert build.returncode == 0, errors.decode()
    after = warehouse.current(home).path
    assert after != before
    assert differences(before, after) == []
    remaining = {path.name.partition("-")[0] for path in (home / "warehouse").iterdir()}
    assert remaining == {"build", "CURRENT.json", "LAST_RUN.json"}
