"""Read ``access.toml`` of the home: the provider, who may see what, whom to ask, and who gets reports.

docs/access.md describes every key. The file is read again when it changes, and its first error is raised.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from data.reference_tables.departments import departments
from data.text.messages import message, render

FILE = "access.toml"
#: Host names for which an address without TLS is allowed.
LOOPBACK = ("localhost", "127.0.0.1", "::1")
Role = Literal["reader", "analyst", "steward"]
#: Roles from the one that may least to the one that may most.
READER, ANALYST, STEWARD = ROLES = ("reader", "analyst", "steward")
ALL: Literal["all"] = "all"
_REPEATED = 60


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to ask for access."""

    name: str
    email: str


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The OpenID provider; the client's secret is in the environment (docs/access.md)."""

    discovery: str
    client_id: str
    scopes: tuple[str, ...] = ("openid", "profile")


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names of claims; a dot leads into an object, as in ``realm_access.roles``."""

    subject: str = "sub"
    name: str = "name"
    groups: str = "groups"
    app_roles: str = "roles"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of ``[[access]]``: a group, an app role or a subject gets a role in departments."""

    role: Role
    departments: Literal["all"] | tuple[str, ...]
    group: str = ""
    app_role: str = ""
    subject: str = ""

    @property
    def identity(self) -> str:
        """Whom the rule is for, such as ``group:Talkootila-KUVA``."""
        kind = next(name for name in IDENTITIES if getattr(self, name))
        return f"{kind}:{getattr(self, kind)}"


class ReportRecipient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of ``[[reports]]``: who gets the monthly report of a department by mail."""

    department: str
    address: str
    language: Literal["fi", "sv", "en"] = "fi"


class AccessFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. ``address`` is where people reach the site, such as ``https://talkootila.example.fi``."""

    address: str = ""
    contact: Contact | None = None
    provider: Provider | None = None
    claims: Claims = Claims()
    access: tuple[Rule, ...] = ()
    reports: tuple[ReportRecipient, ...] = ()


#: Keys of a rule of which it has exactly one.
IDENTITIES = ("group", "app_role", "subject")


class WrongAccess(ValueError):
    """``access.toml`` cannot be used; ``stored`` is the message to render: file, key, found and expected."""

    def __init__(self, stored: str) -> None:
        super().__init__(render(stored, "en"))
        self.stored = stored


def access_file(home: Path) -> AccessFile:
    """Return ``access.toml`` of a home, empty if there is none. Raises WrongAccess for one with an error."""
    path = home / FILE
    try:
        status = path.stat()
    except FileNotFoundError:
        return AccessFile()
    return _read(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int, size: int) -> AccessFile:
    try:
        entries = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongAccess(message("access_broken", file=FILE, reason=error)) from None
    try:
        file = msgspec.convert(entries, AccessFile)
    except msgspec.ValidationError as error:
        raise WrongAccess(_shape_error(str(error), entries)) from None
    for key, found, expected in _wrong_values(file):
        raise WrongAccess(
            message("access_wrong_value", file=FILE, key=key, found=found[:_REPEATED], expected=expected)
        )
    return file


#: What a value of the wrong kind should be, by the name of the kind.
_EXPECTED = {"str": "expected_text", "array": "expected_texts", "object": "expected_toml_table"}
_SHAPES: dict[str, type[msgspec.Struct]] = {
    "": AccessFile,
    "contact": Contact,
    "provider": Provider,
    "claims": Claims,
    "access": Rule,
    "reports": ReportRecipient,
}


def _shape_error(error: str, entries: dict[str, Any]) -> str:
    """Return the message of an error of the library, whose text names the place as ``$.access[0].role``."""
    text, _, place = error.partition(" - at `$")
    place = place.strip(".`")
    named = re.findall("`([^`]+)`", text)
    table = re.sub(r"\W.*", "", place)
    key = _counted_from_one(place)
    if "unknown field" in text or "missing required" in text:
        key = f"{key}.{named[0]}".removeprefix(".")
        if "missing" in text:
            return message("access_missing_key", file=FILE, key=key)
        known = ", ".join(_SHAPES[table].__struct_fields__)
        return message("access_unknown_key", file=FILE, key=key, known=known)
    expected = message(_EXPECTED.get(named[0] if named else "", "expected_text"))
    if place.endswith(".role"):
        expected = message("expected_one_of", values=", ".join(ROLES))
    elif place.endswith(".language"):
        expected = message("expected_one_of", values="fi, sv, en")
    elif "departments" in place:
        expected = message("expected_departments", values=", ".join(departments()))
    found = str(_value_at(place, entries))[:_REPEATED]
    return message("access_wrong_value", file=FILE, key=key or "–", found=found, expected=expected)


def _counted_from_one(place: str) -> str:
    return re.sub(r"\[(\d+)\]", lambda match: f"[{int(match[1]) + 1}]", place)


def _value_at(place: str, entries: Any) -> object:
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", place):
        entries = entries[name]
        if index:
            entries = entries[int(index)]
    return entries


def _wrong_values(file: AccessFile) -> Iterator[tuple[str, str, str]]:
    """Yield key, value and expectation of each value that has the right kind and still cannot be used."""
    addresses = {"address": file.address}
    if file.provider:
        addresses["provider.discovery"] = file.provider.discovery
    for key, address in addresses.items():
        if (address or file.provider) and not _is_safe_address(address):
            yield key, address, message("expected_https")
    if file.provider:
        if not file.provider.client_id:
            yield "provider.client_id", "", message("expected_text")
        if file.contact is None:
            yield "contact", "", message("expected_toml_table")
        if not file.access:
            yield "access", "", message("expected_toml_table")
    elif file.access:
        yield "provider", "", message("expected_toml_table")
    if file.contact and not _is_mail_address(file.contact.email):
        yield "contact.email", file.contact.email, message("expected_mail_address")
    for number, rule in enumerate(file.access, start=1):
        yield from _wrong_in_rule(f"access[{number}]", rule)
    for number, recipient in enumerate(file.reports, start=1):
        if recipient.department not in departments():
            known = message("expected_one_of", values=", ".join(departments()))
            yield f"reports[{number}].department", recipient.department, known
        if not _is_mail_address(recipient.address):
            yield f"reports[{number}].address", recipient.address, message("expected_mail_address")


def _wrong_in_rule(place: str, rule: Rule) -> Iterator[tuple[str, str, str]]:
    named = [name for name in IDENTITIES if getattr(rule, name)]
    if len(named) != 1:
        yield place, ", ".join(named), message("expected_one_of", values=", ".join(IDENTITIES))
    if rule.departments == ALL:
        return
    expected = message("expected_departments", values=", ".join(departments()))
    if not rule.departments:
        yield f"{place}.departments", "", expected
    for department in rule.departments:
        if department not in departments():
            yield f"{place}.departments", department, expected
    if rule.role == STEWARD:
        # Rejected rows and the audit log belong to no department.
        yield f"{place}.departments", ", ".join(rule.departments), f'"{ALL}"'


def _is_safe_address(address: str) -> bool:
    """Return whether an address is of a server that is reached with TLS, or on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or parts.username or not address.isprintable():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def _is_mail_address(text: str) -> bool:
    return re.fullmatch(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+", text) is not None
