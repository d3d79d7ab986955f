"""Draw who books which space when, as numbers: first what all bookings share, then one part at a time.

Each day of a space is divided into slots. Slots are drawn without replacement, popular ones more often, so
that a space is double booked only on purpose. The arrays over all bookings take about ten bytes per
booking; everything else is drawn for one part at a time, so that ten million bookings need little memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.sample.city import City
from etl.sample.period import Period, nights_of_clock_change
from etl.sample.registers import opening_hours

STATES = ("CONFIRMED", "CANCELLED", "DENIED", "CREATED", "WAITING_FOR_PAYMENT", "REQUIRES_HANDLING")
STATE_SHARES = (0.83, 0.1, 0.035, 0.025, 0.005, 0.005)
KINDS = ("NORMAL", "BEHALF", "SEASONAL", "STAFF", "BLOCKED", "")
CLOSURE = KINDS.index("BLOCKED")
#: Number of accounts of associations, and of staff, that book one space.
REGULARS = 12
HALF_HOURS = np.array([2, 3, 4, 6, 8], dtype=np.int16)
DURATION_SHARES = (0.2, 0.2, 0.35, 0.17, 0.08)
#: Demand for each hour of the day, from 6 to 22.
HOURS = np.array([2, 3, 4, 5, 5, 4, 4, 4, 5, 6, 8, 11, 13, 12, 9, 5, 2]) / 6
#: An overnight booking lasts from 21 to 9; in half-hours.
NIGHT_BEGIN, NIGHT_LENGTH = 42, 24
#: Number of bookings that are drawn at a time.
PART = 100_000


@dataclass(frozen=True)
class _Slots:
    """The slots in which spaces can be booked: one array per field; starts and lengths in half-hours.

    ``demand`` is the relative chance of a slot to be booked.
    """

    space_index: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]
    begin: npt.NDArray[np.int16]
    length: npt.NDArray[np.int16]
    demand: npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Drawn:
    """What is drawn for all bookings at once: one array per field, in no order."""

    slot: npt.NDArray[np.int32]
    state: npt.NDArray[np.int8]
    is_overnight: npt.NDArray[np.bool_]


def draw(city: City, period: Period, count: int, random: np.random.Generator) -> Iterator[pa.Table]:
    """Yield the bookings in the order of their creation, in parts: numbers and codes, local times."""
    slots = _slots(city, period, random)
    drawn = _draw_slots(slots, period, count, random)
    lead_minutes = np.minimum(random.gamma(1.3, 14, count), 300) * (24 * 60)
    begin_minutes = slots.day[drawn.slot] * (24 * 60) + slots.begin[drawn.slot] * 30
    created = (begin_minutes - lead_minutes - 45).astype(np.int32)
    del lead_minutes, begin_minutes
    order = np.argsort(created, kind="stable").astype(np.int32)
    mixes = np.array([space.unit.kind.mix for space in city.spaces]).cumsum(axis=1)[:, :3]
    for start in range(0, count, PART):
        part = order[start : start + PART]
        table = _part(slots, drawn, part, created[part], mixes, count, period, random)
        yield table.append_column("number", pa.array(np.arange(start + 1, start + 1 + len(part))))


def _slots(city: City, period: Period, random: np.random.Generator) -> _Slots:
    weights = period.weights()
    parts: list[list[npt.NDArray[np.generic]]] = []
    for index, space in enumerate(city.spaces):
        first, last = (2 * hours.astype(np.int16) for hours in opening_hours(space.unit.kind, period))
        begin = first
        # One slot after another through the day, for all days at once.
        while (begin < last).any():
            length = np.minimum(random.choice(HALF_HOURS, len(begin), p=DURATION_SHARES), last - begin)
            fits = length >= 2
            hour = np.clip(begin // 2 - 6, 0, len(HOURS) - 1)
            demand = (HOURS[hour] * weights * space.appeal).astype(np.float32)
            space_index = np.full(int(fits.sum()), index, dtype=np.int32)
            day = np.flatnonzero(fits).astype(np.int32)
            parts.append([space_index, day, begin[fits], length[fits], demand[fits]])
            begin = begin + np.maximum(length, 1)
    return _Slots(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _draw_slots(slots: _Slots, period: Period, count: int, random: np.random.Generator) -> _Drawn:
    state = random.choice(len(STATES), count, p=STATE_SHARES).astype(np.int8)
    confirmed = np.flatnonzero(state == 0).astype(np.int32)
    # The slots with the earliest exponential arrival times, at rates of their demand, are a weighted sample.
    with np.errstate(divide="ignore"):
        arrival = random.exponential(size=len(slots.demand)) / slots.demand
    bookable = np.flatnonzero(np.isfinite(arrival)).astype(np.int32)
    booked_count = min(len(confirmed), len(bookable))
    booked = np.argpartition(arrival, min(booked_count, len(bookable) - 1))[:booked_count].astype(np.int32)
    # Cancelled and denied bookings, double bookings and bookings without a slot left are in any slot.
    slot = random.choice(bookable, count)
    placed = confirmed[: len(booked)]
    slot[placed] = random.permutation(booked)
    double_booked = placed[random.random(len(placed)) < 0.004]
    slot[double_booked] = random.choice(booked, len(double_booked))
    is_overnight = random.random(count) < 0.002
    # A few bookings last through each night on which the clocks change.
    for day in nights_of_clock_change(period):
        slots_of_day = bookable[slots.day[bookable] == day]
        if len(slots_of_day) and len(placed):
            overnight = random.choice(placed, max(2, count // 20_000))
            slot[overnight] = random.choice(slots_of_day, len(overnight))
            is_overnight[overnight] = True
    return _Drawn(slot, state, is_overnight)


def _part(
    slots: _Slots,
    drawn: _Drawn,
    part: npt.NDArray[np.int32],
    created: npt.NDArray[np.int32],
    mixes: npt.NDArray[np.float64],
    bookings: int,
    period: Period,
    random: np.random.Generator,
) -> pa.Table:
    """Return the bookings in ``part``; ``created`` is in local minutes since the period's first midnight."""
    count = len(part)
    slot, state = drawn.slot[part], drawn.state[part]
    space_index = slots.space_index[slot]
    booker_type = (random.random(count)[:, None] > mixes[space_index]).sum(axis=1)
    kind = _kinds(random, booker_type, state)
    begin, length = slots.begin[slot].astype(np.int64), slots.length[slot].astype(np.int64)
    overnight, closed = drawn.is_overnight[part], kind == CLOSURE
    begin[overnight], length[overnight] = NIGHT_BEGIN, NIGHT_LENGTH
    # A closure takes the whole day, even if other bookings are on it.
    begin[closed], length[closed] = 0, 48
    minutes = slots.day[slot].astype(np.int64) * (24 * 60) + begin * 30
    midnight = np.datetime64(period.begin, "s")
    columns = {
        "state": np.array(STATES)[state],
        "kind": np.array(KINDS)[kind],
        "booker_type": booker_type,
        "booker": _bookers(random, booker_type, space_index, bookings),
        "space_index": space_index,
        "begin_local": midnight + 60 * minutes,
        "end_local": midnight + 60 * (minutes + 30 * length),
        "created_local": midnight + 60 * np.minimum(created, minutes - 45),
        "persons_share": random.beta(1.6, 2.2, count),
        "persons_chance": random.random(count),
        "purpose": random.integers(0, 8, count),
        "age_group": random.integers(0, 7, count),
        "home": random.integers(0, 100, count),
        "is_free": random.random(count) < 0.4,
    }
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def _bookers(
    random: np.random.Generator,
    booker_type: npt.NDArray[np.int64],
    space_index: npt.NDArray[np.int32],
    bookings: int,
) -> npt.NDArray[np.int64]:
    """Return the number of each booking's account: few book often, most seldom.

    Associations and staff have accounts for one space each.
    """
    rank = random.random(len(booker_type)) ** 2.2
    any_account = rank * max(40, bookings // 14)
    regular_account = space_index * REGULARS + rank * REGULARS
    return np.where(np.isin(booker_type, (1, 3)), regular_account, any_account).astype(np.int64)


def _kinds(
    random: np.random.Generator, booker_type: npt.NDArray[np.int64], state: npt.NDArray[np.int8]
) -> npt.NDArray[np.int64]:
    """Return the kind of each booking, as an index of KINDS, by the type of its booker."""
    chance = random.random(len(booker_type))
    kind = np.where(chance < 0.08, 1, 0)
    kind = np.where((booker_type == 1) & (chance > 0.45), 2, kind)
    kind = np.where(booker_type == 3, 3, kind)
    kind = np.where((chance > 0.993) & (state == 0), CLOSURE, kind)
    return np.where((chance > 0.4) & (chance < 0.402), 5, kind)
