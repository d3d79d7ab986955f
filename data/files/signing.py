"""Signed download links: a link names the export, and nobody can change it to get more.

A download has no page and no session, so the link itself contains build, filters, scope and language,
signed with a secret of this installation.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from data import settings
from data.analyses.potential import Search
from data.files.export import Export
from data.filters import Filters
from data.scope import Scope
from data.secret_file import read_or_create

#: How long a link is valid (seconds): a working day and the evening after it.
MAX_AGE_SECONDS = 16 * 3600


class BadLink(ValueError):
    """A download link that is broken, altered or too old."""


def sign(export: Export, home: Path | None = None) -> str:
    """Return the token of a download link."""
    return _serializer(home).dumps(asdict(export))


def read(token: str, home: Path | None = None, max_age_seconds: int = MAX_AGE_SECONDS) -> Export:
    """Return the export that a token names. Raises BadLink unless this installation signed it recently."""
    try:
        return _export(_serializer(home).loads(token, max_age=max_age_seconds))
    except (BadData, KeyError) as error:  # a link of an older version names no level
        raise BadLink("the link is no longer valid") from error


def _export(fields: dict[str, Any]) -> Export:
    # JSON has lists only: tuples are restored, so that the export equals the one that was signed.
    filters, scope = fields.pop("filters"), fields.pop("scope")
    departments = scope["departments"]
    where = tuple((dimension, tuple(members)) for dimension, members in filters.pop("where"))
    return Export(
        filters=Filters(where=where, **filters),
        scope=Scope(None if departments is None else tuple(departments), scope["level"]),
        by=tuple(fields.pop("by")),
        search=Search.restored(fields.pop("search", {})),
        **fields,
    )


def _serializer(home: Path | None) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_secret(home), salt="talkootila-export")


def _secret(home: Path | None) -> bytes:
    """Return TALKOOTILA_LINK_SECRET, else the secret file of the home."""
    return read_or_create("TALKOOTILA_LINK_SECRET", settings.home(home) / "secret-links")
