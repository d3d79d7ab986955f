"""Reports of a few rows: the same weekday a year before, suppressed people, an incomplete month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.analyses.department_month import gather
from data.files import report
from data.scope import EVERYTHING
from data.warehouse import Build
from tests.support.exports.report_files import text_of, workbook
from tests.support.tiny_warehouse import publish

MONTH = "2026-10"


class TestReportOfFewRows:
    """Two Thursdays 52 weeks apart: 3 h booked now and 2 h a year before, of 10 bookable hours each."""

    def build(self, home: Path, as_of: str = "2026-10-31", people: int = 3) -> Build:
        rows: dict[str, list[dict[str, Any]]] = {
            "booking_hour": [
                {
                    "date": day,
                    "hour": 9,
                    "booked_minutes": minutes,
                    "department": "KUVA",
                    "booker_type": booker_type,
                }
                for day, minutes, booker_type in (
                    ("2026-10-01", 120, "association"),
                    ("2026-10-01", 60, "city"),
                    ("2025-10-02", 120, "city"),
                )
            ],
            "space_hour": [
                {
                    "date": day,
                    "hour": 9,
                    "bookable_minutes": 600,
                    "occupied_minutes": occupied,
                    "department": "KUVA",
                    "space": "hall",
                }
                for day, occupied in (("2026-10-01", 180), ("2025-10-02", 120))
            ],
            "volunteer_record": [
                {
                    "date": "2026-10-05",
                    "is_completed": True,
                    "volunteer": number,
                    "person_hours": 2,
                    "department": "KUVA",
                    "activity": "Opastus",
                }
                for number in range(people)
            ],
        }
        return publish(home, rows, as_of=as_of)

    def test_a_day_is_compared_with_the_same_weekday_52_weeks_before(self, home: Path) -> None:
        first = gather("KUVA", MONTH, scope=EVERYTHING, build=self.build(home)).days.iloc[0]
        assert (first["hours"], first["before_hours"], first["rate"]) == (3.0, 2.0, 30.0)
        assert first["before_date"].isoformat() == "2025-10-02"
        assert first["date"].isoweekday() == first["before_date"].isoweekday()

    def test_few_people_are_suppressed_in_every_format(self, home: Path) -> None:
        month = gather("KUVA", MONTH, scope=EVERYTHING, build=self.build(home))
        assert month.figure("active_volunteers").year.now.value is None
        content = report.compose(month, "fi")
        row = content.section("volunteering").table("activities").rows[0]
        assert (row[1].value, row[2].text, row[2].value) == (6.0, "suojattu", None)
        assert "Aktiivisia vapaaehtoisia: suojattu." in text_of(report.write(month, "fi", "pdf"))
        sheets = workbook(report.write(month, "fi", "xlsx"))
        assert ["Opastus", 6.0, "suojattu"] in [cells[:3] for cells in sheets["Käyttäjät"]]

    def test_an_incomplete_month_has_a_notice_and_ends_on_the_last_day_with_data(self, home: Path) -> None:
        month = gather("KUVA", MONTH, scope=EVERYTHING, build=self.build(home, as_of="2026-10-20"))
        assert len(month.days) == 20
        assert "20.10.2026" in report.compose(month, "fi").notices[0]
        assert "20.10.2025" in text_of(report.write(month, "fi", "pdf"))

    def test_without_a_year_before_there_are_no_drivers_and_no_earlier_hours(self, home: Path) -> None:
        month = gather("KUVA", "2025-10", scope=EVERYTHING, build=self.build(home))
        assert month.days["before_hours"].isna().all()
        assert month.drivers == ()
        assert "Vuoden takaisia tietoja ei ole" in text_of(report.write(month, "fi", "pdf"))

    def test_a_department_without_rows_is_empty(self, home: Path) -> None:
        build = self.build(home)
        assert gather("KUVA", "2026-09", scope=EVERYTHING, build=build).is_empty
        assert not gather("KUVA", MONTH, scope=EVERYTHING, build=build).is_empty
