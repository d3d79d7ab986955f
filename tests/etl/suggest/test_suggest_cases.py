"""From an export to a figure: draft, completed draft, load; the figure of each file is counted in Python."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.query import calculate
from data.scope import EVERYTHING
from tests.support.commands import Load, LoadOnce, SharedLoad, command_here, rows
from tests.support.exports.mapping_files import complete, suggest
from tests.support.exports.suggested_files import CASES, EXPORTS, STARTS, clocks, table
from tests.support.exports.varaamo_files import statistics_csv


def source(name: str) -> str:
    return re.sub(r"\W", "-", name)


@pytest.fixture(scope="module")
def drafted(load_once: LoadOnce) -> tuple[SharedLoad, dict[str, dict[str, Any]]]:
    """Every file loaded with its completed draft, and the drafts by file."""
    drafts: dict[str, dict[str, Any]] = {}

    def write(exports: Path) -> None:
        for name in CASES:
            shutil.copy(EXPORTS / name, exports / name)
            output = command_here("etl", "suggest", exports / name, "--json", "--home", exports / "none")
            drafts[name] = json.loads(output.stdout)
            complete(
                drafts[name]["draft"], exports.parent / "home" / "custom", source(name), name=source(name)
            )

    return load_once(write), drafts


@pytest.mark.parametrize("name", CASES)
def test_a_completed_draft_gives_the_figure_of_the_file(
    drafted: tuple[SharedLoad, dict[str, dict[str, Any]]], name: str
) -> None:
    (outcome, home), drafts = drafted
    (table_name, metric), count = CASES[name]
    assert drafts[name]["entries"]["table"] == table_name
    file = outcome["by_file"][name]
    assert (file["status"], file["rows_rejected"], file["rows_superseded"]) == ("loaded", 0, 0), file
    figures = calculate(metric, ["source"], scope=EVERYTHING, build=warehouse.current(home))
    [hours] = figures.loc[figures["source"] == f"custom:{source(name)}", "value"]
    assert hours == pytest.approx(count(), abs=0.001)
    if name in STARTS:
        starts = "SELECT DISTINCT strftime(begin_utc, '%Y-%m-%d %H:%M') FROM booking"
        found = sorted(start for [start] in rows(home, f"{starts} WHERE source = 'custom:{source(name)}'"))
        assert (found[0], found[-1]) == STARTS[name]
    preview = drafts[name]["preview"]
    assert (preview["rows_read"], preview["rows_accepted"]) == (file["rows_read"], file["rows_loaded"])


def test_the_time_zone_is_the_one_that_the_file_names(
    drafted: tuple[SharedLoad, dict[str, dict[str, Any]]],
) -> None:
    zones = {name: draft["entries"].get("time_zone") for name, draft in drafted[1].items()}
    assert zones["zone_names.csv"] == "America/New_York"
    assert zones["zone_at_end.csv"] == "Europe/Tallinn"
    assert zones["zone_column.csv"] == "Europe/London"
    assert zones["us_dates.csv"] == "Europe/Helsinki"
    doubts = {name: " ".join(draft["doubts"]) for name, draft in drafted[1].items()}
    assert "takes America/New_York" in doubts["zone_names.csv"]
    assert "0.75 is 18:00" in doubts["fractions.csv"]


def test_opening_hours_and_bookings_of_one_system_give_a_booking_rate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], load: Load, home: Path
) -> None:
    (tmp_path / "exports").mkdir()
    for name, table_name in (("opening_hours.csv", "bookable_spans"), ("opening_bookings.csv", "bookings")):
        path = Path(shutil.copy(EXPORTS / name, tmp_path / "exports"))
        _, out, err = suggest(path, capsys)
        assert f'table = "{table_name}"' in out, err
        title = '\n[title]\nfi = "Pelihalli"\nsv = "Spelhallen"\nen = "Games hall"\n'
        complete(out + title, home / "custom", table_name, name="hall")
    outcome = load()
    assert [file["rows_rejected"] for file in outcome["files"]] == [0, 0], outcome
    # Four weeks from Monday 1 to Sunday 28 September.
    bookable = 4 * (14 + 4 + 14)
    booked = sum(clocks(row["Alkaa"], row["Päättyy"]) for row in table("opening_bookings.csv"))
    build = warehouse.current(home)
    figures = {m: calculate(m, [], scope=EVERYTHING, build=build) for m in ("bookable_hours", "booking_rate")}
    assert figures["bookable_hours"]["value"][0] == pytest.approx(bookable)
    assert figures["booking_rate"]["value"][0] == pytest.approx(100 * booked / bookable, rel=0.001)
    labels = "SELECT label_fi, label_sv, label_en FROM dimension_member WHERE member = 'custom:hall'"
    assert rows(home, labels) == [["Pelihalli", "Spelhallen", "Games hall"]]


def test_every_column_says_what_it_becomes_and_why(
    drafted: tuple[SharedLoad, dict[str, dict[str, Any]]],
) -> None:
    for draft in drafted[1].values():
        assert all(column["reasons"] for column in draft["columns"] if column["roles"])
        assert draft["choices"][0]["points"] == max(choice["points"] for choice in draft["choices"])


def test_a_known_source_says_so_first_and_gets_no_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = suggest(statistics_csv(tmp_path / "a.csv", [{}]), capsys)
    assert (code, out) == (0, "")
    assert "it needs no mapping" in err
