"""A ticket for whoever holds its token: looking at it, giving it up."""

from __future__ import annotations

from queueing import board, views
from queueing.board import Moment
from queueing.errors import IllegalMove, UnknownTicket
from queueing.people import holder
from web.access import asking
from web.endpoint import Api, Nothing, repeatable
from web.house import house
from web.live import LiveRoom
from web.rights import EVERYONE

api = Api("citizen")


@api.call("GET", "/tickets/<token>", rights=EVERYONE, answer=views.Ticket, refuses=(UnknownTicket,))
def ticket(token: str) -> views.Ticket:
    """How it stands with a ticket."""
    return house().view.ticket(token)


@api.call(
    "POST",
    "/tickets/<token>/cancel",
    rights=EVERYONE,
    body=Nothing,
    answer=views.Ticket,
    refuses=(UnknownTicket, IllegalMove),
)
def cancel(token: str, body: Nothing) -> views.Ticket:
    """Give a ticket up."""
    return house().hall.cancel(asking() or holder(token), token, repeatable())


def _ticket(moment: Moment, token: str) -> views.Ticket:
    return board.ticket(moment, token)


room = LiveRoom("ticket:", EVERYONE, _ticket, personal=True)
