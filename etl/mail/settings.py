"""Read who sends mail and through which server (``mail.toml``), and who gets it (``access.toml``)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from data import secret_file
from data.access.access_file import AccessFile, WrongAccess, access_file
from data.text.messages import message
from etl.inbox.inspect import Refused

FILE = "mail.toml"
Language = Literal["fi", "sv", "en"]


class Steward(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gets a mail if a load needs attention."""

    address: str
    language: Language = "fi"


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"sender": "from"}):
    """The mail server and the sender. Mail always goes through TLS.

    ``security`` is ``starttls`` (usually port 587) or ``tls`` (465). The password is the content of
    ``password_file``; ``ca_file`` names the certificates of a server that the system does not know.
    """

    host: str
    port: int
    sender: str
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    stewards: tuple[Steward, ...] = ()

    def password(self) -> str:
        """Return the password. Raises Refused if its file cannot be read, or others can read it."""
        path = Path(self.password_file)
        try:
            secret_file.check_owner_only(path)
            return path.read_text(encoding="utf-8").strip()
        except secret_file.WrongSecret as error:
            raise Refused(error.stored) from None
        except OSError as error:
            raise Refused(message("mail_settings", file=FILE, reason=type(error).__name__)) from None


def mail_settings(home: Path) -> MailSettings:
    """Return the settings of a home. Raises Refused if they are missing or cannot be used."""
    path = home / FILE
    if not path.is_file():
        raise Refused(message("mail_missing", file=path))
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), MailSettings)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused(message("mail_settings", file=FILE, reason=error)) from None


def access(home: Path) -> AccessFile:
    """Return who gets reports, and the address of the site. Raises Refused for a file that cannot be used."""
    try:
        return access_file(home)
    except WrongAccess as error:
        raise Refused(error.stored) from None


def site_address(home: Path) -> str:
    """Return the address at which people reach the pages, such as https://talkootila.example.fi."""
    return access(home).address.rstrip("/")
