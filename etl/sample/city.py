"""Units and spaces of the sample city: the city's districts and departments, invented units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.city_profile.in_use import current_city
from data.city_profile.tables import Row
from data.reference_tables import areas as area_table
from data.reference_tables.district_map import tiles
from etl.sample.period import Period

#: The share of bookable time that is booked, in a city of the default size.
TARGET_RATE = 0.36


@dataclass(frozen=True)
class Kind:
    """A kind of unit.

    ``weekday`` and ``weekend`` are opening hours; ``spaces`` are kinds of spaces as (three names, capacity,
    m²); ``mix`` is the share of each booker type; ``appeal`` is how often the spaces are booked compared
    with others; ``share`` is the share of units that are of this kind.
    """

    name_fi: str
    name_sv: str
    name_en: str
    service_fi: str
    weekday: tuple[int, int]
    weekend: tuple[int, int] | None
    term_only: bool
    spaces: tuple[tuple[str, str, str, int, int], ...]
    mix: tuple[float, float, float, float]
    appeal: float
    share: float
    is_free: bool = False

    @property
    def department(self) -> str:
        """The code of the department that owns such units: as the city profile says, else one of its own."""
        city = current_city()
        owners = city.settings.sample_owners or [row["department"] for row in city.departments]
        return owners[KINDS.index(self) % len(owners)]

    @property
    def hour_price(self) -> int:
        """The list price of an hour; some departments do not charge for their spaces."""
        return 0 if self.is_free else 12

    @property
    def space_type(self) -> str:
        """The type that most spaces of this kind of unit have in Varaamo."""
        return "Liikuntatila" if self.name_fi == "liikuntahalli" else "Kokoustila"


# The order of a mix: resident, association, company, the city itself.
KINDS = (
    Kind(
        *("kirjasto", "bibliotek", "library", "Kirjastopalvelut", (8, 20), (10, 16), False),
        (
            ("Ryhmähuone", "Grupprum", "Group room", 6, 15),
            ("Kokoushuone", "Mötesrum", "Meeting room", 14, 30),
            ("Studio", "Studio", "Studio", 5, 18),
        ),
        (0.62, 0.2, 0.05, 0.13),
        *(1.25, 0.26),
    ),
    Kind(
        *("nuorisotalo", "ungdomsgård", "youth centre", "Nuorisopalvelut", (10, 21), (12, 18)),
        False,
        (
            ("Sali", "Sal", "Hall", 60, 110),
            ("Bänditila", "Bandrum", "Band room", 8, 25),
            ("Kerhohuone", "Klubbrum", "Club room", 20, 40),
        ),
        (0.25, 0.4, 0.02, 0.33),
        *(0.75, 0.16),
    ),
    Kind(
        *("liikuntahalli", "idrottshall", "sports hall", "Liikuntapalvelut", (7, 22), (9, 21)),
        False,
        (
            ("Palloilusali", "Bollsal", "Ball games hall", 120, 600),
            ("Kuntosali", "Gym", "Gym", 25, 90),
            ("Peilisali", "Spegelsal", "Mirror hall", 30, 110),
        ),
        (0.2, 0.62, 0.1, 0.08),
        *(1.5, 0.12),
    ),
    Kind(
        *("peruskoulu", "grundskola", "comprehensive school", "Perusopetus", (16, 21), (10, 18)),
        True,
        (
            ("Liikuntasali", "Gymnastiksal", "Gymnasium", 60, 240),
            ("Juhlasali", "Festsal", "Assembly hall", 150, 220),
            ("Luokkahuone", "Klassrum", "Classroom", 28, 60),
        ),
        (0.1, 0.72, 0.03, 0.15),
        *(0.7, 0.22),
    ),
    Kind(
        *("työväenopisto", "arbetarinstitut", "adult education centre", "Työväenopisto"),
        *((8, 21), (10, 16), True),
        (("Opetustila", "Undervisningsrum", "Teaching room", 24, 55), ("Sali", "Sal", "Hall", 80, 140)),
        (0.2, 0.35, 0.05, 0.4),
        *(0.8, 0.05),
    ),
    Kind(
        *("asukastalo", "invånarhus", "residents' house", "Osallisuuden tuki", (9, 20), (10, 18)),
        False,
        (
            ("Olohuone", "Vardagsrum", "Living room", 40, 80),
            ("Kokoustila", "Mötesrum", "Meeting room", 16, 30),
        ),
        (0.35, 0.5, 0.03, 0.12),
        *(0.85, 0.11, True),
    ),
    Kind(
        *("ympäristötalo", "miljöhus", "environment house", "Alueiden käyttö", (8, 20), None, False),
        (("Neuvottelutila", "Konferensrum", "Conference room", 12, 25),),
        (0.1, 0.2, 0.15, 0.55),
        *(0.5, 0.05, True),
    ),
    Kind(
        *("kohtaamispaikka", "mötesplats", "meeting place", "Osallisuus ja neuvonta"),
        *((8, 18), (10, 16), False),
        (("Tapahtumatila", "Evenemangslokal", "Event space", 70, 120),),
        (0.3, 0.4, 0.05, 0.25),
        *(0.9, 0.03),
    ),
)


@dataclass(frozen=True)
class Unit:
    """An invented unit in a real district."""

    id: str
    kind: Kind
    district: str
    sub_district: str
    name_fi: str
    name_sv: str
    name_en: str
    postal_code: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Space:
    """A space; ``resource`` is its Hauki resource, or None if it has no opening hours.

    Without ``has_time_spans`` Varaamo has no time spans of the space, but Hauki may have its hours.
    """

    id: int
    unit: Unit
    name_fi: str
    name_sv: str
    name_en: str
    capacity: int
    surface_m2: int
    resource: int | None
    has_time_spans: bool
    is_registered: bool
    appeal: float


@dataclass(frozen=True)
class City:
    """The units of the city, their spaces, and the postal codes of bookers' homes."""

    units: tuple[Unit, ...]
    spaces: tuple[Space, ...]
    homes: tuple[str, ...] = ()


def postal_codes(major_district: str = "") -> list[str]:
    """Return the city's postal codes, or those of a major district; the start of codes is completed."""
    codes = current_city().postal_codes.items()
    return [
        f"{code[:-1]:0<5}" if code.endswith("*") else code
        for code, area in codes
        if major_district in ("", area)
    ]


def make_city(random: np.random.Generator, bookings: int, period: Period, profile: Path) -> City:
    """Return a city with as many spaces as ``bookings`` give a realistic booking rate.

    Districts with more residents have more units, if the folder of the ``profile`` has residents.
    """
    # Larger cities are also busier: the number of spaces grows more slowly than that of bookings.
    rate = min(0.6, TARGET_RATE * (max(bookings, 20_000) / 200_000) ** 0.3)
    slots_per_day = 4.6
    space_count = max(16, round(bookings * 0.83 / (len(period.days) * slots_per_day * rate)))
    areas = current_city().areas
    districts = [a for a in areas if a["level"] == "district"]
    weights = np.array([count**0.8 for count in _residents(profile).values()])
    unit_count = max(len(districts), round(space_count / 2.1))
    drawn = [*range(len(districts))]
    drawn += random.choice(len(districts), unit_count - len(drawn), p=weights / weights.sum()).tolist()
    frame = tiles(profile)
    placed = zip(frame["tile_column"].tolist(), frame["tile_row"].tolist(), strict=True)
    places = dict(zip(frame["district"].tolist(), placed, strict=True))
    units = tuple(_unit(random, n, districts[d], areas, places) for n, d in enumerate(sorted(drawn)))
    district_demand = {d["area_code"]: float(random.uniform(0.65, 1.35)) for d in districts}
    spaces = []
    for number in range(space_count):
        unit = units[number % len(units)]
        demand = district_demand[unit.district]
        spaces.append(_space(random, number, unit, demand, number // len(units)))
    return City(units, tuple(spaces), _homes(profile))


def _homes(profile: Path) -> tuple[str, ...]:
    """Return where bookers live: the codes in ``sample_homes.csv`` of the profile, else all of the city."""
    path = profile / "sample_homes.csv"
    return tuple(path.read_text(encoding="utf-8").split()[1:] if path.is_file() else postal_codes())


def _residents(profile: Path) -> dict[str, int]:
    """Return the residents of each district in the newest year; one where none are known."""
    path, city = profile / area_table.RESIDENTS, current_city()
    residents = {row["area_code"]: 0 for row in city.area_rows("district")}
    rows = area_table.read_residents(path, city) if path.is_file() else ()
    newest = max((row.start_of_year for row in rows), default=0)
    for row in rows:
        if row.start_of_year == newest:
            residents[area_table.area_parents("sub_district")[row.sub_district]] += row.residents or 0
    return residents if rows else dict.fromkeys(residents, 1)


def _unit(
    random: np.random.Generator,
    number: int,
    district: Row,
    areas: Sequence[Row],
    places: Mapping[str, tuple[int, int]],
) -> Unit:
    kind = KINDS[int(random.choice(len(KINDS), p=[k.share for k in KINDS]))]
    code = district["area_code"]
    sub_districts = [a for a in areas if a["level"] == "sub_district" and a["parent_code"] == code]
    sub_district = sub_districts[int(random.integers(len(sub_districts)))]
    column, row = places[code]
    west, north = current_city().settings.north_west
    if district["longitude"] and district["latitude"]:
        west, north = float(district["longitude"]), float(district["latitude"])
    else:
        west, north = west + 0.045 * column, north - 0.018 * row
    codes = postal_codes(district["parent_code"])
    return Unit(
        id=str(9_900_001 + number),
        kind=kind,
        district=code,
        sub_district=sub_district["area_code"],
        # The number distinguishes two units of one kind in the same sub-district.
        name_fi=f"Esimerkki{kind.name_fi} {sub_district['name_fi']} {number + 1}",
        name_sv=f"Exempel{kind.name_sv} {sub_district['name_sv']} {number + 1}",
        name_en=f"Sample {kind.name_en} {sub_district['name_en']} {number + 1}",
        postal_code=codes[number % len(codes)] if codes else "",
        longitude=round(west + float(random.uniform(0, 0.03)), 5),
        latitude=round(north + float(random.uniform(0, 0.012)), 5),
    )


def _space(random: np.random.Generator, number: int, unit: Unit, demand: float, place: int) -> Space:
    """Return the space that is the ``place``-th of its unit, counted from 0."""
    name_fi, name_sv, name_en, capacity, surface = unit.kind.spaces[place % len(unit.kind.spaces)]
    suffix = f" {place // len(unit.kind.spaces) + 1}"
    # Some spaces have no opening hours, some are never booked, and some are in no register.
    has_hours = number % 23 != 11
    return Space(
        id=5_001 + number,
        unit=unit,
        name_fi=name_fi + suffix,
        name_sv=name_sv + suffix,
        name_en=name_en + suffix,
        capacity=int(capacity * float(random.uniform(0.7, 1.3))) + 1,
        surface_m2=int(surface * float(random.uniform(0.8, 1.2))),
        resource=885_001 + number if has_hours or number % 46 == 34 else None,
        has_time_spans=has_hours,
        is_registered=number % 97 != 13,
        appeal=0.0 if number % 37 == 5 else unit.kind.appeal * demand * float(random.uniform(0.6, 1.5)),
    )
