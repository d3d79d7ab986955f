"""A real mail server on this machine, with TLS and a password, that keeps what it gets."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socket
import ssl
import warnings
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.support.services.tls import AUTHORITY, certificate

USER, PASSWORD = "talkootila", "a password"


class Inbox:
    """Keeps mails. ``answer`` is what the server says to a mail, if not that it is accepted."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = ""
        self.hangs_up = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer:
            return self.answer
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=good)


@contextlib.contextmanager
def serving(folder: Path, *, security: str = "starttls") -> Iterator[tuple[Inbox, int]]:
    """Serve with the certificate of a folder; yield what it gets, and its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder))
    inbox = Inbox()
    settings: dict[str, Any] = {"authenticator": _authenticate, "auth_required": True}
    if security == "tls":
        settings |= {"ssl_context": context, "auth_require_tls": False}
        # The server does not see that its connections have TLS from the start.
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
    else:
        settings |= {"tls_context": context, "require_starttls": True}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


def write_settings(home: Path, folder: Path, port: int, *, security: str = "starttls") -> None:
    """Write the mail.toml of a home for this server, with two stewards, and the password file."""
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    (home / "mail.toml").write_text(
        f'''host = "127.0.0.1"
port = {port}
security = "{security}"
from = "Talkootila <talkootila@example.fi>"
user = "{USER}"
password_file = "{password_file}"
ca_file = "{folder / AUTHORITY}"

[[stewards]]
address = "anna@example.fi"
language = "en"

[[stewards]]
address = "bo@example.fi"
language = "sv"
''',
        encoding="utf-8",
    )
