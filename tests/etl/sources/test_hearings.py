"""Kerrokantasi: the contacts in the report of a hearing."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import warehouse
from tests.support.commands import Load
from tests.support.contacts import contacts, counts, day
from tests.support.exports.participation_files import STAFF, hearing_xlsx
from tests.support.stored_bytes import everything


class TestHearings:
    def test_a_comment_and_a_reply_are_one_contact_each_and_an_option_is_its_votes(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        comments = [{}, {"Content": "", "Subcontent": "Samaa mieltä", "Votes": 40}]
        hearing_xlsx(exports / "a.xlsx", comments, [("1) Penkkejä", 30), ("2) Puita", 12)])
        assert counts(load(), "a.xlsx") == (4, 4, 0, 0)
        # A comment at midnight in Helsinki is of that day; the poll's votes are of the day it closed.
        assert contacts(home, "channel", "date", "district") == {
            ("hearing", day("2025-03-04"), "301"): 2,
            ("hearing_poll", day("2025-04-01"), "301"): 42,
        }

    def test_the_report_with_more_comments_supersedes_the_other_in_any_order(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        hearing_xlsx(exports / "a.xlsx", [{}, {}, {}])
        load()
        named = {"Author": "Nimi Merkki", "Email": "nimi@example.invalid"}
        hearing_xlsx(exports / "b.xlsx", [named, named], headers=STAFF)
        assert counts(load(), "b.xlsx") == (2, 0, 0, 2)
        assert contacts(home, "channel") == {"hearing": 3}

    @pytest.mark.parametrize(
        ("borough", "areas"),
        [
            ("Kallio", ("301", "unknown")),
            ("Keski-Vuosaari", ("704", "541")),
            ("Koko kaupunki", ("unknown", "unknown")),
        ],
    )
    def test_a_borough_is_a_district_or_a_sub_district(
        self, exports: Path, load: Load, home: Path, borough: str, areas: tuple[str, str]
    ) -> None:
        hearing_xlsx(exports / "a.xlsx", [{}], about={"Borough (fi)": borough})
        load()
        assert contacts(home, "district", "sub_district") == {areas: 1}

    def test_a_rejected_comment_gives_sheet_and_row_but_not_its_text(
        self, exports: Path, load: Load, home: Path
    ) -> None:
        hearing_xlsx(exports / "a.xlsx", [{}, {"Content": "SALAISUUS", "Created": "eilen"}])
        assert counts(load(), "a.xlsx") == (2, 1, 1, 0)
        (row,) = warehouse.current(home).query("SELECT * FROM rejected_row").to_dict("records")
        assert (row["column_name"], row["row_number"]) == ("Pääosio: created", 7)
        assert "SALAISUUS" not in str(row)
        assert not [name for name, content in everything(home) if b"SALAISUUS" in content]
