"""The device host of this machine, as a child of the server: a fresh interpreter that owns the printers here."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time

import gevent

from queueing.people import Role
from web.people import People

log = logging.getLogger(__name__)

NAME = "devices"
FIRST_NAP, LONGEST_NAP = 0.5, 30.0
STEADY = 60.0
"""Seconds after which a child that ran so long is started again at once."""


class DeviceChild:
    """Starts the device host, and starts it again when it ends.

    Its token is made anew each time, so that a host left over from an earlier server is dismissed. The child ends when
    its standard input closes, which a server that is killed does without being asked.
    """

    def __init__(self, people: People, address: str) -> None:
        self._people = people
        self._address = address
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._watching: gevent.Greenlet | None = None

    def start(self) -> None:
        self._watching = gevent.spawn(self._watch)

    def stop(self) -> None:
        """End the child; it lets go of its printers within a second or is killed."""
        self._stopping = True
        process = self._process
        if process is not None and process.poll() is None:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(1)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._watching is not None:
            self._watching.kill()

    def _watch(self) -> None:
        nap = FIRST_NAP
        while not self._stopping:
            started = time.monotonic()
            try:
                self._process = self._spawn()
                end = f"ended ({self._process.wait()})"
            except Exception:
                # A busy database, no memory for a process: whatever it is, the printers must not stay silent for good.
                log.exception("The device host cannot be started.")
                end = "did not start"
            if self._stopping:
                return
            nap = FIRST_NAP if time.monotonic() - started > STEADY else min(nap * 2, LONGEST_NAP)
            log.warning("The device host %s; it is started again in %.1f s.", end, nap)
            gevent.sleep(nap)

    def _spawn(self) -> subprocess.Popen[bytes]:
        token = self._people.renew_token(Role.HOST, NAME)
        command = [sys.executable, "-m", "server.cli", "devices", "--server", self._address, "--until-input-closes"]
        return subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, env={**os.environ, "HALLQUEUE_TOKEN": token}
        )
