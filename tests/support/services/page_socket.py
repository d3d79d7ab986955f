"""A page as a browser asks for it and receives it: Streamlit's websocket and messages, without a browser."""

from __future__ import annotations

import html
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from data.catalogue.metrics import catalogue
from data.text.texts import say
from pages.server.navigation import PAGES

_CARD = re.compile(
    r'<div class="card" title="([^"]*)"><span class="figure"><span class="[^"]*">([^<]*)</span>'
)

#: Elements without content: what waits for it, controls, and what says which build is pinned.
_WITHOUT_CONTENT = ("empty", "skeleton", "button", "link_button", "alert")
#: What an address has of a build, and what a signed link and the id of an element have of it.
_OF_BUILD = re.compile(r'[?&](amp;)?build=[^&"\\ ]*|\?t=[\w.-]+|id: "[^"]*"')


@dataclass(frozen=True)
class Drawn:
    """What the server sent to draw a page once."""

    messages: tuple[ForwardMsg, ...]
    language: str

    @property
    def elements(self) -> Iterator[Element]:
        """The elements of the page, in the order in which they were sent."""
        for message in self.messages:
            if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
                yield message.delta.new_element

    @property
    def session_id(self) -> str:
        """The id of the Streamlit session that the page belongs to."""
        [session] = [message.new_session for message in self.messages if message.HasField("new_session")]
        return str(session.initialize.session_id)

    @property
    def text(self) -> str:
        """Everything that was sent, as text; other characters than ASCII are escaped."""
        return "".join(map(str, self.messages))

    @property
    def errors(self) -> list[str]:
        """The exceptions and error messages that a reader sees."""
        found = []
        for element in self.elements:
            if element.WhichOneof("type") == "exception":
                found.append(f"{element.exception.type}: {element.exception.message}")
            elif element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR:
                found.append(element.alert.body)
        return found

    @property
    def build_id(self) -> str:
        """The build that the page says it shows; '' if it says none."""
        before, after = say("shell.build", self.language, build="|").split("|")
        pattern = re.compile(f'title="{re.escape(before)}([^"]+?){re.escape(after)}"')
        return next((match[1] for text in self._html() if (match := pattern.search(text))), "")

    @property
    def key_figures(self) -> dict[str, str]:
        """The value that each metric's card says, by metric."""
        named = {m.texts[self.language].description: m.id for m in catalogue().metrics.values()}
        cards = [match for text in self._html() for match in _CARD.findall(text)]
        return {named[html.unescape(title)]: html.unescape(value) for title, value in cards if title}

    @property
    def content(self) -> str:
        """The charts, tables and texts of the page, without links and the name of the build."""
        shown = [element for element in self.elements if element.WhichOneof("type") not in _WITHOUT_CONTENT]
        return _OF_BUILD.sub("", "".join(map(str, shown)).replace(self.build_id, ""))

    def links(self, part: str) -> list[str]:
        """Return the addresses of link buttons that have ``part`` in them."""
        buttons = [element.link_button.url for element in self.elements if element.HasField("link_button")]
        return [url for url in buttons if part in url]

    def _html(self) -> Iterator[str]:
        return (element.html.body for element in self.elements if element.WhichOneof("type") == "html")


def open_socket(
    address: str,
    headers: Mapping[str, str] | None = None,
    resumed: str = "",
    authority: ssl.SSLContext | None = None,
) -> ClientConnection:
    """Open the websocket of the site at ``address``; ``resumed`` is the id of a Streamlit session."""
    return connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        additional_headers=dict(headers or {}),
        subprotocols=[Subprotocol(name) for name in ("streamlit", "x", resumed) if name],
        ssl=authority,
        proxy=None,
        close_timeout=1,
        # Tables of a page may be larger than the megabyte that is allowed by default.
        max_size=None,
        # A browser sends no pings.
        ping_interval=None,
        legacy=True,
    )


def draw(
    socket: ClientConnection, page: str, query: str = "", *, language: str = "en", seconds: float = 60
) -> Drawn:
    """Open a page, or other filters of it, and return what the server sends until it is drawn.

    Raises TimeoutError if that takes longer than ``seconds``.
    """
    # The first page is served at the root.
    name = "" if page == PAGES[0] else page
    state = ClientState(query_string=f"lang={language}&{query}".rstrip("&"), page_name=name)
    socket.send(BackMsg(rerun_script=state).SerializeToString())
    deadline = time.monotonic() + seconds
    messages: list[ForwardMsg] = []
    while True:
        message = ForwardMsg.FromString(socket.recv(timeout=deadline - time.monotonic()))
        kind = message.WhichOneof("type")
        if kind == "new_session":
            # A run that a page starts again sends everything again.
            messages.clear()
        messages.append(message)
        if kind == "script_finished" and message.script_finished in (
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
        ):
            return Drawn(tuple(messages), language)
