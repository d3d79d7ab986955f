"""Residents from the region's statistics: a wrong table, year or area leaves the old file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.reference_tables import areas
from etl.reference.renewal import renew
from tests.support.reference_city import City, by_part, shipped, text_of


def test_residents_are_those_of_the_start_of_the_next_year(city: City, home: Path, tmp_path: Path) -> None:
    city.figures[city.whole("010"), "2025"] = "7000"
    renew(home, tmp_path / "exports")
    rows = {(r.sub_district, r.start_of_year): r.residents for r in areas.residents(home)}
    assert {year for _, year in rows} == {2025, 2026}
    assert rows["010", 2026] == 7000
    suppressed = [r.sub_district for r in shipped() if r.start_of_year == 2026 and r.residents is None]
    assert suppressed
    assert all(rows[code, 2026] is None for code in suppressed)
    # The query names every dimension: PxWeb would sum one that is left out.
    [request] = city.requests
    chosen = {part["code"]: part["selection"]["values"] for part in request["query"]}
    assert {code: chosen[code] for code in ("Äidinkieli", "Ikä", "Tiedot")} == {
        "Äidinkieli": ["ALL"],
        "Ikä": ["ALL"],
        "Tiedot": ["lkm"],
    }
    assert "0910000000" not in chosen["Alue"]


def test_a_table_of_new_years_day_keeps_its_year(city: City, home: Path, tmp_path: Path) -> None:
    city.described["title"] = "Väestö alueen, äidinkielen, iän ja vuoden mukaan 1.1."
    renew(home, tmp_path / "exports")
    assert {r.start_of_year for r in areas.residents(home)} == {2024, 2025}


def test_the_dimension_of_areas_may_have_another_name(city: City, home: Path, tmp_path: Path) -> None:
    city.described["variables"][0]["code"] = "Osa-alue"
    parts = by_part(renew(home, tmp_path / "exports"))
    # The test server has only `Alue`, so the test looks at the request.
    assert parts["residents"].status == "failed"
    assert {part["code"] for part in city.requests[0]["query"]} >= {"Osa-alue", "Vuosi"}


def change_figure(value: str) -> Callable[[City], Any]:
    return lambda city: city.figures.update({(city.whole("010"), "2025"): value})


WRONG_RESIDENTS: dict[str, tuple[Callable[[City], Any], str]] = {
    "text": (change_figure("many"), "of area 0911101010 in 2025 is not a whole number"),
    "negative": (change_figure("-5"), "not a whole number"),
    "too_many": (change_figure("700000"), "the difference is too large"),
    "missing": (
        lambda city: city.figures.pop((city.whole("010"), "2025")),
        "missing in the answer: 1 (010)",
    ),
    "no_total": (
        lambda city: city.described["variables"][1].update(values=["1", "2"]),
        "lacks the expected variable (Äidinkieli = ALL)",
    ),
    "no_areas": (lambda city: city.described["variables"].pop(0), "lacks the expected variable (Alue)"),
    "no_years": (lambda city: city.described["variables"].pop(3), "lacks the expected variable (Vuosi)"),
    "no_table": (lambda city: city.described.clear(), "not the list that was expected"),
}


@pytest.mark.parametrize("name", WRONG_RESIDENTS)
def test_wrong_residents_leave_the_old_ones(city: City, home: Path, tmp_path: Path, name: str) -> None:
    breaks, expected = WRONG_RESIDENTS[name]
    breaks(city)
    parts = by_part(renew(home, tmp_path / "exports"))
    assert parts["residents"].status == "failed"
    assert expected in text_of(parts["residents"])
    assert not (home / "reference" / "residents.csv").exists()
    assert areas.residents(home) == shipped()
