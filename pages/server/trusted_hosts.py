"""The host names that the server answers to, so that no foreign page can reach it by DNS rebinding."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from data.access.access_file import access_file

#: Host names separated by commas; ``*.example.com`` allows subdomains.
SETTING = "TALKOOTILA_ALLOWED_HOSTS"
_LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")
_ANY_ADDRESS = ("", "0.0.0.0", "::")


def allowed_hosts(home: Path) -> list[str]:
    """Return the loopback names, the server's addresses, and the hosts of access.toml and the setting."""
    configured = [st.get_option("server.address"), st.get_option("browser.serverAddress")]
    configured.append(urlsplit(access_file(home).address).hostname)
    configured += st.get_option("server.allowedHosts") or []
    configured += os.environ.get(SETTING, "").split(",")
    names = [str(name or "").strip().lower() for name in configured]
    return list(dict.fromkeys([*_LOOPBACK, *(name for name in names if name not in _ANY_ADDRESS)]))
