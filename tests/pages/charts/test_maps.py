"""Maps: tiles whose text fits, areas and dots that can be clicked, and the ranking beside them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from data.analyses.districts import ranked
from data.reference_tables import district_map
from data.reference_tables.areas import areas
from pages.charts.maps import areas as area_maps
from pages.charts.maps import geometry, tile_text
from pages.charts.maps import tiles as tile_maps
from pages.charts.ranked_rows import ranked_rows
from pages.charts.theme import HATCH, LIGHT, Style
from tests.support.boundaries import write_boundaries
from tests.support.frames import frame

FI = Style("fi", dark=False, unit="%")
TILES = district_map.tiles(Path())


def test_tile_map_has_a_tile_per_district_and_labels_missing_values() -> None:
    style = replace(FI, selected=("102",))
    figure = tile_maps.tile_map(frame({"101": 10, "102": 50, "103": None}), TILES, style)
    bar = figure.data[0]
    districts = [members[0] for members in bar.customdata]
    text = dict(zip(districts, bar.text, strict=True))
    assert len(text) == 34
    # One path: 22 pairs of neighbouring tiles are in different major districts.
    (borders,) = figure.layout.shapes
    assert (borders.path[:4], borders.path.count("M")) == ("M3.5", 22)
    assert "10,0" in text["101"]
    assert "suojattu" in text["103"]
    assert "<b>–</b>" in text["801"]
    assert figure.data[-1].name == "– ei tietoa"
    widths = dict(zip(districts, bar.marker.line.width, strict=True))
    assert widths["102"] > widths["101"]
    assert dict(zip(districts, bar.marker.pattern.shape, strict=True))["103"] == HATCH


def test_a_tile_outside_the_filters_has_its_name_alone() -> None:
    figures = frame({"101": 10, "102": None}).assign(is_outside=[False, True], suppressed=False)
    bar = tile_maps.tile_map(figures, TILES, FI).data[0]
    texts = dict(zip([members[0] for members in bar.customdata], bar.text, strict=True))
    hovers = dict(zip([members[0] for members in bar.customdata], bar.hovertext, strict=True))
    assert texts["102"] == "102"
    assert hovers["102"] == "102: rajauksen ulkopuolella"
    assert hovers["801"] == "801: ei tietoa"


def grid(columns: int, rows: int) -> pd.DataFrame:
    """Return the tiles of a city whose map is full, each two rows a major district."""
    places = [(column, row) for row in range(rows) for column in range(columns)]
    frame = pd.DataFrame(places, columns=["tile_column", "tile_row"])
    return frame.assign(district=[f"D{n}" for n in range(len(frame))], major_district=frame["tile_row"] // 2)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("tiles", [TILES, grid(3, 4), grid(4, 7), grid(8, 9), grid(12, 20)])
def test_the_text_of_a_tile_fits_it(language: str, phone: bool, tiles: pd.DataFrame) -> None:
    names = {area["area_code"]: area[f"name_{language}"] for area in areas("district")}
    some = itertools.cycle(names.values())
    names = {code: names.get(code) or next(some) for code in tiles["district"]}
    figures = frame(dict.fromkeys(names, 12345.0))
    figures["label"] = figures["district"].map(names)
    figure = tile_maps.tile_map(figures, tiles, Style(language, dark=False, unit="h", phone=phone))
    bar = figure.data[0]
    assert bar.textfont.size >= 13
    # A narrow screen, and the lowest window on a desk; a phone scrolls.
    across, down = (290, figure.layout.height - 60) if phone else (455, 320)
    width, height = (
        across / max(tiles["tile_column"].max() + 1, 4),
        down / max(tiles["tile_row"].max() + 1, 4),
    )
    for text in bar.text:
        lines = text.replace("<b>", "").replace("</b>", "").split("<br>")
        assert len(lines) <= 3
        assert len(lines) * 1.3 * 13 <= max(height, 17), text
        assert max(map(geometry.text_width, lines)) <= width, text
    if tiles is TILES:
        assert len({text.rpartition("<br>")[0] for text in bar.text}) == 34


def test_areas_of_one_level_have_no_border_between_them() -> None:
    tiles = grid(2, 2).assign(major_district=["D0", "D1", "D2", "D3"])
    assert not tile_maps.tile_map(frame({"D0": 1.0}), tiles, FI).layout.shapes
    assert tile_maps.tile_map(frame({"D0": 1.0}), grid(2, 4), FI).layout.shapes


def test_figures_without_room_for_their_unit_are_written_without_it() -> None:
    values: dict[str, float | None] = {"101": 99.9, "102": 100.0}
    style = replace(FI, phone=True)
    assert "99,9<" in tile_maps.tile_map(frame(values), TILES, style).data[0].text[0]
    assert "99,9\u00a0%<" in tile_maps.tile_map(frame(values), TILES, FI).data[0].text[0]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Kallio", "Kallio"),
        ("Vanhakaupunki", "Vanha-<br>kaupunki"),
        ("Taka-Töölö", "Taka-<br>Töölö"),
        ("Östersundom", "Öster-<br>sundom"),
        ("Mellungsby", "Mellungs-<br>by"),
    ],
)
def test_names_fit_their_tiles(name: str, lines: str) -> None:
    assert tile_text.break_name(name, 60) == lines


@pytest.fixture
def boundaries(tmp_path: Path) -> area_maps.Boundaries:
    write_boundaries(tmp_path)
    read = district_map.boundaries(tmp_path)
    assert read is not None
    assert district_map.boundaries(tmp_path / "elsewhere") is None
    return read


def test_areas_have_the_classes_of_the_tiles(boundaries: area_maps.Boundaries) -> None:
    figure = area_maps.choropleth(frame({"101": 10, "102": None}), boundaries, FI)
    first, second, third = figure.data[:3]
    assert first.fillcolor == LIGHT.amounts[0]
    assert (second.fillpattern.shape, third.fillpattern.shape) == (HATCH, "")
    assert (second.line.dash, third.line.dash) == ("solid", "dot")
    assert list(second.x).count(None) == 1
    # Plotly's own maps would fetch a world from another host.
    assert figure.layout.geo.to_plotly_json() == {}


def test_what_is_in_no_district_has_no_part_in_the_classes(boundaries: area_maps.Boundaries) -> None:
    figures = frame({"101": 10, "103": 20, "unknown": 900})
    first, _, third = area_maps.choropleth(figures, boundaries, FI).data[:3]
    assert (first.fillcolor, third.fillcolor) == (LIGHT.amounts[0], LIGHT.amounts[-1])


def test_every_area_can_be_hovered_over_and_clicked(boundaries: area_maps.Boundaries) -> None:
    figure = area_maps.choropleth(frame({"101": 10, "102": None}), boundaries, FI)
    (points,) = [trace for trace in figure.data if trace.customdata is not None]
    texts = {members[0]: text for members, text in zip(points.customdata, points.text, strict=True)}
    assert texts == {"101": "101: 10,0\u00a0%", "102": "102: suojattu", "103": "103: ei tietoa"}
    west = [x for x, members in zip(points.x, points.customdata, strict=True) if members[0] == "101"]
    assert len(west) > 100
    assert all(24.9 < x < 25.0 for x in west)


def test_dots_are_coloured_by_the_metric_and_sized_by_hours(boundaries: area_maps.Boundaries) -> None:
    units = pd.DataFrame({"member": list("abc"), "label": list("abc"), "value": [10.0, 90.0, float("nan")]})
    units = units.assign(suppressed=[False, False, True], hours=[4.0, 100.0, float("nan")])
    units = units.assign(longitude=24.95, latitude=60.15)
    outlines, dots, *_ = area_maps.point_map(units, boundaries, replace(FI, selected=("a",))).data
    assert outlines.hoverinfo == "skip"
    # The largest is drawn first, below the others.
    assert list(dots.customdata) == ["b", "a", "c"]
    colours = [dots.marker.colorscale[2 * number][1] for number in dots.marker.color]
    assert colours == [LIGHT.amounts[-1], LIGHT.amounts[0], LIGHT.secondary]
    smallest, largest = area_maps.DOTS
    assert list(dots.marker.size) == [largest, pytest.approx(smallest), smallest]
    assert list(dots.text) == ["b: 90,0\u00a0%", "a: 10,0\u00a0%", "c: suojattu"]
    assert dots.marker.line.width[1] > dots.marker.line.width[0]
    (without,) = [t for t in area_maps.point_map(units, None, FI).data if t.customdata is not None]
    assert list(without.x) == list(dots.x)


def test_a_ranking_is_clickable_in_the_whole_row_except_the_unknown() -> None:
    figures = ranked(frame({"101": 10.0, "unknown": 90.0, "102": 40.0, "103": None}))
    rows, bars, ranks, names, texts = ranked_rows(figures, replace(FI, selected=("101",))).data
    assert [members[0] for members in rows.customdata] == ["102", "101", "103", ""]
    assert set(rows.x) == {1}
    assert rows.hovertext[2] == "103: suojattu"
    assert list(ranks.text) == ["1", "2", "", ""]
    assert list(names.text) == ["102", "<b>101</b>", "103", "unknown"]
    assert texts.text[2] == "suojattu"
    assert bars.marker.pattern.shape[2] == HATCH
    assert bars.marker.color[1] == LIGHT.accent
    assert texts.textfont.size >= 13


def test_a_tile_map_shows_every_row_and_column_of_its_city() -> None:
    assert geometry.tile_ranges(6, 5) == ([-0.51, 6.51], [5.52, -0.52])
    assert geometry.tile_ranges(3, 6) == ([-0.51, 3.51], [6.52, -0.52])
    assert geometry.tile_ranges(9, 2)[0] == [-0.51, 9.51]
