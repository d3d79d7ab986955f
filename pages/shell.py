"""The frame of every page: language, navigation, filters, freshness, and the sample data notice."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from data import comparison, warehouse
from data.filters import EVERYTHING
from data.reference_tables.measures import measures
from data.reference_tables.reader import problems
from data.reference_tables.targets import targets
from data.settings import LANGUAGES
from data.text import numbers
from data.text.messages import render
from data.text.texts import known_language, say
from data.warehouse import Build, NoWarehouse
from pages.components import deferred, downloads
from pages.components.markdown_text import escape_markdown
from pages.server.navigation import FILTERED, MISSING_PAGE, PAGES
from pages.state import filters, url_state, view

HERE = Path(__file__).parent


def main() -> None:
    """Draw the frame and run the page that the address names."""
    language = known_language((url_state.get("lang") or ("",))[0])
    # One flat list: the headings of Streamlit's sections break the list for screen readers.
    page = st.navigation(
        [
            st.Page(
                HERE / f"{name}.py",
                title=say(f"shell.page_{name}", language),
                url_path=name,
                default=name == PAGES[0],
            )
            for name in PAGES
        ],
        expanded=True,
    )
    name = page.url_path or PAGES[0]
    st.set_page_config(
        page_title=f"{page.title} – {say('terms.talkootila', language)}",
        page_icon=str(HERE / "static" / "favicon.png"),
        layout="wide",
    )
    url_state.start_run()
    url_state.carry(name)
    language = known_language((url_state.get("lang") or (language,))[0])
    st.html(HERE / "static" / "page.css")
    if _is_dark():
        st.html(HERE / "static" / "dark.css")
    # Hidden: frame.js clicks it when the theme changes, since Streamlit itself then draws no chart again.
    st.button("theme", key="theme_changed")
    _languages(language)
    build = _build(language)
    if build is None:
        return
    _run(page, name, build, language)


def _run(page: st.Page, name: str, build: Build, language: str) -> None:
    if build.is_sample:
        st.warning(say("shell.sample", language))
    # Figures are then shown without targets; the warning is for whoever can fix the file.
    for stored in problems((targets, measures), build.home):
        st.warning(escape_markdown(render(stored, language)))
    if name == PAGES[0]:
        _intro(language)
    notice = st.empty()
    if url_state.get(MISSING_PAGE):
        url_state.put(**{MISSING_PAGE: None})
        st.info(say("shell.page_missing", language))
    header = st.container(key="head")
    if name in FILTERED:
        chosen_filters, compare_with = filters.show(build, language)
    else:
        chosen_filters, compare_with = filters.from_address(build)
    _foot_of_filters(build, language)
    view.open_view(
        view.View(
            build=build,
            language=language,
            chosen_filters=chosen_filters,
            filters=comparison.elapsed(chosen_filters, build),
            scope=EVERYTHING,
            compare_with=compare_with,
            dark=_is_dark(),
            header=header,
            phone=filters.on_phone(),
        )
    )
    deferred.start()
    page.run()
    deferred.draw_waiting()
    if url_state.dropped_names():
        names = ", ".join(filters.label(name, language) for name in url_state.dropped_names())
        notice.info(say("filters.dropped", language, names=names))
    st.caption(say("shell.attribution", language))


def _intro(language: str) -> None:
    """Show a first note of help until the reader hides it; the browser remembers that (frame.js)."""
    text = say("help.intro", language, query=url_state.link())
    button = f'<button type="button" class="plain" data-dismiss>{say("help.dismiss", language)}</button>'
    st.html(f'<aside class="intro"><p>{text}</p>{button}</aside>')


def _is_dark() -> bool:
    return st.context.theme.get("type") == "dark"


def _languages(language: str) -> None:
    """Draw links, not a widget: a language is another address, and the page's ``lang`` changes with it."""
    links = []
    for other in LANGUAGES:
        label = say(f"shell.language_{other}", language)
        if other == language:
            links.append(f'<strong lang="{other}" aria-current="true">{label}</strong>')
        else:
            target = url_state.link(lang="" if other == "fi" else other)
            links.append(f'<a href="{target}" lang="{other}" hreflang="{other}">{label}</a>')
    heading = say("shell.language", language)
    st.html(f'<nav class="languages" aria-label="{heading}">{" ".join(links)}</nav>')


def _build(language: str) -> Build | None:
    """Return the build that the address pins, else the published one; None, with instructions, if none."""
    try:
        build = warehouse.current()
    except NoWarehouse:
        st.title(say("shell.first_title", language), anchor=False)
        st.markdown(say("shell.first_text", language))
        st.code("python -m etl load", language=None)
        st.markdown(say("shell.first_sample", language))
        st.code("make dashboard", language=None)
        return None
    pinned = (url_state.get("build") or ("",))[0]
    if not pinned or pinned == build.id:
        return build
    try:
        pinned_build = warehouse.find_build(pinned)
    except NoWarehouse:
        st.warning(say("shell.build_gone", language, build=build.id))
        url_state.put(build=None)
        return build
    st.info(say("shell.build_pinned", language, build=pinned_build.id))
    return pinned_build


def _foot_of_filters(build: Build, language: str) -> None:
    """Show how fresh the figures are, and buttons that copy the address, with or without the build."""
    st.caption(
        say(
            "shell.freshness",
            language,
            as_of=numbers.day(build.as_of, language),
            built_at=numbers.instant(build.built_at, language),
            build=build.id,
        )
    )
    copied = say("shell.copied", language)
    buttons = [
        downloads.copy_button(say("shell.copy_link", language), copied, downloads.page()),
        downloads.copy_button(say("shell.copy_pinned", language), copied, downloads.page(build.id)),
    ]
    st.html(f'<div class="buttons">{"".join(buttons)}</div>')


main()
