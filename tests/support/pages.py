"""Run a page with Streamlit's AppTest, and read its text."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from data.settings import ROOT


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
    return "\n".join(page_texts)
