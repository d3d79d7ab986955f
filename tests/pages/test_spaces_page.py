"""The page on the use of spaces: the ranking, a space's profile, and the files of the lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from data.analyses.spaces import LISTS, ranking
from data.files import signing
from data.files.export import SPACES, Export
from data.filters import Filters
from data.query import calculate
from data.scope import EVERYTHING
from data.settings import LANGUAGES
from data.text import texts
from data.warehouse import current
from pages.components.member_labels import names
from tests.support.pages import cards, charts, popover, text_of, visit

YEAR = Filters.of("2025-11", "2026-10")


@pytest.fixture(autouse=True)
def sample_city(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(sample_home))


def table_of(app: AppTest, heading: str) -> str:
    return next(part.proto.body for part in app.get("html") if f'aria-label="{heading}"' in part.proto.body)


def ranked(app: AppTest) -> str:
    return table_of(app, texts.say("spaces.ranking", "en", title="booking rate"))


def export_of(app: AppTest, heading: str) -> Export:
    link = next(link.proto.url for link in app.get("link_button") if heading in link.proto.url)
    return signing.read(parse_qs(urlsplit(link).query)["t"][0])


def dialog_of(app: AppTest) -> Any:
    """The open dialog, which has the same elements as a page."""
    return app.get("dialog")[0]


class TestRanking:
    def test_the_most_booked_is_first_and_each_space_opens_its_profile(self) -> None:
        expected = ranking("booking_rate", YEAR, scope=EVERYTHING, build=current())["space"].tolist()
        table = ranked(visit("spaces", lang="en", compare="none"))
        places = [table.index(f'detail=space:{space}"') for space in expected[:5]]
        assert places == sorted(places)
        # The other choices of the address stay.
        assert table.count("compare=none") == table.count("<a ")

    def test_order_and_search_are_in_the_address(self) -> None:
        app = visit("spaces", lang="en")
        rows = ranked(app).count("<tr>")
        app.selectbox(key="choose_rooms_order").select("least").run()
        least = ranking("booking_rate", YEAR, scope=EVERYTHING, build=current()).iloc[-1]
        assert ranked(app).index(f'space:{least.space}"') < 600
        app.text_input(key="write_rooms_find").input(" library ").run()
        assert not app.exception
        assert (app.query_params["rooms_order"], app.query_params["rooms_find"]) == ("least", "library")
        assert 1 < ranked(app).count("<tr>") < rows
        app.text_input(key="write_rooms_find").input("no such space").run()
        assert texts.say("spaces.find_none", "en") in text_of(app)

    def test_an_order_of_the_address_is_kept_and_nonsense_is_not(self) -> None:
        assert visit("spaces", rooms_order="name").selectbox(key="choose_rooms_order").value == "name"
        assert visit("spaces", rooms_order="?").selectbox(key="choose_rooms_order").value == "most"


class TestProfile:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_address_opens_a_profile_over_the_page(self, language: str) -> None:
        space = calculate("booking_rate", ("space",), scope=EVERYTHING)["space"].iloc[0]
        on_page = len(charts(visit("spaces", lang=language)))
        app = visit("spaces", detail=f"space:{space}", lang=language)
        assert not app.exception
        dialog = dialog_of(app)
        assert dialog.proto.dialog.title == names(current(), "space", language)[space]
        assert len(charts(dialog)) == 4
        assert len(charts(app)) == on_page + 4
        assert app.title[0].value == texts.say("spaces.question", language)
        rate = calculate(
            "booking_rate", (), Filters.of("2025-11", "2026-10", space=[space]), scope=EVERYTHING
        )["value"].iloc[0]
        shown = f"{rate:.1f}" if language == "en" else f"{rate:.1f}".replace(".", ",")
        assert shown in cards(dialog)[0]

    def test_a_profile_is_of_its_space_whatever_the_page_is_filtered_by(self) -> None:
        spaces = ranking("booking_rate", YEAR, scope=EVERYTHING, build=current())
        space, other = spaces.iloc[0], spaces[spaces["district"] != spaces.iloc[0]["district"]].iloc[0]
        alone = visit("spaces", detail=f"space:{space.space}")
        filtered = visit("spaces", detail=f"space:{space.space}", district=other["district"])
        assert len(cards(dialog_of(filtered))) == 6
        assert cards(dialog_of(filtered)) == cards(dialog_of(alone))

    def test_an_unknown_space_opens_nothing(self) -> None:
        app = visit("spaces", detail="space:none")
        assert not app.exception
        assert not app.get("dialog")
        assert "detail" not in app.query_params

    def test_any_page_opens_a_profile(self) -> None:
        space = calculate("booking_rate", ("space",), scope=EVERYTHING)["space"].iloc[0]
        app = visit("help", detail=f"space:{space}")
        assert not app.exception
        assert app.get("dialog")


class TestLists:
    @pytest.mark.parametrize("name", ["unknown", "unused"])
    def test_a_list_says_how_many_and_opens_with_its_file(self, name: str) -> None:
        app = visit("spaces", lang="en")
        count = len(LISTS[name](YEAR, EVERYTHING, build=current()))
        assert count
        assert texts.say(f"spaces.{name}_text", "en", count=count) in text_of(app)
        popover(app, f"spaces_{name}_list")
        assert table_of(app, texts.say(f"spaces.{name}", "en")).count("<tr>") == 1 + count
        assert export_of(app, "export/spaces.csv").metric == name

    def test_the_points_of_the_scatter_have_a_table_and_a_file(self) -> None:
        app = popover(
            visit("spaces", lang="en", booker_type="association", district="301"), "spaces_fill_table"
        )
        export = export_of(app, "export/spaces.csv")
        assert (export.what, export.metric) == (SPACES, "fill")
        # Only filters that choose spaces have an effect on the file.
        assert dict(export.filters.where) == {"district": ("301",)}
