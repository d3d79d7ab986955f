"""Mail over a real server with TLS: who gets which words, and nothing twice."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.settings import ROOT
from etl.__main__ import main
from etl.mail.monthly import due_month
from etl.mail.outbox import SENDING, Outbox
from etl.mail.working_days import first_working_day
from tests.support.exports.varaamo_files import city, statistics_csv
from tests.support.services import mail_server
from tests.support.services.mail_server import Inbox
from tests.support.tiny_warehouse import publish, use

ACCESS = """
address = "https://talkootila.example.fi"
[[reports]]
department = "KUVA"
address = "kuva@example.fi"
language = "sv"
[[reports]]
department = "KASKO"
address = "kasko@example.fi"
"""


@pytest.fixture
def inbox(home: Path, tmp_path: Path) -> Iterator[Inbox]:
    home.mkdir()
    with mail_server.serving(tmp_path) as (inbox, port):
        mail_server.write_settings(home, tmp_path, port)
        yield inbox


@pytest.fixture
def reported(home: Path, inbox: Inbox) -> Path:
    """A home with a month of two departments, and a recipient for each."""
    places = ((1, "2026-10-05", "KUVA"), (2, "2026-10-06", "KASKO"))
    bookings = [
        {"booking_id": n, "date": day, "department": d, "state": "confirmed", "is_use": True, "booker": n}
        for n, day, d in places
    ]
    hours = [use(day, department=department) for _, day, department in places]
    publish(home, {"booking_hour": hours, "booking": bookings})
    (home / "access.toml").write_text(ACCESS, encoding="utf-8")
    return home


def mail_reports(*arguments: str) -> int:
    return main(["mail-reports", "--month", "2026-10", *arguments])


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ((2024, 4), 2),  # 1 April is Easter Monday
        ((2027, 5), 3),  # 1 May is a Saturday
        ((2026, 5), 4),  # 1 May is a Friday
        ((2026, 1), 2),
        ((2021, 1), 4),
        ((2008, 5), 2),  # 1 May is Ascension Day, too
        ((2026, 11), 2),
        ((2018, 4), 3),
    ],
)
def test_the_first_working_day_of_a_month(month: tuple[int, int], day: int) -> None:
    assert first_working_day(*month) == dt.date(*month, day)
    assert due_month(dt.date(*month, day)) is not None
    assert due_month(dt.date(*month, day) - dt.timedelta(days=1)) is None or day == 1


def test_each_department_gets_its_report_once_in_its_language(reported: Path, inbox: Inbox) -> None:
    assert mail_reports() == 0
    assert mail_reports() == 0
    mails = {str(mail["To"]): mail for mail in inbox.mails}
    assert len(inbox.mails) == len(mails) == 2
    mail = mails["kuva@example.fi"]
    assert str(mail["From"]) == "Talkootila <talkootila@example.fi>"
    assert "Månadsrapport" in str(mail["Subject"])
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "department_month?department=KUVA&month=2026-10&build=tiny&lang=sv" in text
    (pdf,) = mail.iter_attachments()
    assert pdf.get_content_type() == "application/pdf"
    assert pdf.get_filename() == "talkootila-report-KUVA-2026-10-sv-tiny.pdf"
    assert pdf.get_content().startswith(b"%PDF")
    assert "KASKO" not in mail.as_string()


def test_a_refused_mail_is_tried_again_and_an_interrupted_one_is_not(
    reported: Path, inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox.answer = "451 later"
    assert mail_reports() == 1
    assert not list((reported / "mail").glob("report-*"))
    inbox.answer, inbox.hangs_up = "", True
    assert mail_reports() == 1
    assert len(inbox.mails) == 1
    inbox.hangs_up = False
    assert mail_reports() == 1
    assert "nobody knows whether the message arrived" in capsys.readouterr().err
    assert [str(mail["To"]) for mail in inbox.mails] == ["kuva@example.fi", "kasko@example.fi"]
    assert mail_reports("--again") == 0
    assert len(inbox.mails) == 3
    assert inbox.mails[0]["Message-ID"] == inbox.mails[2]["Message-ID"]


@pytest.mark.slow
def test_nothing_is_sent_twice_after_a_kill(reported: Path, inbox: Inbox) -> None:
    command = [sys.executable, "-m", "etl", "mail-reports", "--month", "2026-10", "--home", str(reported)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    while not list((reported / "mail").glob("report-*")):
        assert process.poll() is None
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(3):
        subprocess.run(command, cwd=ROOT, capture_output=True)
    recipients = [str(mail["To"]) for mail in inbox.mails]
    assert len(recipients) == len(set(recipients))
    assert "kasko@example.fi" in recipients


def test_reports_wait_until_the_data_reach_the_end_of_the_month(
    reported: Path, inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mail-reports", "--month", "2026-11"]) == 2
    assert "wait" in capsys.readouterr().err
    assert not inbox.mails


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_does_not_prove_who_it_is_gets_nothing(
    reported: Path, tmp_path: Path, security: str
) -> None:
    folder = tmp_path / security
    folder.mkdir()
    with mail_server.serving(folder, security=security) as (inbox, port):
        mail_server.write_settings(reported, tmp_path, port, security=security)  # another certificate
        assert mail_reports() == 2
        mail_server.write_settings(reported, folder, port, security=security)
        assert mail_reports() == 0
        assert len(inbox.mails) == 2


@pytest.mark.parametrize(
    "change", ['security = "none"', "unknown = 1", 'password_file = "/etc/hostname"', "port = "]
)
def test_wrong_settings_are_refused(reported: Path, change: str) -> None:
    name = change.partition(" =")[0]
    lines = (reported / "mail.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"{name} =")]
    (reported / "mail.toml").write_text("\n".join([change, *kept]), encoding="utf-8")
    assert mail_reports() == 2


class TestSteward:
    def test_stewards_hear_once_of_what_a_load_leaves_them(
        self, home: Path, exports: Path, inbox: Inbox
    ) -> None:
        city(exports)
        statistics_csv(exports / "Anna Virtanen.csv", [{"id": 1}, {"id": 2, "begin": "x"}])
        (exports / "broken.json").write_text("{", encoding="utf-8")
        load = ["load", "--mail", "--exports", str(exports)]
        assert main(load) == 1
        english, swedish = inbox.mails
        assert "1 rows were rejected" in english.get_content()
        assert "late" in english.get_content()
        assert "Virtanen" not in english.as_string(), "names of files may be names of people"
        assert "1 rader avvisades" in swedish.get_content()
        assert main(load) == 1
        assert len(inbox.mails) == 2, "nothing new"
        statistics_csv(exports / "c.csv", [{"id": 4, "begin": "x"}])
        assert main(load) == 1
        assert len(inbox.mails) == 4

    def test_what_could_not_be_mailed_is_in_the_next_mail(
        self, home: Path, exports: Path, inbox: Inbox
    ) -> None:
        statistics_csv(exports / "a.csv", [{"id": 1}, {"id": 2, "begin": "x"}])
        load = ["load", "--mail", "--exports", str(exports)]
        inbox.answer = "451 later"
        assert main(load) == 2
        inbox.answer = ""
        assert main(load) == 0
        assert "1 rows were rejected" in inbox.mails[0].get_content()

    def test_a_load_that_fails_is_mailed(self, home: Path, exports: Path, inbox: Inbox) -> None:
        exports.mkdir()
        (home / "reference").mkdir()
        (home / "reference" / "targets.csv").write_text("wrong", encoding="utf-8")
        assert main(["load", "--mail", "--exports", str(exports)]) == 2
        assert "targets.csv" in inbox.mails[0].get_content()


def test_an_interrupted_mail_is_known_as_such(home: Path) -> None:
    (home / "mail").mkdir(parents=True)
    (home / "mail" / "a.txt").write_text(SENDING, encoding="utf-8")
    assert Outbox(home).state("a") == SENDING
    assert Outbox(home).state("b") is None
