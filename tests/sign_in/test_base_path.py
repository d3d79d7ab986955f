"""Sign-in below a base path, and a server that cannot start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.settings import ROOT
from tests.support.services.access_toml import write_access
from tests.support.services.signing_in import serving, stranger, to_callback
from tests.support.tiny_warehouse import publish

pytestmark = pytest.mark.sign_in


def test_everything_stays_below_the_base_path(tmp_path: Path) -> None:
    publish(tmp_path, {"booking": []})
    with serving(tmp_path, "/tilat") as site:
        session = stranger()
        callback = to_callback(session, f"{site.address}/spaces?lang=sv", "rita")
        assert callback.startswith(f"{site.address}/auth/callback?")
        answer = session.get(callback, allow_redirects=False)
        assert answer.headers["location"] == "/tilat/spaces?lang=sv"
        assert "Path=/tilat;" in answer.headers["set-cookie"]
        assert session.get(f"{site.address}/spaces", allow_redirects=False).status_code == 200
        answer = session.get(f"{site.address}/auth/in?next=/spaces", allow_redirects=False)
        assert answer.headers["location"] == "/tilat/"
        answer = session.get(f"{site.address}/auth/out", allow_redirects=False)
        assert "%2Ftilat%2Fauth%2Fsigned-out" in answer.headers["location"]
        answer = session.get(f"{site.address}/spaces", allow_redirects=False)
        assert answer.headers["location"].startswith("/tilat/auth/in?next=%2Ftilat%2Fspaces")


def test_a_server_without_the_secret_of_its_provider_exits_with_1(tmp_path: Path) -> None:
    write_access(tmp_path)
    completed = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", "0"],
        cwd=ROOT,
        env={**os.environ, "TALKOOTILA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert completed.returncode == 1
    assert "error: access.toml names a provider, but its secret is missing." in completed.stderr
