"""Round trips through mapped exports: rows written in the declared format are read back unchanged."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etl import custom
from etl import load as loading
from etl.custom.date_formats import engine_format
from etl.landing.store import Landing
from tests.support.exports.mapping_files import mapping, table_xlsx

LANDED = settings(max_examples=16, deadline=None, suppress_health_check=list(HealthCheck))
LOADED = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
HEADERS = ("Nr", "Halle", "Haus", "Beginn", "Ende", "Status", "Leute", "Preis", "Zweck")
HELSINKI = ZoneInfo("Europe/Helsinki")
#: Nights of a clock change. The engine and Python agree on every local time in them that exists.
START = dt.datetime(2025, 10, 25, 20)
MARCH = dt.datetime(2025, 3, 29, 20)
STATES = {"gebucht": "confirmed", "abgesagt; leider": "cancelled", 'so "la la"': "denied"}

#: Characters that are awkward in a CSV (delimiters, quotes, breaks, blanks), and letters of each encoding.
_AWKWARD = ";,|\"' \n\r\t/.:-()&%€"
_LETTERS = {
    "utf-8": "abcÅÄÖåäöšžŽŠčđŋŧÁáÕõÜüß漢字",
    "utf-16": "abcÅÄÖåäöšžŽŠčđŋŧÁáÕõÜüß漢字",
    "cp1252": "abcÅÄÖåäöšžŽŠÁáÕõÜüß",
    "iso-8859-1": "abcÅÄÖåäöÁáÕõÜüß",
}


@st.composite
def names(draw: st.DrawFn, encoding: str) -> str:
    """Names of spaces, trimmed, because surrounding blanks of a cell are not kept."""
    awkward = _AWKWARD.replace("€", "") if encoding == "iso-8859-1" else _AWKWARD
    text = draw(st.text(_LETTERS[encoding] + awkward, min_size=1, max_size=12)).strip()
    # One system writes an empty cell as 'None'.
    return text if text and text != "None" else "Saal"


@st.composite
def moments(draw: st.DrawFn) -> dt.datetime:
    """Local times that exist, in quarters of an hour, in the nights on which the clocks change."""
    moment = draw(st.sampled_from([START, MARCH])) + dt.timedelta(minutes=15 * draw(st.integers(0, 60)))
    # 03:00–03:59 does not exist on the March night.
    is_gap = moment.date() == dt.date(2025, 3, 30) and moment.hour == 3
    return moment + dt.timedelta(hours=1) if is_gap else moment


@st.composite
def bookings(draw: st.DrawFn, encoding: str) -> list[dict[str, Any]]:
    """Canonical rows, each with its own number."""
    rows = []
    for number in range(draw(st.integers(1, 6))):
        begin = draw(moments())
        end = begin + dt.timedelta(hours=draw(st.integers(2, 40)))
        if end.date() == dt.date(2025, 3, 30) and end.hour == 3:
            end += dt.timedelta(hours=1)
        rows.append(
            {
                "number": number,
                "space": draw(names(encoding)),
                "unit": draw(st.one_of(st.just(""), names(encoding))),
                "begin": begin,
                "end": end,
                "state": draw(st.sampled_from(sorted(STATES))),
                "persons": draw(st.one_of(st.none(), st.integers(0, 999_999))),
                "cents": draw(st.one_of(st.none(), st.integers(0, 9_999_999_99))),
                "purpose": draw(st.one_of(st.just(""), names(encoding))),
            }
        )
    return rows


def utc(local: dt.datetime, *, is_begin: bool) -> dt.datetime:
    """Convert with Python's zones: in an hour that occurs twice a start is the first run, an end the last."""
    aware = local.replace(tzinfo=HELSINKI, fold=0 if is_begin else 1)
    return aware.astimezone(dt.UTC).replace(tzinfo=None)


def expected(row: dict[str, Any]) -> tuple[Any, ...]:
    begin, end = utc(row["begin"], is_begin=True), utc(row["end"], is_begin=False)
    return (
        "custom:hallen/" + "/".join(part for part in (row["unit"], row["space"]) if part),
        STATES[row["state"]],
        begin,
        end,
        row["persons"],
        None if row["cents"] is None else row["cents"] / 100,
        # Landing keeps no control characters in words; line breaks inside a cell stay.
        row["purpose"].replace("\r", " ").strip() or None,
    )


def read_back(home: Path, path: Path) -> list[tuple[Any, ...]]:
    """Land the file with its mapping; return its rows. No row may be rejected."""
    landing = Landing(home, b"secret")
    landing.prepare()
    export, feed = custom.identify(path, path.parent, custom.mappings(home))
    now = dt.datetime.now(dt.UTC)
    load = landing.land(export, feed, lambda: "0" * 64, samples=(), run_at=now, sequence=0)
    assert load.rows_rejected == 0
    return duckdb.execute(
        """
        SELECT space, state, begin_utc, end_utc, persons, cast(price_eur AS DOUBLE), purpose
        FROM read_parquet(?)
        """,
        [str(landing.path(load))],
    ).fetchall()


def grouped(cents: int, blank: str) -> str:
    whole = f"{cents // 100:,}".replace(",", blank)
    return f"{whole},{cents % 100:02d}"


COLUMNS = {
    "unit_name": '"Haus"',
    "persons": '"Leute"',
    "price_eur": '"Preis"',
    "purpose": '"Zweck"',
}


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    encoding = draw(st.sampled_from(sorted(_LETTERS)))
    return {
        "encoding": encoding,
        "delimiter": draw(st.sampled_from([";", ",", "\t", "|"])),
        "form": draw(st.sampled_from(["dd.mm.yyyy HH:MM", "yyyy-mm-dd HH:MM:SS", "mm/dd/yyyy hh:MM AM"])),
        "blank": draw(st.sampled_from(["", " ", "\u00a0", ".", "'"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        "ending": draw(st.sampled_from(["\r\n", "\n"])),
        "rows": draw(bookings(encoding)),
    }


@LANDED
@given(files())
@example(
    {
        "encoding": "cp1252",
        "delimiter": ";",
        "form": "dd.mm.yyyy HH:MM",
        "blank": " ",
        "quoting": csv.QUOTE_MINIMAL,
        "ending": "\r\n",
        "rows": [
            {
                "number": 0,
                "space": 'Saal; "Süd"\nÄ',
                "unit": "",
                "begin": dt.datetime(2025, 10, 26, 3, 30),
                "end": dt.datetime(2025, 10, 26, 3, 45),
                "state": 'so "la la"',
                "persons": 999_999,
                "cents": 9_999_999_99,
                "purpose": "'; DROP TABLE booking; --",
            }
        ],
    }
)
def test_a_csv_is_read_back_as_it_was_written(file: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        home, path = Path(name) / "home", Path(name) / "exports" / "a.csv"
        declared_delimiter = {"\t": "tab"}.get(file["delimiter"], file["delimiter"])
        mapping(
            home,
            columns=COLUMNS,
            values={"state": STATES},
            delimiter=f'"{declared_delimiter}"',
            encoding=f'"{file["encoding"]}"',
            date_formats=f'["{file["form"]}"]',
            decimal_mark='","',
        )
        path.parent.mkdir()
        code = engine_format(file["form"])
        # Python does not quote a lone carriage return, which would end the row for other programs.
        has_return = any("\r" in str(cell) for row in file["rows"] for cell in row.values())
        quoting: Any = csv.QUOTE_ALL if has_return else file["quoting"]
        with path.open("w", encoding=file["encoding"], newline="") as target:
            writer = csv.writer(
                target, delimiter=file["delimiter"], quoting=quoting, lineterminator=file["ending"]
            )
            writer.writerow(HEADERS)
            for row in file["rows"]:
                cents = "" if row["cents"] is None else grouped(row["cents"], file["blank"])
                persons = "" if row["persons"] is None else row["persons"]
                times = [row[side].strftime(code) for side in ("begin", "end")]
                cells = [row["number"], row["space"], row["unit"], *times, row["state"], persons, cents]
                writer.writerow([*cells, row["purpose"]])
        assert read_back(home, path) == list(map(expected, file["rows"]))


@LANDED
@given(bookings("utf-8"))
def test_a_workbook_is_read_back_as_it_was_written(rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        home, path = Path(name) / "home", Path(name) / "exports" / "a.xlsx"
        mapping(
            home,
            columns=COLUMNS,
            values={"state": STATES},
            format='"xlsx"',
            delimiter=None,
            date_formats=None,
            decimal_mark='","',
        )
        # A carriage return in a workbook's XML is read back as a line feed.
        for row in rows:
            for key in ("space", "unit", "purpose"):
                row[key] = row[key].replace("\r", "\n").strip() or ("Saal" if key == "space" else "")
        cells = [
            (
                *(row["number"], row["space"], row["unit"], row["begin"], row["end"], row["state"]),
                *(row["persons"], None if row["cents"] is None else row["cents"] / 100, row["purpose"]),
            )
            for row in rows
        ]
        table_xlsx(path, cells, HEADERS)
        assert read_back(home, path) == list(map(expected, rows))


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """An encoding, and rows of any text."""
    rows = draw(st.lists(st.lists(st.text(max_size=8), max_size=7), max_size=8))
    return draw(st.sampled_from(sorted(_LETTERS))), rows


@LOADED
@given(st.lists(contents(), min_size=4, max_size=6))
def test_every_row_of_any_file_is_accounted_for(written: list[tuple[str, list[list[str]]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        home, exports = Path(name) / "home", Path(name) / "exports"
        exports.mkdir()
        for encoding in _LETTERS:
            # Each encoding has its own header, because a text may be valid in several encodings.
            header = f'"Nr {encoding}"'
            mapping(
                home,
                f"{encoding}.toml",
                columns={"reservation_key": header},
                encoding=f'"{encoding}"',
                recognise=f"[{header}]",
            )
        for number, (encoding, rows) in enumerate(written):
            headers = [f"Nr {encoding}", "Halle", "Beginn", "Ende", "Status"]
            valid = [f"good {number}", "Nord", "03.03.2025 10:00", "03.03.2025 12:00", "gebucht"]
            text = "\r\n".join(";".join(cells) for cells in (headers, valid, *rows))
            (exports / f"{number}.csv").write_bytes(text.encode(encoding, "ignore"))
        files = loading.run(home, exports, lambda _: None).files
        for file in files:
            assert file.rows_read == file.rows_loaded + file.rows_rejected + file.rows_superseded
            assert file.status in ("loaded", "refused")
            assert (file.rows_loaded >= 1) == (file.status == "loaded")
        landed = len(list((home / "landing" / "loads").glob("*.json")))
        assert landed == sum(file.status == "loaded" for file in files)
