"""What a device host owns, from one snapshot of its work to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from printer import host
from printer.driver import Printer
from printer.host import DeviceHost
from printer.worker import TELL_EVERY
from tests.printer.hosts import Handmade, Line, eventually

BAD, GOOD = "usb://nobody", "tcp://good"
HostWith = Callable[[Line], DeviceHost]


def work(**addresses: str) -> dict[str, Any]:
    """A snapshot of the room "devices"."""
    printers = [
        {"name": name, "address": address, "width": 576, "confirm": "status"} for name, address in addresses.items()
    ]
    return {"printers": printers, "hosts": dict.fromkeys(addresses), "faults": {}}


@pytest.fixture
def host_with(monkeypatch: pytest.MonkeyPatch) -> Iterator[HostWith]:
    """Makes device hosts that know only printers at GOOD."""

    def by_hand(address: str, confirm: Any) -> Printer:
        if address != GOOD:
            raise ValueError(f"there is no driver for {address}")
        return Handmade()

    monkeypatch.setattr(host, "connect", by_hand)
    made: list[DeviceHost] = []

    def make(line: Line) -> DeviceHost:
        made.append(DeviceHost("http://127.0.0.1:1", "token"))
        made[-1]._line = line
        return made[-1]

    yield make
    for one in made:
        one._take_work(work(), False)
        for worker in one._leaving.values():
            worker.join(10)


def test_a_printer_that_cannot_be_had_is_offline_and_the_others_work(host_with: HostWith) -> None:
    line = Line()
    host_with(line)._take_work(work(bad=BAD, good=GOOD), True)
    eventually(lambda: {name: status["online"] for name, status in line.told} == {"bad": False, "good": True})


def test_slips_for_a_printer_that_cannot_be_had_fail_at_once(host_with: HostWith) -> None:
    line = Line(7)
    host_with(line)._take_work(work(bad=BAD), True)
    eventually(lambda: line.ended == {7: ("failed", "unreachable")})


def test_after_the_line_was_gone_every_status_is_told_again(host_with: HostWith) -> None:
    line = Line()
    owner = host_with(line)
    owner._take_work(work(good=GOOD), True)
    eventually(lambda: len(line.told) == 1)
    owner._take_work(work(good=GOOD), True)
    eventually(lambda: len(line.told) == 2, within=TELL_EVERY / 2)


def test_a_printer_with_another_name_is_still_one_printer_to_wait_for(host_with: HostWith) -> None:
    owner = host_with(Line())
    owner._take_work(work(old=GOOD), True)
    old = owner._owned["old"].worker
    owner._take_work(work(new=GOOD), False)
    assert owner._owned["new"].worker._before is old
