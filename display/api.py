"""What the hall display shows."""

from __future__ import annotations

from queueing import board as boards
from queueing import views
from queueing.board import Moment
from queueing.people import Role
from web.endpoint import Api
from web.house import house
from web.live import LiveRoom
from web.rights import ALL_STAFF, Rights

api = Api("display")

MAY_SEE: Rights = ALL_STAFF | {Role.DISPLAY}


@api.call("GET", "/board", rights=MAY_SEE, answer=views.Board)
def board() -> views.Board:
    """The calls at the counters, the recent ones, and how many wait."""
    return house().view.board()


def _board(moment: Moment, _: str) -> views.Board:
    return boards.board(moment)


room = LiveRoom("board", MAY_SEE, _board, hears_calls=True)
