"""Send requests to an API at a limited rate, with retries after transient faults; never reveal the token.

Time-outs, broken connections, 429, 5xx and truncated responses are transient faults. The request is sent
again after a wait that doubles and is partly random, so that many clients do not return at the same time.
Any other fault fails at once, and its message says what to do.

The loop is written by hand: ``urllib3.Retry`` does not wait before its first retry, reports no wait, and
ends before the body is read, although a response can still be truncated there.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.auth import AuthBase
from urllib3.util import Retry

from data.text.messages import message
from etl.fetch.configuration import Configuration, FetchFailed

Report = Callable[[str], None]
#: Statuses after which another attempt may succeed.
TRANSIENT_STATUSES = (408, 425, 429, 500, 502, 503, 504)
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class Answer:
    """A JSON response: its value and its headers."""

    value: Any
    headers: Mapping[str, str]


class _TransientFault(Exception):
    """A transient fault: the reason (text or stored message), and the wait that the server requests."""

    def __init__(self, reason: str, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_seconds = wait_seconds


class _Token(AuthBase):
    """Sets the header directly, so that no ``.netrc`` replaces it; requests removes it for other hosts."""

    def __init__(self, header: str | None) -> None:
        self._header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._header:
            request.headers["Authorization"] = self._header
        return request


class Client:
    """A client of one API. ``scheme`` precedes the token in the header (``Token …``); no token, no header."""

    def __init__(self, configuration: Configuration, report: Report, *, scheme: str = "") -> None:
        self.configuration = configuration
        self._report = report
        token = configuration.token()
        self.has_token = token is not None
        self._auth = _Token(f"{scheme} {token}".strip() if token else None)
        self._session = requests.Session()
        self._session.headers.update({"Accept": "application/json", "User-Agent": "Talkootila"})
        self._next_request_at = 0.0

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """Send a GET and return the response. Raises FetchFailed with what to do."""
        return self._request_with_retries("GET", self.configuration.address + path, query, None)

    def post(self, path: str, body: Any) -> Answer:
        """Send a POST that changes nothing and return the response. Raises FetchFailed with what to do."""
        return self._request_with_retries("POST", self.configuration.address + path, {}, body)

    def _request_with_retries(self, method: str, address: str, query: Mapping[str, str], body: Any) -> Answer:
        limits, shown = self.configuration.limits, shown_address(address)
        for attempt in range(1, limits.attempts + 1):
            try:
                return self._request(method, address, query, body)
            except _TransientFault as fault:
                if attempt == limits.attempts:
                    raise FetchFailed(
                        message("fetch_gave_up", address=shown, attempts=attempt, reason=fault.reason)
                    ) from None
                seconds = self._wait_seconds(attempt, fault, shown)
                self._report(
                    message("fetch_again", address=shown, reason=fault.reason, seconds=f"{seconds:.0f}")
                )
                time.sleep(seconds)
        raise AssertionError("attempts is at least 1")

    def _wait_seconds(self, attempt: int, fault: _TransientFault, shown: str) -> float:
        """Return the wait before the next attempt. Raises FetchFailed if the requested wait is too long."""
        limits = self.configuration.limits
        retry_after = fault.wait_seconds or 0.0
        if retry_after > limits.retry_after_most_seconds:
            raise FetchFailed(message("fetch_come_back", address=shown, minutes=f"{retry_after / 60:.0f}"))
        doubled = min(limits.backoff_seconds * 2.0 ** (attempt - 1), limits.backoff_most_seconds)
        return max(retry_after, doubled * random.uniform(0.5, 1.0))

    def _request(self, method: str, address: str, query: Mapping[str, str], body: Any) -> Answer:
        """Make one attempt. Raises _TransientFault or FetchFailed, without the libraries' own messages."""
        time.sleep(max(0.0, self._next_request_at - time.monotonic()))
        limits = self.configuration.limits
        self._next_request_at = time.monotonic() + 1 / limits.requests_a_second
        try:
            with self._session.request(
                method,
                address,
                params=dict(query),
                json=body,
                auth=self._auth,
                timeout=limits.timeout_seconds,
                stream=True,
            ) as response:
                self._refuse_status(response, shown_address(address))
                content = self._content(response, shown_address(address))
                return _answer(response, content, shown_address(address))
        except requests.exceptions.SSLError:
            raise FetchFailed(message("fetch_tls", address=shown_address(address))) from None
        except requests.exceptions.Timeout:
            raise _TransientFault(message("reason_time_out")) from None
        except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL):
            variable = self.configuration.variable("address")
            raise FetchFailed(message("fetch_bad_address", variable=variable)) from None
        except requests.exceptions.TooManyRedirects:
            raise FetchFailed(message("fetch_html", address=shown_address(address))) from None
        except urllib3.exceptions.TimeoutError:
            raise _TransientFault(message("reason_time_out")) from None
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError):
            # The messages of these exceptions may contain more than the address.
            raise _TransientFault(message("reason_connection")) from None

    def _refuse_status(self, response: requests.Response, shown: str) -> None:
        """Raise _TransientFault or FetchFailed for any status but 200."""
        status = response.status_code
        if status in TRANSIENT_STATUSES:
            raise _TransientFault(f"HTTP {status}", _retry_after(response.headers.get("Retry-After")))
        if status in (401, 403):
            code = "fetch_token_refused" if self.has_token else "fetch_token_missing"
            variable = self.configuration.variable("token")
            raise FetchFailed(message(code, address=shown, status=status, variable=variable))
        if status == 404:
            variable = self.configuration.variable("address")
            raise FetchFailed(message("fetch_not_found", address=shown, variable=variable))
        if status != 200:
            raise FetchFailed(message("fetch_status", address=shown, status=status))

    def _content(self, response: requests.Response, shown: str) -> bytes:
        """Read the body, up to the permitted size and time."""
        limits = self.configuration.limits
        deadline = time.monotonic() + limits.answer_seconds
        content = bytearray()
        # read1 returns what has arrived; read would wait for a full chunk from a server that sends slowly.
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            content += chunk
            if len(content) > limits.megabytes_an_answer * 1e6:
                limit = f"{limits.megabytes_an_answer:g}"
                raise FetchFailed(message("fetch_too_large", address=shown, megabytes=limit))
            if time.monotonic() > deadline:
                raise _TransientFault(message("reason_time_out"))
        return bytes(content)


def _answer(response: requests.Response, content: bytes, shown: str) -> Answer:
    """Parse the body as JSON. Raises FetchFailed for a web page, _TransientFault if it is truncated."""
    is_html = "html" in response.headers.get("Content-Type", "").lower()
    if is_html or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise FetchFailed(message("fetch_html", address=shown))
    try:
        return Answer(json.loads(content), response.headers)
    except (ValueError, RecursionError):
        # A truncated response without a Content-Length looks like this.
        raise _TransientFault(message("reason_cut")) from None


def _retry_after(header: str | None) -> float | None:
    """Return the seconds of a ``Retry-After`` header (a number or a date), or None without a usable one."""
    try:
        return Retry().parse_retry_after(header) if header else None
    except urllib3.exceptions.InvalidHeader:
        return None


def shown_address(address: str) -> str:
    """Return host and path of an address, for messages: without query, user name or password."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname}{port}{parts.path}"
