"""Printers for managers and device hosts: their state, test pages, the jobs and how they end."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from printer.shelf import FaultsBody, VirtualPapers, shelf
from queueing import board, views
from queueing.board import Moment
from queueing.errors import JobEnded, UnknownJob, UnknownPrinter
from queueing.paper import Cover, Cutter, JobState, Paper, PrinterStatus
from queueing.people import Actor, Role
from queueing.printing import Evidence
from web.access import signed_in
from web.endpoint import Api, Body, Line, Nothing, repeatable
from web.house import house
from web.live import LiveRoom
from web.rights import ALL_MANAGERS, ALL_STAFF, HOSTS, Rights

api = Api("printer")

MAY_PLAY: Rights = ALL_STAFF | {Role.KIOSK}
"""Who may look at a virtual printer's paper and pull its plug."""


class Printers(views.View):
    printers: list[views.Printer]


class StatusBody(Body):
    """What a printer says of itself; null and unknown: it does not say."""

    online: bool | None
    cover: Cover
    cutter: Cutter
    paper: Paper


class ClaimBody(Body):
    printers: Annotated[list[Line], Field(min_length=1, max_length=50)]


class EndBody(Body):
    state: JobState
    confirmed: bool = False
    reason: Annotated[str, Field(pattern="^[a-z_]{1,30}$")] | None = None


class Work(views.View):
    """What a device host needs: the printers, and for virtual ones what is wrong with them."""

    printers: list[views.Printer]
    hosts: dict[str, str | None]
    faults: dict[str, FaultsBody]


@api.call("GET", "/printers", rights=ALL_MANAGERS, answer=Printers)
def printers() -> Printers:
    """Every printer and what it last said of itself."""
    return Printers(printers=house().view.printers())


@api.call(
    "POST",
    "/printers/<name>/test",
    rights=ALL_MANAGERS,
    body=Nothing,
    answer=views.PrintJob,
    status=201,
    refuses=(UnknownPrinter,),
)
def test_page(name: str, body: Nothing) -> views.PrintJob:
    """Print a test page."""
    return house().hall.test_printer(signed_in(), name, repeatable())


@api.call(
    "POST",
    "/printers/<name>/status",
    rights=HOSTS,
    body=StatusBody,
    answer=Printers,
    refuses=(UnknownPrinter,),
)
def report_status(name: str, body: StatusBody) -> Printers:
    """A device host tells what a printer says of itself."""
    status = PrinterStatus(body.online, body.cover, body.cutter, body.paper)
    house().hall.report_printer(signed_in(), name, status)
    return printers()


@api.call("POST", "/print-jobs/claim", rights=HOSTS, body=ClaimBody, answer=views.Claimed)
def claim(body: ClaimBody) -> views.Claimed:
    """A device host takes the oldest queued job of its printers; null when there is none."""
    return house().hall.claim(signed_in(), body.printers, repeatable())


@api.call(
    "POST",
    "/print-jobs/<int:job>/end",
    rights=HOSTS,
    body=EndBody,
    answer=views.PrintJob,
    refuses=(UnknownJob, JobEnded),
)
def end(job: int, body: EndBody) -> views.PrintJob:
    """A device host tells how a job ended."""
    return house().hall.end_job(signed_in(), job, Evidence(body.state, body.confirmed, body.reason), repeatable())


def _devices(moment: Moment, _: str) -> Work:
    plan = moment.plan.printers
    return Work(
        printers=board.printers(moment),
        hosts={printer.name: printer.host for printer in plan},
        faults=shelf().all_faults(),
    )


def _left(actor: Actor) -> None:
    house().hall.lose_host(actor)


def _virtual(moment: Moment, name: str) -> VirtualPapers:
    found = next((printer for printer in board.printers(moment) if printer.name == name), None)
    if found is None:
        raise UnknownPrinter(printer=name)
    return shelf().papers(found)


host_room = LiveRoom("devices", HOSTS, _devices, left=_left)
paper_room = LiveRoom("printer:", MAY_PLAY, _virtual)
