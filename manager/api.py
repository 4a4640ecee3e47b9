"""The wait log, the reports and the event log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from flask import Response
from pydantic import Field

from manager.csv_file import turns_csv
from queueing import board, views
from queueing.board import Moment
from queueing.errors import BadInput
from queueing.hall_view import MOST_EVENTS
from queueing.metrics import By
from web.background import in_native_thread
from web.endpoint import Api, Query
from web.house import house
from web.live import LiveRoom
from web.rights import ALL_MANAGERS

api = Api("manager")

LONGEST_REPORT = timedelta(days=366 * 5)


class Day(Query):
    day: date | None = Field(default=None, description="service day; today when left out")


class Span(Query):
    from_: date | None = Field(default=None, alias="from", description="first service day; today when left out")
    to: date | None = Field(default=None, description="the day after the last; the day after `from` when left out")
    by: By = By.COUNTER


class After(Query):
    after: Annotated[int, Field(ge=0, le=2**62)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST_EVENTS)] = 100


class Turns(views.View):
    turns: list[views.Turn]


class Events(views.View):
    events: list[views.Event]
    next: int = Field(description="ask with after=<next> for what comes later")


class Overview(views.View):
    """The hall at a glance."""

    counters: list[views.Counter]
    services: list[views.Service]


@api.call("GET", "/turns", rights=ALL_MANAGERS, query=Day, answer=Turns)
def turns(query: Day) -> Turns:
    """The wait log of a day, one row a turn."""
    return Turns(turns=in_native_thread(house().view.wait_log, query.day or house().view.today()))


@api.call("GET", "/turns.csv", rights=ALL_MANAGERS, query=Day, media="text/csv")
def turns_as_csv(query: Day) -> Response:
    """The wait log of a day as a table for a spreadsheet, in local times."""
    view = house().view
    day = query.day or view.today()
    text = turns_csv(in_native_thread(view.wait_log, day), view.plan().hall.zone)
    headers = {"Content-Disposition": f'attachment; filename="turns-{day}.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


@api.call("GET", "/reports/waits", rights=ALL_MANAGERS, query=Span, answer=views.Waits)
def waits(query: Span) -> views.Waits:
    """How long people waited, grouped."""
    first = query.from_ or house().view.today()
    end = query.to or min(first, date.max - timedelta(days=1)) + timedelta(days=1)
    if end <= first:
        raise BadInput("to", problem="`to` is the day after the last and must be later than `from`.")
    if end - first > LONGEST_REPORT:
        raise BadInput("to", problem="A report covers five years at the most.")
    return in_native_thread(house().view.waits, first, end, query.by)


@api.call("GET", "/events", rights=ALL_MANAGERS, query=After, answer=Events)
def events(query: After) -> Events:
    """The event log, oldest first."""
    rows = house().view.events(query.after, query.limit)
    return Events(events=rows, next=rows[-1].seq if rows else query.after)


def _manager(moment: Moment, _: str) -> Overview:
    return Overview(counters=board.counters(moment), services=board.services(moment))


room = LiveRoom("manager", ALL_MANAGERS, _manager)
