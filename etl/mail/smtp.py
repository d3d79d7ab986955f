"""Send mail through a server that proves who it is: TLS from the start, or STARTTLS before anything else."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formatdate

from data.text.messages import message
from etl.inbox.inspect import Refused
from etl.mail.settings import MailSettings

TIMEOUT_SECONDS = 30


class NotAccepted(Exception):
    """The server answered that it does not take the mail: nothing was sent."""


@contextlib.contextmanager
def connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """Connect and sign in. Raises Refused, which names the kind of error, if that fails."""
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None)
        server: smtplib.SMTP
        if settings.security == "tls":
            server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password())
        server.noop()
    except (OSError, smtplib.SMTPException) as error:
        address = f"{settings.host}:{settings.port}"
        raise Refused(message("mail_server", server=address, reason=type(error).__name__)) from None
    try:
        yield server
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()


def send(server: smtplib.SMTP, mail: EmailMessage) -> None:
    """Send a mail. Raises NotAccepted if the server refuses it; any other error leaves it open."""
    mail["Date"] = formatdate(localtime=True)
    mail["Auto-Submitted"] = "auto-generated"
    try:
        server.send_message(mail)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        raise NotAccepted(type(error).__name__) from None
