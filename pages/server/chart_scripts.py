"""The scripts that draw charts in the browser: pages/static/chart.js, and the part of Plotly that they need.

The whole of Plotly is three times as large, and the browser would take half a second more to run it.
"""

from __future__ import annotations

import functools
import gzip

from plotly.offline import get_plotlyjs_version
from starlette.requests import Request
from starlette.responses import Response
from streamlit.components.v2 import component
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

from data.settings import ROOT
from pages.server.navigation import base_path

_PROJECT, _NAME, _FILE = "talkootila", "chart", "chart.js"
#: Plotly's bundle of charts with axes, without maps and 3D. `make plotly` renews it with the Python package.
PLOTLY = ROOT / "pages" / "static" / "plotly" / "plotly-cartesian.min.js"
_HEADERS = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def chart_component() -> ComponentRenderer:
    """Return the component that draws a chart, known to Streamlit from now on."""
    return _registered(get_bidi_component_manager())


@functools.lru_cache(maxsize=1)
def _registered(manager: BidiComponentManager) -> ComponentRenderer:
    """Return the component. Its script is a file of this server, which needs a manifest: Streamlit would load
    a script that is given as a text from a blob, and the content security policy allows none."""
    manifest = ComponentManifest(_PROJECT, "1", [ComponentConfig(_NAME, asset_dir="static")])
    manager.register_from_manifest(manifest, ROOT / "pages")
    return component(f"{_PROJECT}.{_NAME}", js=_FILE, isolate_styles=False)


def tags() -> bytes:
    """Return the elements that load both scripts with the page, which is earlier than with the first chart.

    The address of Plotly has its version, so that browsers can keep it. chart.js decides when it is run.
    """
    plotly_address = f"{base_path()}/assets/plotly.js?v={get_plotlyjs_version()}"
    chart_address = f"{base_path()}/_stcore/bidi-components/{_PROJECT}.{_NAME}/{_FILE}"
    return (
        f'<link id="plotly" rel="preload" as="script" fetchpriority="low" href="{plotly_address}">'
        f'<script type="module" src="{chart_address}"></script>'
    ).encode()


def plotly_script(request: Request) -> Response:
    """Serve ``/assets/plotly.js``. Runs in a thread, since it compresses the script once."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(PLOTLY.read_bytes(), media_type="text/javascript", headers=_HEADERS)
    headers = {**_HEADERS, "Content-Encoding": "gzip"}
    return Response(_compressed(), media_type="text/javascript", headers=headers)


@functools.cache
def _compressed() -> bytes:
    return gzip.compress(PLOTLY.read_bytes())
