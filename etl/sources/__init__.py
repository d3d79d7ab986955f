"""One module per source system: how its exports are recognised and read, with their peculiarities.

A feed returns rows as text, named by the export's normalised headers. data/columns declares what the headers
mean, how text becomes a value and what is personal; etl/landing/store.py does it.
"""

from __future__ import annotations

from etl.sources import (
    civivolunteer,
    hauki,
    kerrokantasi,
    kukkuu,
    kultus,
    linked_events,
    omastadi,
    puistotalkoot,
    respa,
    rosterfy,
    servicemap,
    tpr,
    v4s,
    varaamo,
    varaamo_rounds,
    volgistics,
)
from etl.sources.base import Feed

FEEDS: tuple[Feed, ...] = (
    *varaamo.FEEDS,
    *varaamo_rounds.FEEDS,
    *servicemap.FEEDS,
    *tpr.FEEDS,
    *linked_events.FEEDS,
    *v4s.FEEDS,
    *volgistics.FEEDS,
    *rosterfy.FEEDS,
    *civivolunteer.FEEDS,
    *puistotalkoot.FEEDS,
    *kerrokantasi.FEEDS,
    *omastadi.FEEDS,
    *kultus.FEEDS,
    *kukkuu.FEEDS,
    *respa.FEEDS,
    *hauki.FEEDS,
)
