"""Limits of concurrent downloads: places, in total and per client, and a deadline for slow readers."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Generator, Mapping

import anyio
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

#: Bytes sent at once: each piece must be taken within the deadline.
PIECE_BYTES = 1 << 18


class ReaderTooSlow(Exception):
    """The client took no bytes within the deadline."""


class Places:
    """A number of places, of which one client can hold some."""

    def __init__(self, total: int, per_client: int) -> None:
        self._total = total
        self._per_client = per_client
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, client: str) -> Place | None:
        """Return a place for a client, or None if all places, or all of this client, are held."""
        with self._lock:
            if self._held.total() >= self._total or self._held[client] >= self._per_client:
                return None
            self._held[client] += 1
        return Place(self, client)

    @property
    def held(self) -> int:
        """The number of places that downloads hold."""
        return self._held.total()

    def give_back(self, client: str) -> None:
        """Free a place of the client."""
        with self._lock:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]


class Place:
    """A place that one download holds until ``leave``."""

    def __init__(self, places: Places, client: str) -> None:
        self._places: Places | None = places
        self._client = client

    def leave(self) -> None:
        """Give the place back; a second call does nothing."""
        places, self._places = self._places, None
        if places is not None:
            places.give_back(self._client)


class Download(StreamingResponse):
    """A streamed file that gives its place back when it is sent, when its client leaves or is too slow."""

    def __init__(
        self,
        chunks: Generator[bytes],
        place: Place,
        media_type: str,
        headers: Mapping[str, str],
        deadline_seconds: float,
    ) -> None:
        super().__init__(_pieces(chunks), media_type=media_type, headers=headers)
        self._chunks = chunks
        self._place = place
        self._deadline_seconds = deadline_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file. Raises ReaderTooSlow if the client takes nothing until the deadline."""

        async def send_in_time(message: Message) -> None:
            with anyio.move_on_after(self._deadline_seconds) as deadline:
                await send(message)
            if deadline.cancelled_caught:
                raise ReaderTooSlow(f"no bytes were taken for {self._deadline_seconds:g} s")

        try:
            await super().__call__(scope, receive, send_in_time)
        finally:
            self._place.leave()
            self._chunks.close()


def _pieces(chunks: Generator[bytes]) -> Generator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), PIECE_BYTES):
            yield chunk[start : start + PIECE_BYTES]
