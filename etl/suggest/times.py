"""Find the start and the end of bookings among the columns of a file that their headers alone do not tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, MutableMapping, Sequence

from etl.custom.mapping import WEEKLY_DAY
from etl.suggest.columns import ColumnProfile
from etl.suggest.kinds import CLOCK, DAY, MOMENT, WEEKDAY, WEEKS, WHOLE
from etl.suggest.words import NEAR, is_of_kind, nearest, words

Columns = MutableMapping[str, tuple[ColumnProfile, ...]]
START, END, DURATION = "begin_utc", "end_utc", "duration"


def fill_times(profiles: Sequence[ColumnProfile], table: str, matches: Columns) -> dict[str, str]:
    """Add start and end to ``matches`` where the columns leave one way to read them; return ``weekly``."""
    taken = {profile.header for used in matches.values() for profile in used}
    free = [p for p in profiles if p.header not in taken and p.part_of not in taken]
    weekly: dict[str, str] = {}
    day = _day(profiles, table, taken)
    if START not in matches and END not in matches:
        weekly = _weekly(free)
        if weekly:
            day = ColumnProfile(WEEKLY_DAY, DAY, Counter(), "", ("yyyy-mm-dd",))
            free = [profile for profile in free if profile.header not in weekly.values()]
    pair = _pair(free, table, day)
    if pair and START not in matches and END not in matches:
        matches[START], matches[END] = pair
        matches.pop(DURATION, None)
    elif START not in matches:
        start = _start(free, table, day, is_end_known=END in matches or DURATION in matches)
        if start:
            matches[START] = start
    if START in matches and END not in matches and DURATION not in matches:
        # The day of an end that is only a time of day is that of the start.
        ends = [p for p in free if p.kind in (CLOCK, MOMENT) and p not in matches[START]]
        named = [profile for profile in ends if _is_side(profile, table, END)]
        if len(named or ends) == 1:
            matches[END] = _joined(matches[START], (named or ends)[0])
    return weekly if any(p.header == WEEKLY_DAY for p in matches.get(START, ())) else {}


def _pair(
    free: Sequence[ColumnProfile], table: str, day: ColumnProfile | None
) -> tuple[tuple[ColumnProfile, ...], tuple[ColumnProfile, ...]] | None:
    """Return the columns of the start and of the end, if the file has both."""
    for kind in (MOMENT, CLOCK, DAY):
        parts = [profile for profile in free if profile.part_of and profile.kind == kind]
        if len(parts) == 2:
            if kind == CLOCK:
                return ((day, parts[0]), (day, parts[1])) if day else None
            return (parts[0],), (parts[1],)
    clocks = _in_order([profile for profile in free if profile.kind == CLOCK and not profile.part_of], table)
    days = [profile for profile in free if profile.kind == DAY]
    if day and len(clocks) >= 2:
        start_day, end_day = (
            next((d for d in days if _is_side(d, table, side)), None) for side in (START, END)
        )
        if start_day and end_day and start_day != end_day and day.header != WEEKLY_DAY:
            return (start_day, clocks[0]), (end_day, clocks[-1])
        return (day, clocks[0]), (day, clocks[-1] if len(clocks) == 2 else clocks[1])
    moments = [profile for profile in free if profile.kind == MOMENT]
    if len(moments) == 2 and not clocks:
        return (moments[0],), (moments[1],)
    if len(days) == 2 and not clocks and not moments:
        starts, ends = ([d for d in days if _is_side(d, table, side)] for side in (START, END))
        if len(starts) == 1 and len(ends) == 1 and starts != ends:
            return (starts[0],), (ends[0],)
    return None


def _start(
    free: Sequence[ColumnProfile], table: str, day: ColumnProfile | None, *, is_end_known: bool
) -> tuple[ColumnProfile, ...]:
    clocks = [profile for profile in free if profile.kind == CLOCK]
    moments = [profile for profile in free if profile.kind == MOMENT]
    if day and clocks:
        return day, _in_order(clocks, table)[0]
    return (moments[0],) if len(moments) == 1 and is_end_known else ()


def _joined(start: Sequence[ColumnProfile], end: ColumnProfile) -> tuple[ColumnProfile, ...]:
    return (start[0], end) if len(start) == 2 and end.kind == CLOCK else (end,)


def _day(profiles: Sequence[ColumnProfile], table: str, taken: set[str]) -> ColumnProfile | None:
    """Return the day of the times: beside them, as another day may be that of booking."""
    days = [profile for profile in profiles if profile.kind == DAY and not profile.part_of]
    clocks = [n for n, p in enumerate(profiles) if p.kind == CLOCK and p.header not in taken]
    if not days:
        return None
    place = clocks[0] if clocks else 0
    return min(days, key=lambda d: (d.header in taken, abs(profiles.index(d) - place)))


def _weekly(free: Sequence[ColumnProfile]) -> dict[str, str]:
    """Return the headers of a weekly pattern; none if the file does not have one."""
    weekdays = [profile for profile in free if profile.kind == WEEKDAY]
    if len(weekdays) != 1:
        return {}
    parts = {"weekday": weekdays[0].header}
    for part, kinds in (("weeks", (WEEKS,)), ("year", (WHOLE,)), ("first", (DAY,)), ("last", (DAY,))):
        named = [p for p in free if p.kind in kinds and (kinds == (WEEKS,) or is_of_kind(p.header, part))]
        if len(named) == 1:
            parts[part] = named[0].header
    return parts if "year" in parts or {"first", "last"} <= parts.keys() or "weeks" in parts else {}


def _is_side(profile: ColumnProfile, table: str, side: str) -> bool:
    """Return whether a header is more like those of the start, or of the end, than like the others."""
    near = {name: nearest(profile.header, names)[0] for name, names in _sides(table).items()}
    return near[side] >= NEAR and near[side] == max(near.values())


def _in_order(clocks: Sequence[ColumnProfile], table: str) -> list[ColumnProfile]:
    """Sort times of day: headers like a start before headers like an end, else in the order of the file."""
    sides = _sides(table)
    return sorted(clocks, key=lambda c: nearest(c.header, sides[END])[0] - nearest(c.header, sides[START])[0])


def _sides(table: str) -> Mapping[str, Sequence[str]]:
    headers = words()["headers"][table]
    return {side: headers.get(side, ()) for side in (START, END)}
