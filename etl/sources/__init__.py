"""One module per source system: how to recognise its exports, and their quirks; nothing else.

A feed gives rows as text, named by the export's normalised headers. What the headers mean, how text
becomes a value, and what is personal, is declared in data/columns and done in etl/landing.py.
"""

from __future__ import annotations

from etl.sources import (
    civivolunteer,
    linked_events,
    puistotalkoot,
    respa,
    rosterfy,
    servicemap,
    tpr,
    v4s,
    varaamo,
    volgistics,
)
from etl.sources.feed import Feed

FEEDS: tuple[Feed, ...] = (
    *varaamo.FEEDS,
    *servicemap.FEEDS,
    *tpr.FEEDS,
    *linked_events.FEEDS,
    *v4s.FEEDS,
    *volgistics.FEEDS,
    *rosterfy.FEEDS,
    *civivolunteer.FEEDS,
    *puistotalkoot.FEEDS,
    *respa.FEEDS,
)
