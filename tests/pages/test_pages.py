"""The pages as Streamlit runs them: complete in three languages, and controlled by the address."""

from __future__ import annotations

import gc
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.filters import Filters
from data.loading import load_history
from data.loading.coverage import coverage
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text import numbers, texts
from data.warehouse import current
from pages.charts import chart_choice
from pages.server.navigation import PAGES
from tests.support.pages import cards, charts, popover, text_of, visit
from tests.support.tiny_warehouse import publish

#: Charts that each page opens with.
FIGURES = {
    **{"overview": 2, "department_month": 1, "districts": 5, "spaces": 5, "volunteering": 9},
    **{"goals": 1, "shared_use": 9, "participation": 9},
    "dictionary": 0,
    **{"explore": 1, "downloads": 0, "data_quality": 0, "load_data": 0},
    **{"help": 0, "accessibility": 0},
}
PLACEHOLDER = re.compile(r"{(\w+)}")
#: The page whose title is its department and month, here those that it shows by default.
DEFAULT_MONTH = {
    "fi": "Kasvatuksen ja koulutuksen toimiala: lokakuu 2026",
    "sv": "Fostrans- och utbildningssektorn: oktober 2026",
    "en": "Education Division: October 2026",
}


def _title(page: str, language: str) -> str:
    return DEFAULT_MONTH[language] if page == "department_month" else texts.say(f"{page}.question", language)


@pytest.fixture
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


@pytest.mark.usefixtures("sample_city")
def test_the_first_run_alone_leaves_what_it_imported_out_of_collections() -> None:
    visit("help")
    left_out = gc.get_freeze_count()
    assert left_out > 50_000
    visit("help")
    assert gc.get_freeze_count() <= left_out


@pytest.mark.usefixtures("sample_city")
class TestEveryPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("page", PAGES)
    def test_is_complete_in_each_language(self, page: str, language: str) -> None:
        app = visit(page, lang=language)
        assert not app.exception
        assert app.title[0].value == _title(page, language)
        assert texts.say("shell.sample", language) in text_of(app)
        assert "{" not in text_of(app)
        assert len(charts(app)) == FIGURES[page]
        assert all(chart.alt for chart in charts(app))

    @pytest.mark.parametrize("page", PAGES)
    def test_a_finnish_page_has_no_english_or_swedish_text(self, page: str) -> None:
        page_text = re.sub(r"`[^`]*`", "", text_of(visit(page)))  # names of files and columns are English
        for key in texts.entries():
            text = texts.find_text(key) or {}
            for other in ("sv", "en"):
                # Texts that two languages share, and short ones, are not checked.
                phrase = max(PLACEHOLDER.sub("\n", text[other]).split("\n"), key=len).strip()
                if len(phrase) > 12 and phrase not in text["fi"]:
                    assert phrase not in page_text, key

    @pytest.mark.parametrize("page", PAGES)
    def test_invalid_values_in_the_address_are_ignored(self, page: str) -> None:
        invalid = {
            "lang": "xx",
            "from_": "2025-13",
            "to": "x",
            "district": "999,a'b",
            "metric": "?",
            "by": "?",
        }
        app = visit(page, **invalid, build="none", compare="?", source="?", order="?", dialect="?")
        assert not app.exception
        assert app.title[0].value == _title(page, "fi")


@pytest.mark.usefixtures("sample_city")
@pytest.mark.parametrize(
    ("page", "tab"),
    [("districts", "profile"), ("spaces", "rooms"), ("shared_use", "finder"), ("participation", "omastadi")],
)
def test_an_old_link_to_a_tab_opens_its_page(page: str, tab: str) -> None:
    app = visit(page, tab=tab, lang="sv")
    assert not app.exception
    assert len(charts(app)) == FIGURES[page]


@pytest.mark.usefixtures("sample_city")
class TestExplore:
    @pytest.mark.parametrize(
        ("by", "chart", "count"),
        [
            ({"by": "month"}, "line", 1),
            ({"by": "department"}, "bars", 1),
            ({"by": "district"}, "map", 1),
            ({"by": "weekday", "and": "hour"}, "heat", 1),
            ({"by": "department", "and": "booker_type"}, "heat", 1),
            ({"by": "district", "and": "month"}, "line", 1),
            ({"by": "space"}, "table", 0),
            ({"by": "none"}, "table", 0),
        ],
    )
    def test_every_kind_of_chart_is_drawn(self, by: dict[str, str], chart: str, count: int) -> None:
        app = visit("explore", **by, chart=chart)
        assert not app.exception
        assert len(charts(app)) == count
        assert app.selectbox(key="choose_chart").value == chart

    def test_a_chart_that_does_not_fit_is_explained_and_replaced(self) -> None:
        app = visit("explore", by="department", chart="map")
        assert app.selectbox(key="choose_chart").value == "bars"
        assert texts.say("explore.unfit_map", "fi") in "".join(str(m.value) for m in app.markdown)
        assert texts.say("explore.chart", "fi") in app.info[-1].value + app.info[0].value

    def test_charts_are_pinned_and_unpinned(self) -> None:
        app = visit("explore", metric="bookings", by="department")
        app.button(key="pin").click().run()
        assert app.query_params["pins"] == "bookings:department:bars"
        app.query_params["pins"] = "x:y:z,bookings:district:map,bookings:month:line,bookings::table"
        app.run()
        assert not app.exception
        assert len(charts(app)) == 3
        app.button(key="unpin_bookings:month:line").click().run()
        assert app.query_params["pins"] == "bookings:district:map,bookings::table"

    def test_only_four_charts_are_pinned_and_pinned_bars_are_few(self) -> None:
        pins = ["bookings:district:bars", *(f"{m}:month:line" for m in ("bookings", "booked_hours"))]
        more = ["booking_rate:month:line", "idle_hours:month:line"]
        app = visit("explore", by="district", chart="bars", pins=",".join([*pins, *more]))
        chosen, *pinned = (json.loads(chart.figure) for chart in charts(app))
        assert len(pinned) == 4
        assert app.button(key="pin").disabled
        assert len(chosen["data"][0]["y"]) > len(pinned[0]["data"][0]["y"]) == 7

    def test_a_figure_without_a_breakdown_is_said_without_a_name(self) -> None:
        app = visit("explore", metric="bookings", by="none", from_="2026-01", to="2026-03")
        value = calculate("bookings", (), Filters.of("2026-01", "2026-03"), scope=EVERYTHING)["value"].iloc[0]
        assert f"{numbers.quantity(value, 'bookings', 'fi')}." in [m.value for m in app.markdown]


@pytest.mark.usefixtures("sample_city")
class TestDownloads:
    def test_both_files_have_their_number_of_rows_and_the_figures_their_first_rows(self) -> None:
        app = visit("downloads", metric="bookings", by="month", from_="2026-01", to="2026-03")
        assert not app.exception
        rows = [m.value for m in app.markdown if m.value.startswith("Rivejä: ")]
        assert rows[1].startswith("Rivejä: **3** ")
        first_rows = next(t.proto.body for t in app.get("html") if "maalis 2026" in t.proto.body)
        value = calculate("bookings", ("month",), Filters.of("2026-01", "2026-03"), scope=EVERYTHING)[
            "value"
        ].iloc[-1]
        assert numbers.quantity(value, "bookings", "fi") in first_rows
        popover(app, "download_figures_command")
        assert app.code[0].value.startswith("python -m data bookings --by month --from 2026-01 --to 2026-03")

    def test_the_dialect_of_the_address_is_that_of_the_files(self) -> None:
        app = visit("downloads")
        app.segmented_control(key="choose_dialect").set_value("rfc4180").run()
        assert app.query_params["dialect"] == "rfc4180"
        assert app.segmented_control(key="choose_dialect").value == "rfc4180"


@pytest.mark.usefixtures("sample_city")
class TestDataQuality:
    def test_every_source_has_its_delivery_and_its_months(self) -> None:
        app = visit("data_quality", lang="en")
        grid = next(h.proto.body for h in app.get("html") if 'class="months"' in h.proto.body)
        months = coverage(EVERYTHING, current())
        assert grid.count('<i class="usual') == len(months[months["state"] == "usual"])
        assert grid.count('<i class="missing') == len(months[months["state"] == "missing"])
        # A row per kind of data, one for each source without months, and the heading.
        without = set(load_history.freshness(EVERYTHING, current())["source"]) - set(months["source"])
        assert grid.count("<tr>") == len(months.groupby(["source", "data"])) + len(without) + 1
        popover(app, "coverage_deliveries")
        assert any(texts.say("data_quality.cadence", "en") in h.proto.body for h in app.get("html"))

    def test_key_facts_are_those_of_the_build(self) -> None:
        checks = load_history.checks(EVERYTHING, current())
        passed = len(checks[checks["rows"] == 0])
        facts = " ".join(cards(visit("data_quality")))
        assert f"{passed} / {len(checks)}" in facts
        assert numbers.day(current().as_of, "fi") in facts


class TestFit:
    @given(
        st.lists(
            st.sampled_from(["month", "date", "district", "weekday", "hour", "space"]),
            max_size=2,
            unique=True,
        ),
        st.integers(0, 400),
    )
    def test_the_best_chart_always_fits(self, by: list[str], members: int) -> None:
        assert chart_choice.unfit(chart_choice.best(by, lambda _: members), by, lambda _: members) is None


class TestStates:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.usefixtures("home")
    def test_without_a_warehouse_the_page_has_instructions(self, language: str) -> None:
        app = visit("overview", lang=language)
        assert not app.exception
        assert app.title[0].value == texts.say("shell.first_title", language)
        assert [code.value for code in app.code] == ["python -m etl load", "make dashboard"]

    def test_small_counts_of_people_are_marked_as_suppressed(self, home: Path) -> None:
        shifts = [
            {"date": "2026-10-01", "is_completed": True, "volunteer": n, "person_hours": 2, "district": d}
            for d, people in (("301", 3), ("503", 7))
            for n in range(people)
        ]
        publish(home, {"volunteer_record": shifts})
        app = visit("overview", metric="active_volunteers")
        assert not app.exception
        sentences = [element.value for element in app.markdown]
        assert "503 fi: 7. Suojattuja lukuja: 1." in sentences
        app.session_state["overview_map_table"] = True
        app.run()
        assert any("301 fi</td>" in t.proto.body and "suojattu</td>" in t.proto.body for t in app.get("html"))
        assert not app.warning  # no banner: the data is not a sample

    def test_an_incomplete_month_has_a_notice(self, home: Path) -> None:
        hours = [
            {"date": f"{year}-10-{day}", "hour": 9, "bookable_minutes": 60, "occupied_minutes": occupied}
            for year, day, occupied in ((2025, "05", 60), (2026, "05", 30), (2025, "29", 0), (2026, "29", 60))
        ]
        publish(home, {"space_hour": hours}, as_of="2026-10-20")
        app = visit("spaces", from_="2026-10", to="2026-10")
        assert not app.exception
        assert "20.10.2026" in app.markdown[0].value
        assert "20.10.2025" in app.markdown[0].value
        # Half an hour of one hour, and all of it a year before; the 29th is left out in both years.
        assert "50,0\u00a0%" in cards(app)[0]
        assert "▼ −50,0\u00a0%-yks." in cards(app)[0]


class TestWords:
    @pytest.mark.parametrize(
        ("district", "phrase"), [("unknown", "joiden aluetta ei tiedetä (+2"), ("7", "7 fi (+2")]
    )
    def test_a_change_from_unknown_areas_is_named(self, home: Path, district: str, phrase: str) -> None:
        done = {"major_district": district, "is_completed": True}
        records = [
            {**done, "date": date, "person_hours": hours}
            for date, hours in (("2024-05-05", 1), ("2025-05-05", 1), ("2026-05-05", 3))
        ]
        publish(home, {"volunteer_record": records})
        assert phrase in text_of(visit("volunteering"))
