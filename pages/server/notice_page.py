"""A small page that says what happened and what to do, in three languages, where Streamlit has none."""

from __future__ import annotations

import html

from starlette.responses import HTMLResponse

from data.settings import LANGUAGES
from data.text.texts import say
from pages.server.navigation import base_path

_STYLE = (
    ":root{color-scheme:light dark;font:1rem/1.5 sans-serif}"
    "body{max-width:42rem;margin:3rem auto;padding:0 1rem}h1{font-size:1.4rem}"
)


def notice(
    *keys: str,
    status: int,
    link: str = "",
    label: str = "terms.talkootila",
    headers: dict[str, str] | None = None,
    **values: str,
) -> HTMLResponse:
    """Return a page with the texts of ``keys`` and one link, by default to the first page."""
    paragraphs = "".join(
        f'<p lang="{language}">{" ".join(html.escape(say(key, language, **values)) for key in keys)}</p>'
        for language in LANGUAGES
    )
    labels = dict.fromkeys(say(label, language) for language in LANGUAGES)
    address = html.escape(link or f"{base_path()}/")
    name = html.escape(say("terms.talkootila", "fi"))
    text = (
        '<!DOCTYPE html><html lang="fi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{name}</title><style>{_STYLE}</style></head><body><main><h1>{name}</h1>{paragraphs}"
        f'<p><a href="{address}">{html.escape(" / ".join(labels))}</a></p></main></body></html>'
    )
    return HTMLResponse(text, status, {"Cache-Control": "no-store", **(headers or {})})
