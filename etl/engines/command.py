"""python -m etl build: build again from everything landed, with DuckDB or on a Spark cluster, and publish."""

from __future__ import annotations

import argparse
import functools
import importlib.util
import os
import shutil
from pathlib import Path

from data.text.messages import message
from etl.command import Report, run_alone
from etl.inbox.inspect import Refused
from etl.landing.secret import load_secrets
from etl.landing.store import Landing
from etl.load import builds_to_keep, refuse_wrong_tables
from etl.warehouse.build import Engine, build
from etl.warehouse.model import create_model


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the options of ``python -m etl build``."""
    parser.description = "Build again from everything landed. See docs/scale.md."
    parser.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="what computes the model"
    )
    parser.add_argument(
        "--master",
        metavar="URL",
        default="local[*]",
        help="the Spark cluster, such as spark://host:7077 (default: this machine)",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    def change(home: Path, report: Report) -> int:
        engine = spark_engine(options.master) if options.engine == "spark" else create_model
        return rebuild(home, report, engine)

    return run_alone(options, change)


def spark_engine(master: str) -> Engine:
    """Return what computes the model on a Spark cluster. Raises Refused if this machine cannot run Spark."""
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    if shutil.which(java) is None:
        raise Refused(message("spark_missing", missing="java"))
    if importlib.util.find_spec("pyspark") is None:
        raise Refused(message("spark_missing", missing="pyspark"))
    from etl.engines import spark  # not every home has it

    return functools.partial(spark.create_model, master=master)


def rebuild(home: Path, report: Report, engine: Engine) -> int:
    """Build and publish; return 0, 1 if nothing has been landed, or 2 if a check fails."""
    refuse_wrong_tables(home)
    landing = Landing(home, *load_secrets())
    landing.prepare()
    if not (loads := landing.loads()):
        report(message("nothing_landed"))
        return 1
    built = build(home, landing, loads, keep=builds_to_keep(home), engine=engine)
    if built.published:
        report(message("built", build=built.build_id))
        return 0
    failed = [check.name for check in built.checks if check.level == "fail" and check.rows]
    report(message("not_built", checks=", ".join(failed)))
    return 2
