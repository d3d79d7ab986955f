"""A small line without axes for a key figure: it shows the shape, the trend chart shows the amounts."""

from __future__ import annotations

import base64
from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 240, 40, 4


def sparkline(values: Sequence[float], colour: str) -> str:
    """Return an HTML image of the values; screen readers skip it, because the trend chart has its figures.

    Returns '' for fewer than two values.
    """
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points = [
        (MARGIN + step * place, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / span)
        for place, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    end_x, end_y = points[-1]
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="{end_x:.1f}" cy="{end_y:.1f}" r="3" fill="{colour}"/></svg>'
    )
    encoded = base64.b64encode(drawing.encode()).decode()
    return f'<img class="sparkline" alt="" src="data:image/svg+xml;base64,{encoded}">'
