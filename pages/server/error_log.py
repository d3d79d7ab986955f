"""Unforeseen errors of the server go to ``<home>/logs/server.log``, without personal data."""

from __future__ import annotations

import logging

from data import log_files, settings
from data.log_files import SERVER, log

#: Streamlit's own report of a failed page prints the message of the exception, which may quote a row.
_STREAMLIT_REPORT = "streamlit.error_util"


def start() -> None:
    """Log to the home and to stderr in the same safe form, and turn Streamlit's own report off."""
    log_files.set_up(SERVER, settings.home(), to_stderr=True)
    logging.getLogger(_STREAMLIT_REPORT).disabled = True


def log_page_error(error: Exception) -> None:
    """Log an error of a page. The reader sees the type of the exception (client.showErrorDetails)."""
    log.error("a page failed", exc_info=error)


def log_request_error(method: str, path: str, error: Exception) -> None:
    """Log an error of a request without its query, which holds what the reader chose."""
    log.error("%s %r failed", method, path, exc_info=error)
