"""The shared-use page: every widget changes the address, and the finder shows the calculated figures."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from data.analyses.potential import Search, find
from data.analyses.shared_use import ALL, matrix
from data.files import signing
from data.files.export import POTENTIAL
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text import texts
from data.warehouse import current
from pages.charts.matrix import Labels, shared_use_matrix
from pages.charts.theme import Style
from pages.components.member_labels import names
from tests.support.pages import cards, popover, text_of, visit

YEAR = Filters.of("2025-11", "2026-10")


@pytest.fixture
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


def html_of(app: AppTest) -> str:
    return "\n".join(part.proto.body for part in app.get("html"))


def tables_of(app: AppTest, heading: str) -> str:
    return next(part.proto.body for part in app.get("html") if f'aria-label="{heading}"' in part.proto.body)


@pytest.mark.usefixtures("sample_city")
class TestFinder:
    @pytest.mark.parametrize(
        "language", [LANGUAGES[0], *(pytest.param(other, marks=pytest.mark.slow) for other in LANGUAGES[1:])]
    )
    def test_every_widget_changes_the_address(self, language: str) -> None:
        app = visit("shared_use", lang=language)
        owner = calculate("idle_hours", ("department",), scope=EVERYTHING)["department"].iloc[0]
        app.multiselect(key="choose_owner").select(owner).run()
        app.multiselect(key="choose_days").select("1").select("2").run()
        for name, value in {
            **{"start": "16", "end": "20", "idle": "1", "share": "25", "order": "capacity"},
            "per": "residents",
        }.items():
            app.selectbox(key=f"choose_{name}").select(value).run()
            assert not app.exception
            assert app.query_params[name] == value
        app.text_input(key="write_find").input("a").run()
        assert not app.exception
        expected = {"owner": owner, "days": "1,2", "find": "a"}
        assert {name: app.query_params[name] for name in expected} == expected
        assert "{" not in text_of(app)
        # Defaults are removed from the address.
        app.selectbox(key="choose_share").select("50").run()
        app.selectbox(key="choose_end").select("24").run()
        assert not {"share", "end"} & set(app.query_params)

    @pytest.mark.parametrize(
        ("part", "address"),
        [
            ("main", {"days": "1,2,3,4,5", "start": "8", "end": "16"}),
            ("evening", {"days": "1,2,3,4,5", "start": "16"}),
            ("weekend", {"days": "6,7"}),
            ("night", {"days": "1,2,3,4,5", "end": "8"}),
            ("all", {}),
        ],
    )
    def test_a_click_chooses_a_part_of_the_week(self, part: str, address: dict[str, str]) -> None:
        app = visit("shared_use", days="3", start="10", end="11")
        parts = app.segmented_control(key="finder_part")
        assert parts.value is None
        parts.set_value(part).run()
        assert not app.exception
        assert app.segmented_control(key="finder_part").value == part
        chosen = {
            name: app.query_params[name] for name in ("days", "start", "end") if name in app.query_params
        }
        assert chosen == address

    def test_invalid_values_are_removed_from_the_address(self) -> None:
        invalid = {"days": "9,1", "start": "25", "end": "x", "idle": "-1", "share": "51", "owner": "MARS"}
        app = visit("shared_use", per="?", order="?", **invalid)
        assert not app.exception
        assert app.query_params["days"] == "1"
        assert not {"start", "end", "idle", "share", "owner", "per", "order"} & set(app.query_params)

    def test_the_page_shows_the_calculated_figures_and_links_to_their_file(self) -> None:
        app = visit("shared_use", lang="en", days="1,2,3,4,5", start="16", idle="1")
        search = Search(weekdays=(1, 2, 3, 4, 5), from_hour=16, minimum_idle_hours=1)
        build = current()
        potential = find(search, YEAR, scope=EVERYTHING, build=build)
        assert len(potential.spaces) > 3
        labels = names(build, "space", "en")
        first = [labels[space] for space in potential.spaces["space"].head(3)]
        for title in ("open_first", "rooms"):
            table = tables_of(app, texts.say(f"shared_use.{title}", "en"))
            places = [table.index(f"{label}</a>") for label in first]
            assert places == sorted(places)
        link = app.get("link_button")[-1].proto.url
        export = signing.read(parse_qs(urlsplit(link).query)["t"][0])
        assert (export.what, export.metric, export.search, export.filters) == (
            POTENTIAL,
            "rooms",
            search,
            YEAR,
        )
        sums = tables_of(app, texts.say("shared_use.scenario", "en"))
        share = potential.scenario[0]
        assert f"{share.now:.1f}%" in sums
        assert f"{share.then:.1f}%" in sums
        assert f"+{share.change:.1f}\u00a0pp" in sums

    def test_the_districts_with_most_unmet_demand_are_first_and_all_are_in_the_table(self) -> None:
        app = visit("shared_use", lang="en", compare="none")
        potential = find(Search(), YEAR, scope=EVERYTHING, build=current())
        labels = names(current(), "district", "en")
        known = potential.districts[potential.districts["district"] != "unknown"]
        expected = known.sort_values("unmet_hours", ascending=False, kind="stable")["district"].head(3)
        table = tables_of(app, texts.say("shared_use.most_demand", "en"))
        places = [table.index(f"district={district}") for district in expected]
        assert places == sorted(places)
        assert table.count("compare=none") == table.count("<a ") == 7
        popover(app, "finder_districts_table")
        table = tables_of(app, texts.say("shared_use.districts", "en"))
        assert all(labels[district] in table for district in known["district"])
        exports = [
            signing.read(parse_qs(urlsplit(link.proto.url).query)["t"][0]) for link in app.get("link_button")
        ]
        assert (POTENTIAL, "districts") in {(export.what, export.metric) for export in exports}

    def test_the_button_counts_the_choices_that_it_hides(self) -> None:
        app = visit("shared_use", lang="en", idle="5", per="residents", days="1", start="16")
        refine = next(p.proto.popover for p in app.get("popover") if "Refine" in p.proto.popover.label)
        assert refine.label == texts.say("shared_use.refine_count", "en", count=2)

    def test_the_share_changes_the_scenario(self) -> None:
        app = visit("shared_use", lang="en", share="100")
        potential = find(Search(share_percent=100), YEAR, scope=EVERYTHING, build=current())
        assert potential.scenario[0].hours == pytest.approx(potential.idle_hours)
        assert f"{potential.scenario[0].then:.1f}%" in tables_of(app, texts.say("shared_use.scenario", "en"))

    def test_a_search_without_results_has_a_notice(self) -> None:
        app = visit("shared_use", lang="en", start="3", end="4")
        assert not app.exception
        assert any(str(i.value).startswith("No space with idle time") for i in app.info)

    def test_filters_that_do_not_apply_to_idle_time_are_named(self) -> None:
        app = visit("shared_use", lang="en", booker_type="association")
        captions = " ".join(str(caption.value) for caption in app.caption)
        assert texts.say("figure.unfiltered", "en", filters="booker") in captions

    def test_the_page_explains_how_weeks_are_counted_and_what_is_unknown(self) -> None:
        app = visit("shared_use", lang="en")
        potential = find(Search(), YEAR, scope=EVERYTHING, build=current())
        captions = " ".join(str(caption.value) for caption in app.caption)
        assert potential.without_opening_hours > 0
        assert f"unknown: {potential.without_opening_hours}." in captions
        notes = text_of(popover(app, "finder_districts_source"))
        assert f"({potential.weeks.days} days" in notes
        assert f"{potential.weeks.count:.1f}. Only" in notes
        assert "idle is not the same as suitable" in notes


@pytest.mark.usefixtures("sample_city")
class TestMatrix:
    def test_each_cell_has_its_number_and_each_row_its_share(self) -> None:
        build = current()
        hours = matrix(YEAR, scope=EVERYTHING, build=build)
        owners, bookers = (names(build, d, "en") for d in ("department", "booker_type"))
        labels = Labels(owners, bookers, "All owners", "Share of others")
        style = Style("en", dark=False, unit="h", selected=("KUVA,city",))
        drawn = shared_use_matrix(hours, labels, style)
        texts = [
            t for trace in drawn.data if trace.type == "scatter" and trace.mode == "text" for t in trace.text
        ]
        cells = hours.cells[hours.cells["department"] != ALL]
        # Each number is in exactly one of the two traces.
        expected = [f"{value:,.0f}<br>{share:.0f}%" for value, share in cells[["value", "share"]].to_numpy()]
        assert sorted(text for text in texts if text) == sorted(expected)
        shares = [note.text for note in drawn.layout.annotations if note.x == "Share of others"]
        assert shares == [f"<b>{share:.1f}%</b>" for share in hours.rows["shared_use_share"]]
        assert len(drawn.layout.shapes) == 1

    def test_a_suppressed_cell_is_labelled_and_shows_no_number(self) -> None:
        hours = matrix(YEAR, scope=EVERYTHING, build=current())
        first = hours.cells.index[0]
        hours.cells.loc[first, "suppressed"] = True
        owner, booker = hours.cells.loc[first, ["department", "booker_type"]]
        labels = Labels({owner: owner}, {booker: booker}, "a", "s")
        drawn = shared_use_matrix(hours, labels, Style("en", dark=False, unit="h"))
        notes = [note.text for note in drawn.layout.annotations if (note.x, note.y) == (booker, owner)]
        assert notes == ["suppressed"]
        hovered = [
            t for trace in drawn.data if trace.type == "scatter" and trace.mode == "text" for t in trace.text
        ]
        assert not [text for text in hovered if text.startswith(f"{hours.cells['value'][first]:,.0f}<br>")]

    def test_a_cell_of_the_table_links_to_the_page_filtered_by_owner_and_booker(self) -> None:
        app = visit("shared_use", lang="en", from_="2026-01")
        app.session_state["shared_matrix_table"] = True
        app.run()
        assert "department=KUVA" in html_of(app)
        assert "booker_type=association" in html_of(app)
        app.query_params["department"], app.query_params["booker_type"] = "KUVA", "association"
        app.run()
        assert texts.say("shared_use.everybody", "en") in app.markdown[0].value
        # The share is of all bookers: among associations alone it would be 100 %.
        filters = Filters.of("2026-01", "2026-10", department=["KUVA"])
        share = calculate("shared_use_share", (), filters, scope=EVERYTHING)["value"].iloc[0]
        assert f"{share:.1f}%" in cards(app)[0]


@pytest.mark.usefixtures("sample_city")
class TestWeek:
    def test_the_parts_are_explained_and_their_table_can_be_downloaded(self) -> None:
        app = visit("shared_use", lang="en")
        assert "from 8 to 16" in text_of(app)
        app.session_state["shared_week_shared_use_share_table"] = True
        app.run()
        assert "Evenings, Mon–Fri 16–24</td>" in html_of(app)
        exports = [
            signing.read(parse_qs(urlsplit(link.proto.url).query)["t"][0]) for link in app.get("link_button")
        ]
        assert ("week", "shared_use_share") in {(export.what, export.metric) for export in exports}
