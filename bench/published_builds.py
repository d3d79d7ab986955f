"""A home with builds to publish while it is served, and the figures that pages must show of each of them."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data import comparison
from data.filters import Filters
from data.query import calculate, find_metric
from data.scope import EVERYTHING
from data.settings import ROOT
from data.text import numbers
from data.text.texts import say
from data.warehouse import Build, warehouse_folder
from etl.inbox.walk import SAMPLE_MARK
from etl.warehouse.build import KEEP_BUILDS, publish

#: Bookings of each export that is loaded after the first ones.
MORE_BOOKINGS = 2000
SECRET = "a secret for the bench, 32 bytes or more"


@dataclass
class Builds:
    """Builds of a home that were made one after the other. ``published`` names them by the ids given here."""

    home: Path
    published: dict[str, Build] = field(default_factory=dict)

    @property
    def _facts(self) -> list[Path]:
        return sorted((self.home / "prepared").glob("*.json"))

    def prepare(self, bookings: int, count: int) -> None:
        """Load a synthetic city, then one more export of bookings at a time, until there are ``count``."""
        exports, folder = self.home / "exports", self.home / "prepared"
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(len(self._facts), count):
            if number == 0:
                _etl("sample", "--out", exports, "--bookings", bookings)
            else:
                _add_export(exports, number)
            _etl("load", "--exports", exports, "--home", self.home)
            facts = json.loads((warehouse_folder(self.home) / "CURRENT.json").read_text(encoding="utf-8"))
            # Another name of the same file, which stays when the build is no longer kept.
            os.link(warehouse_folder(self.home) / facts["path"], folder / f"{number:03d}.duckdb")
            (folder / f"{number:03d}.json").write_text(json.dumps(facts), encoding="utf-8")

    def publish(self, number: int) -> None:
        """Publish a build as a load does: as the newest, with an id of now."""
        path = self._facts[number % len(self._facts)]
        now = dt.datetime.now(dt.UTC)
        build_id = f"{now:%Y%m%dT%H%M%S}-{now.microsecond // 1000:03d}"
        facts = json.loads(path.read_text(encoding="utf-8"))
        made_at = dt.datetime.fromisoformat(facts["built_at"])
        facts |= {"build_id": build_id, "path": f"build-{build_id}.duckdb", "built_at": now.isoformat()}
        as_of = dt.date.fromisoformat(facts["as_of"])
        # Before readers can see it: they may say at once what it shows.
        self.published[build_id] = Build(path.stem, path.with_suffix(".duckdb"), made_at, as_of, True)
        unfinished = path.with_name("unfinished.duckdb")
        os.link(path.with_suffix(".duckdb"), unfinished)
        publish(warehouse_folder(self.home), unfinished, facts, KEEP_BUILDS)


def _etl(*arguments: object) -> None:
    completed = subprocess.run(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_SECRET": SECRET},
        capture_output=True,
        text=True,
    )
    # 1 means rejected rows, which a load of real data has.
    if completed.returncode not in (0, 1):
        raise SystemExit(f"failed: {arguments[0]}: {completed.stderr[-2000:]}")


def _add_export(exports: Path, number: int) -> None:
    """Add an export of bookings to the inbox, with other bookings than those before."""
    other_city = exports.with_name("other_city")
    _etl("sample", "--out", other_city, "--bookings", MORE_BOOKINGS, "--seed", number + 1)
    folder = exports / f"more_{number:03d}"
    folder.mkdir()
    # With the mark of a synthetic city, since synthetic data are left out beside real ones.
    for path in (other_city / "varaamo" / "reservation_statistics.csv", other_city / SAMPLE_MARK):
        path.rename(folder / path.name)


@functools.cache
def figure(build: Build, metric: str, filters: Filters) -> str:
    """Return the figure of a metric as a page in English writes it."""
    definition = find_metric(metric)
    usable = comparison.elapsed(filters, build).only(definition.groupings)
    row = calculate(metric, (), usable, scope=EVERYTHING, build=build).iloc[0]
    if row["suppressed"]:
        return say("terms.suppressed", "en")
    return numbers.quantity(row["value"], definition.unit, "en")


def differences(build: Build, filters: Filters, shown: dict[str, str]) -> Sequence[str]:
    """Return the figures of a page, by metric, that are not those of the build."""
    return [
        f"{metric} of {filters.key()} in {build.path.name}: shown {value}, calculated {right}"
        for metric, value in shown.items()
        if value != (right := figure(build, metric, filters))
    ]
