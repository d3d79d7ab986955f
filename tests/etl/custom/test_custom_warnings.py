"""Mappings that load without an error but are probably wrong: the load warns."""

from __future__ import annotations

from pathlib import Path

from data.settings import LANGUAGES
from data.text.messages import render
from etl import load as loading
from tests.support.commands import Load, rows
from tests.support.exports.mapping_files import mapping, table_csv

NONE = dict.fromkeys(("reservation_key", "space_name", "begin_utc", "end_utc", "state"))


def test_a_file_that_supersedes_its_own_rows_warns_in_every_language(tmp_path: Path, home: Path) -> None:
    mapping(home)
    cells = [{"Nr": str(n % 3), "Beginn": f"03.03.2025 1{n % 2}:00"} for n in range(12)]
    table_csv(tmp_path / "exports" / "a.csv", cells)
    outcome = loading.run(home, tmp_path / "exports", lambda _: None)
    [file] = outcome.files
    # Six distinct rows, three keys; the other six are exact repeats.
    assert (file.rows_read, file.rows_loaded, file.rows_superseded, outcome.exit_code) == (12, 3, 9, 0)
    for language in LANGUAGES:
        shown = render(file.message, language)
        assert all(part in shown for part in ("columns.reservation_key", " Nr ", " 3 ", "custom/hallen.toml"))


def test_exact_repeats_and_rows_without_a_key_give_no_warning(tmp_path: Path, load: Load, home: Path) -> None:
    mapping(home)
    cells = [{}, {}, {"Nr": ""}, {"Nr": "", "Halle": "Süd"}, {"Nr": "2"}]
    table_csv(tmp_path / "exports" / "a.csv", cells)
    assert load()["files"][0]["message"] == ""


def test_a_volunteering_source_whose_completed_records_have_no_hours_gets_a_warning(
    tmp_path: Path, load: Load, home: Path
) -> None:
    shared = {**NONE, "start_date": '"Tag"', "status": '"Da"'}
    for name, delimiter, more in (("without", ";", {}), ("with", ",", {"hours": '"Stunden"'})):
        mapping(
            home,
            f"{name}.toml",
            name=f'"{name}"',
            table='"volunteer_records"',
            recognise='["Tag", "Da"]',
            delimiter=f'"{delimiter}"',
            date_formats='["dd.mm.yyyy"]',
            columns={**shared, **more},
            values={"status": {"ja": "completed", "nein": "no_show"}},
        )
    day = {"Tag": "1.10.2025"}
    table_csv(tmp_path / "exports" / "a.csv", [{**day, "Da": "ja"}, {**day, "Da": "nein"}], ("Tag", "Da"))
    hours = [{**day, "Da": "ja", "Stunden": "2"}, {**day, "Da": "ja"}]
    table_csv(tmp_path / "exports" / "b.csv", hours, ("Tag", "Da", "Stunden"), delimiter=",")
    outcome = load()
    [check] = [check for check in outcome["checks"] if check["name"] == "volunteering_without_hours"]
    assert (check["level"], check["rows"]) == ("warn", 1)
    results = rows(home, "SELECT * FROM check_result WHERE name = 'volunteering_without_hours'")
    assert all(isinstance(text, str) and text for text in results[0][3:])
