"""Write application rounds of the sample city: seasons last from September to May."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np

from data.city_profile.in_use import current_city
from etl.sample.city import City, Space
from etl.sample.files import csv_file, in_spoken_language, pick
from etl.sample.period import Period

APPLICATIONS = (
    *("hakemuksen numero", "hakemuksen tila", "hakija", "y-tunnus", "yhteyshenkilö etunimi"),
    *("yhteyshenkilö sukunimi", "sähköpostiosoite", "yhteyshenkilön puh", "hakemusosan numero"),
    *("hakemusosan tila", "varauksen nimi", "hakijan ilmoittaman kauden alkupäivä"),
    *("hakijan ilmoittaman kauden loppupäivä", "kotikunta", "vuoronkäyttötarkoitus", "ikäryhmä"),
    *("osallistujamäärä", "hakijan tyyppi", "vuoroja, kpl / vko", "minimi aika", "maksimi aika"),
)
DAYS = ("ma", "ti", "ke", "to", "pe", "la", "su")
WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
RESULTS = (
    *("hakemuksen numero", "hakemuksen tila", "hakija", "hakemusosan numero", "hakemusosan tila"),
    *("varauksen nimi", "hakijan ilmoittaman kauden alkupäivä", "hakijan ilmoittaman kauden loppupäivä"),
    *("vuoroja, kpl / vko", "minimi aika", "maksimi aika", "varausyksikkö", "toimipiste"),
    *("toistoviikonpäivä", "aloitusaika", "päättymisaika", "hinta"),
)
#: Names of the spaces that clubs apply for.
WISHED = ("Palloilusali", "Liikuntasali", "Peilisali", "Juhlasali", "Sali")


def write(folder: Path, city: City, period: Period, random: np.random.Generator) -> list[Path]:
    """Write applications and results of each season that starts in the period; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    spaces = [s for s in city.spaces if s.is_registered and s.name_fi.startswith(WISHED)]
    years = [y for y in sorted({d.year for d in period.days}) if dt.date(y, 9, 1) in period.days]
    return [path for year in years if spaces for path in _round(folder, year, spaces, random)]


def _round(folder: Path, year: int, spaces: list[Space], random: np.random.Generator) -> list[Path]:
    applications: list[list[object]] = []
    results: list[list[object]] = []
    season = (f"1.9.{year}", f"31.5.{year + 1}")
    for number in range(max(12, len(spaces))):
        application, section = 100_000 * (year - 2000) + number, 200_000 * (year - 2000) + number
        wished_spaces = [spaces[int(random.integers(len(spaces)))] for _ in range(2)]
        state = "CANCELLED" if number % 29 == 7 else "RESULTS_SENT"
        kind = pick(random, ("NONPROFIT", "INDIVIDUAL", "COMPANY"), (0.8, 0.12, 0.08))
        slots = int(random.integers(1, 3))
        is_granted = state != "CANCELLED" and random.random() < 0.62
        section_state = "HANDLED" if is_granted else "REJECTED"
        day, hour = int(random.choice(7, p=(0.18, 0.18, 0.18, 0.17, 0.1, 0.1, 0.09))), 16
        hour += int(random.integers(0, 4))
        wishes = [""] * 14
        wishes[day] = f"{hour}:00-{hour + 3}:00"
        wishes[7 + (day + 1) % 7] = "9:00-12:00, 18:00-0:00"
        applicant = (f"Esimerkkiseura {number} ry", "0000000-0", f"Etu{number}", f"Esimerkki{number}")
        contact = (f"hakija{number}@example.invalid", "+358 50 0000000")
        section_cells = (section, section_state, f"Vuoro {number}", *season)
        applications.append(
            [
                *(application, state, *applicant, *contact, *section_cells),
                *(
                    current_city().words["fi"]["city"].upper(),
                    in_spoken_language("Liikunta", "Sports"),
                    "7 - 12",
                    15,
                    kind,
                    slots,
                    "1 h 30 min",
                    "2 h",
                    *wishes,
                ),
                *(f"{space.name_fi}, {space.unit.name_fi}" for space in wished_spaces),
            ]
        )
        result = [application, state, applicant[0], *section_cells, slots, "1 h 30 min", "2 h"]
        space = wished_spaces[0]
        for slot in range(slots if is_granted else 0):
            begin = f"{hour}:00"
            slot_time = (WEEKDAYS[(day + slot) % 7], begin, f"{hour + 1}:30", "")
            results.append([*result, space.name_fi, space.unit.name_fi, *slot_time])
        if not is_granted:
            results.append([*result, "", "", "", "", "", ""])
    blank = [""] * len(APPLICATIONS)
    groups = [*blank, "Ensisijaiset aikatoiveet", *[""] * 6, "Toissijaiset aikatoiveet", *[""] * 6]
    all_spaces = [*blank, "KAIKKI TILAT", *[""] * 6, "KAIKKI TILAT", *[""] * 6]
    header = [*APPLICATIONS, *DAYS, *DAYS, "tilatoive 1", "tilatoive 2"]
    return [
        csv_file(
            folder / f"application_round_applications_{year}.csv",
            groups,
            [all_spaces, header, *applications],
            quoting=csv.QUOTE_ALL,
        ),
        csv_file(folder / f"application_round_results_{year}.csv", RESULTS, results, quoting=csv.QUOTE_ALL),
    ]
