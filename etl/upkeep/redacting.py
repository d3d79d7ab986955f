"""Apply redactions to everything landed and publish a build without them, alone."""

from __future__ import annotations

from etl.landing import redaction
from etl.landing.redaction import Redactions
from etl.landing.rewrite import rewrite
from etl.landing.store import Landing
from etl.warehouse.build import build


def redact(landing: Landing, redactions: Redactions) -> int:
    """Redact landing and build; return 0, or 2 if a check keeps the build from being published.

    Older builds are deleted, because they have what is redacted. After an interruption the next load builds.
    """
    rewrite(
        landing,
        lambda load: redactions.values(load.source, load.table_name),
        {redaction.FILE: redactions.as_text()},
    )
    loads = landing.loads()
    if not loads:
        return 0
    return 0 if build(landing.folder.parent, landing, loads, keep=1).published else 2
