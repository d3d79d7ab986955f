"""Write a synthetic city in the real formats: areas, departments and residents are the city profile's.

Everything else is invented. The same arguments write the same bytes. The time of every file is the night
after the period, as if it had been exported then.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import numpy as np

from data.city_profile.in_use import BUILT_IN, city_in, current_city, using
from etl.inbox.walk import SAMPLE_MARK, digest
from etl.sample import (
    bookings,
    culture,
    events,
    hauki,
    hearings,
    legacy,
    registers,
    rounds,
    volunteering,
)
from etl.sample.city import make_city
from etl.sample.period import Period

#: Folder, module, and the systems that it writes for, of which the city uses at least one.
_EXPORTS = (
    ("varaamo", rounds, "varaamo"),
    ("participation", events, "linked_events"),
    ("participation", culture, "kultus kukkuu"),
    ("participation", hearings, "kerrokantasi omastadi"),
    ("legacy", legacy, "respa"),
    ("registers", hauki, "hauki"),
)


def write_sample(
    out: Path, *, bookings_count: int, first_month: str, last_month: str, seed: int, profile: Path = BUILT_IN
) -> list[Path]:
    """Write exports of the city in the folder ``profile`` into ``out``, created if missing; return the files.

    ``first_month`` and ``last_month`` are inclusive, 'YYYY-MM'. Raises ValueError for an empty period
    or a count below one.
    """
    period = Period.of(first_month, last_month)
    if bookings_count < 1:
        raise ValueError("the number of bookings must be 1 or more")
    with using(city_in(profile)):
        return _write(out, period, bookings_count, seed, profile)


def _write(out: Path, period: Period, bookings_count: int, seed: int, profile: Path) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    random = np.random.Generator(np.random.PCG64(seed))
    city = make_city(random, bookings_count, period, profile)
    files = [
        *registers.write(out / "registers", city, period),
        *bookings.write(out / "varaamo", city, period, bookings_count, random, seed),
        *volunteering.write(out / "volunteering", city, period, random),
    ]
    # Each source has its own random numbers, so that a new kind of export changes none of the others.
    for number, (folder, module, sources) in enumerate(_EXPORTS):
        if current_city().uses(sources):
            source_random = np.random.Generator(np.random.PCG64([seed, number]))
            files += module.write(out / folder, city, period, source_random)
    exported = dt.datetime.combine(period.end, dt.time(3), dt.UTC).timestamp()
    for path in files:
        os.utime(path, (exported, exported))
    exports = [path for path in files if path.suffix != ".toml"]
    digests = {path.relative_to(out).as_posix(): digest(path) for path in exports}
    mark = {"talkootila_sample": 1, "seed": seed, "files": digests}
    (out / SAMPLE_MARK).write_text(json.dumps(mark, indent=1), encoding="utf-8")
    return exports
