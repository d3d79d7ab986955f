"""Sign-in as a person does it: in a real Chromium, against a real OpenID provider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from data.scope import Scope
from tests.support.browsing import new_tab, settle
from tests.support.services.signing_in import (
    COOKIE,
    Site,
    link,
    stranger,
)

pytestmark = pytest.mark.sign_in

KUVA = Scope(("KUVA",), "internal")
EVERYTHING = Scope(None, "internal")


def through_provider(page: Page, person: str) -> None:
    """Sign in at the provider's page."""
    page.fill("input[name=login]", person)
    page.fill("input[name=password]", "x")
    page.click("button[type=submit]")
    page.click("button[type=submit]")
    settle(page)


@pytest.fixture
def chromium(visitor: BrowserContext) -> Iterator[BrowserContext]:
    visitor.clear_cookies()
    yield visitor
    visitor.clear_cookies()


class TestInChromium:
    def test_link_language_and_build_survive_the_sign_in(self, site: Site, chromium: BrowserContext) -> None:
        page = new_tab(chromium)
        address = f"{site.address}/downloads?lang=sv&district=301&build=older"
        page.goto(address)
        through_provider(page, "rita")
        assert page.url == address
        expect(page.locator("html")).to_have_attribute("lang", "sv")
        expect(page.locator(".reader")).to_have_text("Rita Lukija (läsare)")
        expect(page.get_by_text("Inloggad: Rita Lukija, läsare, KUVA.")).to_be_visible()
        expect(page.get_by_text("older")).not_to_have_count(0)
        expect(page.get_by_text("kan laddas ner av analytiker")).to_be_visible()
        page.close()

    def test_signing_out_in_one_tab_closes_the_other(self, site: Site, chromium: BrowserContext) -> None:
        assert stranger().get(link(site, "anna", KUVA)).status_code == 401
        first = new_tab(chromium)
        first.goto(f"{site.address}/data_quality?lang=en")
        through_provider(first, "anna")
        expect(first.get_by_role("heading", name="Audit log")).to_be_visible()
        second = new_tab(chromium)
        second.goto(f"{site.address}/help?lang=en")
        settle(second)
        second.get_by_role("link", name="Sign out").click()
        second.wait_for_url(f"{site.provider}/**")
        # The tab that was left open does not sign in again by itself, which the provider would allow.
        first.wait_for_url("**/auth/signed-out?**", timeout=15_000)
        assert not [cookie for cookie in chromium.cookies(site.address) if cookie["name"] == COOKIE]
        first.get_by_role("link", name="Sign in").click()
        first.wait_for_url(f"{site.address}/data_quality?lang=en")
        for tab in (first, second):
            tab.close()

    def test_a_page_checks_the_cookie_without_the_guard(self, site: Site) -> None:
        """The script of a page may be run by itself; it must not trust that a guard was there."""
        from streamlit.testing.v1 import AppTest

        from data.settings import ROOT

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TALKOOTILA_HOME", str(site.home))
            patch.setenv("TALKOOTILA_CLIENT_SECRET", "x")
            app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60).run()
        assert [error.value for error in app.error] == [
            "Et ole kirjautunut, tai kirjautumisesi on vanhentunut."
        ]
        assert not app.get("html")[2:]
