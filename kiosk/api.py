"""Taking a number, and what can be chosen."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from config.names import Language
from queueing import board, views
from queueing.board import Moment
from queueing.errors import (
    Forbidden,
    NoPrinter,
    QuotaFull,
    SeriesFull,
    ServiceClosed,
    UnknownClass,
    UnknownItem,
    UnknownService,
    UnknownTicket,
)
from queueing.hall import Wish
from queueing.paper import Readiness
from queueing.people import Role
from web.access import signed_in
from web.endpoint import Api, Body, Line, repeatable
from web.house import house
from web.live import LiveRoom
from web.rights import ALL_DEVICES, ALL_STAFF, Rights

api = Api("kiosk")

MAY_ISSUE: Rights = ALL_STAFF | {Role.KIOSK}


class Services(views.View):
    services: list[views.Service]


class KioskPrinter(views.View):
    """The printer of a kiosk in one word, so that trouble is told before anything is chosen."""

    name: str
    state: Readiness


class KioskPicture(Services):
    """What a kiosk shows; `printer` null: the plan has none for it."""

    printer: KioskPrinter | None
    plan_version: int


class Nothing(Body):
    """No words needed."""


class TicketWish(Body):
    """What a citizen asks for. `due` is a booked time, given by staff."""

    service: Line
    class_: Line = Field(default="normal", alias="class")
    language: Language | None = None
    items: list[Line] = Field(default_factory=list, max_length=20)
    cases: Annotated[int, Field(ge=1, le=999)] = 1
    print: bool = True
    due: AwareDatetime | None = None


@api.call("GET", "/services", rights=ALL_DEVICES | ALL_STAFF, answer=Services)
def services() -> Services:
    """What can be chosen now, and how many wait."""
    return Services(services=house().view.services())


@api.call(
    "POST",
    "/tickets",
    rights=MAY_ISSUE,
    body=TicketWish,
    answer=views.Ticket,
    status=201,
    refuses=(UnknownService, UnknownItem, UnknownClass, Forbidden, ServiceClosed, QuotaFull, SeriesFull),
)
def issue(body: TicketWish) -> views.Ticket:
    """Take a number."""
    wish = Wish(body.service, body.class_, body.language, body.items, body.cases, body.due, body.print)
    return house().hall.issue(signed_in(), wish, repeatable())


@api.call(
    "POST",
    "/tickets/<token>/reprint",
    rights=MAY_ISSUE,
    body=Nothing,
    answer=views.Ticket,
    status=201,
    refuses=(UnknownTicket, NoPrinter),
)
def reprint(token: str, body: Nothing) -> views.Ticket:
    """Print the same number again, marked as a copy."""
    return house().hall.print_again(signed_in(), token, repeatable())


def _kiosk(moment: Moment, _: str) -> KioskPicture:
    """The printer is that of kiosks which no printer names: the room is one for all of them."""
    chosen = moment.plan.printer_for(None)
    states = {printer.name: printer.state for printer in board.printers(moment)}
    printer = KioskPrinter(name=chosen.name, state=states[chosen.name]) if chosen else None
    return KioskPicture(services=board.services(moment), printer=printer, plan_version=moment.hall.plan_version)


room = LiveRoom("kiosk", ALL_DEVICES | ALL_STAFF, _kiosk)
