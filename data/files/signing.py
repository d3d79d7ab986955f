"""Signed download links: a link says what to export, and nobody can make it say more.

A download has no page and no session behind it, so the link itself carries build, filters, scope and
language, signed under a secret of this installation.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from data import settings
from data.analyses.potential import Search
from data.files.export import Export
from data.filters import Filters, Scope
from data.secret_file import read_or_create

#: How long a link may be used (seconds): a working day and the evening after it.
MAX_AGE_SECONDS = 16 * 3600


class BadLink(ValueError):
    """A download link that is broken, was altered, or is too old."""


def sign(export: Export, home: Path | None = None) -> str:
    """The token of a download link."""
    return _serializer(home).dumps(asdict(export))


def read(token: str, home: Path | None = None, max_age_seconds: int = MAX_AGE_SECONDS) -> Export:
    """What a token asks for. Raises BadLink where it was not made here, or too long ago."""
    try:
        given = _serializer(home).loads(token, max_age=max_age_seconds)
    except BadData as error:
        raise BadLink("the link is not valid any more") from error
    return _export(given)


def _export(given: dict[str, Any]) -> Export:
    # JSON knows lists only: tuples are restored, so that the request equals the one that was signed.
    filters, departments = given.pop("filters"), given.pop("scope")["departments"]
    where = tuple((dimension, tuple(members)) for dimension, members in filters.pop("where"))
    return Export(
        filters=Filters(where=where, **filters),
        scope=Scope(None if departments is None else tuple(departments)),
        by=tuple(given.pop("by")),
        search=Search.restored(given.pop("search", {})),
        **given,
    )


def _serializer(home: Path | None) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_secret(home), salt="talkootila-export")


def _secret(home: Path | None) -> bytes:
    """Return TALKOOTILA_LINK_SECRET, else the secret file of the home."""
    return read_or_create("TALKOOTILA_LINK_SECRET", settings.home(home) / "secret-links")
