"""Printers by hand, for what the virtual one does not do: a listening socket and a few lines of behaviour."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]


@contextmanager
def printer_that(behaves: Behaviour) -> Iterator[str]:
    """The address of a printer that does this with each connection, one after the other, and then closes it."""
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(listening, behaves))
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def _serve(listening: socket.socket, behaves: Behaviour) -> None:
    with suppress(OSError):
        while True:
            line, _ = listening.accept()
            with line, suppress(OSError):
                line.settimeout(10)
                behaves(line)


def swallow(line: socket.socket) -> bytes:
    """Read to the end and answer nothing."""
    data = b""
    while piece := line.recv(4096):
        data += piece
    return data


def answering(answers: dict[bytes, bytes]) -> Behaviour:
    """Answer each of these byte sequences as it comes by."""

    def behave(line: socket.socket) -> None:
        seen = b""
        while piece := line.recv(1):
            seen = (seen + piece)[-8:]
            for question, answer in answers.items():
                if seen.endswith(question):
                    line.sendall(answer)

    return behave


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
