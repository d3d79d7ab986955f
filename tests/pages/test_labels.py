"""Labels from exports: shown as they are, never as a link, formatting or a control character."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import ROOT
from pages.components.markdown_text import escape_markdown
from tests.support.pages import charts
from tests.support.tiny_warehouse import publish

SPACE = "[click](https://evil.example/x) *b* $y$ <i>\x1b[31m\u202e"
#: A link, bold text or a formula that Markdown would make.
ACTIVE = re.compile(r"(?<!\\)(?:\]\(|\*b|\$y|<i>)|https://evil")


def texts_of(app: AppTest) -> list[str]:
    """Return every text that Streamlit renders as Markdown."""
    elements = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info, app.warning)
    texts = [str(element.value) for kind in elements for element in kind]
    texts += [expander.label for expander in app.expander]
    texts += [str(button.label) for button in app.button] + [str(button.proto.help) for button in app.button]
    return texts + [metric.label for metric in app.metric]


@pytest.mark.parametrize("page", ["explore", "spaces", "downloads", "overview"])
def test_a_space_named_like_a_link_is_shown_as_text(home: Path, page: str) -> None:
    row = {"date": "2026-10-05", "hour": 9, "is_use": True, "space": SPACE, "district": "301"}
    publish(home, {"booking": [{**row, "booking_id": n} for n in range(3)]})
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    app.run()
    if page != "overview":
        app.switch_page(f"{page}.py")
    for name, value in {"lang": "en", "metric": "bookings", "by": "space", "space": SPACE}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    texts = texts_of(app)
    assert any("click" in text for text in texts)
    for text in texts:
        assert not ACTIVE.search(text), text
    for chart in charts(app):
        for trace in json.loads(chart.figure)["data"]:
            assert "<i>" not in str([trace.get("x"), trace.get("y"), trace.get("text")])
    all_texts = "\n".join([*texts, *(str(html.proto.body) for html in app.get("html"))])
    assert "\x1b" not in all_texts
    assert "\u202e" not in all_texts


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("[a](b)", r"\[a\](b)"),
        ("2 * 3 * 4", r"2 \* 3 \* 4"),
        ("sali_1_iso", r"sali\_1\_iso"),
        ("5 $ ja 6 $", r"5 \$ ja 6 \$"),
        ("`koodi`", r"\`koodi\`"),
        ("https://x.fi", "https:\u2060//x.fi"),
        ("www.x.fi a@b.fi", "www\u2060.x.fi a@\u2060b.fi"),
        (":red[x] :smile:", ":\u2060red\\[x\\] :\u2060smile:"),
        ("klo 8:00–9:00, 41,2 % (−0,8 %-yks.)", "klo 8:00–9:00, 41,2 % (−0,8 %-yks.)"),
    ],
)
def test_markdown_in_a_value_is_escaped_and_ordinary_text_is_unchanged(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped
