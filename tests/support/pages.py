"""Run a page with Streamlit's AppTest, and read its text."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest

from data.settings import ROOT
from pages.server.navigation import PAGES

_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r'class="value[^"]*">([^<]*)<')


def visit(page: str, **address: str) -> AppTest:
    """The page that an address opens."""
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    if page != PAGES[0]:  # a test starts on the first page, which has other parameters
        app.run()
        app.switch_page(f"{page}.py")
    for name, value in address.items():
        app.query_params[name.removesuffix("_")] = value
    return app.run()


def text_of(app: AppTest) -> str:
    """Everything that a page says in words of its own."""
    kinds = (app.title, app.header, app.markdown, app.caption, app.warning, app.info)
    said = [str(element.value) for kind in kinds for element in kind]
    said += [expander.label for expander in app.expander]
    said += [widget.label for widget in (*app.selectbox, *app.multiselect, *app.button)]
    return "\n".join([*said, *htmls(app)])


def htmls(app: AppTest) -> list[str]:
    """The text of each piece of HTML, without style sheets and without tables, which quote files."""
    bodies = [element.proto.body for element in app.get("html")]
    return [unescape(_TAG.sub(" ", body)) for body in bodies if "{" not in body and "<table" not in body]


def cards(app: AppTest) -> list[str]:
    """The text of each key figure: value, change and base, in one line."""
    return [
        " ".join(unescape(_TAG.sub(" ", element.proto.body)).split(" "))
        for element in app.get("html")
        if 'class="card"' in element.proto.body
    ]


def card_values(app: AppTest) -> list[str]:
    """The figure of each card."""
    return [unescape(value) for element in app.get("html") for value in _VALUE.findall(element.proto.body)]


def popover(app: AppTest, key: str) -> AppTest:
    """Open a button that creates its content when it is opened."""
    app.session_state[key] = True
    return app.run()
