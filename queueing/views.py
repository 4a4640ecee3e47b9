"""What the hall answers: frozen pictures of one moment, and at the same time the JSON of the contract (DESIGN.md §12).

Times are aware; in JSON they are ISO 8601 with offset. Durations are seconds. `None` is `null`, never left out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, SerializationInfo, WithJsonSchema, field_serializer

from queueing.events import EventKind
from queueing.order import REASONS, Rule
from queueing.paper import Cover, Cutter, JobState, Paper, Readiness
from queueing.store.tables import CounterState
from queueing.ticket import State

Instant = Annotated[
    datetime,
    PlainSerializer(lambda moment: moment.isoformat(), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class View(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)


class Why(View):
    """Why this turn was called: the rule that decided, who entered earlier and was passed over (the first five)."""

    rule: Rule
    facts: dict[str, str] = Field(default_factory=dict)
    text: str = ""
    passed_count: int
    passed: list[str]

    @field_serializer("text")
    def _in_words(self, _: str, info: SerializationInfo) -> str:
        """In the language of whoever reads: the context of the dump may bring `translate`."""
        translate: Callable[[str], str] = (info.context or {}).get("translate", str)
        return translate(REASONS[self.rule]).format(**self.facts)


class Turn(View):
    """One wait-and-serve. `called_at` is the first call that was not put back; wait is from entering to it."""

    id: int
    ticket: str = Field(description="the ticket's token")
    number: str
    service: str
    class_: str = Field(alias="class")
    language: str
    day: date
    state: State
    counter: int | None
    staff: str | None
    calls: int
    cases: int
    items: list[str]
    outcome: str | None
    entered_at: Instant
    called_at: Instant | None
    last_called_at: Instant | None
    started_at: Instant | None
    implied_start: bool = Field(description="nobody pressed start; the serving is counted from the last call")
    ended_at: Instant | None
    wait_seconds: float | None
    service_seconds: float | None
    why: Why | None


class Estimate(View):
    """A range of whole minutes, 1 ≤ low < high."""

    low: int = Field(ge=1)
    high: int = Field(ge=2)


class Ticket(View):
    """One citizen's visit; `state`, `service` and `counter` are those of its latest turn."""

    token: str
    number: str
    service: str
    class_: str = Field(alias="class")
    language: str
    state: State
    ahead: int | None = Field(description="waiting turns of that service before it; null unless waiting")
    estimate: Estimate | None
    issued_at: Instant
    counter: int | None
    printed: JobState | None = Field(description="state of the print job; null when none was made")
    url: str


class PrintJob(View):
    """A slip for a device host: `content` is what stands on it, in the ticket's language."""

    id: int
    printer: str
    state: JobState
    confirmed: bool
    reason: str | None
    copy_: bool = Field(alias="copy")
    content: dict[str, Any]


class Claimed(View):
    job: PrintJob | None


class Printer(View):
    """A printer of the plan and what it last said of itself; `state` says it in one word, `queue` counts its jobs."""

    name: str
    address: str
    width: int
    confirm: str
    online: bool | None
    cover: Cover
    cutter: Cutter
    paper: Paper
    state: Readiness
    queue: int
    reported_at: Instant | None


class Ranked(View):
    service: str
    rank: int


class Counter(View):
    """A counter now. `waiting` counts the turns that it may call."""

    number: int
    name: dict[str, str]
    guide: bool
    state: CounterState
    staff: str | None
    pause_reason: str | None
    serves: list[Ranked]
    turn: Turn | None
    waiting: int
    since: Instant | None


class Next(View):
    turn: Turn | None
    finished: Turn | None


class Item(View):
    code: str
    name: dict[str, str]
    papers: dict[str, list[str]]
    minutes: float | None


class Service(View):
    """A service now: `open` takes tickets, `staffed` has an open counter; a ticket needs only the former."""

    code: str
    series: str
    name: dict[str, str]
    about: dict[str, str]
    private: bool
    items: list[Item]
    open: bool
    staffed: bool
    waiting: int
    estimate: Estimate | None


class BoardCall(View):
    """A call as the board shows it; a private service is not named."""

    cursor: int
    number: str
    counter: int
    service: str | None
    called_at: Instant
    state: State


class BoardWaiting(View):
    service: str
    waiting: int
    estimate: Estimate | None


class Board(View):
    """`calls`: the numbers at the counters now, newest first; `recent`: the latest calls that have moved on."""

    revision: int
    calls: list[BoardCall]
    recent: list[BoardCall]
    waiting: list[BoardWaiting]
    notices: list[str]


class Call(View):
    """One call or recall, as the voice needs it."""

    cursor: int
    number: str
    counter: int
    service: str | None
    recall: bool
    language: str


class Event(View):
    """A row of the log."""

    seq: int
    at: Instant
    kind: EventKind
    schema_version: int
    actor: str
    device: str | None
    counter: int | None
    ticket: int | None
    turn: int | None
    data: dict[str, Any]


class WaitRow(View):
    """One row of the waits report; durations in seconds, null where nothing was measured."""

    key: str
    served: int
    missed: int
    cancelled: int
    lapsed: int
    wait_mean: float | None
    wait_median: float | None
    wait_p90: float | None
    wait_max: float | None
    service_mean: float | None
    service_median: float | None
    service_p90: float | None
    within_target: float | None = Field(description="share of the waits within target_minutes, 0 to 1")


class Waits(View):
    rows: list[WaitRow]
    total: WaitRow
