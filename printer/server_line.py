"""The device host's line to the server: calls that are repeated until they are answered, and the live room."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from typing import Any

import requests
import socketio

log = logging.getLogger(__name__)

TIMEOUT = 10.0
UNAUTHORIZED, SERVER_ERROR = 401, 500
FIRST_NAP, LONGEST_NAP = 0.2, 3.0


class Dismissed(Exception):
    """The server does not want this device host any more: its token is unknown or revoked."""


class Refused(Exception):
    """The server refused a call; repeating it would not help."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class ServerLine:
    """Calls may come from several threads; each thread has a connection of its own."""

    def __init__(self, server: str, token: str) -> None:
        self.server = server.rstrip("/")
        self.stopped = threading.Event()
        self._token = token
        self._threads = threading.local()

    def listen(self, on_work: Callable[[dict[str, Any]], None]) -> None:
        """Keep a live connection and hand every snapshot of the room "devices" to `on_work`; returns when stopped.

        Raises Dismissed when the server refuses the token.
        """
        dismissed = threading.Event()
        client = socketio.Client(reconnection_delay=FIRST_NAP, reconnection_delay_max=LONGEST_NAP, logger=False)

        def refused(problem: dict[str, Any]) -> None:
            log.error("The server refuses this device host: %s", problem.get("detail"))
            dismissed.set()
            self.stopped.set()

        client.on("connect", lambda: client.emit("watch", {"room": "devices"}))
        client.on("snapshot", on_work)
        client.on("error", refused)
        try:
            while not self.stopped.is_set() and not client.connected:
                try:
                    client.connect(self.server, auth={"token": self._token}, transports=["websocket"], retry=False)
                except socketio.exceptions.ConnectionError:
                    self.stopped.wait(FIRST_NAP)
            self.stopped.wait()
        finally:
            client.disconnect()
        if dismissed.is_set():
            raise Dismissed

    def claim(self, printers: list[str]) -> dict[str, Any] | None:
        """The next job of these printers, or None. The key makes a claim whose answer was lost the same claim."""
        job: dict[str, Any] | None = self._post("/print-jobs/claim", {"printers": printers})["job"]
        return job

    def end(self, job: int, state: str, *, confirmed: bool, reason: str | None) -> None:
        """Tell how a job ended; goes on trying for as long as the server is away."""
        try:
            self._post(f"/print-jobs/{job}/end", {"state": state, "confirmed": confirmed, "reason": reason})
        except Refused as refused:
            log.warning("Job %s: the server keeps its own end (%s).", job, refused.code)

    def report(self, printer: str, status: dict[str, Any]) -> None:
        self._post(f"/printers/{printer}/status", status)

    def show_paper(self, printer: str, png: bytes) -> None:
        """Show a virtual printer's paper; when the server is away the picture is simply not shown."""
        try:
            self._session().post(f"{self.server}/api/v1/printers/{printer}/papers", data=png, timeout=TIMEOUT)
        except requests.RequestException:
            log.info("A paper of %s could not be shown.", printer)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        key, nap = uuid.uuid4().hex, FIRST_NAP
        while True:
            try:
                answer = self._session().post(
                    f"{self.server}/api/v1{path}", json=body, headers={"Idempotency-Key": key}, timeout=TIMEOUT
                )
            except requests.RequestException:
                answer = None
            if answer is not None and answer.ok:
                return answer.json()
            if answer is not None and answer.status_code == UNAUTHORIZED:
                self.stopped.set()
                raise Dismissed
            if answer is not None and answer.status_code < SERVER_ERROR:
                raise Refused(str(answer.json().get("code")))
            if self.stopped.wait(nap):
                raise Dismissed
            nap = min(nap * 2, LONGEST_NAP)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = requests.Session()
            session.headers["Authorization"] = f"Bearer {self._token}"
            session.trust_env = False
        return session
