"""The frame of every page: header, title and status, filter row, and the page itself."""

from __future__ import annotations

import streamlit as st

from data import comparison, settings, warehouse
from data.access.access_file import WrongAccess
from data.access.viewer import Viewer
from data.city_profile import in_use
from data.disclosure import is_open
from data.reference_tables.events import events
from data.reference_tables.measures import measures
from data.reference_tables.reader import problems
from data.reference_tables.targets import targets
from data.text.messages import render
from data.text.texts import known_language, say
from data.warehouse import Build, NoWarehouse
from pages.components import board, deferred, filter_bar, frame
from pages.components.markdown_text import escape_markdown
from pages.sections import space_profile
from pages.server import garbage, sessions
from pages.server.navigation import FILTERED, FOR_STEWARDS, GROUPS, MISSING_PAGE, PAGES
from pages.server.page_places import PLACES
from pages.state import filters, queries, url_state, view


def main() -> None:
    """Draw the frame and run the page that the address names."""
    language = known_language((url_state.get("lang") or ("",))[0])
    viewer = _viewer()
    page = _navigation(language, may_load=viewer is not None and viewer.may_load)
    name = page.url_path or PAGES[0]
    st.set_page_config(
        page_title=f"{page.title} – {say('terms.talkootila', language)}",
        page_icon=str(frame.STATIC / "favicon.png"),
        layout="wide",
    )
    url_state.start_run()
    url_state.carry(name)
    language = known_language((url_state.get("lang") or (language,))[0])
    frame.styles()
    # Hidden: frame.js clicks it when the theme changes, since Streamlit itself then draws no chart again.
    st.button("theme", key="theme_changed")
    if viewer is None:
        st.error(say("rights.sign_in_first", language))
        return
    # Only a container of our own can have a small gap.
    with st.container(gap="xsmall", key="page"):
        build = _build(language)
        if build is not None:
            in_use.use(build.city)
        frame.corner(language, is_sample=build is not None and build.is_sample)
        if build is not None:
            _run(page, name, build, language, viewer)
    garbage.leave_out_modules(name)


def _viewer() -> Viewer | None:
    """Return who looks at the page; None for somebody who may see nothing.

    The guard lets nobody else here, but the cookie is checked again: this script also runs without it.
    """
    try:
        return sessions.viewer_of_page(st.context.cookies, settings.home())
    except WrongAccess:
        return None


def _navigation(language: str, *, may_load: bool) -> st.Page:
    """Return the page of the address, if the reader may open it; menus in the header, and one flat list on
    phones, whose drawer would show the menus as lists that screen readers cannot follow."""
    groups = {
        say(f"shell.group_{group}", language) if group else "": [
            st.Page(
                frame.STATIC.parent / f"{name}.py",
                title=say(f"shell.page_{name}", language),
                url_path=name,
                default=name == PAGES[0],
            )
            for name in names
            if may_load or name not in FOR_STEWARDS
        ]
        for group, names in GROUPS.items()
    }
    if filters.on_phone():
        return st.navigation([page for pages in groups.values() for page in pages], position="top")
    return st.navigation(groups, position="top")


def _run(page: st.Page, name: str, build: Build, language: str, viewer: Viewer) -> None:
    scope = viewer.scope
    queries.start_run(build)
    # Figures are then shown without targets; the warning, which quotes the file, is for who can fix it.
    for stored in problems((targets, measures, events), build.home) if viewer.is_steward else ():
        st.warning(escape_markdown(render(stored, language)))
    notice = st.empty()
    if url_state.get(MISSING_PAGE):
        url_state.put(**{MISSING_PAGE: None})
        st.info(say("shell.page_missing", language))
    if filters.on_phone():
        header = st.container(gap="xxsmall")
    else:
        left, right = st.columns([7, 3], gap="medium")
        header = left.container(gap="xxsmall")
    if name in FILTERED:
        chosen_filters, compare_with = filter_bar.show(build, language, scope)
    else:
        chosen_filters, compare_with = filters.from_address(build, scope)

    filter_words = filters.sentence(build, language, chosen_filters) if name in FILTERED else ""

    def status() -> None:
        frame.status(build, language, viewer, has_hint=name == PAGES[0], filters=filter_words)

    # A phone shows the figures first, and how fresh they are below them.
    if not filters.on_phone():
        with right:
            status()
    view.open_view(
        view.View(
            build=build,
            language=language,
            chosen_filters=chosen_filters,
            filters=comparison.elapsed(chosen_filters, build),
            scope=scope,
            viewer=viewer,
            compare_with=compare_with,
            dark=frame.is_dark(),
            header=header,
            phone=filters.on_phone(),
        )
    )
    board.show(name, language, filter_words)
    space_profile.show(view.current())
    deferred.start()
    page.run()
    deferred.draw_waiting()
    if url_state.dropped_names():
        names = ", ".join(filters.label(name, language) for name in url_state.dropped_names())
        notice.info(say("filters.dropped", language, names=names))
    if filters.on_phone():
        status()
    if is_open(scope):
        st.caption(say("disclosure.rounded", language))
    st.caption(f"{say('shell.attribution', language)} {frame.mode(language, viewer)}")


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
    queries.forget_earlier(build)
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


with PLACES:
    main()
