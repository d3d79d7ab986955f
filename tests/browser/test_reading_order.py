"""What a screen reader reads, in its order: the accessibility tree of two pages, compared with a stored one.

After a wanted change, delete the stored file: the test writes it anew, and fails once.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.support.browsing import visit

STORED = Path(__file__).parent / "reading_order"
#: What differs from run to run: the time of the load, and the signed addresses of files.
CHANGING = re.compile(r"(?<=päivitetty )\S+ klo [\d.]+|\n *- /url: .*")


@pytest.mark.parametrize(
    ("name", "address_of_page"),
    [("overview", "overview"), ("department_month", "department_month?department=KUVA&month=2026-09")],
)
def test_the_reading_order_is_the_stored_one(
    visitor: BrowserContext, address: str, name: str, address_of_page: str
) -> None:
    page = visit(visitor, f"{address}/{address_of_page}").page
    tree = CHANGING.sub("", page.locator("[data-testid=stMain]").aria_snapshot())
    path = STORED / f"{name}.yml"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(tree + "\n", encoding="utf-8")
        pytest.fail(f"{path.name} was written: read it, and run the test again")
    assert tree + "\n" == path.read_text(encoding="utf-8")
