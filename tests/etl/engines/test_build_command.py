"""python -m etl build: a build of what is landed, whichever engine computes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import warehouse
from tests.conftest import Load
from tests.support.builds import differences
from tests.support.commands import command_here
from tests.support.exports.varaamo_files import statistics_csv


def test_a_build_again_has_the_same_rows(exports: Path, load: Load, home: Path) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}, {"id": 2, "purpose_name": "Soita"}])
    load()
    before = warehouse.current(home).path
    answer = command_here("etl", "build", "--home", str(home))
    after = warehouse.current(home).path
    assert (answer.returncode, answer.stderr) == (0, f"Build {warehouse.current(home).id} is published.\n")
    assert after != before
    assert differences(before, after) == []


def test_nothing_is_built_of_nothing(home: Path) -> None:
    answer = command_here("etl", "build", "--home", str(home), "--lang", "fi")
    assert answer.returncode == 1
    assert "Kotikansioon ei ole vielä tuotu mitään" in answer.stderr


def test_without_java_the_command_says_what_to_install(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    answer = command_here("etl", "build", "--engine", "spark", "--home", str(home), "--lang", "sv")
    assert answer.returncode == 2
    assert "Spark behöver Java (17) och Pythonpaketet pyspark, och java saknas." in answer.stderr


@pytest.mark.spark
@pytest.mark.usefixtures("spark_settings")
def test_a_wrong_address_is_refused(exports: Path, load: Load, home: Path) -> None:
    statistics_csv(exports / "a.csv", [{"id": 1}])
    load()
    before = warehouse.current(home).id
    answer = command_here("etl", "build", "--engine", "spark", "--master", "nonsense", "--home", str(home))
    assert answer.returncode == 2
    assert "Spark did not start at nonsense" in answer.stderr
    assert warehouse.current(home).id == before
