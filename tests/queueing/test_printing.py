from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.plan import Plan
from queueing.errors import JobEnded, NoPrinter, UnknownJob, UnknownPrinter
from queueing.hall import Hall
from queueing.hall_view import HallView
from queueing.paper import (
    ENDINGS,
    EXPIRES_AFTER,
    LEASE,
    STATUS_HOLDS,
    Cover,
    Cutter,
    JobState,
    Paper,
    PrinterStatus,
    readiness,
)
from queueing.people import Actor, Role
from queueing.printing import Evidence
from queueing.store import PrintJobRow
from queueing.views import Printer, PrintJob
from queueing.work import Request
from tests.support import CLERK, KIOSK, MANAGER, Clock, a_plan, events, everything, take

HOST = Actor("token:devices", Role.HOST)
OTHER_HOST = Actor("token:other", Role.HOST)
WELL = PrinterStatus(True, Cover.CLOSED, Cutter.OK, Paper.OK)
PRINTED = Evidence(JobState.PRINTED, confirmed=True)
ASKED = Request("key", "POST /api/v1/print-jobs/claim", {"printers": ["front"]})


def with_printers(*printers: dict[str, Any], **tables: Any) -> Plan:
    return a_plan(printers=list(printers) or [{"name": "front"}], **tables)


@pytest.fixture
def hall(hall_with: Callable[[Plan], Hall]) -> Hall:
    """The test hall with one printer."""
    return hall_with(with_printers())


def claimed(hall: Hall, host: Actor = HOST, printers: tuple[str, ...] = ("front",)) -> PrintJob | None:
    return hall.claim(host, printers).job


def printed(hall: Hall, token: str) -> str | None:
    return HallView(hall).ticket(token).printed


def the_printer(hall: Hall) -> Printer:
    return HallView(hall).printers()[0]


def test_a_slip_is_ordered_with_the_ticket(hall: Hall) -> None:
    ticket = take(hall)
    assert ticket.printed is JobState.QUEUED
    assert [event.kind for event in events(hall)[-2:]] == ["issued", "slip_ordered"]


def test_no_slip_where_there_is_no_printer_or_none_is_wanted(hall: Hall, hall_with: Callable[[Plan], Hall]) -> None:
    assert take(hall, print=False).printed is None
    assert take(hall_with(a_plan())).printed is None


def test_a_job_is_claimed_once_and_in_order(hall: Hall) -> None:
    numbers = [take(hall).number for _ in range(3)]
    jobs = [claimed(hall) for _ in range(4)]
    assert [job.content["number"] for job in jobs if job] == numbers
    assert jobs[3] is None


def test_a_host_claims_only_for_its_own_printers(hall_with: Callable[[Plan], Hall]) -> None:
    hall = hall_with(with_printers({"name": "front"}, {"name": "back", "kiosks": ["kiosk-2"]}))
    take(hall)
    take(hall, actor=Actor("token:kiosk-2", Role.KIOSK))
    assert claimed(hall, printers=("nowhere",)) is None
    job = claimed(hall, printers=("back",))
    assert job is not None
    assert job.content["number"] == "A002"


def test_the_end_of_a_job_is_on_the_ticket(hall: Hall) -> None:
    ticket = take(hall)
    job = claimed(hall)
    assert job is not None
    assert printed(hall, ticket.token) == "sending"
    hall.end_job(HOST, job.id, PRINTED)
    assert printed(hall, ticket.token) == "printed"
    assert events(hall)[-1].data == {
        "job": job.id, "printer": "front", "state": "printed", "confirmed": True, "reason": None,
    }  # fmt: skip


def test_only_the_host_that_claimed_a_job_may_end_it(hall: Hall) -> None:
    take(hall)
    job = claimed(hall)
    assert job is not None
    with pytest.raises(UnknownJob):
        hall.end_job(OTHER_HOST, job.id, PRINTED)
    with pytest.raises(UnknownJob):
        hall.end_job(HOST, job.id + 1, PRINTED)


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("end", JobState)
def test_a_job_ends_only_as_the_table_says(hall: Hall, state: JobState, end: JobState) -> None:
    take(hall)
    job = claimed(hall)
    assert job is not None
    _force(hall, job.id, state)
    before = everything(hall)
    if end in ENDINGS.get(state, ()):
        assert hall.end_job(HOST, job.id, Evidence(end)).state is end
    else:
        with pytest.raises(JobEnded):
            hall.end_job(HOST, job.id, Evidence(end))
        assert everything(hall) == before


def test_a_slip_that_nobody_fetched_for_a_minute_expires_and_is_never_printed(hall: Hall, clock: Clock) -> None:
    fetched, late = take(hall), take(hall)
    clock.time += EXPIRES_AFTER
    assert claimed(hall) is not None
    clock.tick(seconds=1)
    assert claimed(hall) is None
    assert printed(hall, late.token) == "expired"
    assert printed(hall, fetched.token) == "sending"


def test_a_job_whose_host_fell_silent_is_unknown_and_not_printed_again(hall: Hall, clock: Clock) -> None:
    ticket = take(hall)
    assert claimed(hall) is not None
    clock.time += LEASE * 1.1
    assert claimed(hall, OTHER_HOST) is None
    assert printed(hall, ticket.token) == "unknown"
    assert claimed(hall, OTHER_HOST) is None


def test_evidence_that_comes_late_still_counts(hall: Hall, clock: Clock) -> None:
    ticket = take(hall)
    job = claimed(hall)
    assert job is not None
    clock.time += LEASE * 2
    assert claimed(hall) is None
    hall.end_job(HOST, job.id, PRINTED)
    assert printed(hall, ticket.token) == "printed"


def test_what_a_host_was_sending_when_it_was_lost_is_unknown(hall: Hall) -> None:
    ticket = take(hall)
    assert claimed(hall) is not None
    hall.lose_host(OTHER_HOST)
    assert printed(hall, ticket.token) == "sending"
    hall.lose_host(HOST)
    assert printed(hall, ticket.token) == "unknown"


def test_a_claim_that_is_repeated_within_its_lease_is_the_same_claim(hall: Hall, clock: Clock) -> None:
    take(hall)
    take(hall)
    first = hall.claim(HOST, ["front"], ASKED).job
    clock.time += LEASE
    assert first is not None
    assert hall.claim(HOST, ["front"], ASKED).job == first


def test_a_claim_that_is_repeated_too_late_prints_nothing(hall: Hall, clock: Clock) -> None:
    ticket = take(hall)
    hall.claim(HOST, ["front"], ASKED)
    clock.time += LEASE * 1.1
    assert hall.claim(HOST, ["front"], ASKED).job is None
    assert printed(hall, ticket.token) == "unknown"


def test_a_claim_that_is_repeated_after_its_job_ended_prints_nothing(hall: Hall) -> None:
    take(hall)
    take(hall)
    job = hall.claim(HOST, ["front"], ASKED).job
    assert job is not None
    hall.end_job(HOST, job.id, PRINTED)
    assert hall.claim(HOST, ["front"], ASKED).job is None


def test_an_empty_claim_is_not_kept_and_finds_what_came_since(hall: Hall) -> None:
    before = everything(hall)
    assert hall.claim(HOST, ["front"], ASKED).job is None
    assert everything(hall) == before
    take(hall)
    assert hall.claim(HOST, ["front"], ASKED).job is not None


def test_looking_in_vain_takes_no_write_lock(hall: Hall) -> None:
    take(hall)
    with hall.store.write():
        assert hall.claim(HOST, ["back"], ASKED).job is None
        hall.sweep_slips()


def test_slips_end_by_time_alone_though_nobody_claims_or_orders(hall: Hall, clock: Clock) -> None:
    sent, left = take(hall), take(hall)
    assert claimed(hall) is not None
    clock.time += LEASE
    hall.sweep_slips()
    assert (printed(hall, sent.token), printed(hall, left.token)) == ("sending", "queued")
    clock.time += EXPIRES_AFTER
    hall.sweep_slips()
    assert (printed(hall, sent.token), printed(hall, left.token)) == ("unknown", "expired")
    assert events(hall)[-1].actor == "system"


def test_a_reprint_is_the_same_number_marked_as_a_copy(hall: Hall) -> None:
    ticket = take(hall)
    first = claimed(hall)
    again = hall.print_again(KIOSK, ticket.token)
    second = claimed(hall)
    assert first is not None
    assert second is not None
    assert again.number == ticket.number == second.content["number"]
    assert (first.content["copy"], second.content["copy"]) == (False, True)


def test_a_reprint_without_a_printer_says_so(hall_with: Callable[[Plan], Hall]) -> None:
    hall = hall_with(a_plan())
    with pytest.raises(NoPrinter):
        hall.print_again(CLERK, take(hall).token)


def test_the_slip_has_what_a_citizen_needs_in_his_language(hall_with: Callable[[Plan], Hall]) -> None:
    farm = {
        "code": "FARM", "series": "A", "name": {"zh-Hans": "惠农补贴", "en": "Farm"},
        "items": [{"code": "LAND", "name": "Land", "papers": {"zh-Hans": ["身份证"], "en": ["ID card", "contract"]}}],
    }  # fmt: skip
    plan = with_printers(
        hall={"public_url": "https://hall.example"}, services=[farm], counters=[{"number": 1, "serves": ["FARM"]}]
    )
    hall = hall_with(plan)
    take(hall)
    assert claimed(hall) is not None
    ticket = take(hall, language="en", items=["LAND"], class_="senior")
    job = claimed(hall)
    assert job is not None
    assert job.content == {
        "language": "en", "hall": "Test hall", "number": "A002", "issued_at": "2026-11-23T09:00:00+08:00",
        "service": "Farm", "class_name": "Senior", "ahead": 0, "estimate": None, "papers": ["ID card", "contract"],
        "url": f"https://hall.example/t/{ticket.token}", "copy": False,
    }  # fmt: skip


def test_a_private_service_is_not_on_the_slip(hall: Hall) -> None:
    take(hall, "PETITION")
    job = claimed(hall)
    assert job is not None
    assert job.content["service"] is None
    assert "Petition" not in str(job.content)


def test_the_slip_stays_as_it_was_when_the_plan_changes(hall: Hall) -> None:
    take(hall)
    hall.publish(MANAGER, with_printers(hall={"name": "Another hall"}))
    job = claimed(hall)
    assert job is not None
    assert job.content["hall"] == "Test hall"


def test_a_test_page_is_a_job_without_a_ticket(hall: Hall) -> None:
    assert hall.test_printer(MANAGER, "front").state is JobState.QUEUED
    job = claimed(hall)
    assert job is not None
    assert job.content["test"] is True
    with pytest.raises(UnknownPrinter):
        hall.test_printer(MANAGER, "nowhere")


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (WELL, "ok"),
        (PrinterStatus(True, Cover.CLOSED, Cutter.OK, Paper.NEAR_END), "near_end"),
        (PrinterStatus(False, Cover.CLOSED, Cutter.OK, Paper.OUT), "out"),
        (PrinterStatus(False, Cover.OPEN, Cutter.OK, Paper.OK), "cover"),
        (PrinterStatus(False, Cover.CLOSED, Cutter.ERROR, Paper.OK), "cutter"),
        (PrinterStatus(False), "offline"),
        (PrinterStatus(), "unknown"),
        (PrinterStatus(True), "unknown"),
    ],
)
def test_a_printer_in_one_word_and_silence_is_never_ok(hall: Hall, status: PrinterStatus, word: str) -> None:
    assert readiness(status.online, status.cover, status.cutter, status.paper) == word
    hall.report_printer(HOST, "front", status)
    assert the_printer(hall).state == word


def test_a_printer_of_which_nobody_has_reported_for_long_is_unknown(hall: Hall, clock: Clock) -> None:
    assert the_printer(hall).state == "unknown"
    hall.report_printer(HOST, "front", WELL)
    clock.time += STATUS_HOLDS * 1.1
    printer = the_printer(hall)
    assert (printer.state, printer.online, printer.paper) == ("unknown", None, "unknown")


def test_a_printer_that_can_never_answer_is_well_while_its_host_lives(hall_with: Callable[[Plan], Hall]) -> None:
    hall = hall_with(with_printers({"name": "front", "confirm": "none"}))
    assert the_printer(hall).state == "unknown"
    hall.report_printer(HOST, "front", PrinterStatus())
    assert the_printer(hall).state == "ok"


def test_only_news_of_a_printer_is_an_event(hall: Hall) -> None:
    before = len(events(hall))
    for _ in range(3):
        hall.report_printer(HOST, "front", WELL)
    hall.report_printer(HOST, "front", PrinterStatus(False))
    assert [event.kind for event in events(hall)[before:]] == ["printer_changed"] * 2


def test_when_a_host_is_gone_its_printers_are_unknown_at_once(hall: Hall) -> None:
    hall.report_printer(HOST, "front", WELL)
    hall.lose_host(OTHER_HOST)
    assert the_printer(hall).state == "ok"
    hall.lose_host(HOST)
    assert the_printer(hall).state == "unknown"


def test_the_queue_of_a_printer_is_counted(hall: Hall) -> None:
    for _ in range(3):
        take(hall)
    assert claimed(hall) is not None
    assert the_printer(hall).queue == 3


def _force(hall: Hall, job: int, state: JobState) -> None:
    with hall.store.write() as session:
        session.get_one(PrintJobRow, job).state = state
