"""The device host's line to the server: calls that are repeated until they are answered, and the live room."""

from __future__ import annotations

import logging
import math
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import requests
import socketio

from queueing.paper import LEASE

log = logging.getLogger(__name__)

TIMEOUT = 10.0
OK, UNAUTHORIZED, SERVER_ERROR = range(200, 300), 401, 500
FIRST_NAP, LONGEST_NAP = 0.2, 3.0

LOOK = 0.5
"""Seconds between looks whether the live connection still stands."""

DISMISSALS = frozenset({"not_signed_in", "bad_token", "forbidden"})
"""The codes of errors in the live room that no waiting mends; any other, a busy database, passes."""

CLAIM_HOLDS = LEASE.total_seconds()
"""Seconds for which a claim is repeated as the same claim: what was claimed longer ago is nobody's to print."""


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

    def listen(self, on_work: Callable[[dict[str, Any], bool], None]) -> None:
        """Keep a live connection and hand every snapshot of the room "devices" to `on_work`; returns when stopped.

        With it goes whether it is the first of a connection. Raises Dismissed when the server refuses the token.
        """
        dismissed, anew = threading.Event(), threading.Event()
        # The library's own reconnecting ends for good when the server hangs up in good order; ours does not.
        client = socketio.Client(reconnection=False, logger=False)

        def watch() -> None:
            anew.set()
            self._watch(client)

        def snapshot(work: dict[str, Any]) -> None:
            first = anew.is_set()
            anew.clear()
            on_work(work, first)

        def refused(problem: dict[str, Any]) -> None:
            if problem.get("code") in DISMISSALS:
                log.error("The server refuses this device host: %s", problem.get("detail"))
                dismissed.set()
                self.stopped.set()
                return
            log.warning("The server cannot tell of work at present: %s", problem.get("detail"))
            if not self.stopped.wait(LONGEST_NAP):
                self._watch(client)

        client.on("connect", watch)
        client.on("snapshot", snapshot)
        client.on("error", refused)
        try:
            self._stay_connected(client)
        finally:
            client.disconnect()
        if dismissed.is_set():
            raise Dismissed

    def _stay_connected(self, client: socketio.Client) -> None:
        nap = FIRST_NAP
        while not self.stopped.is_set():
            try:
                client.connect(self.server, auth={"token": self._token}, transports=["websocket"], retry=False)
                nap = FIRST_NAP
            except (socketio.exceptions.SocketIOError, ValueError) as problem:  # ValueError: not hung up yet
                log.debug("No live connection: %s", problem)
            while client.connected and not self.stopped.wait(LOOK):
                pass
            self.stopped.wait(nap)
            nap = min(nap * 2, LONGEST_NAP)

    def _watch(self, client: socketio.Client) -> None:
        try:
            client.emit("watch", {"room": "devices"})
        except socketio.exceptions.SocketIOError:
            log.debug("Not connected; the next connection watches by itself.")

    def claim(self, printers: list[str]) -> dict[str, Any] | None:
        """The next job of these printers, or None.

        The key makes a claim whose answer was lost the same claim, but not for longer than the lease: by then a
        person may have printed that number again. A new claim takes its place.
        """
        answer = None
        while answer is None:
            answer = self._post("/print-jobs/claim", {"printers": printers}, holds=CLAIM_HOLDS)
        job: dict[str, Any] | None = answer["job"]
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

    def _post(self, path: str, body: dict[str, Any], holds: float = math.inf) -> dict[str, Any] | None:
        """The answer, asked for until it comes; None when it has not come after `holds` seconds.

        Raises Refused, and Dismissed also when this device host is stopped meanwhile.
        """
        key, nap, end = uuid.uuid4().hex, FIRST_NAP, time.monotonic() + holds
        while time.monotonic() < end:
            status, answer = self._try(path, body, key)
            if status in OK:
                return answer
            if status == UNAUTHORIZED:
                self.stopped.set()
                raise Dismissed
            if status < SERVER_ERROR:
                raise Refused(str(answer.get("code")))
            if self.stopped.wait(nap):
                raise Dismissed
            nap = min(nap * 2, LONGEST_NAP)
        return None

    def _try(self, path: str, body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        """The status and the JSON; nobody there, or somebody else (a proxy with its page), is like a failing server."""
        try:
            answer = self._session().post(
                f"{self.server}/api/v1{path}", json=body, headers={"Idempotency-Key": key}, timeout=TIMEOUT
            )
            content = answer.json()
        except requests.RequestException:
            return SERVER_ERROR, {}
        return (answer.status_code, content) if isinstance(content, dict) else (SERVER_ERROR, {})

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = requests.Session()
            session.headers["Authorization"] = f"Bearer {self._token}"
            session.trust_env = False
        return session
