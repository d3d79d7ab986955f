"""A small line without axes for a key figure: it shows the shape, the trend chart shows the amounts."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from pages.charts import layout
from pages.charts.theme import Palette

WIDTH, HEIGHT, MARGIN = 120, 28, 3


def sparkline(now: Sequence[float], before: Sequence[float], target: float | None, colours: Palette) -> str:
    """Return an HTML image of a figure by month: now in the accent, before in grey, the target dotted.

    Months without a value are NaN and leave a gap. Screen readers skip the image, because the trend chart
    has its figures. Returns '' for fewer than two values.
    """
    if sum(value == value for value in now) < 2:
        return ""
    values = [value for value in (*now, *before, *([] if target is None else [target])) if value == value]
    scale = layout.Scale(min(values), max(values), HEIGHT - MARGIN, MARGIN)
    step = layout.step(WIDTH - 2 * MARGIN, len(now))
    lines = [
        _line(before, scale, step, f'stroke="{colours.other}" stroke-width="1.5"'),
        _line(now, scale, step, f'stroke="{colours.accent}" stroke-width="2"'),
    ]
    if target is not None:
        height = scale.place(target)
        lines.append(
            f'<path d="M{MARGIN},{height:.1f}H{WIDTH - MARGIN}" stroke="{colours.text}" stroke-width="1.5"'
            ' stroke-dasharray="1.5 3"/>'
        )
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none"'
        f' fill="none">{"".join(lines)}</svg>'
    )
    encoded = base64.b64encode(drawing.encode()).decode()
    return f'<img class="sparkline" alt="" src="data:image/svg+xml;base64,{encoded}">'


def _line(values: Sequence[float], scale: layout.Scale, step: float, stroke: str) -> str:
    """Return a path through the values; a gap starts a new part of it."""
    path, pen = "", "M"
    for place, value in enumerate(values):
        if value != value:
            pen = "M"
            continue
        path += f"{pen}{layout.along(MARGIN, step, place):.1f},{scale.place(value):.1f}"
        pen = "L"
    return f'<path d="{path}" {stroke} vector-effect="non-scaling-stroke"/>' if path else ""
