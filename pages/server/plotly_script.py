"""Plotly's script, from Plotly's Python package, so that a figure is drawn by the version that made it."""

from __future__ import annotations

import functools
import gzip

import plotly
from plotly.offline import get_plotlyjs
from starlette.requests import Request
from starlette.responses import Response

from pages.server.navigation import base_path

_HEADERS = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def tag() -> bytes:
    """Return the element that loads the script; its address has the version, so that browsers can keep it."""
    address = f"{base_path()}/assets/plotly.js?v={plotly.__version__}"
    return f'<script id="plotly" src="{address}" defer></script>'.encode()


def serve(request: Request) -> Response:
    """Serve ``/assets/plotly.js``. Runs in a thread, since it compresses the script once."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(get_plotlyjs(), media_type="text/javascript", headers=_HEADERS)
    headers = {**_HEADERS, "Content-Encoding": "gzip"}
    return Response(_compressed(), media_type="text/javascript", headers=headers)


@functools.cache
def _compressed() -> bytes:
    return gzip.compress(get_plotlyjs().encode())
