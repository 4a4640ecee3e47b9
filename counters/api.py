"""What a clerk does at a counter."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from queueing import board, views
from queueing.board import Moment
from queueing.errors import (
    AtAnotherCounter,
    CounterClosed,
    CounterPaused,
    CounterTaken,
    IllegalMove,
    NoTurn,
    StaleTurn,
    TooEarly,
    TurnRunning,
    UnknownCounter,
    UnknownItem,
    UnknownNumber,
    UnknownOutcome,
)
from queueing.hall import Ending
from web.access import signed_in
from web.endpoint import Api, CounterBody, Line, repeatable
from web.house import house
from web.live import LiveRoom
from web.rights import ALL_STAFF

api = Api("counters")

NOT_MINE = (UnknownCounter, CounterClosed, CounterTaken)
NOT_NOW = (*NOT_MINE, NoTurn, StaleTurn, IllegalMove)


class Counters(views.View):
    counters: list[views.Counter]


class CounterAnswer(views.View):
    counter: views.Counter


class TurnAnswer(views.View):
    turn: views.Turn


class Pause(CounterBody):
    reason: Line


class CallNumber(CounterBody):
    number: Line
    reason: Line


class Finish(CounterBody):
    outcome: Line | None = None
    items: Annotated[list[Line], Field(max_length=20)] | None = None
    cases: Annotated[int, Field(ge=1, le=999)] | None = None


@api.call("GET", "/counters", rights=ALL_STAFF, answer=Counters)
def counters() -> Counters:
    """Every counter of the hall."""
    return Counters(counters=house().view.counters())


@api.call("GET", "/counters/<int:number>", rights=ALL_STAFF, answer=CounterAnswer, refuses=(UnknownCounter,))
def counter(number: int) -> CounterAnswer:
    """One counter."""
    return CounterAnswer(counter=house().view.counter(number))


@api.call(
    "POST",
    "/counters/<int:number>/open",
    rights=ALL_STAFF,
    body=CounterBody,
    answer=CounterAnswer,
    refuses=(UnknownCounter, CounterTaken, AtAnotherCounter),
)
def open_counter(number: int, body: CounterBody) -> CounterAnswer:
    """Sit down at a counter."""
    return CounterAnswer(counter=house().hall.open_counter(signed_in(), number, repeatable()))


@api.call(
    "POST",
    "/counters/<int:number>/close",
    rights=ALL_STAFF,
    body=CounterBody,
    answer=CounterAnswer,
    refuses=(UnknownCounter, CounterTaken, TurnRunning),
)
def close_counter(number: int, body: CounterBody) -> CounterAnswer:
    """Get up from a counter."""
    return CounterAnswer(counter=house().hall.close_counter(signed_in(), number, repeatable()))


@api.call(
    "POST",
    "/counters/<int:number>/pause",
    rights=ALL_STAFF,
    body=Pause,
    answer=CounterAnswer,
    refuses=NOT_MINE,
)
def pause_counter(number: int, body: Pause) -> CounterAnswer:
    """Call nobody for a while."""
    return CounterAnswer(counter=house().hall.pause_counter(signed_in(), number, body.reason, repeatable()))


@api.call(
    "POST",
    "/counters/<int:number>/resume",
    rights=ALL_STAFF,
    body=CounterBody,
    answer=CounterAnswer,
    refuses=NOT_MINE,
)
def resume_counter(number: int, body: CounterBody) -> CounterAnswer:
    """Call again after a pause."""
    return CounterAnswer(counter=house().hall.resume_counter(signed_in(), number, repeatable()))


@api.call(
    "POST",
    "/counters/<int:number>/next",
    rights=ALL_STAFF,
    body=CounterBody,
    answer=views.Next,
    refuses=(*NOT_MINE, CounterPaused, StaleTurn),
)
def next_turn(number: int, body: CounterBody) -> views.Next:
    """Finish the running turn and call the next one."""
    return house().hall.next(signed_in(), number, body.seen, repeatable())


@api.call(
    "POST",
    "/counters/<int:number>/call",
    rights=ALL_STAFF,
    body=CallNumber,
    answer=TurnAnswer,
    refuses=(*NOT_MINE, CounterPaused, StaleTurn, IllegalMove, TurnRunning, UnknownNumber),
)
def call(number: int, body: CallNumber) -> TurnAnswer:
    """Call one number out of order."""
    turn = house().hall.call(signed_in(), number, body.number, body.reason, body.seen, repeatable())
    return TurnAnswer(turn=turn)


@api.call(
    "POST",
    "/counters/<int:number>/recall",
    rights=ALL_STAFF,
    body=CounterBody,
    answer=TurnAnswer,
    refuses=NOT_NOW,
)
def recall(number: int, body: CounterBody) -> TurnAnswer:
    """Call the same citizen again."""
    return TurnAnswer(turn=house().hall.recall(signed_in(), number, body.seen, repeatable()))


@api.call(
    "POST",
    "/counters/<int:number>/start",
    rights=ALL_STAFF,
    body=CounterBody,
    answer=TurnAnswer,
    refuses=NOT_NOW,
)
def start(number: int, body: CounterBody) -> TurnAnswer:
    """The citizen is here."""
    return TurnAnswer(turn=house().hall.start(signed_in(), number, body.seen, repeatable()))


@api.call(
    "POST",
    "/counters/<int:number>/finish",
    rights=ALL_STAFF,
    body=Finish,
    answer=TurnAnswer,
    refuses=(*NOT_NOW, UnknownOutcome, UnknownItem),
)
def finish(number: int, body: Finish) -> TurnAnswer:
    """The turn is done."""
    ending = Ending(body.outcome, body.items, body.cases)
    return TurnAnswer(turn=house().hall.finish(signed_in(), number, ending, body.seen, repeatable()))


@api.call(
    "POST",
    "/counters/<int:number>/miss",
    rights=ALL_STAFF,
    body=CounterBody,
    answer=TurnAnswer,
    refuses=(*NOT_NOW, TooEarly),
)
def miss(number: int, body: CounterBody) -> TurnAnswer:
    """The citizen did not come."""
    return TurnAnswer(turn=house().hall.miss(signed_in(), number, body.seen, repeatable()))


@api.call(
    "POST",
    "/counters/<int:number>/put-back",
    rights=ALL_STAFF,
    body=CounterBody,
    answer=TurnAnswer,
    refuses=NOT_NOW,
)
def put_back(number: int, body: CounterBody) -> TurnAnswer:
    """The call was a mistake: back to waiting."""
    return TurnAnswer(turn=house().hall.put_back(signed_in(), number, body.seen, repeatable()))


def _counter(moment: Moment, number: str) -> CounterAnswer:
    if number not in (str(plan.number) for plan in moment.plan.counters):
        raise UnknownCounter(counter=number)
    return CounterAnswer(counter=board.counter(moment, int(number)))


room = LiveRoom("counter:", ALL_STAFF, _counter)
