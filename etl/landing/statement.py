"""Write the one SQL statement that lands an export: canonical columns, and why a row is rejected."""

from __future__ import annotations

from dataclasses import dataclass

from data.catalogue.tables import Column, Table
from data.text.messages import message
from data.text.plain_text import without_control_characters
from etl.inbox.inspect import Export
from etl.landing.casting import CASTS, cast, clean
from etl.landing.secret import Keys
from etl.landing.sql_quoting import literal
from etl.sources.base import Feed, Raw, Span

#: A row with more people, places or events than this is an error.
MOST = 999_999
REJECTED = ("rejected_column", "rejected_found", "rejected_expected")


def landing_sql(feed: Feed, export: Export, raw: Raw, keys: Keys) -> str:
    """Return the SELECT that lands an export: canonical columns, then why a row is rejected (or NULLs)."""
    table = feed.canonical
    texts, moments, values, rules = [], [], [], []
    for column in table.columns.values():
        header = header_of(column, feed.source, raw)
        if header is None:
            empty = f"'{column.default}'" if column.default else "NULL"
            values.append(f"CAST({empty} AS {CASTS[column.type].type}) AS {column.name}")
            continue
        text = f"text_{column.name}"
        moment = f"moment_{column.name}"
        texts.append(f"{_text(column, feed.source, raw)} AS {text}")
        if macro := CASTS[column.type].moment:
            moments.append(f"{macro}({text}) AS {moment}")
        value = raw.keys.get(column.name) or cast(column, feed.source, text, moment, keys)
        values.append(f"{value} AS {column.name}")
        original = text
        if header in raw.originals:
            original = f"original_{column.name}"
            texts.append(f"{raw.originals[header].cell} AS {original}")
        rules += _rules(column, feed, export, raw, _shown(export, feed, raw, header), original)
    if feed.span and {feed.span.start, feed.span.end} <= raw.columns.keys():
        for side, header in (("start", feed.span.start), ("end", feed.span.end)):
            texts.append(f"nullif({raw.columns[header]}, '') AS text_span_{side}")
            moments.append(f"{CASTS[feed.span.type].moment}(text_span_{side}) AS moment_span_{side}")
        values.append(f"{_cast_sql(feed.span.type, 'start')} AS span_start")
        values.append(f"{_cast_sql(feed.span.type, 'end')} AS span_end")
        rules += _span_rules(feed.span, export, feed, raw)
    values.append(f"{_case([(rule.condition, str(n)) for n, rule in enumerate(rules)])} AS broken_rule")
    ambiguous = f"{_ambiguous_sql(feed, table, raw)} AS ambiguous_times"
    rejected_column, found, expected = _rejected_sql(rules)
    if raw.place and raw.place[0]:
        rejected_column = f"printable(source_sheet) || ': ' || {rejected_column}"
    rejected_values = zip(REJECTED, (rejected_column, found, expected), strict=True)
    rejected = [f"{sql} AS {name}" for name, sql in rejected_values]
    if raw.place:
        sheet, row = raw.place
        texts += [f"{sheet} AS source_sheet"] if sheet else []
        texts.append(f"CAST({row} AS BIGINT) AS source_row")
    inner = f"SELECT {', '.join((*texts, *raw.keys.values()))} FROM {raw.relation}"
    timed = f"SELECT {', '.join(('*', *moments))} FROM ({inner})"
    typed = f"SELECT *, {', '.join(values)} FROM ({timed})"
    row = "source_row" if raw.place else "CAST(NULL AS BIGINT) AS source_row"
    return f"SELECT {', '.join((*table.columns, *rejected, ambiguous, row))} FROM ({typed})"


@dataclass(frozen=True)
class Rule:
    """When a row is rejected, and what the message says: the header, the value (as SQL), the expectation."""

    condition: str
    header: str
    found_sql: str
    expected: str


def header_of(column: Column, source: str, raw: Raw) -> str | None:
    """Return the header of this export that gives the column: the first known one that the export has."""
    return next((h for h in column.headers.get(source, ()) if h in raw.columns), None)


def _text(column: Column, source: str, raw: Raw) -> str:
    """Return the SQL of the cell's text; of several headers in the export, the first with a text gives it."""
    exported = [raw.columns[header] for header in column.headers[source] if header in raw.columns]
    cells = [cell if cell in raw.blanks_are_null else clean(column, cell) for cell in exported]
    return cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"


def _rules(column: Column, feed: Feed, export: Export, raw: Raw, header: str, original: str) -> list[Rule]:
    text, name = f"text_{column.name}", column.name
    found_sql = _found_sql(column, original)
    rules = []
    blank = f"coalesce(trim({text}), '') IN ('', 'None')"
    if column.required:
        rules.append(Rule(f"{name} IS NULL AND {blank}", header, "NULL", message("expected_required")))
    expected = CASTS[column.type].expected
    wrong = f"{name} IS NULL AND {text} IS NOT NULL AND NOT {blank}"
    if expected == "one_of":
        values = ", ".join(column.values[feed.source])
        rules.append(Rule(wrong, header, found_sql, message("expected_one_of", values=values)))
    elif expected:
        narrower = raw.originals[name].expected if name in raw.originals else ""
        rules.append(Rule(wrong, header, found_sql, narrower or message(f"expected_{expected}")))
    if column.type == "count":
        rules.append(Rule(f"{name} NOT BETWEEN 0 AND {MOST}", header, found_sql, message("expected_count")))
    if column.minimum is not None:
        expected_limit = message("expected_minimum", minimum=f"{column.minimum:g}")
        rules.append(Rule(f"{name} < {column.minimum}", header, found_sql, expected_limit))
    if column.maximum is not None:
        expected_limit = message("expected_maximum", maximum=f"{column.maximum:g}")
        rules.append(Rule(f"{name} > {column.maximum}", header, found_sql, expected_limit))
    if column.after is not None:
        earlier = feed.canonical.columns[column.after]
        before = _shown(export, feed, raw, header_of(earlier, feed.source, raw) or column.after)
        expected_later = message("expected_after", column=before)
        # The last day may be the first day, and an end at 0:00 is the end of the day.
        too_early = {
            "local_date": f"{name} < {column.after}",
            "clock": f"{name} <= {column.after} AND {name} <> 0",
        }
        condition = too_early.get(column.type, f"{name} <= {column.after}")
        rules.append(Rule(condition, header, found_sql, expected_later))
    return rules


def _cast_sql(kind: str, side: str) -> str:
    macro = kind if kind == "local_date" else {"start": "instant_begin", "end": "instant_end"}[side]
    return f"cast_{macro}(text_span_{side}, moment_span_{side})"


def _span_rules(span: Span, export: Export, feed: Feed, raw: Raw) -> list[Rule]:
    """Return the rules of a start and an end that no column keeps; either may be missing."""
    rules = []
    for side, header in (("start", span.start), ("end", span.end)):
        condition = f"span_{side} IS NULL AND trim(text_span_{side}) <> ''"
        expected = message(f"expected_{span.type}")
        found_sql = _shown_if_like("instant", f"text_span_{side}")
        rules.append(Rule(condition, _shown(export, feed, raw, header), found_sql, expected))
    sign = "<" if span.type == "local_date" else "<="
    expected = message("expected_after", column=_shown(export, feed, raw, span.start))
    found_sql = _shown_if_like("instant", "text_span_end")
    condition = f"span_end {sign} span_start"
    rules.append(Rule(condition, _shown(export, feed, raw, span.end), found_sql, expected))
    return rules


# A row that is shifted by a column can have a name in any cell, so the message repeats only a text that looks
# like a value of the column's own kind.
_LIKE_A_VALUE = {
    "enum": "^[A-Z_]{2,40}$",
    "instant": "^[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}([T ][0-9:.]+)?([+-][0-9:]+|Z)?$",
    "number": "^-?[0-9]{1,7}([.,][0-9]{1,6})?$",
    "opening_hours": "^[0-9-]{10} [0-9:]{0,8}–[0-9:]{0,8} [a-z_]{0,40}$",
}


def _found_sql(column: Column, text: str) -> str:
    """Return the SQL of the value that the message may show."""
    if column.personal != "-":
        return literal(message("personal_not_shown"))
    kind = column.type if column.type in _LIKE_A_VALUE else "number"
    if column.type.startswith("instant") or column.type == "local_date":
        kind = "instant"
    return _shown_if_like(kind, text)


def _shown_if_like(kind: str, text: str) -> str:
    return (
        f"CASE WHEN regexp_full_match({text}, {literal(_LIKE_A_VALUE[kind])}) THEN {text} "
        f"ELSE {literal(message('not_shown', length=''))} || length({text}) END"
    )


def _rejected_sql(rules: list[Rule]) -> tuple[str, str, str]:
    """Return the SQL of the column, the value and the expectation of a row's broken rule, NULL without one.

    Texts are elements of constant lists, which are planned faster than a CASE for each.
    """
    if not rules:
        return "NULL", "NULL", "NULL"
    columns = ", ".join(literal(rule.header) for rule in rules)
    expectations = ", ".join(literal(rule.expected) for rule in rules)
    values = _case([(f"broken_rule = {number}", rule.found_sql) for number, rule in enumerate(rules)])
    texts = (f"([{columns}])[broken_rule + 1]", values, f"([{expectations}])[broken_rule + 1]")
    # Nearly all rows break no rule, and for these no text is looked up.
    column, found, expected = (_case([("broken_rule IS NOT NULL", text)]) for text in texts)
    return column, found, expected


def _case(branches: list[tuple[str, str]]) -> str:
    if not branches:
        return "NULL"
    return f"CASE {' '.join(f'WHEN {when} THEN {then}' for when, then in branches)} END"


def _shown(export: Export, feed: Feed, raw: Raw, header: str) -> str:
    """Return the header as the file writes it, so that a reader of the message can find it."""
    if header in raw.originals:
        return without_control_characters(raw.originals[header].header)
    for normalised, written in zip(export.headers, export.raw_headers, strict=True):
        if normalised.removeprefix(feed.prefix) == header:
            return without_control_characters(written)
    return without_control_characters(header)


def _ambiguous_sql(feed: Feed, table: Table, raw: Raw) -> str:
    """Return the SQL of the number of a row's local times in the hour that occurs twice in autumn."""
    if feed.kind == "json":
        return "0"
    times = [
        f"CASE WHEN is_ambiguous(text_{column.name}, moment_{column.name}) THEN 1 ELSE 0 END"
        for column in table.columns.values()
        if column.type in ("instant_begin", "instant_end") and header_of(column, feed.source, raw)
    ]
    return " + ".join(times) or "0"
