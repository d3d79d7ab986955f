"""The city whose reference tables the tests of this folder fetch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fetch import server
from tests.support.fetch.server import Api
from tests.support.reference_city import City


@pytest.fixture
def city(api: Api, home: Path) -> City:
    """Write settings for a local server that answers like the city's APIs."""
    server.settings_file(home, api)
    return City(api)
