"""Draft a mapping: the description of a file, and the load with a completed draft."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data import warehouse
from data.settings import LANGUAGES
from data.text.messages import render
from etl.custom.mapping import GAP
from etl.inbox.inspect import Refused
from etl.suggest.beginning import read_beginning, read_beginnings
from etl.suggest.columns import columns
from etl.suggest.matching import best_match
from tests.support.exports.mapping_files import suggest, table_xlsx, write_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_delimiter_and_header_row(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["Tila", "Päivä", "Alkaa"],
        ["Sali, iso; uusi", "3.11.2025", "9:00"],
        ["Ääni", "4.11.2025", "10:00"],
    ]
    path = tmp_path / "a.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        file.write("Raportti\r\n\r\n")
        csv.writer(file, delimiter=delimiter).writerows(rows)
    beginning = read_beginning(path)
    assert (beginning.encoding, beginning.delimiter) == (encoding.removesuffix("-sig"), delimiter)
    assert (beginning.header_row, beginning.headers) == (3, ("Tila", "Päivä", "Alkaa"))
    assert beginning.rows == tuple(map(tuple, rows[1:]))


@pytest.mark.parametrize(
    ("cells", "kind", "shape", "format_"),
    [
        (["3.11.2025 18:00", "14.11.2025 9:15"], "moment", "9.99.9999 99:99", "dd.mm.yyyy HH:MM"),
        (["2025-11-03T18:00:00+02:00"], "moment", "9999-99-99A99:99:99+99:…", "yyyy-mm-ddTHH:MM:SSZZ"),
        (["11/23/2025 06:00 PM"], "moment", "99/99/9999 99:99 AA", "mm/dd/yyyy hh:MM AM"),
        (["23/11/2025"], "day", "99/99/9999", "dd/mm/yyyy"),
        (["18:00", "9:15"], "clock", "99:99", "HH:MM"),
        (["12", "-7"], "whole", "99", None),
        (["1.234,50", "12,00"], "decimal", "9.999,99", None),
        (["1'234.50", "12.00"], "decimal", "9'999.99", None),
        (["ja", "nein", "ja"], "yes_no", "aa", None),
        (["rot", "blau", "rot"], "few", "aaa", None),
        (["Öl 7", "§ <b>"], "text", "Aa 9", None),
        (["", ""], "empty", "", None),
    ],
)
def test_kind_shape_and_format_of_a_column(
    tmp_path: Path, cells: list[str], kind: str, shape: str, format_: str | None
) -> None:
    rows = "".join(f'"{cell}";y{n}\n' for n, cell in enumerate(cells))
    [column, _] = columns(read_beginning(write_text(tmp_path / "a.csv", f"Etwas;Anderes\n{rows}")))
    assert (column.kind, column.shape) == (kind, shape)
    assert (format_ in column.formats) == (format_ is not None)


def test_start_and_end_are_matched_by_content(tmp_path: Path) -> None:
    content = "Huone;Pvm;A;B\n" + "".join(f"H{n};{n + 1}.11.2025;9:00;10:00\n" for n in range(3))
    matched = best_match(columns(read_beginning(write_text(tmp_path / "a.csv", content))), "bookings")
    headers = {name: [c.header for c in profiles] for name, profiles in matched.columns.items()}
    assert (headers["begin_utc"], headers["end_utc"]) == (["Pvm", "A"], ["Pvm", "B"])


FILLED = {
    "name": '"filled"',
    "state": '"confirmed"',
    "status": '"completed"',
}


def filled(draft: str) -> str:
    """Return the draft with every gap filled, as a steward would do."""
    lines = []
    for line in draft.splitlines():
        key = line.partition(" = ")[0]
        is_gap = f'"{GAP}"' in line and not line.startswith("#")
        lines.append(f"{key} = {FILLED[key]}" if is_gap else line)
    return "\n".join(lines)


def load_draft(
    path: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    load: Callable[..., dict[str, Any]],
    *more: str,
) -> dict[str, Any]:
    """Load the only file of the inbox with its own completed draft; return the result of the file."""
    code, out, err = suggest(path, capsys, *more)
    assert code == 0, err
    target = tmp_path / "home" / "custom" / "drafted.toml"
    target.parent.mkdir(parents=True)
    target.write_text(filled(out), encoding="utf-8")
    result: dict[str, Any] = load()["files"][0]
    return result


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drafted_mapping_loads_a_csv(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    load: Callable[..., dict[str, Any]],
    home: Path,
    language: str,
) -> None:
    (tmp_path / "exports").mkdir()
    path = write_text(
        tmp_path / "exports" / "a.csv",
        "Kausi 2025;;;;;;\n"
        "Sali;Päivä;Klo alkaa;Klo päättyy;Varaajan nimi;Hinta;Toistuva\n"
        'Iso ""sali"";3.11.2025;18:00;20:00;Matti Salainen;1 050,50;kyllä\n'
        "Pieni sali;4.11.2025;9:00;10:30;Maija Salainen;0,00;ei\n",
        "cp1252",
    )
    result = load_draft(path, tmp_path, capsys, load, "--lang", language)
    assert (result["status"], result["rows_loaded"]) == ("loaded", 2), result
    bookings = warehouse.current(home).query(
        "SELECT booked_minutes, cast(price_eur AS DOUBLE) AS p FROM booking ORDER BY 1"
    )
    assert bookings.to_numpy().tolist() == [[90.0, 0.0], [120.0, 1050.5]]


def test_a_drafted_mapping_loads_a_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], load: Callable[..., dict[str, Any]], home: Path
) -> None:
    day = dt.datetime(2025, 11, 3)
    path = table_xlsx(
        tmp_path / "exports" / "a.xlsx",
        [
            (1, day, "Lesepatenschaft", 2.5, "anwesend", "Erika Muster", None),
            (2, day, "Lesepatenschaft", 1, "fehlt", "Hans Muster", None),
        ],
        ("Einsatz-Nr", "Datum", "Aufgabe", "Stunden", "Anwesenheit", "Name", "Leer"),
        above=("Einsätze", ""),
    )
    result = load_draft(path, tmp_path, capsys, load)
    assert (result["status"], result["source"], result["rows_loaded"]) == ("loaded", "custom:filled", 2), (
        result
    )
    records = warehouse.current(home).query("SELECT cast(person_hours AS DOUBLE) AS h FROM volunteer_record")
    assert sorted(records["h"].fillna(-1).tolist()) == [-1, 2.5]


def test_an_unfilled_draft_names_its_gaps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    from etl import custom

    path = write_text(tmp_path / "a.csv", "Sali;Pvm;Klo;Muu\nA;3.11.2025;18:00;x\nB;4.11.2025;19:00;y\n")
    target = tmp_path / "home" / "custom" / "a.toml"
    target.parent.mkdir(parents=True)
    code, out, err = suggest(path, capsys, "--table", "bookings", "--out", str(target))
    assert (code, out) == (0, "")
    assert "Required and not found: state, end_utc" in err
    result = [render(stored, "en") for stored in custom.problems(home)]
    for key in ("name", "columns.end_utc", "constants.state"):
        assert any(f"custom/a.toml, key {key}: the draft has a gap" in text for text in result), key
    # A draft that somebody may have edited is not overwritten.
    code, _, err = suggest(path, capsys, "--out", str(target))
    assert code == 2
    assert "A file that exists is not replaced" in err


def test_values_are_translated_and_rare_ones_are_only_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["bestätigt"] * 5 + ["Storniert"] + ["in Klärung"] * 4 + ["Sondervermerk 3", "Erika Muster"]
    body = "".join(
        f"{n};H{n % 3};{n + 1}.11.2025 9:00;{n + 1}.11.2025 10:00;{s}\n" for n, s in enumerate(rows)
    )
    path = write_text(tmp_path / "a.csv", "Buchungsnr;Halle;Beginn;Ende;Buchungsstatus\n" + body)
    _, out, _ = suggest(path, capsys)
    values = tomllib.loads(out)["values"]["state"]
    assert values == {"bestätigt": "confirmed", "Storniert": "cancelled", "in Klärung": GAP}
    assert "And 2 rarer values, which are not shown" in out


def test_json_has_the_same_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_text(
        tmp_path / "a.csv", "Sali;Alkaa;Päättyy;Sähköposti\nA;3.11.2025 18:00;3.11.2025 19:00;x\n"
    )
    _, plain, _ = suggest(path, capsys)
    _, out, _ = suggest(path, capsys, "--json")
    result = json.loads(out)
    assert result["draft"] == plain
    assert tomllib.loads(plain) == result["entries"]
    columns = {column["header"]: (column["roles"], column["is_personal"]) for column in result["columns"]}
    assert columns == {
        "Sali": (["space_name"], False),
        "Alkaa": (["begin_utc"], False),
        "Päättyy": (["end_utc"], False),
        "Sähköposti": ([], True),
    }
    assert (result["missing"], result["gaps"]) == (["state"], ["name", "constants.state"])
    assert next(choice["table"] for choice in result["choices"]) == "bookings"
    preview = result["preview"]
    assert (preview["rows_read"], preview["rows_accepted"]) == (1, 1)


def test_dates_that_fit_two_formats_get_a_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_text(tmp_path / "a.csv", "Room;Start time;End time\nA;03/04/2025 09:00;03/04/2025 10:00\n")
    _, out, _ = suggest(path, capsys)
    assert tomllib.loads(out)["date_formats"] == ["dd/mm/yyyy HH:MM"]
    assert "also fit mm/dd/yyyy HH:MM" in out
    unambiguous = (
        "Room;Start time;End time\nA;03/04/2025 09:00;03/04/2025 10:00\nB;03/28/2025 09:00;04/04/2025 10:00\n"
    )
    _, out, _ = suggest(write_text(tmp_path / "b.csv", unambiguous), capsys)
    assert tomllib.loads(out)["date_formats"] == ["mm/dd/yyyy HH:MM"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html>sign in</html>", "web page"),
        (b"[1, 2]", "no header row"),
        (b'{"rows": [', "broken"),
        (b'[{"a":' + b'{"a":' * 9000 + b"1" + b"}" * 9000 + b"}]", "broken"),
        (b"PK\x03\x04" + b"\0" * 100, "neither text nor"),
        (b"a;b\n1\0;2\n", "neither text nor"),
    ],
)
def test_a_file_without_a_draft_is_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, reason: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Refused):
        read_beginnings(path)
    code, out, err = suggest(path, capsys)
    assert (code, out) == (2, "")
    assert reason in err


def test_a_missing_file_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = suggest(tmp_path / "none.csv", capsys)
    assert code == 2
    assert "does not exist" in err
