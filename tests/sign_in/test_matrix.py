"""Who sees what: the table in docs/access.md is what a server with sign-in really answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from websockets.exceptions import InvalidStatus

from data.catalogue.tables import tables
from data.files.export import BOOKINGS, FIGURES, REPORT
from data.reference_tables.areas import area_parents
from data.scope import Scope
from data.settings import ROOT
from data.text.texts import say
from pages.server.navigation import FOR_STEWARDS, PAGES
from tests.support.services.page_socket import draw
from tests.support.services.signing_in import Site, drawn, issued, link, open_socket, with_cookie
from tests.support.tiny_warehouse import open_hour, publish, use

pytestmark = pytest.mark.sign_in

DOCUMENT = ROOT / "docs" / "access.md"
KUVA, CITY = Scope(("KUVA",), "internal"), Scope(None, "internal")
#: Column of the table → subject and identities of its person.
PEOPLE: dict[str, tuple[str, dict[str, str]]] = {
    "nobody": ("", {}),
    "without a rule": ("urho", {}),
    "reader of KUVA": ("rita", {"group": "Talkootila-KUVA"}),
    "analyst of KUVA": ("aino", {"group": "Analysts-KUVA"}),
    "steward": ("anna", {}),
}
Row = dict[str, object]
ANALYSTS = '[[access]]\ngroup = "Analysts-KUVA"\nrole = "analyst"\ndepartments = ["KUVA"]\n'
#: As in a real build, every area is a member, whatever the rows are.
EVERY_AREA = ";".join(
    f"""INSERT INTO dimension_member
    SELECT '{dimension}', code, code || ' fi', code || ' sv', code || ' en', 0
    FROM (SELECT unnest({sorted(codes)}) AS code)
    WHERE code NOT IN (SELECT member FROM dimension_member WHERE dimension = '{dimension}')"""
    for dimension, codes in (
        ("district", area_parents("district")),
        ("major_district", set(area_parents("district").values())),
    )
)
WORDS = {200: "yes", 302: "sign-in", 401: "no", 403: "no"}


#: Department, district, major district and date of what KUVA and another department have, with its minutes.
Owned = tuple[str, str, str, str, int]
OF_KASKO: tuple[Owned, ...] = (("KASKO", "503", "5", "2026-10-05", 60),)
#: As much in the same month, of another department, elsewhere: the city's totals stay.
OF_SOTEPE: tuple[Owned, ...] = (
    ("SOTEPE", "703", "7", "2026-10-07", 30),
    ("SOTEPE", "704", "7", "2026-10-08", 30),
)
#: What a page is asked, where it would show totals of the city alone.
QUERIES = {"explore": "&by=district", "downloads": "&by=district"}


def city(others: tuple[Owned, ...] = OF_KASKO, own_minutes: int = 60) -> dict[str, list[Row]]:
    """Return the rows of a city in which KUVA and another department have the same of everything."""
    rows: dict[str, list[Row]] = {}
    own: Owned = ("KUVA", "301", "3", "2026-10-05", own_minutes)
    for number, (department, district, major_district, date, minutes) in enumerate((own, *others)):
        of: Row = {
            "date": date,
            "department": department,
            "district": district,
            "major_district": major_district,
            "space": f"{department} 1",
            "unit": f"{department} 2",
            "source": "varaamo",
        }
        for table, row in (
            ("booking", {"booking_id": number, "hour": 9, "state": "confirmed", "is_use": True}),
            ("booking_hour", use(date, minutes)),
            ("space_hour", {**open_hour(date, minutes), "bookable_minutes": minutes}),
            ("volunteer_record", {"person_hours": minutes, "is_completed": True, "demand": 9, "attended": 9}),
            ("participation", {"contacts": minutes, "channel": "event"}),
        ):
            columns = tables()[table].columns
            known = {name: value for name, value in of.items() if name in columns}
            rows.setdefault(table, []).append({**row, **known})
    return rows


@pytest.fixture(scope="module", autouse=True)
def _builds(site: Site) -> None:
    """Publish builds to pin; the published one stays."""
    pointer = site.home / "warehouse" / "CURRENT.json"
    current = pointer.read_text(encoding="utf-8")
    for build_id, rows in (
        ("as_it_is", city()),
        ("own_changed", city(own_minutes=90)),
        ("others_changed", city(OF_SOTEPE)),
    ):
        publish(site.home, rows, build_id=build_id, change=EVERY_AREA)
    pointer.write_text(current, encoding="utf-8")


def title(name: str) -> str:
    """Return the name of a page in the menus, as the docs write it."""
    return f"*{say(f'shell.page_{name}', 'en')}*"


def page(name: str) -> Callable[[Site, str, str], str]:
    """Return a question: whose figures a page shows, judged by what arrives over its socket."""

    def ask(site: Site, cookie: str, subject: str) -> str:
        path = "" if name == PAGES[0] else name
        answer = with_cookie(cookie).get(f"{site.address}/{path}", allow_redirects=False)
        if answer.status_code == 403 and name in FOR_STEWARDS and "tuki@example.fi" not in answer.text:
            # Nor does a socket draw the page.
            assert say(f"{name}.question", "en") not in drawn(site, cookie, name).text
            return "no"
        if answer.status_code != 200:
            with pytest.raises(InvalidStatus):
                open_socket(site, cookie)
            return "whom to ask" if "tuki@example.fi" in answer.text else WORDS[answer.status_code]
        with open_socket(site, cookie) as connection:
            shown, own_changed, others_changed = (
                draw(connection, name, f"build={build}{QUERIES.get(name, '')}")
                for build in ("as_it_is", "own_changed", "others_changed")
            )
        assert not shown.errors
        if say("data_quality.city_wide_only", "en") in shown.text:
            return "city-wide only"
        if others_changed.content != shown.content:
            return "the city's figures"
        if own_changed.content == shown.content:
            return "no figures"
        is_partial = say("disclosure.city_wide_only", "en") in shown.text
        return f"own department's figures{'; others are city-wide only' if is_partial else ''}"

    return ask


def file(what: str, scope: Scope, form: str = "csv") -> Callable[[Site, str, str], str]:
    def ask(site: Site, cookie: str, subject: str) -> str:
        address = link(site, subject, scope, what, form)
        return WORDS[with_cookie(cookie).get(address, allow_redirects=False).status_code]

    return ask


def figure(name: str, heading: str) -> Callable[[Site, str, str], str]:
    def ask(site: Site, cookie: str, subject: str) -> str:
        try:
            return "yes" if heading in drawn(site, cookie, name).text else "no"
        except InvalidStatus:
            return "no"

    return ask


def upload(site: Site, cookie: str, subject: str) -> str:
    answer = with_cookie(cookie).options(f"{site.address}/_stcore/upload_file/session/file")
    return "yes" if answer.status_code == 204 else WORDS[answer.status_code]


def socket(site: Site, cookie: str, subject: str) -> str:
    try:
        open_socket(site, cookie).close()
    except InvalidStatus:
        return "no"
    return "yes"


#: Row of the table → how it is asked. Pages that answer alike become one row.
QUESTIONS: dict[str, Callable[[Site, str, str], str]] = {
    **{name: page(name) for name in PAGES},
    "*Load data*: upload of a file": upload,
    "the connection that draws a page": socket,
    "file of figures, own department": file(FIGURES, KUVA),
    "file of figures, whole city": file(FIGURES, CITY),
    "monthly report, own department": file(REPORT, KUVA, "pdf"),
    "monthly report, link of the whole city": file(REPORT, CITY, "pdf"),
    "bookings row by row, own department": file(BOOKINGS, KUVA),
    "bookings row by row, whole city": file(BOOKINGS, CITY),
    # Last, when there is something in the audit log.
    "*Data quality*: rejected rows one by one": figure("data_quality", "Rejected rows one by one"),
    "*Data quality*: audit log": figure("data_quality", "Audit log"),
}


def test_the_table_in_the_docs_is_what_the_server_answers(site: Site) -> None:
    path = site.home / "access.toml"
    text = path.read_text()
    path.write_text(f"{text}\n{ANALYSTS}")
    try:
        cookies = {
            name: (issued(site, subject, 300, **identities) if subject else "")
            for name, (subject, identities) in PEOPLE.items()
        }
        answers = {
            question: [ask(site, cookies[name], PEOPLE[name][0]) for name in PEOPLE]
            for question, ask in QUESTIONS.items()
        }
    finally:
        path.write_text(text)
    of_pages: dict[tuple[str, ...], list[str]] = {}
    for name in PAGES:
        of_pages.setdefault(tuple(answers.pop(name)), []).append(title(name))
    rows = {", ".join(names): list(cells) for cells, names in of_pages.items()} | answers
    lines = [["", *PEOPLE], ["---"] * (len(PEOPLE) + 1), *([name, *cells] for name, cells in rows.items())]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines).replace("|  |", "| |")
    assert table in DOCUMENT.read_text(encoding="utf-8"), f"the table of docs/access.md should be:\n{table}"
