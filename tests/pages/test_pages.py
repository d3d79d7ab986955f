"""The pages as Streamlit runs them: complete in three languages, and controlled by the address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.filters import Filters
from data.query import calculate
from data.settings import LANGUAGES
from data.text import numbers, texts
from data.warehouse import current
from pages.charts import chart_choice
from pages.server.navigation import PAGES
from tests.support.pages import text_of, visit
from tests.support.tiny_warehouse import publish

#: Charts that each page opens with.
FIGURES = {
    **{"overview": 1, "department_month": 2, "districts": 1, "spaces": 1, "volunteering": 1},
    **{"goals": 1, "shared_use": 1, "participation": 1},
    "dictionary": 0,
    **{"explore": 1, "downloads": 0, "data_quality": 1, "help": 0, "accessibility": 0},
}
PLACEHOLDER = re.compile(r"{(\w+)}")


@pytest.fixture
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


@pytest.mark.usefixtures("sample_city")
class TestEveryPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("page", PAGES)
    def test_is_complete_in_each_language(self, page: str, language: str) -> None:
        app = visit(page, lang=language)
        assert not app.exception
        assert app.title[0].value == texts.say(f"{page}.question", language)
        assert app.warning[0].value == texts.say("shell.sample", language)
        assert "{" not in text_of(app)
        assert len(app.get("plotly_chart")) == FIGURES[page]
        assert all(chart.proto.alt for chart in app.get("plotly_chart"))

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
        assert app.title[0].value == texts.say(f"{page}.question", "fi")


@pytest.mark.usefixtures("sample_city")
class TestTabs:
    @pytest.mark.parametrize(
        ("page", "tab", "charts"),
        [
            *(("districts", tab, 1) for tab in ("map", "ranking", "courses", "profile")),
            *(("spaces", tab, charts) for tab, charts in (("when", 1), ("where", 3), ("rooms", 1))),
            *(("shared_use", tab, charts) for tab, charts in (("matrix", 1), ("course", 2), ("week", 2))),
            ("shared_use", "finder", 1),
            ("volunteering", "course", 1),
            *(("volunteering", tab, charts) for tab, charts in (("where", 2), ("what", 2), ("estimated", 0))),
        ],
    )
    def test_each_tab_is_complete_and_in_the_address(self, page: str, tab: str, charts: int) -> None:
        app = visit(page, tab=tab, lang="sv")
        assert not app.exception
        assert len(app.get("plotly_chart")) == charts
        assert len([t for t in app.tabs if t.label == texts.say(f"{page}.tab_{tab}", "sv")]) == 1

    def test_an_unknown_tab_opens_the_first(self) -> None:
        app = visit("districts", tab="unknown")
        assert not app.exception
        assert len(app.get("plotly_chart")) == 1
        assert "tab" not in app.query_params

    def test_a_space_in_the_address_opens_its_page(self, sample_home: Path) -> None:
        space = calculate("booking_rate", ("space",))["space"].iloc[0]
        app = visit("spaces", space=space, lang="en")
        assert not app.exception
        assert app.title[0].value.endswith("when is it used, and by whom?")
        assert len(app.get("plotly_chart")) == 4
        app.button(key="all_spaces").click().run()
        assert app.title[0].value == texts.say("spaces.question", "en")


@pytest.mark.usefixtures("sample_city")
class TestExplore:
    @pytest.mark.parametrize(
        ("by", "chart", "charts"),
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
    def test_every_kind_of_chart_is_drawn(self, by: dict[str, str], chart: str, charts: int) -> None:
        app = visit("explore", **by, chart=chart)
        assert not app.exception
        assert len(app.get("plotly_chart")) == charts
        assert app.selectbox(key="choose_chart").value == chart

    def test_a_chart_that_does_not_fit_is_explained_and_replaced(self) -> None:
        app = visit("explore", by="department", chart="map")
        assert app.selectbox(key="choose_chart").value == "bars"
        assert texts.say("explore.unfit_map", "fi") in "".join(str(c.value) for c in app.caption)
        assert texts.say("explore.chart", "fi") in app.info[-1].value + app.info[0].value

    def test_charts_are_pinned_and_unpinned(self) -> None:
        app = visit("explore", metric="bookings", by="department")
        app.button(key="pin").click().run()
        assert app.query_params["pins"] == "bookings:department:bars"
        app.query_params["pins"] = "x:y:z,bookings:district:map,bookings:month:line,bookings::table"
        app.run()
        assert not app.exception
        assert len(app.get("plotly_chart")) == 3
        app.button(key="unpin_bookings:month:line").click().run()
        assert app.query_params["pins"] == "bookings:district:map,bookings::table"


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


@pytest.mark.usefixtures("sample_city")
class TestAddress:
    def test_filters_of_the_address_apply_to_the_figures(self) -> None:
        app = visit("spaces", from_="2026-01", to="2026-03", district="301")
        expected = calculate("booking_rate", (), Filters.of("2026-01", "2026-03", district=["301"]))
        shown = numbers.quantity(expected["value"].iloc[0], "%", "fi")
        assert app.metric[0].value == shown
        assert shown in app.markdown[0].value
        whole_city = calculate("booking_rate", (), Filters.of("2026-01", "2026-03"))
        assert shown != numbers.quantity(whole_city["value"].iloc[0], "%", "fi")

    def test_the_default_period_is_the_last_twelve_complete_months(self) -> None:
        app = visit("overview")
        assert "11/2025–10/2026" in app.markdown[0].value
        assert "from" not in app.query_params

    def test_filters_are_kept_on_the_next_page(self) -> None:
        app = visit("overview", district="301", from_="2026-01", lang="sv")
        app.query_params.clear()  # what Streamlit does when the reader chooses another page
        app.switch_page("volunteering.py").run()
        assert app.query_params["district"] == "301"
        assert app.title[0].value == texts.say("volunteering.question", "sv")
        assert "Berghäll ✕" in [button.label for button in app.button]

    def test_a_chip_removes_its_filter(self) -> None:
        app = visit("overview", district="301,503")
        next(b for b in app.button if b.label.startswith("Kallio")).click().run()
        assert app.query_params["district"] == "503"
        app.button(key="reset").click().run()
        assert "district" not in app.query_params

    def test_a_chosen_member_is_in_the_address_as_a_code(self) -> None:
        app = visit("spaces")
        app.multiselect(key="choose_department").select("KUVA").run()
        assert app.query_params["department"] == "KUVA"

    def test_a_period_that_ends_before_it_starts_is_corrected(self) -> None:
        app = visit("spaces", from_="2026-05", to="2026-02")
        assert not app.exception
        assert str(app.selectbox(key="choose_to").value) >= "2026-05"

    def test_a_filter_that_does_not_apply_is_named(self) -> None:
        captions = [caption.value for caption in visit("spaces", booker_type="association").caption]
        assert texts.say("figure.unfiltered", "fi", filters="varaaja") in captions

    def test_filters_without_any_rows_are_named(self) -> None:
        app = visit("volunteering", department="KYMP", from_="2025-09", to="2025-09", district="104")
        assert not app.exception
        empty = texts.say("figure.empty", "fi", filters="syyskuu 2025 · ")[:40]
        assert any(empty in element.value for element in app.markdown)

    def test_the_comparison_with_last_year_can_be_turned_off(self) -> None:
        assert any(metric.delta for metric in visit("overview", from_="2026-09", to="2026-10").metric)
        without = visit("overview", from_="2026-09", to="2026-10", compare="none")
        assert not any(metric.delta for metric in without.metric)

    def test_the_address_chooses_the_metric_of_trend_and_map(self) -> None:
        headings = [header.value for header in visit("overview", metric="volunteer_hours").header]
        assert all("Vapaaehtoistunnit" in heading for heading in headings)

    def test_a_build_that_is_no_longer_kept_is_reported(self) -> None:
        app = visit("overview", build="20200101T000000-000")
        notice = texts.say("shell.build_gone", "fi", build=current().id)
        assert notice in [warning.value for warning in app.warning]


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
        assert "20.10.2026" in app.info[0].value
        assert "20.10.2025" in app.info[0].value
        # Half an hour of one hour, and all of it a year before; the 29th is left out in both years.
        assert (app.metric[0].value, app.metric[0].delta) == ("50,0\u00a0%", "−50,0\u00a0%-yks.")


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
