"""Units and spaces of the sample city: real districts and departments, invented units."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np

from data.settings import REFERENCE
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
    department: str
    service_fi: str
    weekday: tuple[int, int]
    weekend: tuple[int, int] | None
    term_only: bool
    spaces: tuple[tuple[str, str, str, int, int], ...]
    mix: tuple[float, float, float, float]
    appeal: float
    share: float

    @property
    def hour_price_eur(self) -> int:
        """The list price of an hour; some departments do not charge for their spaces."""
        return 0 if self.department in ("SOTEPE", "KYMP") else 12

    @property
    def space_type(self) -> str:
        """The type that most spaces of this kind of unit have in Varaamo."""
        return "Liikuntatila" if self.name_fi == "liikuntahalli" else "Kokoustila"


# The order of a mix: resident, association, company, the city itself.
KINDS = (
    Kind(
        *("kirjasto", "bibliotek", "library", "KUVA", "Kirjastopalvelut", (8, 20), (10, 16), False),
        (
            ("Ryhmähuone", "Grupprum", "Group room", 6, 15),
            ("Kokoushuone", "Mötesrum", "Meeting room", 14, 30),
            ("Studio", "Studio", "Studio", 5, 18),
        ),
        (0.62, 0.2, 0.05, 0.13),
        *(1.25, 0.26),
    ),
    Kind(
        *("nuorisotalo", "ungdomsgård", "youth centre", "KUVA", "Nuorisopalvelut", (10, 21), (12, 18)),
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
        *("liikuntahalli", "idrottshall", "sports hall", "KUVA", "Liikuntapalvelut", (7, 22), (9, 21)),
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
        *("peruskoulu", "grundskola", "comprehensive school", "KASKO", "Perusopetus", (16, 21), (10, 18)),
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
        *("työväenopisto", "arbetarinstitut", "adult education centre", "KASKO", "Työväenopisto"),
        *((8, 21), (10, 16), True),
        (("Opetustila", "Undervisningsrum", "Teaching room", 24, 55), ("Sali", "Sal", "Hall", 80, 140)),
        (0.2, 0.35, 0.05, 0.4),
        *(0.8, 0.05),
    ),
    Kind(
        *("asukastalo", "invånarhus", "residents' house", "SOTEPE", "Osallisuuden tuki", (9, 20), (10, 18)),
        False,
        (
            ("Olohuone", "Vardagsrum", "Living room", 40, 80),
            ("Kokoustila", "Mötesrum", "Meeting room", 16, 30),
        ),
        (0.35, 0.5, 0.03, 0.12),
        *(0.85, 0.11),
    ),
    Kind(
        *("ympäristötalo", "miljöhus", "environment house", "KYMP", "Alueiden käyttö", (8, 20), None, False),
        (("Neuvottelutila", "Konferensrum", "Conference room", 12, 25),),
        (0.1, 0.2, 0.15, 0.55),
        *(0.5, 0.05),
    ),
    Kind(
        *("kohtaamispaikka", "mötesplats", "meeting place", "KESKUSHALLINTO", "Osallisuus ja neuvonta"),
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
    """The units of the city and their spaces."""

    units: tuple[Unit, ...]
    spaces: tuple[Space, ...]


def reference(name: str) -> list[dict[str, str]]:
    """Return the rows of a reference table of the project, as text."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_city(random: np.random.Generator, bookings: int, period: Period) -> City:
    """Return a city with as many spaces as ``bookings`` give a realistic booking rate.

    Districts with more residents have more units.
    """
    # Larger cities are also busier: the number of spaces grows more slowly than that of bookings.
    rate = min(0.6, TARGET_RATE * (max(bookings, 20_000) / 200_000) ** 0.3)
    slots_per_day = 4.6
    space_count = max(16, round(bookings * 0.83 / (len(period.days) * slots_per_day * rate)))
    areas = reference("areas")
    districts = [a for a in areas if a["level"] == "district"]
    parents = {a["area_code"]: a["parent_code"] for a in areas if a["level"] == "sub_district"}
    residents = {d["area_code"]: 0 for d in districts}
    for row in reference("residents"):
        if row["start_of_year"] == "2026" and row["residents"]:
            residents[parents[row["sub_district"]]] += int(row["residents"])
    weights = np.array([residents[d["area_code"]] ** 0.8 for d in districts])
    unit_count = max(len(districts), round(space_count / 2.1))
    drawn = [*range(len(districts))]
    drawn += random.choice(len(districts), unit_count - len(drawn), p=weights / weights.sum()).tolist()
    units = tuple(_unit(random, n, districts[d], areas) for n, d in enumerate(sorted(drawn)))
    district_demand = {d["area_code"]: float(random.uniform(0.65, 1.35)) for d in districts}
    spaces = []
    for number in range(space_count):
        unit = units[number % len(units)]
        demand = district_demand[unit.district]
        spaces.append(_space(random, number, unit, demand, number // len(units)))
    return City(units, tuple(spaces))


def _unit(
    random: np.random.Generator, number: int, district: dict[str, str], areas: list[dict[str, str]]
) -> Unit:
    kind = KINDS[int(random.choice(len(KINDS), p=[k.share for k in KINDS]))]
    code = district["area_code"]
    sub_districts = [a for a in areas if a["level"] == "sub_district" and a["parent_code"] == code]
    sub_district = sub_districts[int(random.integers(len(sub_districts)))]
    tile = next(t for t in reference("district_tiles") if t["district"] == code)
    postal_codes = [p for p in reference("postal_codes") if p["major_district"] == district["parent_code"]]
    return Unit(
        id=str(9_900_001 + number),
        kind=kind,
        district=code,
        sub_district=sub_district["area_code"],
        # The number distinguishes two units of one kind in the same sub-district.
        name_fi=f"Esimerkki{kind.name_fi} {sub_district['name_fi']} {number + 1}",
        name_sv=f"Exempel{kind.name_sv} {sub_district['name_sv']} {number + 1}",
        name_en=f"Sample {kind.name_en} {sub_district['name_fi']} {number + 1}",
        postal_code=postal_codes[number % len(postal_codes)]["postal_code"],
        longitude=round(24.83 + 0.045 * int(tile["tile_column"]) + float(random.uniform(0, 0.03)), 5),
        latitude=round(60.27 - 0.018 * int(tile["tile_row"]) + float(random.uniform(0, 0.012)), 5),
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
