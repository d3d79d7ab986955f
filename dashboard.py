"""The front door: serves the pages, says their language, guards what browsers may do, streams downloads.

Run by ``streamlit run dashboard.py``.
"""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from data.settings import ROOT
from pages.parts.door import FrontDoor
from pages.parts.export_route import download


async def overview(request: Request) -> RedirectResponse:
    """The first page has the bare address; its own name leads there too, with all that follows it."""
    return RedirectResponse("/" + (f"?{request.url.query}" if request.url.query else ""))


app = st.App(
    ROOT / "pages" / "shell.py",
    routes=[
        Route("/api/export/{what}.{form}", download, methods=["GET"]),
        Route("/overview", overview, methods=["GET", "HEAD"]),
    ],
    middleware=[Middleware(FrontDoor)],
)

if __name__ == "__main__":
    app.run()
