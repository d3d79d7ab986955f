"""Keep the collection of garbage short: Streamlit collects after each run, and nothing is sent meanwhile."""

from __future__ import annotations

import functools
import gc


@functools.cache
def leave_out_modules(page: str) -> None:
    """After the first run of a page, leave everything that exists by then out of later collections.

    That are above all the modules of pandas, Plotly and the pages. They would take 50 to 100 milliseconds of
    each collection, of which a choice in the filter row has two: its fragment and the page are a run each.
    """
    gc.collect()
    gc.freeze()
