"""Run a page with Streamlit's AppTest, and read its text."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import NamedTuple

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from data.settings import ROOT

_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r'class="value[^"]*">([^<]*)<')


def visit(page: str, **address: str) -> AppTest:
    """Return the page that an address opens."""
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    # Before the first run a page is known by the name of its file, which is its address.
    app.switch_page(f"{page}.py")
    for name, value in address.items():
        app.query_params[name.removesuffix("_")] = value
    return app.run()


def text_of(app: AppTest) -> str:
    """Return all text of a page."""
    kinds = (app.title, app.header, app.markdown, app.caption, app.warning, app.info)
    page_texts = [str(element.value) for kind in kinds for element in kind]
    page_texts += [expander.label for expander in app.expander]
    page_texts += [widget.label for widget in (*app.selectbox, *app.multiselect, *app.button)]
    return "\n".join([*page_texts, *htmls(app)])


class Chart(NamedTuple):
    """A chart of a page: its key, its alternative text and its figure, as JSON."""

    key: str
    alt: str
    figure: str


def charts(part: AppTest | Block) -> list[Chart]:
    """Return the charts of a page, or of a part of it, in order."""
    protos = [element.proto for element in part.get("bidi_component")]
    # Streamlit's ids are "$$ID", a digest and the key, between hyphens.
    return [
        Chart(proto.id.split("-", 2)[2], sent["alt"], sent["figure"])
        for proto in protos
        for sent in [json.loads(proto.json)]
    ]


def htmls(app: AppTest) -> list[str]:
    """Return the text of each piece of HTML, without style sheets and without tables, which quote files."""
    bodies = [element.proto.body for element in app.get("html")]
    return [
        unescape(_TAG.sub(" ", body))
        for body in bodies
        if not body.lstrip().startswith("<style") and "<table" not in body
    ]


def headings(app: AppTest) -> list[str]:
    """Return the titles of the page's figures, in order."""
    return [header.value for header in app.header]


def tables_of(app: AppTest) -> str:
    """Return all HTML of the page, tables included."""
    return "\n".join(element.proto.body for element in app.get("html"))


def cards(app: AppTest) -> list[str]:
    """Return the text of each key figure: value, change and base, in one line."""
    return [
        " ".join(unescape(_TAG.sub(" ", element.proto.body)).split(" "))
        for element in app.get("html")
        if 'class="card"' in element.proto.body
    ]


def card_values(app: AppTest) -> list[str]:
    """Return the figure of each card."""
    return [unescape(value) for element in app.get("html") for value in _VALUE.findall(element.proto.body)]


def popover(app: AppTest, key: str) -> AppTest:
    """Open a button that creates its content when it is opened."""
    app.session_state[key] = True
    return app.run()
