"""What was sent is noted before and after, so that no mail is sent twice: a file per mail in ``<home>/mail``.

A mail whose first note has no second one may have been sent or not: the process or the connection ended
between the two. It is not sent again by itself (docs/decisions/0024-no-mail-is-sent-twice.md).
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from pathlib import Path

from etl.landing.store import write_whole
from etl.mail import smtp

FOLDER = "mail"
SENDING, SENT = "sending", "sent"


class Outbox:
    """The notes of a home about its mails; ``name`` identifies a mail."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def state(self, name: str) -> str | None:
        """Return SENT, SENDING (nobody knows whether it was sent), or None if it was not sent."""
        path = self._path(name)
        return path.read_text(encoding="utf-8") if path.exists() else None

    def send(self, name: str, mail: EmailMessage, server: smtplib.SMTP) -> None:
        """Send a mail and note it. Raises NotAccepted if nothing was sent, so that it can be tried again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._path(name), SENDING)
        try:
            smtp.send(server, mail)
        except smtp.NotAccepted:
            self.forget(name)
            raise
        write_whole(self._path(name), SENT)

    def forget(self, name: str) -> None:
        """Forget a mail, so that it is sent the next time."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.txt"
