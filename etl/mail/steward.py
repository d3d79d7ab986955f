"""Tell the stewards what a load leaves them to do: files and rows it could not use, and late deliveries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from data import warehouse
from data.city_profile.in_use import city_zone
from data.loading.coverage import deliveries
from data.scope import EVERYTHING
from data.text.messages import message, render
from data.text.texts import say
from etl.inbox.inspect import Refused
from etl.landing.store import write_whole
from etl.mail import smtp
from etl.mail.outbox import FOLDER
from etl.mail.settings import MailSettings, Steward, mail_settings, site_address
from etl.outcome import Outcome

#: The causes of the last mail, since the same ones are no reason for another, and those not sent yet.
SENT_CAUSES, UNSENT = "steward-sent.txt", "steward-unsent.txt"


def causes(outcome: Outcome, home: Path) -> list[str]:
    """Return what needs attention after a load, as stored messages without names of files."""
    stored = [file.message for file in outcome.files if file.status == "refused"]
    if outcome.newly_rejected:
        stored.append(message("steward_rejected", rows=outcome.newly_rejected))
    failed = [check.name for check in outcome.checks if check.level == "fail" and check.rows]
    if failed:
        stored.append(message("steward_checks", checks=", ".join(failed)))
    return stored + _late(home)


def _late(home: Path) -> list[str]:
    try:
        build = warehouse.current(home)
    except warehouse.NoWarehouse:
        return [message("report_no_build")]
    today = dt.datetime.now(city_zone()).date()
    return [
        message("steward_late", source=delivery.source, expected=delivery.expected)
        for delivery in deliveries(EVERYTHING, build, today)
        if delivery.days_late
    ]


def notify(home: Path, stored: Sequence[str]) -> bool:
    """Mail the causes to the stewards if one is new since the last load; return whether it did.

    Raises Refused if the settings or the server cannot be used, or the server takes no mail; the causes are
    then part of the next mail.
    """
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    unsent, sent = folder / UNSENT, folder / SENT_CAUSES
    if unsent.exists():
        stored = [*unsent.read_text(encoding="utf-8").splitlines(), *stored]
    text = "\n".join(dict.fromkeys(stored))
    known = sent.read_text(encoding="utf-8").splitlines() if sent.exists() else []
    if set(text.splitlines()) <= set(known):
        write_whole(sent, text)
        return False
    write_whole(unsent, text)
    settings = mail_settings(home)
    with smtp.connected(settings) as server:
        # Noted before it is sent: docs/decisions/0024-no-mail-is-sent-twice.md.
        write_whole(sent, text)
        unsent.unlink()
        refused = []
        for steward in settings.stewards:
            try:
                smtp.send(server, _compose(steward, settings, text.splitlines(), site_address(home)))
            except smtp.NotAccepted as error:
                refused.append(str(error))
    if len(refused) == len(settings.stewards):
        sent.rename(unsent)
        raise Refused(message("mail_server", server=settings.host, reason=", ".join(refused) or "stewards"))
    return True


def _compose(steward: Steward, settings: MailSettings, stored: Sequence[str], site: str) -> EmailMessage:
    def text(key: str, **values: object) -> str:
        return say(f"mailing.{key}", steward.language, **values)

    lines = [text("steward_intro"), ""]
    lines += [f"- {line}" for line in dict.fromkeys(render(cause, steward.language) for cause in stored)]
    if site:
        lines += ["", text("steward_link"), f"{site}/data_quality?lang={steward.language}"]
    mail = EmailMessage()
    mail["From"], mail["To"] = settings.sender, steward.address
    mail["Subject"] = text("steward_subject")
    mail.set_content("\n".join(lines))
    return mail
