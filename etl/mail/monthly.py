"""The monthly reports by mail: to whom, with which words, and each of them once."""

from __future__ import annotations

import datetime as dt
import hashlib
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode

from data import period, warehouse
from data.access.access_file import ReportRecipient
from data.analyses.department_month import DepartmentMonth, gather
from data.files import report
from data.filters import QueryError
from data.scope import Scope
from data.text.messages import message
from data.text.texts import say
from data.warehouse import Build
from etl.command import Report
from etl.inbox.inspect import Refused
from etl.mail import outbox, settings, smtp
from etl.mail.outbox import Outbox
from etl.mail.working_days import first_working_day


@dataclass(frozen=True)
class Mails:
    """The inputs of the mails of one month."""

    build: Build
    month: str
    sender: str
    site: str


def due_month(today: dt.date) -> str | None:
    """Return the month before today's, or None until the first working day."""
    if today < first_working_day(today.year, today.month):
        return None
    return period.shift(period.month_of(today), -1)


def send_reports(home: Path, month: str, progress: Report, *, again: bool = False) -> int:
    """Send the reports of a month that nobody sent yet; return 0, or 1 if some are not sent.

    With ``again``, also those of which nobody knows whether they were sent. Raises Refused if the settings or
    the server cannot be used, or if the data do not reach the end of the month yet.
    """
    recipients = settings.access(home).reports
    mail_settings = settings.mail_settings(home)
    box = Outbox(home)
    names = {recipient: _name(month, recipient) for recipient in recipients}
    if again:
        for name in names.values():
            if box.state(name) == outbox.SENDING:
                box.forget(name)
    exit_code = 0
    for recipient, name in names.items():
        if box.state(name) == outbox.SENDING:
            progress(message("report_unclear", department=recipient.department, address=recipient.address))
            exit_code = 1
    waiting = [recipient for recipient, name in names.items() if box.state(name) is None]
    if not waiting:
        return exit_code
    build = _build_of(home, month)
    mails = Mails(build, month, mail_settings.sender, settings.site_address(home))
    with smtp.connected(mail_settings) as server:
        for recipient in waiting:
            facts = {"department": recipient.department, "address": recipient.address}
            try:
                box.send(names[recipient], compose(recipient, mails), server)
                progress(message("report_sent", **facts))
            except (QueryError, smtp.NotAccepted) as error:
                progress(message("report_not_sent", reason=type(error).__name__, **facts))
                exit_code = 1
            except (OSError, smtplib.SMTPException):
                # The connection ended while the mail was sent; the others wait for the next run.
                progress(message("report_unclear", **facts))
                return 1
    return exit_code


def _name(month: str, recipient: ReportRecipient) -> str:
    """Return the name of a mail in the outbox, without the address itself."""
    whom = f"{recipient.address.lower()}|{recipient.language}"
    return f"report-{month}-{recipient.department}-{hashlib.sha256(whom.encode()).hexdigest()[:12]}"


def _build_of(home: Path, month: str) -> Build:
    try:
        build = warehouse.current(home)
    except warehouse.NoWarehouse:
        raise Refused(message("report_no_build")) from None
    following = dt.date.fromisoformat(f"{period.shift(month, 1)}-01")
    if build.as_of + dt.timedelta(days=1) < following:
        raise Refused(message("report_waits", month=month, as_of=build.as_of.isoformat()))
    return build


def compose(recipient: ReportRecipient, mails: Mails) -> EmailMessage:
    """Return the mail of a recipient. Raises QueryError for an unknown department or month."""
    scope = Scope((recipient.department,), "internal")
    month = gather(recipient.department, mails.month, scope, build=mails.build)
    content = report.compose(month, recipient.language)
    mail = EmailMessage()
    mail["From"], mail["To"] = mails.sender, recipient.address
    mail["Subject"] = say("mailing.report_subject", recipient.language, title=content.title)
    mail["Message-ID"] = f"<{_name(mails.month, recipient)}@{mails.sender.rpartition('@')[2].rstrip('>')}>"
    mail.set_content("\n".join(_lines(month, recipient, mails)))
    name = report.file_name(month.department, month.month, recipient.language, mails.build.id, "pdf")
    pdf = report.write(month, recipient.language, "pdf")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    return mail


def _lines(month: DepartmentMonth, recipient: ReportRecipient, mails: Mails) -> list[str]:
    """Return the text: the month in sentences, what changed, and the address of the page with its build."""
    language = recipient.language
    content = report.compose(month, language)

    def text(key: str, **values: object) -> str:
        return say(f"mailing.{key}", language, **values)

    lines = [content.title, ""]
    for paragraph in (content.warning, *content.notices, *content.summary):
        lines += [paragraph, ""] if paragraph else []
    changes = content.section("changes")
    lines += [f"{changes.title}:", *(f"- {takeaway}" for takeaway in changes.takeaways), ""]
    if mails.site:
        query = {"department": month.department, "month": month.month, "build": mails.build.id}
        address = f"{mails.site}/department_month?{urlencode(query | {'lang': language})}"
        lines += [text("report_link"), address, ""]
    return [*lines, text("report_why")]
