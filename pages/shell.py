"""The frame of every page: language, navigation, filters, freshness, and whether the data is sample."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from data import comparison, numbers, warehouse
from data.measures import measures
from data.messages import render
from data.query import EVERYTHING
from data.reference_file import problems
from data.settings import LANGUAGES
from data.targets import targets
from data.warehouse import Build, NoWarehouse
from pages.parts import address, filters, later, links, view
from pages.parts.navigation import FILTERED, MISSING_PAGE, PAGES
from pages.parts.words import known_language, say

HERE = Path(__file__).parent


def main() -> None:
    """Draw the frame and run the page that the address names."""
    language = known_language((address.get("lang") or ("",))[0])
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
        page_title=f"{page.title} – {say('shell.name', language)}",
        page_icon=str(HERE / "static" / "favicon.png"),
        layout="wide",
    )
    address.begin()
    address.carry(name)
    language = known_language((address.get("lang") or (language,))[0])
    st.html(HERE / "static" / "page.css")
    if _is_dark():
        st.html(HERE / "static" / "dark.css")
    _languages(language)
    build = _build(language)
    if build is None:
        return
    _run(page, name, build, language)


def _run(page: st.Page, name: str, build: Build, language: str) -> None:
    if build.is_sample:
        st.warning(say("shell.sample", language))
    # Figures are shown without targets then, and whoever can mend the file has to hear of it.
    for stored in problems((targets, measures)):
        st.warning(render(stored, language))
    if name == PAGES[0]:
        _intro(language)
    notice = st.empty()
    if address.get(MISSING_PAGE):
        address.put(**{MISSING_PAGE: None})
        st.info(say("shell.page_missing", language))
    head = st.container(key="head")
    if name in FILTERED:
        asked, against = filters.show(build, language)
    else:
        asked, against = filters.from_address(build)
    _foot_of_filters(build, language)
    view.open_view(
        view.View(
            build=build,
            language=language,
            asked=asked,
            filters=comparison.elapsed(asked, build),
            scope=EVERYTHING,
            against=against,
            dark=_is_dark(),
            head=head,
            phone=filters.on_phone(),
        )
    )
    later.begin()
    page.run()
    later.finish()
    if address.dropped():
        names = ", ".join(filters.label(name, language) for name in address.dropped())
        notice.info(say("filters.dropped", language, names=names))
    st.caption(say("shell.attribution", language))


def _intro(language: str) -> None:
    """A first word of help, until the reader hides it; the browser remembers that (frame.js)."""
    text = say("help.intro", language, query=address.link())
    button = f'<button type="button" class="plain" data-dismiss>{say("help.dismiss", language)}</button>'
    st.html(f'<aside class="intro"><p>{text}</p>{button}</aside>')


def _is_dark() -> bool:
    return st.context.theme.get("type") == "dark"


def _languages(language: str) -> None:
    """Links, not a widget: a language is another address, and the page's own lang must change with it."""
    links = []
    for other in LANGUAGES:
        label = say(f"shell.language_{other}", language)
        if other == language:
            links.append(f'<strong lang="{other}" aria-current="true">{label}</strong>')
        else:
            target = address.link(lang="" if other == "fi" else other)
            links.append(f'<a href="{target}" lang="{other}" hreflang="{other}">{label}</a>')
    heading = say("shell.language", language)
    st.html(f'<nav class="languages" aria-label="{heading}">{" ".join(links)}</nav>')


def _build(language: str) -> Build | None:
    """The build that the address pins, else the one in force; None with a word of what to do."""
    try:
        build = warehouse.current()
    except NoWarehouse:
        st.title(say("shell.first_title", language), anchor=False)
        st.markdown(say("shell.first_text", language))
        st.code("python -m etl load", language=None)
        st.markdown(say("shell.first_sample", language))
        st.code("make dashboard", language=None)
        return None
    pinned = (address.get("build") or ("",))[0]
    if not pinned or pinned == build.id:
        return build
    try:
        found = warehouse.find_build(pinned)
    except NoWarehouse:
        st.warning(say("shell.build_gone", language, build=build.id))
        address.put(build=None)
        return build
    st.info(say("shell.build_pinned", language, build=found.id))
    return found


def _foot_of_filters(build: Build, language: str) -> None:
    """How fresh the figures are, and a link to what the reader sees, with or without the build pinned."""
    st.caption(
        say(
            "shell.freshness",
            language,
            as_of=numbers.day(build.as_of, language),
            built_at=numbers.instant(build.built_at, language),
            build=build.id,
        )
    )
    done = say("shell.copied", language)
    copied = [
        links.copy_button(say("shell.copy_link", language), done, links.page()),
        links.copy_button(say("shell.copy_pinned", language), done, links.page(build.id)),
    ]
    st.html(f'<div class="buttons">{"".join(copied)}</div>')


main()
