"""The ASGI app: pages and downloads behind the guard. Started by ``streamlit run dashboard.py``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from data.settings import ROOT, home
from pages.server import chart_scripts, error_log, modes, monitoring
from pages.server.export_route import download
from pages.server.front_door import FrontDoor
from pages.server.guard import Guard
from pages.server.navigation import base_path
from pages.server.trusted_hosts import allowed_hosts


async def frame_script(request: Request) -> FileResponse:
    """Serve the script of every page."""
    return FileResponse(ROOT / "pages" / "static" / "frame.js", headers={"Cache-Control": "no-cache"})


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Make charts known before the first page, which loads their script, has one."""
    chart_scripts.chart_component()
    yield


modes.start()
error_log.start()
monitoring.start()
app = st.App(
    ROOT / "pages" / "shell.py",
    routes=[
        Route(f"{base_path()}/api/export/{{what}}.{{form}}", download, methods=["GET"]),
        Route(f"{base_path()}/assets/frame.js", frame_script, methods=["GET", "HEAD"]),
        Route(f"{base_path()}/assets/plotly.js", chart_scripts.plotly_script, methods=["GET", "HEAD"]),
        Route(f"{base_path()}/healthz", monitoring.healthz, methods=["GET", "HEAD"]),
        Route(f"{base_path()}/metrics", monitoring.metrics, methods=["GET"]),
    ],
    middleware=[
        Middleware(monitoring.CountRequests),
        Middleware(TrustedHostMiddleware, allowed_hosts=allowed_hosts(home()), www_redirect=False),
        Middleware(FrontDoor),
        Middleware(Guard),
    ],
    lifespan=lifespan,
    on_script_error=error_log.log_page_error,
)

if __name__ == "__main__":
    app.run()
