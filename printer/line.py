"""The TCP line to a printer: it has time limits, and is closed after any failure.

A plain socket, where python-escpos's own connection waits 60 s, goes on using a broken socket, loses the socket of a
failed attempt and sets up the logging of the whole program.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from urllib.parse import urlsplit

from printer.replies import Reason

DEFAULT_PORT = 9100


class LineError(Exception):
    """The line failed; it is closed and can be opened again."""

    def __init__(self, reason: Reason, cause: object) -> None:
        super().__init__(f"{reason}: {cause}")
        self.reason = reason


def host_and_port(address: str) -> tuple[str, int]:
    """Of `tcp://host` or `tcp://host:port`. Raises ValueError for anything else."""
    parts = urlsplit(address)
    if parts.scheme != "tcp" or not parts.hostname or parts.path or parts.query:
        raise ValueError(f"{address!r} is no printer address; write tcp://host or tcp://host:9100")
    return parts.hostname, parts.port or DEFAULT_PORT


class Line:
    """Opening and sending end within `limit` seconds or raise LineError. Not for two threads at once."""

    def __init__(self, host: str, port: int, limit: float) -> None:
        self._host, self._port, self._limit = host, port, limit
        self._socket: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def open(self) -> None:
        self.close()
        try:
            self._socket = socket.create_connection((self._host, self._port), timeout=self._limit)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, UnicodeError) as refused:  # UnicodeError: a name that cannot be looked up
            self.close()
            raise LineError(Reason.UNREACHABLE, refused) from refused

    def close(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None

    def send(self, data: bytes) -> None:
        """All of it within the limit. After a failure, how much has arrived is not known."""
        try:
            line = self._opened(self._limit)
            line.sendall(data)
        except OSError as lost:
            self.close()
            reason = Reason.SEND_TIMEOUT if isinstance(lost, TimeoutError) else Reason.LINE_LOST
            raise LineError(reason, lost) from lost

    def receive(self, seconds: float) -> bytes:
        """What has come, waiting at most so long for a first byte; nothing is b''."""
        try:
            data = self._opened(max(seconds, 0.001)).recv(256)
        except TimeoutError:
            return b""
        except OSError as lost:
            self.close()
            raise LineError(Reason.LINE_LOST, lost) from lost
        if not data:
            self.close()
            raise LineError(Reason.LINE_LOST, "the printer closed the connection")
        return data

    def finish(self, seconds: float) -> None:
        """Close so that what was sent still arrives: end our side first and give the printer time to end its own."""
        deadline = time.monotonic() + seconds
        with suppress(OSError, LineError):
            self._opened(seconds).shutdown(socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                self.receive(left)
        self.close()

    def _opened(self, limit: float) -> socket.socket:
        if self._socket is None:
            raise OSError("the line is closed")
        self._socket.settimeout(limit)
        return self._socket
