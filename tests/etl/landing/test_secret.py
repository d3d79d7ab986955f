"""Personal keys: HMAC-SHA256 in SQL as in Python, and a secret that is created once and never mixed."""

from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.inbox.inspect import Refused
from etl.landing.casting import create_macros
from etl.landing.secret import fingerprint, load_secrets, pads, secret_path
from tests.support.commands import SECRET, Load
from tests.support.exports.participation_files import analytics_json
from tests.support.exports.varaamo_files import statistics_csv

ENGINE = duckdb.connect()
create_macros(ENGINE)


@pytest.mark.parametrize("domain", ["", "organisation"])
@given(st.binary(min_size=1, max_size=200), st.text(min_size=1, max_size=60).filter(lambda t: "\0" not in t))
def test_sql_gives_the_same_hmac_as_python(domain: str, secret: bytes, text: str) -> None:
    inner, outer = pads(secret, domain)
    sql = "SELECT keyed_hash(encode(?::VARCHAR), ?::BLOB, ?::BLOB)"
    row = ENGINE.execute(sql, [text, inner, outer]).fetchone()
    if domain:
        secret = hmac.new(secret, f"key domain {domain}".encode(), hashlib.sha256).digest()
    assert row == (hmac.new(secret, text.encode(), hashlib.sha256).digest(),)


def keys(home: Path, columns: str, table: str = "bookings") -> set[bytes]:
    """Return the keys that landing has in these columns of a table."""
    paths = (home / "landing" / table).glob("*.parquet")
    landed = [
        ENGINE.execute(f"SELECT {columns} FROM read_parquet(?)", [str(path)]).fetchall() for path in paths
    ]
    return {key for table_rows in landed for row in table_rows for key in row}


def test_equal_identifiers_in_two_columns_have_different_keys(tmp_path: Path, load: Load) -> None:
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1, "reservation": "7", "reservee_uuid": "7"}])
    load()
    assert len(keys(tmp_path / "home", "reservation_key, booker_key")) == 2


def test_an_association_has_one_key_in_every_table(tmp_path: Path, load: Load) -> None:
    booked = {"id": 1, "reservation": 1, "reservee_type": "NONPROFIT"}
    statistics_csv(tmp_path / "exports" / "a.csv", [booked | {"reservee_organisation_name": "Seura ry"}])
    analytics_json(tmp_path / "exports" / "e.json", "event", [{"provider": {"fi": "SEURA RY"}}])
    load()
    booker = keys(tmp_path / "home", "organisation_key")
    assert len(booker) == 1
    assert booker == keys(tmp_path / "home", "organiser_key", "events")


def test_a_landing_older_than_key_domains_keeps_its_keys(tmp_path: Path, load: Load) -> None:
    landing = tmp_path / "home" / "landing"
    landing.mkdir(parents=True)
    (landing / "SECRET_FINGERPRINT").write_text(fingerprint(SECRET.encode()), encoding="utf-8")
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1, "reservation": "7", "reservee_uuid": "7"}])
    assert load()["published"]
    old = hmac.new(SECRET.encode(), b"7", hashlib.sha256).digest()
    assert keys(tmp_path / "home", "reservation_key, booker_key") == {old}


def test_a_landing_of_a_newer_version_is_refused(tmp_path: Path, load: Load) -> None:
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    load()
    (tmp_path / "home" / "landing" / "KEY_FORMAT").write_text("3", encoding="utf-8")
    with pytest.raises(Refused, match="other_keys"):
        load()


def test_a_short_secret_is_refused(tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    monkeypatch.setenv("TALKOOTILA_SECRET", "a")
    with pytest.raises(Refused, match="secret_short"):
        load()


def test_the_secret_file_is_created_once_for_its_owner_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALKOOTILA_SECRET")
    (first,) = load_secrets()
    assert stat.S_IMODE(secret_path().stat().st_mode) == 0o600
    assert len(first) >= 32
    assert load_secrets() == (first,)


def test_another_secret_is_refused_and_the_old_one_still_works(
    tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    statistics_csv(tmp_path / "exports" / "a.csv", [{"id": 1}])
    assert load()["published"]
    monkeypatch.setenv("TALKOOTILA_SECRET", "another secret of 32 bytes or more")
    with pytest.raises(Refused, match="other_secret"):
        load()
    monkeypatch.setenv("TALKOOTILA_SECRET", "a secret for tests, 32 bytes or more")
    assert load()["files"][0]["status"] == "unchanged"
