"""The virtual printer: an ESC/POS printer on TCP port 9100 in all but paper, which can be told to fail.

It answers `DLE EOT` the moment it arrives, also in the middle of a picture, and `GS r` when everything before it is
printed; it keeps the last papers as pictures.
"""

from __future__ import annotations

import os
import re
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

from printer.faults import Faults
from printer.interpreter import Interpreter
from printer.mechanism import Mechanism, PrintedPaper, Problem
from printer.replies import Question

_ASKED = re.compile(rb"\x10\x04([\x01-\x04])")

_RESET = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""SO_LINGER: closing breaks the connection off instead of ending it. Windows has shorter numbers there."""


class VirtualPrinter:
    """Runs between `start` and `stop`, or in a `with` block; then its `address` is where to print.

    `faults` can be set at any time and takes effect at once. `on_paper` is called from the printer's own thread.
    """

    def __init__(
        self,
        name: str,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        width: int = 576,
        keep: int = 20,
        on_paper: Callable[[PrintedPaper], None] | None = None,
    ) -> None:
        self.name, self.width = name, width
        self._host, self._port = host, port
        self._mechanism = Mechanism(name, keep, on_paper)
        self._listening: socket.socket | None = None
        self._connections: set[_Connection] = set()
        self._lock = threading.Lock()
        self._accepting: threading.Thread | None = None

    def __enter__(self) -> VirtualPrinter:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; raises OSError when the port is taken. Started again it has the same address."""
        self._listening = socket.create_server((self._host, self._port))
        self._port = self._listening.getsockname()[1]
        self._mechanism.start()
        self._accepting = threading.Thread(target=self._accept, name=f"printer-{self.name}-door", daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        """Switch it off: connections break, what was not printed is lost, papers and faults stay."""
        listening, self._listening = self._listening, None
        if listening is None or self._accepting is None:
            return
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        self._mechanism.stop()
        self._accepting.join(timeout=1)
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.drop()
            connection.join()

    @property
    def address(self) -> str:
        return f"tcp://{self._host}:{self._port}"

    @property
    def papers(self) -> tuple[PrintedPaper, ...]:
        """The last ones, newest at the end."""
        return self._mechanism.papers

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What it refused or did not get to the end, newest at the end."""
        return self._mechanism.problems

    @property
    def waiting(self) -> int:
        """Bytes that are not printed yet."""
        return self._mechanism.waiting

    @property
    def faults(self) -> Faults:
        return self._mechanism.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        with self._lock:
            for connection in self._connections:
                connection.count_anew()
        self._mechanism.faults = faults

    def wait_for_papers(self, number: int, seconds: float) -> bool:
        """Whether so many papers are kept, waiting for them if need be."""
        return self._mechanism.wait_until(lambda: len(self.papers) >= number, seconds)

    def _accept(self) -> None:
        while (listening := self._listening) is not None:
            try:
                line, _ = listening.accept()
            except OSError:
                return  # switched off
            connection = _Connection(line, self._mechanism, self.width, self._forget)
            with self._lock:
                self._connections.add(connection)
            connection.start()

    def _forget(self, connection: _Connection) -> None:
        with self._lock:
            self._connections.discard(connection)


class _Connection:
    """One caller. A thread reads what he sends, answers what must be answered at once and hands on the rest."""

    def __init__(
        self, line: socket.socket, mechanism: Mechanism, width: int, over: Callable[[_Connection], None]
    ) -> None:
        self.interpreter = Interpreter(width)
        self._line, self._mechanism, self._over = line, mechanism, over
        self._received = 0
        self._last = b""
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._read, name="printer-line", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def reply(self, byte: int) -> None:
        with self._writing, suppress(OSError):  # who has gone needs no answer
            self._line.sendall(bytes((byte,)))

    def drop(self) -> None:
        """End the connection from another thread: the reading one then closes it."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)

    def count_anew(self) -> None:
        self._received = 0

    def _read(self) -> None:
        try:
            while self._goes_on() and (data := self._line.recv(4096)) and self._goes_on():
                self._take(data)
        except OSError:
            pass  # the caller broke it off, or we did
        finally:
            self._mechanism.put(self, b"")
            self._line.close()
            self._over(self)

    def _goes_on(self) -> bool:
        """Once it does not hang: whether the line is still whole. Raises OSError where it is to be cut."""
        if not self._mechanism.wait_until(lambda: not self._mechanism.faults.hangs):
            return False
        limit = self._mechanism.faults.cut_after
        if limit is not None and self._received >= limit:
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            raise ConnectionAbortedError
        return True

    def _take(self, data: bytes) -> None:
        limit = self._mechanism.faults.cut_after
        if limit is not None:
            data = data[: limit - self._received]
        self._received += len(data)
        self._answer(data)
        self._mechanism.put(self, data)

    def _answer(self, data: bytes) -> None:
        """Asked questions, also those whose bytes came in two pieces."""
        for asked in _ASKED.finditer(self._last + data):
            self.reply(self._mechanism.faults.answer(Question(asked[1][0])))
        self._last = (self._last + data)[-2:]
