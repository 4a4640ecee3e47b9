"""The device host's line: what it makes of a server that is busy, gone, or not the server at all."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import socketio

from printer import server_line
from printer.server_line import Dismissed, Refused, ServerLine
from tests.printer.hosts import eventually

PAGE = (403, "<h1>A proxy's page</h1>")
JOB = {"job": {"id": 7}}


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_NAP", "LONGEST_NAP", "LOOK"):
        monkeypatch.setattr(server_line, name, 0.01)


@contextmanager
def server_that(answers: Callable[[str], tuple[int, Any]]) -> Iterator[ServerLine]:
    """The line to a server that answers each POST by its key: a status with JSON, or with a page."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, content = answers(self.headers["Idempotency-Key"])
            self.send_response(status)
            self.end_headers()
            self.wfile.write((content if isinstance(content, str) else json.dumps(content)).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        line = ServerLine(f"http://127.0.0.1:{server.server_port}", "token")
        yield line
        line._session().close()
        server.shutdown()
        thread.join()


def in_turn(*answers: tuple[int, Any]) -> Callable[[str], tuple[int, Any]]:
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize("other", [PAGE, (200, PAGE[1]), (401, PAGE[1]), (200, ["no", "answer"]), (502, "")])
def test_a_page_that_is_not_the_servers_is_no_answer(other: tuple[int, Any]) -> None:
    with server_that(in_turn(other, other, (200, JOB))) as line:
        assert line.claim(["front"]) == {"id": 7}


def test_a_refusal_is_told_by_its_code() -> None:
    with server_that(in_turn((422, {"code": "bad_input"}))) as line, pytest.raises(Refused, match="bad_input"):
        line.claim(["front"])


def test_a_revoked_token_dismisses() -> None:
    with server_that(in_turn((401, {"code": "bad_token"}))) as line, pytest.raises(Dismissed):
        line.claim(["front"])


def test_a_claim_is_not_repeated_as_the_same_for_longer_than_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_line, "CLAIM_HOLDS", 0.2)
    asked: Counter[str] = Counter()

    def busy_for_the_first_key(key: str) -> tuple[int, Any]:
        asked[key] += 1
        return (503, {"code": "busy"}) if len(asked) == 1 else (200, JOB)

    with server_that(busy_for_the_first_key) as line:
        assert line.claim(["front"]) == {"id": 7}
    first, second = asked.values()
    assert first > 1
    assert second == 1


class Client:
    """A live connection by hand: whoever `connects` is the server."""

    made: Client
    connects: Callable[[Client], None]

    def __init__(self, **_: Any) -> None:
        self.connected = False
        self.handlers: dict[str, Callable[..., None]] = {}
        self.sent: list[str] = []
        self.connections = 0
        Client.made = self

    def on(self, event: str, handler: Callable[..., None]) -> None:
        self.handlers[event] = handler

    def connect(self, *_: Any, **__: Any) -> None:
        self.connections += 1
        Client.connects(self)

    def let_in(self) -> None:
        self.connected = True
        self.handlers["connect"]()

    def emit(self, event: str, _: Any) -> None:
        self.sent.append(event)

    def disconnect(self) -> None:
        self.connected = False


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Client, list[tuple[int, bool]]]]:
    """A line that listens, and the work that it has taken."""
    monkeypatch.setattr(socketio, "Client", Client)
    Client.connects = Client.let_in
    line, taken = ServerLine("http://127.0.0.1:1", "token"), list[tuple[int, bool]]()
    ends: list[str] = []

    def listen() -> None:
        try:
            line.listen(lambda work, anew: taken.append((work["n"], anew)))
            ends.append("stopped")
        except Dismissed:
            ends.append("dismissed")

    thread = threading.Thread(target=listen)
    thread.start()
    eventually(lambda: getattr(Client, "made", None) is not None and Client.made.connected)
    Client.made.ends = ends  # type: ignore[attr-defined]
    yield Client.made, taken
    line.stopped.set()
    thread.join(10)
    del Client.made


Live = tuple[Client, list[tuple[int, bool]]]


@pytest.mark.parametrize("code", ["busy", "storage_failed", "unknown_room", None])
def test_an_error_that_passes_does_not_end_the_host(live: Live, code: str | None) -> None:
    client, taken = live
    client.handlers["error"]({"code": code, "detail": "Try again in a moment."})
    assert client.sent == ["watch", "watch"]
    client.handlers["snapshot"]({"n": 1})
    assert taken == [(1, True)]


@pytest.mark.parametrize("code", ["not_signed_in", "bad_token", "forbidden"])
def test_an_error_that_no_waiting_mends_dismisses_the_host(live: Live, code: str) -> None:
    client, _ = live
    client.handlers["error"]({"code": code, "detail": "Who are you?"})
    eventually(lambda: client.ends == ["dismissed"])  # type: ignore[attr-defined]


def test_the_first_work_of_each_connection_is_marked_and_a_hung_up_line_is_connected_again(live: Live) -> None:
    client, taken = live
    for n in (1, 2):
        client.handlers["snapshot"]({"n": n})
    client.connected = False
    eventually(lambda: client.connections == 2 and client.connected)
    for n in (3, 4):
        client.handlers["snapshot"]({"n": n})
    assert taken == [(1, True), (2, False), (3, True), (4, False)]


def test_a_server_that_refuses_the_connection_for_now_is_asked_again(live: Live) -> None:
    client, _ = live

    def refuse_once(client: Client) -> None:
        if client.connections < 4:
            raise socketio.exceptions.ConnectionError("busy")
        client.let_in()

    Client.connects = refuse_once
    client.connected = False
    eventually(lambda: client.connected)
    assert client.connections == 4
