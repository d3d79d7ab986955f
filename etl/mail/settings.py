"""Read who sends mail and through which server (``mail.toml`` of the home), and who gets the reports."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from data import secret_file
from data.text.messages import message
from etl.inbox.inspect import Refused

FILE, ACCESS_FILE = "mail.toml", "access.toml"
Language = Literal["fi", "sv", "en"]
Shape = TypeVar("Shape")


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


class Recipient(msgspec.Struct, frozen=True):
    """Who gets the monthly report of a department."""

    department: str
    address: str
    language: Language = "fi"


class _Access(msgspec.Struct, frozen=True):
    """The keys of access.toml that mail needs."""

    address: str = ""
    reports: tuple[Recipient, ...] = ()


def mail_settings(home: Path) -> MailSettings:
    """Return the settings of a home. Raises Refused if they are missing or cannot be used."""
    path = home / FILE
    if not path.is_file():
        raise Refused(message("mail_missing", file=path))
    return _read(path, MailSettings)


def recipients(home: Path) -> tuple[Recipient, ...]:
    """Return who gets reports. Raises Refused for a file that cannot be used."""
    return _access(home).reports


def site_address(home: Path) -> str:
    """Return the address at which people reach the pages, such as https://talkootila.example.fi."""
    return _access(home).address.rstrip("/")


def _access(home: Path) -> _Access:
    path = home / ACCESS_FILE
    return _read(path, _Access) if path.is_file() else _Access()


def _read(path: Path, shape: type[Shape]) -> Shape:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), shape)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused(message("mail_settings", file=path.name, reason=error)) from None
