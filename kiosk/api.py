"""Taking a number, and what can be chosen."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from config import __version__
from config.names import Language
from config.plan import Plan
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
from web.endpoint import Api, Body, Line, Nothing, repeatable
from web.house import house
from web.languages import choose, nearest
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


class CitizenClass(views.View):
    """A class that a citizen may choose himself. `head_start` is in minutes."""

    code: str
    name: dict[str, str]
    head_start: float


class Kiosk(Services):
    """All that a kiosk shows, so that a published plan shows at once.

    `version` is the program's: a page of another version reloads itself. `now` and `time_zone` make the kiosk's clock;
    its PC's own may be wrong. `guide` is the service of the guide desk;
    `printer` null: the plan has none for kiosks.
    """

    version: str
    now: views.Instant
    time_zone: str
    hall: dict[str, str]
    languages: list[str]
    guide: str | None
    classes: list[CitizenClass]
    printer: KioskPrinter | None


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


def _kiosk(moment: Moment, _: str) -> Kiosk:
    plan = moment.plan
    return Kiosk(
        services=board.services(moment),
        version=__version__,
        now=moment.now,
        time_zone=plan.hall.time_zone,
        hall=plan.hall.name,
        languages=kiosk_languages(plan),
        guide=_guide_service(plan),
        classes=[
            CitizenClass(code=cls.code, name=cls.name, head_start=cls.head_start)
            for cls in plan.classes
            if not cls.staff_only
        ],
        printer=_printer(moment),
    )


def _printer(moment: Moment) -> KioskPrinter | None:
    """That of kiosks which no printer names: the room is one for all of them."""
    chosen = moment.plan.printer_for(None)
    states = {printer.name: printer.state for printer in board.printers(moment)}
    return KioskPrinter(name=chosen.name, state=states[chosen.name]) if chosen else None


def kiosk_languages(plan: Plan) -> list[str]:
    """The plan's languages that there are words for, the hall's own first."""
    return list(dict.fromkeys(found for tag in plan.hall.languages if (found := nearest(tag)))) or [choose(())]


def _guide_service(plan: Plan) -> str | None:
    """What a guide desk serves first; None in a hall without one."""
    guides = (counter.serves for counter in plan.counters if counter.guide)
    return next((min(serves, key=lambda code: serves[code]) for serves in guides), None)


room = LiveRoom("kiosk", ALL_DEVICES | ALL_STAFF, _kiosk)
