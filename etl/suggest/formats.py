"""Choose date formats, decimal mark and unit of a draft, and say where the file leaves several."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from data.city_profile.in_use import current_city
from data.text.messages import message
from etl.custom.date_formats import FRACTION, SPECIAL
from etl.custom.mapping import GAP
from etl.custom.written_times import moment
from etl.suggest.columns import ColumnProfile
from etl.suggest.kinds import CLOCK, FEW, TEXT
from etl.suggest.matching import Matched
from etl.suggest.time_zones import is_zone, zone_of
from etl.suggest.times import DURATION
from etl.suggest.words import is_clock_header, is_date_header

#: With fewer dates their order says nothing.
_FEWEST_IN_ORDER = 5

#: Lengths up to this are hours if their header and cells name no unit; longer ones are minutes.
_MOST_HOURS = 24
#: Parts of headers that name hours.
_HOUR_PARTS = ("hour", "hrs", "stund", "std", "tunt", "timm", "tund", "heure", "hora", "uren", "(h", "_h")


def date_formats(matched: Matched) -> tuple[list[str], list[str]]:
    """Return the date formats to declare, and others that fit all dates of a column equally well."""
    candidates: list[tuple[str, ...]] = []
    for profiles in matched.columns.values():
        if len(profiles) == 2 and profiles[1].kind == CLOCK and (profiles[0].formats or profiles[1].formats):
            days, clocks = profiles[0].formats or ("yyyy-mm-dd",), profiles[1].formats or ("HH:MM:SS",)
            in_order = _in_order(days, profiles[0])
            candidates.append(tuple(f"{day} {clock}" for day in in_order for clock in clocks))
        elif len(profiles) == 1 and profiles[0].kind == CLOCK:
            candidates.append(profiles[0].formats or ("HH:MM:SS",))
        elif profiles[0].formats and len(profiles) == 1:
            candidates.append(_in_order(profiles[0].formats, profiles[0]))
    support = Counter(written for formats in candidates for written in formats)
    chosen = {
        max(formats, key=lambda written: (support[written], -formats.index(written)))
        for formats in candidates
    }
    alternatives = {f for formats in candidates for f in formats if chosen & set(formats)} - chosen
    doubtful = sorted(
        f
        for f in alternatives
        if f not in SPECIAL
        and any(f in formats and support[f] == _most(support, formats) for formats in candidates)
    )
    return sorted(chosen), doubtful


def _most(support: Counter[str], formats: Iterable[str]) -> int:
    return max(support[written] for written in formats)


def _in_order(formats: Sequence[str], profile: ColumnProfile) -> tuple[str, ...]:
    """Sort formats that fit equally well: exports are mostly in order of date, so fewer steps win."""
    texts = list(profile.values)
    if len(formats) < 2 or len(texts) < _FEWEST_IN_ORDER:
        return tuple(formats)
    return tuple(
        sorted(formats, key=lambda written: 0 if written in SPECIAL else _steps_back(written, texts))
    )


def _steps_back(written: str, texts: Sequence[str]) -> int:
    moments = []
    for text in texts:
        try:
            moments.append(moment(written, text))
        except ValueError:
            continue
    back = sum(later < earlier for earlier, later in itertools.pairwise(moments))
    ahead = sum(later > earlier for earlier, later in itertools.pairwise(moments))
    return min(back, ahead)


def decimal_mark(matched: Matched, delimiter: str) -> tuple[str, list[str]]:
    """Return the decimal mark ('' if no number needs one), and stored messages of what is in doubt."""
    # Lengths are read with either mark.
    numbers = {n: profiles[0] for n, profiles in matched.columns.items() if n != DURATION}
    used = {name: profile for name, profile in numbers.items() if profile.marks}
    sure = Counter(profile.marks[0] for profile in used.values() if len(profile.marks) == 1)
    if sure:
        mark = sure.most_common(1)[0][0]
        others = [p.header for p in used.values() if mark not in p.marks]
        return mark, [message("suggest_doubt_marks", mark=mark, columns=", ".join(others))] if others else []
    if not used:
        return "", []
    types = {name: matched.table.columns[name].type for name in used if name in matched.table.columns}
    counted = next((used[name] for name, kind in types.items() if kind == "count"), None)
    if counted:
        # Of a count, 1,234 has a group of three digits.
        return "." if any("," in value for value in counted.values) else ",", []
    mark = "," if delimiter == ";" else "."
    headers = ", ".join(profile.header for profile in used.values())
    return mark, [message("suggest_doubt_mark", mark=mark, columns=headers)]


def unit_of(profile: ColumnProfile) -> tuple[str, bool]:
    """Return the unit of lengths that are plain numbers, and whether their header names it."""
    header = profile.plain
    if "min" in header:
        return "min", True
    if any(part in header for part in _HOUR_PARTS):
        return "h", True
    numbers = [float(value.replace(",", ".")) for value in profile.values if _is_number(value)]
    return ("h" if numbers and max(numbers) <= _MOST_HOURS else "min"), False


def time_zone(used: Sequence[ColumnProfile], rest: Sequence[ColumnProfile]) -> tuple[str, list[str]]:
    """Return the time zone that the file names, else that of the city, and stored messages of doubts.

    It is GAP if the file names several.
    """
    names = {zone for profile in used for zone in profile.zones}
    names = names or {
        name for profile in rest if all(map(is_zone, profile.values)) for name in profile.values
    }
    if not names:
        return current_city().time_zone, []
    zone, is_doubtful = zone_of(names)
    facts = {"names": ", ".join(sorted(names)), "zone": zone}
    doubt = message("suggest_doubt_zone" if zone else "suggest_doubt_zones", **facts)
    return zone or GAP, [doubt] if is_doubtful else []


def unread_times(used: Sequence[ColumnProfile], rest: Sequence[ColumnProfile]) -> Iterator[str]:
    """Yield stored messages of numbers that are read as times, and of times in no known form."""
    for header in dict.fromkeys(p.header for p in used if any(FRACTION in form for form in p.formats)):
        yield message("suggest_doubt_fraction", column=header)
    for profile in rest:
        is_about_time = is_date_header(profile.header) or is_clock_header(profile.header)
        if is_about_time and profile.kind in (TEXT, FEW) and "9" in profile.shape:
            yield message("suggest_doubt_time", column=profile.header)


def _is_number(text: str) -> bool:
    return text.replace(",", ".").replace(".", "", 1).isdecimal()
