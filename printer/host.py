"""The device host: the process that owns the printers of one machine. `hallqueue devices` runs it.

A plain interpreter with threads, apart from the server: a hung printer, a crash in a library or a slow line costs the
server nothing. It holds a live connection, so that a new job wakes it, and claims jobs over REST with a lease.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from config.plan import VIRTUAL
from printer.driver import Outcome, Printer, Result, TcpPrinter
from printer.faults import Faults
from printer.mechanism import PrintedPaper
from printer.replies import UNREACHABLE, Reason, Status
from printer.server_line import Dismissed, ServerLine
from printer.virtual import VirtualPrinter
from printer.worker import Worker

log = logging.getLogger(__name__)


class Missing:
    """Stands for a printer that this host cannot have: it is offline, so the kiosk knows, and slips fail at once."""

    def __init__(self, cause: Exception) -> None:
        self._cause = cause

    def status(self) -> Status:
        return UNREACHABLE

    def print(self, bitmap: Image.Image) -> Outcome:
        return Outcome(Result.FAILED, Reason.UNREACHABLE, UNREACHABLE, str(self._cause))

    def close(self) -> None:
        """Nothing was ever open."""


@dataclass
class _Owned:
    """A printer that this host has at present, and where it is."""

    facts: dict[str, Any]
    address: str
    worker: Worker
    virtual: VirtualPrinter | None


class DeviceHost:
    """Owns the printers of the plan whose `host` is `name`; None: those that name no host."""

    def __init__(self, server: str, token: str, name: str | None = None) -> None:
        self._line = ServerLine(server, token)
        self._name = name
        self._owned: dict[str, _Owned] = {}
        self._leaving: dict[str, Worker] = {}
        """Those that were told to stop, by the address of their printer; its next worker waits for them."""
        self._lock = threading.Lock()

    def run(self) -> None:
        """Work until stopped. Raises Dismissed when the server refuses the token."""
        try:
            self._line.listen(self._take_work)
        finally:
            with self._lock:
                for name in list(self._owned):
                    self._let_go(name)

    def stop(self) -> None:
        self._line.stopped.set()

    def _take_work(self, work: dict[str, Any], anew: bool) -> None:
        """A snapshot of the room "devices": own what is ours, let go of what is not, look for jobs.

        `anew`: it is the first after the line was gone, when the server may have given our printers up as unknown.
        """
        with self._lock:
            ours = {
                printer["name"]: {key: printer[key] for key in ("address", "width", "confirm")}
                for printer in work["printers"]
                if work["hosts"].get(printer["name"]) == self._name
            }
            for name in [name for name, owned in self._owned.items() if ours.get(name) != owned.facts]:
                self._let_go(name)
            for name, facts in ours.items():
                if name not in self._owned:
                    self._owned[name] = self._own(name, facts)
            for name, owned in self._owned.items():
                if owned.virtual is not None:
                    owned.virtual.faults = Faults(**work["faults"].get(name, {}))
                if anew:
                    owned.worker.tell_again()
                owned.worker.wake()

    def _own(self, name: str, facts: dict[str, Any]) -> _Owned:
        """Never raises: one printer that cannot be had must not cost the others theirs."""
        virtual = None
        address = facts["address"]
        printer: Printer
        try:
            if address == VIRTUAL:
                virtual = VirtualPrinter(name, width=facts["width"], on_paper=self._shows(name))
                virtual.start()
                address = virtual.address
            printer = connect(address, facts["confirm"])
        except Exception as error:
            log.exception("Printer %s at %s cannot be used.", name, address)
            printer = Missing(error)
        # The waiting is the worker's own, so that the other printers are looked after meanwhile.
        worker = Worker(name, facts["width"], printer, self._line, before=self._leaving.pop(address, None))
        worker.start()
        log.info("Printer %s at %s.", name, address)
        return _Owned(facts, address, worker, virtual)

    def _let_go(self, name: str) -> None:
        owned = self._owned.pop(name)
        owned.worker.stop()
        self._leaving[owned.address] = owned.worker
        if owned.virtual is not None:
            owned.virtual.stop()

    def _shows(self, name: str) -> Callable[[PrintedPaper], None]:
        return lambda paper: self._line.show_paper(name, paper.png)


def connect(address: str, confirm: Any) -> Printer:
    """The driver for an address. Raises ValueError for a kind of address that has none yet: the seam for others."""
    if address.startswith("tcp://"):
        return TcpPrinter(address, confirm)
    raise ValueError(f"there is no driver for {address}")


def run_host(server: str, token: str, name: str | None, *, until_input_closes: bool) -> None:
    """Run a device host in this process; exits 3 when the server dismisses it.

    With `until_input_closes` the process ends when its standard input does: a server that was killed, by whatever
    means, leaves no second owner of the printers behind.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s devices: %(message)s")
    host = DeviceHost(server, token, name)
    if until_input_closes:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        host.run()
    except Dismissed:
        sys.exit(3)
    except KeyboardInterrupt:
        host.stop()


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)  # at once, in the middle of whatever hangs
