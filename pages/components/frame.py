"""What surrounds every page: brand, sample badge, languages, and the status of the data."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import streamlit as st

from data import settings
from data.access.command import departments_text, role_name
from data.access.viewer import Viewer
from data.city_profile.in_use import current_city, own_file
from data.text import numbers
from data.text.texts import say
from data.warehouse import Build
from pages.components import downloads
from pages.components.markdown_text import escape_markdown
from pages.server import modes, sign_in
from pages.state import url_state
from pages.state.filters import on_phone

#: Names of the texts in pages/words/streamlit_words.toml.
STREAMLIT_WORDS = (
    *("skip", "pages", "home", "logo", "menu", "show_menu", "hide_menu", "open", "close"),
    *("choose", "chosen", "remove", "clear", "no_results", "apply", "copy", "copied"),
    *("running", "stop", "connecting", "dismiss", "one_option", "options", "selected"),
    *("connection_error", "no_answer", "no_answer_here"),
    *("upload", "upload_more", "upload_field", "upload_too_large"),
)
#: Stays in a text for frame.js, which knows the value.
_VALUE = {"option": "{option}"}
STATIC = Path(__file__).parents[1] / "static"


def is_dark() -> bool:
    """Return whether the reader's browser shows the dark theme."""
    return st.context.theme.get("type") == "dark"


def styles() -> None:
    """Send the style sheets, the colours of dark mode if needed, and the logo."""
    for name in ("page", "one_page", *(["dark"] if is_dark() else [])):
        st.html(STATIC / f"{name}.css")
    image = "mark" if on_phone() else "logo"
    st.logo(str(logo(f"{image}-{'dark' if is_dark() else 'light'}.svg", settings.home())), size="large")


def logo(name: str, home: Path) -> Path:
    """Return the city's own picture (``logo-light.svg``), else Talkootila's."""
    return own_file(name, home) or STATIC / f"{name}"


def corner(language: str, *, is_sample: bool) -> None:
    """Draw the right end of the header: the badge of sample data, and the languages."""
    badge = ""
    if is_sample:
        badge = (
            f'<span class="badge"><strong>{say("shell.sample", language)}</strong>'
            f'<span class="more">: {say("shell.sample_more", language)}</span></span>'
        )
    words = escape(json.dumps(_streamlit_words(language), ensure_ascii=False))
    st.html(f'<div class="corner" data-words="{words}">{badge}{_languages(language)}</div>')


def _streamlit_words(language: str) -> dict[str, str]:
    """Return the translations of what Streamlit writes in English, which frame.js puts in its place."""
    keys = [f"streamlit_words.{name}" for name in STREAMLIT_WORDS]
    return {say(key, "en", **_VALUE): say(key, language, **_VALUE) for key in keys}


def _languages(language: str) -> str:
    """Return links, not a widget: a language is another address, and the page's ``lang`` changes with it."""
    links = []
    offered = current_city().languages
    for other in offered:
        label = say(f"shell.language_{other}", language)
        if other == language:
            links.append(f'<strong lang="{other}" aria-current="true">{label}</strong>')
        else:
            target = url_state.link(lang="" if other == offered[0] else other)
            links.append(f'<a href="{escape(target)}" lang="{other}" hreflang="{other}">{label}</a>')
    return f'<nav aria-label="{say("shell.language", language)}">{"".join(links)}</nav>'


def mode(language: str, viewer: Viewer) -> str:
    """Return, as Markdown, how the dashboard is served, and to whom if people sign in."""
    current = modes.current()
    if current == modes.SIGN_IN:
        values = {
            "name": escape_markdown(viewer.name),
            "role": role_name(viewer, language),
            "departments": departments_text(viewer.scope, language),
        }
        return say("rights.mode_sign_in", language, **values)
    return say(f"rights.mode_{current}", language)


def _reader(language: str, viewer: Viewer) -> str:
    """Return who is signed in, with the link to sign out; nothing where nobody signs in."""
    if modes.current() != modes.SIGN_IN:
        return ""
    name, role = escape(viewer.name), role_name(viewer, language)
    link = f'<a href="{sign_in.address("out")}" target="_self">{say("rights.sign_out", language)}</a>'
    return f'<span class="reader">{name} ({role})</span>{link}'


def status(build: Build, language: str, viewer: Viewer, *, has_hint: bool, filters: str) -> None:
    """Draw how fresh the figures are, the links of the page, who is signed in, and a hint for a first visit.

    ``filters`` are the page's in words, for paper, which has no filter row. The browser remembers that the
    hint was dismissed (frame.js).
    """
    freshness = say(
        "shell.freshness",
        language,
        as_of=numbers.day(build.as_of, language),
        built_at=numbers.instant(build.built_at, language),
    )
    copied = say("shell.copied", language)
    buttons = [
        downloads.copy_button(say("shell.copy_link", language), copied, downloads.page()),
        downloads.copy_button(say("shell.copy_pinned", language), copied, downloads.page(build.id)),
    ]
    present = escape(url_state.link(present="1"))
    buttons.append(f'<a href="{present}" target="_self">{say("shell.board", language)}</a>')
    buttons.append(_reader(language, viewer))
    hint = ""
    if has_hint:
        hint = (
            f'<div class="intro">{say("help.intro", language, query=escape(url_state.link()))}'
            f'<button type="button" class="plain" data-dismiss>{say("help.dismiss", language)}</button></div>'
        )
    version = escape(say("shell.build", language, build=build.id))
    links = "".join(buttons)
    lines = f'<div title="{version}">{freshness}</div><div class="on-paper">{escape(filters)}</div>'
    st.html(f'<div class="status">{lines}<div>{links}</div>{hint}</div>')
