"""Spark on this machine: one session, and the settings of small data. These tests run with `make spark`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

#: For tables of some thousand rows on two processors: to compile less takes half of the time.
SMALL = """\
spark.executor.memory 1g
spark.sql.shuffle.partitions 4
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""


@pytest.fixture(scope="session")
def spark_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of programs that use Spark, this one included: Java reads it when it starts."""
    pytest.importorskip("pyspark", reason="needs pyspark: make spark")
    folder = tmp_path_factory.mktemp("spark_settings")
    (folder / "spark-defaults.conf").write_text(SMALL)
    settings = {"SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1"}
    os.environ.update(settings)
    return settings


@pytest.fixture
def spark(spark_settings: dict[str, str], tmp_path: Path) -> Iterator[Any]:
    """A session in this process, with the settings of a build."""
    from etl.engines.spark import session

    with session("local[2]", tmp_path) as spark:
        yield spark
