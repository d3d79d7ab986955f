"""Write hearings (Kerrokantasi) and participatory budgeting (OmaStadi) of the sample city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xlsxwriter

from data.city_profile.in_use import city_zone, current_city
from etl.sample.city import City
from etl.sample.files import csv_file, pick
from etl.sample.period import Period

COMMENTS = ("Content", "Subcontent", "Created", "Votes", "Label", "Map comment", "Geojson", "Images")
VOTES = (
    *("user_hash", "impersonated_user", "order_hash", "budget_id", "budget_name", "budget_total_amount"),
    *("available_votes_count", "voted_project_ids", "voted_projects_count", "voted_amount", "identity"),
    *("postal_code", "age", "gender", "school_code", "school_name", "school_ruuti_unit", "school_class"),
    *("school_class_level", "webform_location", "webform_school_class", "webform_source", "created_at"),
    "checked_out_at",
)
PROJECTS = ("id", "title", "budget_id", "budget_name", "votes", "selected")
PLANS = (
    *("id", "authors", "category/id", "category/name", "scope/id", "scope/name", "participatory_space/id"),
    *("participatory_space/url", "component/id", "state", "comments", "attachments", "followers"),
    *("published_at", "closed_at", "url", "related_proposals/ids", "related_proposals/urls", "title/fi"),
    *("section_31/title/fi", "section_31/value/fi", "section_32/title/fi", "section_32/value/scope_id"),
)
#: Voters of a round per space: a larger sample has more of both.
VOTERS_PER_SPACE = 60


def write(folder: Path, city: City, period: Period, random: np.random.Generator) -> list[Path]:
    """Write a report of each hearing, and votes, plans and projects of each round; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    uses = current_city().uses
    starts = [day for day in period.days if day.day == 5 and day.month in (2, 5, 9, 11)]
    hearings = (
        [_hearing(folder, n, day, random) for n, day in enumerate(starts)] if uses("kerrokantasi") else []
    )
    if not uses("omastadi"):
        return hearings
    # A round every other year, with the vote in spring.
    years = [y for y in sorted({d.year for d in period.days}) if y % 2 == 0]
    votes = [_votes(folder, y, city, random) for y in years if dt.date(y, 4, 30) in period.days]
    plans = [_plans(folder, y - 1, random) for y in years if dt.date(y - 1, 11, 30) in period.days]
    area_files = _named_areas(folder) if plans else []
    return [*hearings, *votes, *(_pabulib(path) for path in votes), *plans, *area_files]


def _stamp(workbook: xlsxwriter.Workbook) -> None:
    # Without a fixed creation time the workbook would differ from run to run.
    workbook.set_properties({"created": dt.datetime(2020, 1, 1)})


def _hearing(folder: Path, number: int, day: dt.date, random: np.random.Generator) -> Path:
    districts = [a["name_fi"] for a in current_city().area_rows("district")]
    opened = dt.datetime.combine(day, dt.time(9), city_zone())
    count = int(random.integers(25, 140))
    path = folder / f"Esimerkkisuunnitelma {number + 1}.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        _stamp(workbook)
        summary = workbook.add_worksheet("Hearing")
        # Every fifth hearing is about the whole city.
        borough = districts[(number * 7) % len(districts)] if number % 5 else ""
        labels = [
            ("Title (fi)", f"Esimerkkisuunnitelma {number + 1}"),
            ("Title (sv)", f"Exempelplan {number + 1}"),
            ("Created", opened.isoformat()),
            ("Close", (opened + dt.timedelta(days=28)).isoformat()),
            ("Abstract (fi)", "Kerro mielipiteesi."),
            ("Borough (fi)", borough),
            ("Labels", "Puistot ja viheralueet"),
            ("Comments", str(count)),
            ("Sections", "1"),
        ]
        for row, pair in enumerate(labels):
            summary.write_row(row, 0, pair)
        section = workbook.add_worksheet("Pääosio")
        section.write(0, 0, "Section")
        section.write(1, 0, "Pääosio")
        section.write(3, 0, "Comments")
        section.write_row(4, 0, COMMENTS)
        for n in range(count):
            written = opened + dt.timedelta(hours=int(random.integers(1, 600)))
            text = ["Lisää puita.", ""] if random.random() < 0.8 else ["", "Samaa mieltä."]
            cells = [*text, written.isoformat(), int(random.integers(0, 20)), "", "", "null", ""]
            section.write_row(5 + n, 0, cells)
        _poll(section, 5 + count + 4, random)
    return path


def _poll(section: xlsxwriter.worksheet.Worksheet, row: int, random: np.random.Generator) -> None:
    votes = [int(random.integers(5, 60)) for _ in range(3)]
    section.write(row, 0, "Polls")
    section.write_row(row + 1, 0, ("Poll question", "Poll type", "Total votes"))
    section.write_row(row + 2, 0, ("Mitä puistoon?", "single-choice", sum(votes)))
    section.write_row(row + 3, 0, ("Options", "Votes", "Votes %"))
    for n, (option, count) in enumerate(zip(("1) Penkkejä", "2) Puita", "3) Kukkia"), votes, strict=True)):
        section.write_row(row + 4 + n, 0, (option, count, count / sum(votes)))


def _budgets() -> list[tuple[int, str, str]]:
    """Return id, name and major district of each budget; the eastern one includes Östersundom."""
    names = {a["area_code"]: a["name_fi"] for a in current_city().area_rows("major_district")}
    budget_names = {code: f"{name} Helsinki" for code, name in names.items() if name != "Östersundom"}
    for code, name in budget_names.items():
        if name.startswith("Itäinen"):
            budget_names[code] = "Itäinen Helsinki ja Östersundom"
    return [(20 + int(code), name, code) for code, name in sorted(budget_names.items())]


def _votes(folder: Path, year: int, city: City, random: np.random.Generator) -> Path:
    """Write two sheets per budget; sheet names are cut at 31 letters."""
    codes: dict[str, list[str]] = {}
    for code, major_district in current_city().postal_codes.items():
        codes.setdefault(major_district, []).append(code)
    budgets = _budgets()
    codes["7"] += codes["8"]
    first = dt.datetime(year, 3, 12, 8)
    path = folder / f"budget_votes_{year}.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        _stamp(workbook)
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for budget, name, code in budgets:
            sheet = workbook.add_worksheet(_sheet_name(name, " - Votes", "1"))
            sheet.write_row(0, 0, VOTES)
            count = int(VOTERS_PER_SPACE * len(city.spaces) / len(budgets) * float(random.uniform(0.6, 1.4)))
            for n in range(count):
                postal = codes[code][int(random.integers(len(codes[code])))] if n % 9 else ""
                age = pick(random, ("16-19", "20-29", "30-39", "40-49", "50-64"), (0.2,) * 5)
                order = [f"{budget:04x}{n:028x}", 0, f"{n:032x}", budget, name, 1_500_000]
                order += [5, "1,2", 2, 90_000, "suomifi", postal, age, "neutral", *[""] * 8]
                sheet.write_row(n + 1, 0, order)
                cast = first + dt.timedelta(minutes=int(random.integers(0, 30 * 24 * 60)))
                sheet.write_datetime(n + 1, 22, cast - dt.timedelta(minutes=6), moment)
                sheet.write_datetime(n + 1, 23, cast, moment)
            projects = workbook.add_worksheet(_sheet_name(name, " - Projects", "2"))
            projects.write_row(0, 0, PROJECTS)
            projects.write_row(1, 0, (budget * 100, f"Ehdotus {budget}", budget, name, count, 1))
    return path


def _sheet_name(name: str, ending: str, number: str) -> str:
    full_name = name + ending
    return full_name if len(full_name) <= 31 else name[:30] + number


def _plans(folder: Path, year: int, random: np.random.Generator) -> Path:
    """Write the proposals of the autumn before a round; a section's scope id gives their area."""
    rows: list[Sequence[object]] = []
    for number in range(160):
        published = dt.datetime(year, 10, 1, 12) + dt.timedelta(hours=int(random.integers(0, 720)))
        scope = 1 + int(random.integers(0, 7)) if number % 8 else ""
        state = pick(random, ("accepted", "rejected"), (0.6, 0.4))
        space = f"https://omastadi.example.invalid/processes/{year}"
        rows.append(
            [
                *(1_000 * year + number, f"Decidim::UserBaseEntity/{number}", "", "", "", "", 17, space, 88),
                *(state, 3, 0, 5, f"{published:%Y-%m-%d %H:%M:%S} +0300", "", f"{space}/{number}", "", ""),
                *(f"Ehdotus {number}", "Kuvaus", "Teksti; jossa on puolipiste", "Alue", scope),
            ]
        )
    return csv_file(folder / f"omastadi-open-data-plans-{year}.csv", PLANS, rows, line="\n", delimiter=";")


def _pabulib(votes: Path) -> Path:
    """Write a round's votes in one district as Pabulib; the list of voters supersedes it."""
    year = votes.stem[-4:]
    meta = {"description": "PB results @ OmaStadi", "subunit": "Eteläinen Helsinki", "num_votes": "40"}
    meta["date_end"] = f"10.04.{year}"
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in meta.items())]
    lines += ["PROJECTS", "project_id;name;cost;votes;selected", "2100;Penkkejä ja puita;60000;40;1"]
    lines += ["VOTES", "voter_id;vote", *(f"{7_000 + n};2100" for n in range(40))]
    path = votes.with_name(f"omastadi-results-{year}.pb")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _named_areas(folder: Path) -> list[Path]:
    """Write projects, results and ideas, which name the areas that plans give by id alone."""
    return [_projects(folder), _results(folder), _ideas(folder)]


def _results(folder: Path) -> Path:
    header = ("id", "scope/id", "scope/name/fi", "parent/id", "title/fi", "status/key", "progress")
    rows = [
        [800 + budget, int(code), name, "", f"Toteutus {budget}", "finished", 100, ""]
        for budget, name, code in _budgets()
    ]
    path = folder / "omastadi-open-data-results.csv"
    return csv_file(path, (*header, "proposal_urls"), rows, line="\n", delimiter=";")


def _ideas(folder: Path) -> Path:
    header = ("id", "area_scope/id", "area_scope/name/fi", "subcategory/id", "title", "body", "is_amend")
    rows = [
        [900 + budget, int(code), name, 1, f"Idea {budget}", "Penkkejä; puita", "false", "false"]
        for budget, name, code in _budgets()
    ]
    path = folder / "omastadi-open-data-ideas.csv"
    return csv_file(path, (*header, "coordinates/available"), rows, line="\n", delimiter=";")


def _projects(folder: Path) -> Path:
    header = (
        *("id", "scope/id", "scope/name/fi", "budget/id", "budget_amount", "confirmed_votes"),
        *("comments", "created_at", "related_proposal_titles"),
    )
    rows = [
        [4_000 + budget, int(code), name, budget, 60_000, 20, 1, "2023-12-01 10:00:00 +0200", ""]
        for budget, name, code in _budgets()
    ]
    path = folder / "omastadi-open-data-projects.csv"
    return csv_file(path, header, rows, line="\n", delimiter=";")
