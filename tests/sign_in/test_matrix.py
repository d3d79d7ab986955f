"""Who sees what: the table in docs/access.md is what a server with sign-in really answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from websockets.exceptions import InvalidStatus

from data.files.export import BOOKINGS, FIGURES, REPORT
from data.scope import Scope
from data.settings import ROOT
from pages.server.navigation import PAGES
from tests.support.services.signing_in import Site, issued, link, open_socket, texts_of, with_cookie

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
ANALYSTS = '[[access]]\ngroup = "Analysts-KUVA"\nrole = "analyst"\ndepartments = ["KUVA"]\n'
WORDS = {200: "yes", 302: "sign-in", 401: "no", 403: "no"}


def page(name: str) -> Callable[[Site, str, str], str]:
    def ask(site: Site, cookie: str, subject: str) -> str:
        answer = with_cookie(cookie).get(f"{site.address}/{name}", allow_redirects=False)
        return "whom to ask" if "tuki@example.fi" in answer.text else WORDS[answer.status_code]

    return ask


def file(what: str, scope: Scope, form: str = "csv") -> Callable[[Site, str, str], str]:
    def ask(site: Site, cookie: str, subject: str) -> str:
        address = link(site, subject, scope, what, form)
        return WORDS[with_cookie(cookie).get(address, allow_redirects=False).status_code]

    return ask


def figure(name: str, heading: str) -> Callable[[Site, str, str], str]:
    def ask(site: Site, cookie: str, subject: str) -> str:
        try:
            return "yes" if heading in texts_of(site, cookie, name) else "no"
        except InvalidStatus:
            return "no"

    return ask


def socket(site: Site, cookie: str, subject: str) -> str:
    try:
        open_socket(site, cookie).close()
    except InvalidStatus:
        return "no"
    return "yes"


#: Row of the table → how it is asked. Pages that answer alike become one row.
QUESTIONS: dict[str, Callable[[Site, str, str], str]] = {
    **{name: page(name) for name in PAGES[1:]},
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
    of_pages = {tuple(answers.pop(name)) for name in PAGES[1:]}
    assert len(of_pages) == 1
    rows = {"every page": list(of_pages.pop()), **answers}
    lines = [["", *PEOPLE], ["---"] * (len(PEOPLE) + 1), *([name, *cells] for name, cells in rows.items())]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines).replace("|  |", "| |")
    assert table in DOCUMENT.read_text(encoding="utf-8"), f"the table of docs/access.md should be:\n{table}"
