"""What pages show of mapped sources: hours without opening hours, names and notes, reasons for rejection."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.text import texts
from tests.support.commands import LoadOnce
from tests.support.exports.mapping_files import mapping, table_csv
from tests.support.pages import card_values, tables_of, text_of, visit


@pytest.fixture(scope="module")
def halls(load_once: LoadOnce) -> Path:
    """A home with bookings of a mapped system alone; two rows are rejected for the same reason."""

    def write(exports: Path) -> None:
        path = mapping(exports.parent / "home", constants={"district": '"Kallio"'})
        names = {"fi": "Hallivaraukset", "sv": "Hallbokningar", "en": "Hall bookings"}
        lines = ["[title]", *(f'{language} = "{name}"' for language, name in names.items())]
        lines += ["[note]", *(f'{language} = "Without school holidays."' for language in names)]
        path.write_text(path.read_text(encoding="utf-8") + "\n" + "\n".join(lines), encoding="utf-8")
        cells = [
            {"Nr": str(n), "Beginn": f"0{n}.03.2025 10:00", "Ende": f"0{n}.03.2025 12:00"} for n in (1, 2, 3)
        ]
        wrong = [{"Nr": str(n), "Status": "Erika Muster"} for n in (8, 9)]
        table_csv(exports / "a.csv", [*cells, *wrong])

    return load_once(write)[1]


@pytest.fixture(autouse=True)
def opened(halls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKOOTILA_HOME", str(halls))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_spaces_without_opening_hours_show_booked_hours(language: str) -> None:
    app = visit("spaces", lang=language, from_="2025-03", to="2025-03")
    assert not app.exception
    assert texts.say("spaces.without_hours", language) in text_of(app)
    assert [value.split()[0] for value in card_values(app)] == ["6", "3"]


def test_a_mapped_source_has_its_name_and_note_and_reasons_are_grouped() -> None:
    app = visit("data_quality", lang="sv")
    assert not app.exception
    assert "Hallbokningar: Without school holidays." in text_of(app)
    shown = tables_of(app)
    assert "Hallbokningar" in shown
    assert "a.csv, rad 5 (text, 12 tecken (visas inte)); a.csv, rad 6" in shown
    assert "Muster" not in shown
