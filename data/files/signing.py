"""Signed download links: a link names the export and whom it is for, and nobody can change it to get more.

The link contains build, filters, scope and language, and the subject of whoever was shown it, signed with a
secret of this installation. It is of no use to anybody else.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from itsdangerous import BadData, Serializer, URLSafeTimedSerializer

from data import settings
from data.analyses.potential import Search
from data.files.export import Export
from data.filters import Filters
from data.scope import Scope
from data.secret_file import read_or_create

#: How long a link is valid (seconds).
MAX_AGE_SECONDS = 3600

AnySerializer = TypeVar("AnySerializer", bound=Serializer[str])


class BadLink(ValueError):
    """A download link that is broken, altered or too old."""


class ForeignLink(BadLink):
    """A download link that was made for somebody else; ``export`` is what it names."""

    def __init__(self, export: Export) -> None:
        super().__init__("the link was made for somebody else")
        self.export = export


def sign(export: Export, home: Path | None = None, *, subject: str = "") -> str:
    """Return the token of a download link for a subject; without sign-in there is no subject."""
    return _links(home).dumps({"subject": subject, **asdict(export)})


def read(
    token: str, home: Path | None = None, max_age_seconds: int = MAX_AGE_SECONDS, *, subject: str = ""
) -> Export:
    """Return the export that a token names.

    Raises BadLink unless this installation signed it recently, and ForeignLink unless it was for ``subject``.
    """
    try:
        fields = _links(home).loads(token, max_age=max_age_seconds)
        signed_for = fields.pop("subject")
    except (BadData, KeyError) as error:
        raise BadLink("the link is no longer valid") from error
    export = _export(fields)
    if signed_for != subject:
        raise ForeignLink(export)
    return export


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


def serializer(kind: type[AnySerializer], purpose: str, home: Path | None) -> AnySerializer:
    """Return a serializer that signs with SHA-256; what it signs is worth nothing for another purpose."""
    return kind(secret(home), salt=purpose, signer_kwargs={"digest_method": hashlib.sha256})


def _links(home: Path | None) -> URLSafeTimedSerializer:
    return serializer(URLSafeTimedSerializer, "talkootila-export", home)


def secret(home: Path | None) -> bytes:
    """Return TALKOOTILA_LINK_SECRET, else the secret file of the home."""
    return read_or_create("TALKOOTILA_LINK_SECRET", settings.home(home) / "secret-links")
