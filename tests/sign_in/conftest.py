"""A dashboard with sign-in, and the cookies of people who signed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.services.signing_in import Site, cookie_of, serving, sign_in
from tests.support.tiny_warehouse import publish


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    places = [("301", "KUVA"), ("503", "KASKO")]
    rows = [
        {
            "booking_id": number,
            "date": "2026-10-05",
            "hour": 9,
            "district": district,
            "department": department,
            "state": "confirmed",
            "is_use": True,
        }
        for number, (district, department) in enumerate(places)
    ]
    rejected = [
        {"source": "varaamo", "file": "a.csv", "row_number": 2, "column_name": "end", "found": "soon"}
    ]
    publish(home, {"booking": rows, "rejected_row": rejected}, build_id="older")
    publish(home, {"booking": rows, "rejected_row": rejected})
    with serving(home) as site:
        yield site


@pytest.fixture(scope="session")
def rita(site: Site) -> str:
    """The cookie of Rita, who reads KUVA."""
    return cookie_of(sign_in(site, "rita"))


@pytest.fixture(scope="session")
def aino(site: Site) -> str:
    """The cookie of Aino, who reads KUVA and is an analyst of KASKO."""
    return cookie_of(sign_in(site, "aino"))


@pytest.fixture(scope="session")
def anna(site: Site) -> str:
    """The cookie of Anna, a steward."""
    return cookie_of(sign_in(site, "anna"))
