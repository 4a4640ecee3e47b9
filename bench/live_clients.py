"""Many live clients in one process: what a browser says to Socket.IO, spoken by hand over a websocket.

Loading a full client library 300 times would take the cores that the server needs. And to take nothing from the server
in the very moment that is measured, bytes are only kept with their time of arrival and read some tenths of a second
later. Times are of time.monotonic(), which on Linux is one clock for all processes.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Event, Request, TextMessage
from wsproto.extensions import PerMessageDeflate

LONGEST_UNREAD = 1.0
"""Seconds; the server takes a client for lost that does not answer its ping within two."""

CONNECTING = 30.0


@dataclass(frozen=True)
class Seen:
    """How many clients have heard a call, how many see it on the board, and when (seconds) the last of each did."""

    heard: int
    last_heard: float
    shown: int
    last_shown: float


class Screen(asyncio.Protocol):
    """One client of the room `board`. `called` and `shown` say when which number came as a call, and on a board."""

    def __init__(self, host: str, token: str) -> None:
        self.called: dict[str, float] = {}
        self.shown: dict[str, float] = {}
        self.trouble = "it has no board yet"
        self.ready: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._host = host
        self._token = token
        self._ws = WSConnection(ConnectionType.CLIENT)
        self._unread: list[tuple[float, bytes]] = []
        self._text = ""

    # ---- asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        target = "/socket.io/?EIO=4&transport=websocket"
        self._send(Request(host=self._host, target=target, extensions=[PerMessageDeflate()]))

    def data_received(self, data: bytes) -> None:
        self._unread.append((time.monotonic(), data))
        if not self.ready.done():
            self.read()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(f"the connection was lost ({error})")

    # ---- websocket

    def read(self) -> None:
        """Understand what has come since the last time, and answer pings."""
        unread, self._unread = self._unread, []
        for at, data in unread:
            self._ws.receive_data(data)
            for event in self._ws.events():
                self._take(event, at)

    def close(self) -> None:
        self._transport.abort()

    def _take(self, event: Event, at: float) -> None:
        if isinstance(event, TextMessage):
            self._text += event.data
            if event.message_finished:
                text, self._text = self._text, ""
                self._packet(text, at)
        elif not isinstance(event, AcceptConnection):
            self._fail(f"the server sent {event}")

    def _send(self, event: Event) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._ws.send(event))

    def _fail(self, trouble: str) -> None:
        self.trouble = trouble
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(trouble))

    # ---- Engine.IO (one figure) and Socket.IO (a second one)

    def _packet(self, text: str, at: float) -> None:
        if text == "2":
            self._send(TextMessage("3"))
        elif text.startswith("0"):
            self._send(TextMessage("40" + json.dumps({"token": self._token})))
        elif text.startswith("40"):
            self._send(TextMessage("42" + json.dumps(["watch", {"room": "board"}])))
        elif text.startswith("42"):
            name, content = json.loads(text[2:])
            self._heard(name, content, at)
        else:
            self._fail(f"the server sent {text[:200]}")

    def _heard(self, name: str, content: dict[str, object], at: float) -> None:
        if name == "call":
            self.called.setdefault(str(content["number"]), at)
        elif name == "snapshot":
            calls = content["calls"]
            assert isinstance(calls, list)
            for call in calls:
                self.shown.setdefault(call["number"], at)
            if not self.ready.done():
                self.trouble = ""
                self.ready.set_result(at)
        else:
            self._fail(f"{name}: {content}")


class Screens:
    """The clients of one helper process; their event loop runs in a thread, so that orders can be waited for."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        self._screens: list[Screen] = []
        self._last_read = time.monotonic()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._loop.call_soon_threadsafe(self._read_from_time_to_time)

    def connect(self, total: int) -> float:
        """Connect, all at once, until there are `total`; when (seconds) the last got its first board."""
        return asyncio.run_coroutine_threadsafe(self._connect(total), self._loop).result(CONNECTING)

    def seen(self, number: str) -> Seen:
        """Read what has come, and who knows of this number. Raises ConnectionError when a client is in trouble."""
        return asyncio.run_coroutine_threadsafe(self._seen(number), self._loop).result(CONNECTING)

    async def _connect(self, total: int) -> float:
        new = [Screen(f"127.0.0.1:{self._port}", self._token) for _ in range(total - len(self._screens))]
        self._screens += new
        await asyncio.gather(*(self._open(screen) for screen in new))
        return max(await asyncio.gather(*(screen.ready for screen in new)), default=0.0)

    async def _open(self, screen: Screen) -> None:
        await self._loop.create_connection(lambda: screen, "127.0.0.1", self._port)

    async def _seen(self, number: str) -> Seen:
        self._read()
        for screen in self._screens:
            if screen.trouble:
                raise ConnectionError(screen.trouble)
        heard = [at for screen in self._screens if (at := screen.called.get(number))]
        shown = [at for screen in self._screens if (at := screen.shown.get(number))]
        return Seen(len(heard), max(heard, default=0.0), len(shown), max(shown, default=0.0))

    def _read(self) -> None:
        self._last_read = time.monotonic()
        for screen in self._screens:
            screen.read()

    def _read_from_time_to_time(self) -> None:
        """For the pings, while nobody asks."""
        if time.monotonic() - self._last_read > LONGEST_UNREAD:
            self._read()
        self._loop.call_later(LONGEST_UNREAD / 4, self._read_from_time_to_time)
