"""One HTTP client for all APIs: slow enough, patient enough, and silent about the token.

What may pass (time-outs, broken connections, 429, 5xx, an answer cut short) is asked again with a wait
that doubles and is partly left to chance, so that many clients do not come back at once; what will not
pass is told at once, with what to do.
"""

from __future__ import annotations

import datetime as dt
import email.utils
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

from data.text.messages import message
from etl.fetch.configuration import Configuration, FetchFailed

Report = Callable[[str], None]
#: Answers that another attempt may better.
PASSING = (408, 425, 429, 500, 502, 503, 504)
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class Answer:
    """A JSON answer: its value and its headers."""

    value: Any
    headers: Mapping[str, str]


class _Passing(Exception):
    """Something that may pass: why (plain, or a stored message), and for how long the server asks to wait."""

    def __init__(self, reason: str, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_seconds = wait_seconds


class _Token(AuthBase):
    """Sets the header by itself, so that no ``.netrc`` replaces it; requests takes it off for other hosts."""

    def __init__(self, header: str | None) -> None:
        self._header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._header:
            request.headers["Authorization"] = self._header
        return request


class Client:
    """Asks one API. ``scheme`` stands before the token in the header (``Token …``); no token, no header."""

    def __init__(self, configuration: Configuration, report: Report, *, scheme: str = "") -> None:
        self.configuration = configuration
        self._report = report
        token = configuration.token()
        self.has_token = token is not None
        self._auth = _Token(f"{scheme} {token}".strip() if token else None)
        self._session = requests.Session()
        self._session.headers.update({"Accept": "application/json", "User-Agent": "Talkootila"})
        self._earliest = 0.0

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """The answer to a GET. Raises FetchFailed with what to do."""
        return self._patiently("GET", self.configuration.address + path, query, None)

    def post(self, path: str, body: Any) -> Answer:
        """The answer to a POST that only asks. Raises FetchFailed with what to do."""
        return self._patiently("POST", self.configuration.address + path, {}, body)

    def _patiently(self, method: str, address: str, query: Mapping[str, str], body: Any) -> Answer:
        manners, shown = self.configuration.manners, shown_address(address)
        for attempt in range(1, manners.attempts + 1):
            try:
                return self._ask(method, address, query, body)
            except _Passing as trouble:
                if attempt == manners.attempts:
                    raise FetchFailed(
                        message("fetch_gave_up", address=shown, attempts=attempt, reason=trouble.reason)
                    ) from None
                wait = self._wait_seconds(attempt, trouble, shown)
                told = {"address": shown, "reason": trouble.reason, "seconds": f"{wait:.0f}"}
                self._report(message("fetch_again", **told))
                time.sleep(wait)
        raise AssertionError("attempts is at least 1")

    def _wait_seconds(self, attempt: int, trouble: _Passing, shown: str) -> float:
        manners = self.configuration.manners
        asked = trouble.wait_seconds or 0.0
        if asked > manners.retry_after_most_seconds:
            raise FetchFailed(message("fetch_come_back", address=shown, minutes=f"{asked / 60:.0f}"))
        doubled = min(manners.backoff_seconds * 2.0 ** (attempt - 1), manners.backoff_most_seconds)
        return max(asked, doubled * random.uniform(0.5, 1.0))

    def _ask(self, method: str, address: str, query: Mapping[str, str], body: Any) -> Answer:
        """One attempt."""
        time.sleep(max(0.0, self._earliest - time.monotonic()))
        manners = self.configuration.manners
        self._earliest = time.monotonic() + 1 / manners.requests_a_second
        try:
            with self._session.request(
                method,
                address,
                params=dict(query),
                json=body,
                auth=self._auth,
                timeout=manners.timeout_seconds,
                stream=True,
            ) as response:
                self._refuse_status(response, shown_address(address))
                content = self._content(response, shown_address(address))
                return _answer(response, content, shown_address(address))
        except requests.exceptions.SSLError:
            raise FetchFailed(message("fetch_tls", address=shown_address(address))) from None
        except requests.exceptions.Timeout:
            raise _Passing(message("reason_time_out")) from None
        except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL):
            told = message("fetch_bad_address", variable=self.configuration.variable("address"))
            raise FetchFailed(told) from None
        except requests.exceptions.TooManyRedirects:
            raise FetchFailed(message("fetch_html", address=shown_address(address))) from None
        except urllib3.exceptions.TimeoutError:
            raise _Passing(message("reason_time_out")) from None
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError):
            # Their own words may hold more than the address.
            raise _Passing(message("reason_connection")) from None

    def _refuse_status(self, response: requests.Response, shown: str) -> None:
        status = response.status_code
        if status in PASSING:
            raise _Passing(f"HTTP {status}", _retry_after(response.headers.get("Retry-After")))
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
        """The body, not longer and not slower than is allowed."""
        manners = self.configuration.manners
        latest = time.monotonic() + manners.answer_seconds
        content = bytearray()
        # What has come so far, not whole chunks: a server that drips would hold those for ever.
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            content += chunk
            if len(content) > manners.megabytes_an_answer * 1e6:
                most = f"{manners.megabytes_an_answer:g}"
                raise FetchFailed(message("fetch_too_large", address=shown, megabytes=most))
            if time.monotonic() > latest:
                raise _Passing(message("reason_time_out"))
        return bytes(content)


def _answer(response: requests.Response, content: bytes, shown: str) -> Answer:
    is_html = "html" in response.headers.get("Content-Type", "").lower()
    if is_html or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise FetchFailed(message("fetch_html", address=shown))
    try:
        return Answer(json.loads(content), response.headers)
    except (ValueError, RecursionError):
        # Where the length was not announced, a cut answer looks like this.
        raise _Passing(message("reason_cut")) from None


def _retry_after(header: str | None) -> float | None:
    """The seconds that ``Retry-After`` asks for, which is a number or a date."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def shown_address(address: str) -> str:
    """Host and path of an address, for people: without a query and without anyone's name or password."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname}{port}{parts.path}"
