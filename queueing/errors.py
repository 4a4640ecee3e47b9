"""Every refusal of the hall: a stable code for programs and a sentence for people that says what to do.

One tree, so that whoever calls can catch `Refusal` and turn it into an answer in one place. The sentences are English
templates over `facts`; the web looks them up in the translation catalogs. Kinds say what sort of refusal it is
without knowing of HTTP.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar


def sentence(text: str) -> str:
    """Marks a text for the translation catalogs; changes nothing."""
    return text


class Kind(StrEnum):
    CONFLICT = "conflict"
    """Not now: what is true at present forbids it."""
    INVALID = "invalid"
    """Not like this: the request itself has to be changed."""
    UNKNOWN = "unknown"
    """There is no such thing."""
    SIGN_IN = "sign_in"
    """Nobody knows who is asking."""
    FORBIDDEN = "forbidden"
    """Who is asking may not."""
    TOO_MANY = "too_many"
    """Too many tries; later."""
    UNAVAILABLE = "unavailable"
    """The server cannot at present; the same request may work later."""


class Refusal(Exception):
    """Nothing was changed. `facts` fill the sentence and travel with the answer."""

    code: ClassVar[str]
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str]
    field: str | None = None

    def __init__(self, field: str | None = None, **facts: Any) -> None:
        self.facts = facts
        self.field = field
        super().__init__(self.text.format(**facts))


class IllegalMove(Refusal):
    code = "illegal_move"
    text = sentence("That cannot be done: the ticket is {state}. Look at its present state and choose again.")


class StaleTurn(Refusal):
    code = "stale_turn"
    text = sentence("The window has moved on since you looked; nothing was done. Look again, then press.")


class NoTurn(Refusal):
    code = "no_turn"
    text = sentence("Nobody is at window {counter}. Call the next one first.")


class TurnRunning(Refusal):
    code = "turn_running"
    text = sentence("Window {counter} is still busy with {number}. Finish that one first.")


class CounterClosed(Refusal):
    code = "counter_closed"
    text = sentence("Window {counter} is closed. Open it first.")


class CounterPaused(Refusal):
    code = "counter_paused"
    text = sentence("Window {counter} is paused. Resume it first.")


class CounterTaken(Refusal):
    code = "counter_taken"
    text = sentence("{staff} is at window {counter}. Take another window, or ask a manager to free it.")


class AtAnotherCounter(Refusal):
    code = "at_another_counter"
    text = sentence("You are still at window {counter}. Close it before you open another.")


class ServiceClosed(Refusal):
    code = "service_closed"
    text = sentence("No tickets are given for this service now. Come within the opening hours.")


class SeriesFull(Refusal):
    code = "series_full"
    text = sentence("All numbers of series {series} are given out for today. Ask at the guide desk.")


class QuotaFull(Refusal):
    code = "quota_full"
    text = sentence("All tickets of this service are given out for today. Ask at the guide desk, or come tomorrow.")


class TooEarly(Refusal):
    code = "too_early"
    text = sentence("Too early to count as missed: call {calls} times and wait {seconds} s after the last call.")


class ServiceInUse(Refusal):
    code = "plan_in_use"
    text = sentence("This plan drops service {service}, which people wait for. Keep it, or publish when nobody does.")


class CounterInUse(Refusal):
    code = "plan_in_use"
    text = sentence("This plan drops window {counter}, where somebody works. Keep it, or publish when it is closed.")


class KeyReused(Refusal):
    code = "key_reused"
    kind = Kind.INVALID
    text = sentence("This Idempotency-Key was used for another request. Use a new key for a new request.")


class BadInput(Refusal):
    code = "bad_input"
    kind = Kind.INVALID
    text = "{problem}"


class UnknownService(Refusal):
    code = "unknown_service"
    kind = Kind.INVALID
    text = sentence("There is no service {value}. Choose one of: {known}.")


class UnknownItem(Refusal):
    code = "unknown_item"
    kind = Kind.INVALID
    text = sentence("There is no item {value} in this service. Choose one of: {known}.")


class UnknownClass(Refusal):
    code = "unknown_class"
    kind = Kind.INVALID
    text = sentence("There is no class {value}. Choose one of: {known}.")


class UnknownOutcome(Refusal):
    code = "unknown_outcome"
    kind = Kind.INVALID
    text = sentence("There is no outcome {value}. Choose one of: {known}.")


class UnknownNumber(Refusal):
    code = "unknown_number"
    kind = Kind.INVALID
    text = sentence("There is no ticket {value} today. Check the number.")


class UnknownCounter(Refusal):
    code = "unknown_counter"
    kind = Kind.UNKNOWN
    text = sentence("There is no window {counter} in the hall plan.")


class UnknownTicket(Refusal):
    code = "unknown_ticket"
    kind = Kind.UNKNOWN
    text = sentence("There is no such ticket. Check the link, or ask at the guide desk.")


class UnknownPrinter(Refusal):
    code = "unknown_printer"
    kind = Kind.UNKNOWN
    text = sentence("There is no printer {printer} in the hall plan.")


class UnknownJob(Refusal):
    code = "unknown_job"
    kind = Kind.UNKNOWN
    text = sentence("There is no print job {job} that this device host has claimed.")


class NoPrinter(Refusal):
    code = "no_printer"
    text = sentence("The hall plan has no printer for this. Write the number down for the citizen.")


class JobEnded(Refusal):
    code = "job_ended"
    text = sentence("The print job has ended already; nothing was changed.")


class Forbidden(Refusal):
    code = "forbidden"
    kind = Kind.FORBIDDEN
    text = sentence("You may not do this. Ask someone with the right: {roles}.")


class Busy(Refusal):
    code = "busy"
    kind = Kind.UNAVAILABLE
    text = sentence("The server was too busy for this; nothing was changed. Try again in a moment.")


class StorageFailed(Refusal):
    code = "storage_failed"
    kind = Kind.UNAVAILABLE
    text = sentence("The server cannot store anything ({cause}); nothing was changed. Tell whoever keeps the server.")
