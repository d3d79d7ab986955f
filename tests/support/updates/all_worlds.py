"""The hand-made cities of the oracle in one home, with what engines of SQL are likely to do in other ways.

The cities share their ids on purpose: spans of several contradict each other, and bookings lie over each
other. Only the ids of bookings differ, because equal ones would supersede each other.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from etl.landing.secret import load_secrets
from etl.landing.sql_quoting import file_literal, literal
from etl.landing.store import Landing
from tests.oracle.worlds import (  # noqa: F401 - importing them registers their worlds
    legacy,
    participation,
    rows,
    time,
    volunteering,
)
from tests.oracle.worlds.registry import WORLDS
from tests.support.commands import load_here
from tests.support.exports.mapping_files import mapping, table_csv
from tests.support.exports.participation_files import applications_csv
from tests.support.exports.respa_files import legacy_units
from tests.support.exports.varaamo_files import SERVICE

UNITS = {"990901": "DİŞ-TALO", "990902": "ΟΔΟΣ", "990903": "Kulma\u00a0talo", "990904": "GROẞE Straẞe"}
#: How volunteering names these units: in small letters, or between no-break spaces.
PLACES = (
    "diş-talo",
    "di\u0307ş-talo",
    "οδοσ",
    "οδος",
    "\u00a0Kulma\u00a0talo\u2009",
    "große straße",
    "\tKallio",
)


def load_all_worlds(folder: Path) -> Path:
    """Land every world in one home; return the home. Nothing is built."""
    exports, home = folder / "exports", folder / "home"
    for name, write in WORLDS.items():
        world = folder / "worlds" / name / "exports"
        world.mkdir(parents=True)
        write(world)
        shutil.copytree(world, exports / name)
    for reference in sorted((folder / "worlds").glob("*/home")):
        shutil.copytree(reference, home, dirs_exist_ok=True)
    _odd_letters(exports / "odd")
    _halves_between_decimals(exports / "odd")
    _wishes(exports / "odd")
    _bookings_of_a_mapped_system(exports / "odd", home)
    outcome = load_here(exports, home)
    assert not [file for file in outcome["files"] if file["status"] not in ("loaded", "unchanged")]
    _give_bookings_other_ids(home)
    return home


def _odd_letters(folder: Path) -> None:
    legacy_units(folder / "units.json", UNITS)
    with xlsxwriter.Workbook(str(folder / "volgistics.xlsx")) as book:
        sheet = book.add_worksheet("Service")
        sheet.write_row(0, 0, SERVICE)
        for line, place in enumerate(PLACES, 1):
            sheet.write_row(line, 0, [line, "S", place, "A", "2025-03-03", "", "", "", 2, 0, 0, 0, 1])


def _halves_between_decimals(folder: Path) -> None:
    """Hours per person and shift whose seventh decimal is a five."""
    header = (
        "Event - ID,Event - Name,Event - Type,Event Shift - ID,Event Shift - Postal Code,"
        "Event Shift - Date/Time From,Event Shift - Date/Time To,Event Shift - Demand,"
        "Event Shift - Hours,Event Shift - Attended"
    )
    shifts = [
        f"9,Talkoot,City Events,{number},00500,2025-03-03 09:00:00,2025-03-03 12:00:00,"
        f"{demand},{number * 0.117 + 0.000001:.6f},{attended}"
        for number, (demand, attended) in enumerate(((d, a) for d in (2, 4, 64, 3) for a in range(1, 40)), 1)
    ]
    (folder / "shifts.csv").write_text("\n".join([header, *shifts]) + "\n", encoding="utf-8")


def _wishes(folder: Path) -> None:
    """Sections with wishes of odd lengths, until midnight, and without any."""
    number = "hakemusosan numero"
    sections: list[dict[str, Any]] = [
        {number: 900, "first": {"ti": "17:00-20:00", "ke": "22:30-0:00"}, "second": {"su": "7:15-8:00"}},
        {number: 901},
        {number: 902, "first": {"ma": "0:00-0:00"}, "vuoroja, kpl / vko": 7},
    ]
    applications_csv(folder / "applications.csv", sections)


def _bookings_of_a_mapped_system(folder: Path, home: Path) -> None:
    """Bookings around each change of clocks, and a file that changes one and cancels another."""
    mapping(home, constants={"district": '"Kallio"'})
    nights = ("29.03.2025 23:00", "30.03.2025 02:00", "25.10.2025 23:00", "26.10.2025 02:00")
    ends = ("30.03.2025 05:00", "30.03.2025 04:30", "26.10.2025 05:00", "26.10.2025 04:30")
    first = [
        {"Nr": str(n), "Beginn": s, "Ende": e} for n, (s, e) in enumerate(zip(nights, ends, strict=True))
    ]
    table_csv(folder / "halls_1.csv", first)
    table_csv(
        folder / "halls_2.csv", [{**first[0], "Halle": UNITS["990904"]}, {**first[2], "Status": "storniert"}]
    )


def _give_bookings_other_ids(home: Path) -> None:
    landing = Landing(home, *load_secrets())
    with duckdb.connect() as connection:
        for load in landing.loads():
            if load.table_name == "bookings":
                path, world = landing.path(load), literal(load.file.partition("/")[0])
                changed = (
                    f"SELECT * REPLACE (statistic_id || {world} AS statistic_id, "
                    f"reservation_key || encode({world}) AS reservation_key, "
                    f"uuid_key || encode({world}) AS uuid_key) FROM read_parquet({file_literal(path)})"
                )
                other = path.with_suffix(".changed")
                connection.execute(f"COPY ({changed}) TO {literal(str(other))} (FORMAT parquet)")
                other.replace(path)
