"""The front door: serves the pages, says their language, guards what browsers may do, streams downloads.

Run by ``streamlit run dashboard.py``.
"""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse
from starlette.routing import Route

from data.settings import ROOT
from pages.server.export_route import download
from pages.server.front_door import FrontDoor


async def overview(request: Request) -> RedirectResponse:
    """The first page has the bare address; its own name leads there too, with all that follows it."""
    return RedirectResponse("/" + (f"?{request.url.query}" if request.url.query else ""))


async def frame_script(request: Request) -> FileResponse:
    """The little that a page needs from the browser itself."""
    return FileResponse(ROOT / "pages" / "static" / "frame.js", headers={"Cache-Control": "no-cache"})


app = st.App(
    ROOT / "pages" / "shell.py",
    routes=[
        Route("/api/export/{what}.{form}", download, methods=["GET"]),
        Route("/assets/frame.js", frame_script, methods=["GET", "HEAD"]),
        Route("/overview", overview, methods=["GET", "HEAD"]),
    ],
    middleware=[Middleware(FrontDoor)],
)

if __name__ == "__main__":
    app.run()
