"""A client as lean as the standard library has it: on the same cores, what the client costs the server cannot use."""

from __future__ import annotations

import http.client
import json
from types import TracebackType
from typing import Any

PATIENCE = 30.0
SERVICES = ("FARM", "SOCIAL", "FAMILY", "AGRI")


class Unexpected(Exception):
    """An answer that a measurement must not go on with."""


class Client:
    """One kept connection to a hall on loopback. Every method raises Unexpected for any answer but success."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept-Language": "en",
            "Content-Type": "application/json",
        }

    def issue(self, number: int) -> Any:
        """A ticket; the services take turns with `number`."""
        return self.post("/tickets", {"service": SERVICES[number % len(SERVICES)]})

    def next(self, counter: int) -> Any:
        """The called turn: somebody must have been waiting."""
        turn = self.post(f"/counters/{counter}/next")["turn"]
        if turn is None:
            raise Unexpected("nobody was waiting")
        return turn

    def get(self, path: str) -> Any:
        return self._ask("GET", path, None)

    def post(self, path: str, body: Any = None) -> Any:
        return self._ask("POST", path, json.dumps(body or {}))

    def _ask(self, method: str, path: str, body: str | None) -> Any:
        self._connection.request(method, f"/api/v1{path}", body, self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise Unexpected(f"{method} {path}: {answer.status} {text.decode(errors='replace')}")
        return json.loads(text)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
