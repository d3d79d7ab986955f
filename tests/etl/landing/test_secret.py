"""Personal keys: HMAC-SHA256 in SQL as in Python, a secret that is made once and never mixed."""

from __future__ import annotations

import hashlib
import hmac
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.inbox.inspect import Refused
from etl.landing.casting import hmac_sql
from etl.landing.secret import load_secret, pads, secret_file
from tests.support.varaamo_files import statistics_csv


@given(st.binary(min_size=1, max_size=200), st.text(min_size=1, max_size=60).filter(lambda t: "\0" not in t))
def test_sql_gives_what_pythons_hmac_gives(secret: bytes, value: str) -> None:
    sql = f"SELECT {hmac_sql('v', pads(secret))} FROM (SELECT ?::VARCHAR AS v)"
    row = duckdb.execute(sql, [value]).fetchone()
    assert row is not None
    assert row[0] == hmac.new(secret, value.encode(), hashlib.sha256).digest()


def test_the_secret_file_is_made_once_for_its_owner_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALKOOTILA_SECRET")
    first = load_secret()
    assert stat.S_IMODE(secret_file().stat().st_mode) == 0o600
    assert len(first) >= 32
    assert load_secret() == first


def test_another_secret_is_refused_and_the_old_one_goes_on(
    tmp_path: Path, load: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    assert load()["published"]
    monkeypatch.setenv("TALKOOTILA_SECRET", "another")
    with pytest.raises(Refused, match="other_secret"):
        load()
    monkeypatch.setenv("TALKOOTILA_SECRET", "a secret for tests, 32 bytes or more")
    assert load()["files"][0]["status"] == "unchanged"
