"""What a steward should know about an export that can be used: columns and pages that it lacks."""

from __future__ import annotations

from data.text.messages import message
from etl.inbox.inspect import Export, Refused
from etl.landing.statement import header_of
from etl.sources.base import Feed, Raw


def header_messages(feed: Feed, export: Export, raw: Raw) -> list[str]:
    """Return warnings of unknown and unselected columns. Raises Refused if a required one is missing."""
    table = feed.canonical
    expected = [c for c in table.columns.values() if c.name not in feed.lacks]
    columns = [c for c in expected if feed.source in c.headers]
    absent = [c for c in columns if header_of(c, feed.source, raw) is None]
    required = [c.headers[feed.source][0] for c in absent if c.required]
    if required:
        raise Refused(message("missing_columns", columns=", ".join(required)))
    messages: list[str] = []
    if (feed.kind == "json" and not feed.declared) or feed.is_wide:
        return messages
    if absent:
        optional = ", ".join(column.headers[feed.source][0] for column in absent)
        messages.append(message("missing_optional", columns=optional))
    # The headers of a workbook are all texts of its first rows, which may hold names of people.
    if feed.kind == "csv" or feed.declared:
        known = table.known_headers(feed.source) | feed.signature
        unknown = [h for h in export.headers if h and h.removeprefix(feed.prefix) not in known]
        if unknown:
            shown = ", ".join(h[:30] for h in unknown[:5])
            messages.append(message("unknown_headers", count=len(unknown), headers=shown))
    return messages


def page_messages(feed: Feed, export: Export, rows: int) -> list[str]:
    """Return a warning if the file is one page of a list that has more."""
    if export.envelope.get("next"):
        return [message("page_next", rows=rows, count=export.envelope.get("count") or "?")]
    if feed.page_size and export.container is None and rows == feed.page_size:
        return [message("page_full", rows=rows)]
    return []
