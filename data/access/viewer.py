"""Who looks at the figures, and what they may see: roles, departments, rows and downloads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from data.access.access_file import ALL, ANALYST, READER, ROLES, STEWARD, AccessFile
from data.files.export import BOOKINGS, Export
from data.scope import Level, Scope

Departments = tuple[str, ...] | None


def is_within(inner: Scope, outer: Scope) -> bool:
    """Return whether everything that ``inner`` shows is also shown by ``outer``."""
    if inner.level != outer.level and outer.level != "internal":
        return False
    if outer.departments is None:
        return True
    return inner.departments is not None and set(inner.departments) <= set(outer.departments)


@dataclass(frozen=True)
class Grant:
    """A role in departments (None: all)."""

    role: str
    departments: Departments


@dataclass(frozen=True)
class Viewer:
    """A person, or everyone if nobody signs in (then ``subject`` and ``name`` are empty)."""

    subject: str
    name: str
    grants: tuple[Grant, ...]
    level: Level = "internal"

    @property
    def role(self) -> str:
        """The highest role in any department; empty for a person without any."""
        return max((grant.role for grant in self.grants), key=ROLES.index, default="")

    @property
    def scope(self) -> Scope:
        """The scope of the figures that the viewer may see."""
        return Scope(self._departments(READER), self.level)

    @property
    def row_scope(self) -> Scope | None:
        """The scope of the bookings that the viewer may take away row by row; None for no rows."""
        departments = self._departments(ANALYST)
        return None if departments == () else Scope(departments, self.level)

    @property
    def is_steward(self) -> bool:
        """Whether the viewer may see rejected rows and the audit log."""
        return self.role == STEWARD

    @property
    def may_load(self) -> bool:
        """Whether the viewer may load data: a steward, who looks after all departments."""
        return self.level == "internal" and self._departments(STEWARD) is None

    def may_download(self, export: Export) -> bool:
        """Return whether the viewer may have a file: nothing in it may be outside the viewer's scope."""
        allowed = self.row_scope if export.what == BOOKINGS else self.scope
        return allowed is not None and is_within(export.scope, allowed)

    def _departments(self, role: str) -> Departments:
        """Return the departments in which the viewer has at least ``role``; None for all."""
        grants = [grant for grant in self.grants if ROLES.index(grant.role) >= ROLES.index(role)]
        if any(grant.departments is None for grant in grants):
            return None
        return tuple(sorted({name for grant in grants for name in grant.departments or ()}))


#: On one's own machine nothing is kept from the only reader.
OWNER = Viewer("", "", (Grant(STEWARD, None),))
#: Where nobody signs in, everybody sees the city's figures at level open, and no rows.
ANYONE = Viewer("", "", (Grant(READER, None),), "open")


@dataclass(frozen=True)
class Person:
    """What a provider says about somebody, reduced to what the rules name.

    ``identities`` are those of the rules, such as ``group:Talkootila-KUVA``. ``has_unlisted_groups``: the
    person is in so many groups that the provider did not list them (Entra ID).
    """

    subject: str
    name: str
    identities: tuple[str, ...] = ()
    has_unlisted_groups: bool = False


def person(claims: dict[str, Any], file: AccessFile) -> Person:
    """Return the person that claims describe. Raises KeyError without a subject."""
    names = file.claims
    subject = str(_claim(claims, names.subject) or "")
    if not subject:
        raise KeyError(names.subject)
    held = {f"subject:{subject}"}
    for kind, claim in (("group", names.groups), ("app_role", names.app_roles)):
        held |= {f"{kind}:{value}" for value in _texts(_claim(claims, claim))}
    pointers = claims.get("_claim_names")
    unlisted = claims.get("hasgroups") or (isinstance(pointers, dict) and names.groups in pointers)
    name = str(_claim(claims, names.name) or claims.get("preferred_username") or subject)
    printable = "".join(c for c in name if c.isprintable())[:80]
    return Person(subject, printable, tuple(sorted(held & _named(file))), bool(unlisted))


def viewer(person: Person, file: AccessFile) -> Viewer:
    """Return what a person may see by the rules as they are now; without grants for an unknown person."""
    identities = {f"subject:{person.subject}", *person.identities}
    grants = tuple(
        Grant(rule.role, None if rule.departments == ALL else rule.departments)
        for rule in file.access
        if rule.identity in identities
    )
    return Viewer(person.subject, person.name, grants)


def _named(file: AccessFile) -> set[str]:
    return {rule.identity for rule in file.access}


def _claim(claims: dict[str, Any], name: str) -> object:
    """Return a claim; a name with dots is a claim of that name, or leads into objects."""
    if name in claims:
        return claims[name]
    value: object = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return (str(part) for part in value) if isinstance(value, list) else ()
