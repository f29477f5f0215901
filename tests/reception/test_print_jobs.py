"""Paper asked for, and what becomes of it, on a real file. The office has two printers at its kiosk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bookable import bookable
from conftest import Reception
from offices import SMALL
from sqlalchemy.exc import IntegrityError

from server.config import parse
from server.reception import appointments, calls, papers, printers, spool, tickets, undoing
from server.rules.printers import PrinterState
from server.rules.refused import Reason, Refused
from server.rules.spool import TTL_MS, JobKind, JobState, Step
from server.rules.visit import Act, Paper, Status
from server.store import jobs, views
from server.store import printers as known
from server.store.tables import PrintJob, Visit

TWO_PRINTERS = SMALL.replace(
    """  - {id: entrance, transport: screen}
kiosk: {printer: entrance}
""",
    """  - {id: entrance, transport: screen}
  - {id: hall, transport: screen}
  - {id: far, transport: remote}
kiosk: {printer: entrance, fallback: hall}
""",
)
READY, NO_PAPER = PrinterState.READY, PrinterState.NO_PAPER


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Reception]:
    """The office with two printers at its kiosk, Monday at eight; both were seen to be ready."""
    open_branch = Reception(tmp_path / "data", parse(TWO_PRINTERS, "two.yaml"))
    for printer in ("entrance", "hall"):
        open_branch.do(spool.note, printer, READY)
    yield open_branch
    open_branch.close()


def job(branch: Reception, visit: Visit) -> PrintJob:
    return branch.job_of(visit)


def paper(branch: Reception, visit: Visit) -> Paper:
    with branch.book() as book:
        return tickets.by_token(book, visit.token).paper


def begin(branch: Reception, visit: Visit) -> PrintJob | None:
    begun: PrintJob | None = branch.do(spool.begin, job(branch, visit).id)
    return begun


def end(branch: Reception, visit: Visit, step: Step, state: PrinterState = READY, **more: Any) -> Any:
    return branch.do(spool.end, job(branch, visit).id, step, state, **more)


def heard(branch: Reception, visit: Visit) -> list[Paper]:
    """What was told of a visit's paper, in order."""
    with branch.book() as book:
        rows = views.events_of(book.connection, book.branch, book.day)
    return [row.paper for row in rows if row.visit == visit.id and row.act is Act.PRINT]


def waits(branch: Reception, printer: str) -> list[int]:
    with branch.book() as book:
        return [one.id for one in spool.waiting(book, printer)[0]]


def test_a_ticket_and_its_job_are_one_act(branch: Reception) -> None:
    visit = branch.take(printed=True)

    asked = dict(job(branch, visit)._mapping)  # type: ignore[attr-defined]
    del asked["id"]
    assert asked == {
        "branch": "small",
        "printer": "entrance",
        "kind": JobKind.ORIGINAL,
        "visit": visit.id,
        "booking": None,
        "edition": 0,
        "state": JobState.QUEUED,
        "attempts": 0,
        "asked_at": branch.now,
        "began_at": None,
        "ended_at": None,
        "reason": None,
        "journal": None,
    }
    assert paper(branch, visit) is Paper.PRINTING
    with pytest.raises(IntegrityError):
        branch.do(lambda ledger: papers.ask_ticket(ledger, visit))


def test_a_repeated_touch_asks_for_no_second_paper(branch: Reception) -> None:
    once = branch.take(printed=True, nonce="touch-01")
    again = branch.take(printed=True, nonce="touch-01")

    assert (once.id, waits(branch, "entrance")) == (again.id, [job(branch, once).id])


def test_what_the_printer_says_is_what_pages_tell(branch: Reception) -> None:
    told = {}
    for step in (Step.PRINTED, Step.UNCONFIRMED, Step.NOT_SENT, Step.UNKNOWN):
        visit = branch.take(printed=True)
        begin(branch, visit)
        end(branch, visit, step, PrinterState.UNKNOWN)
        told[step] = (job(branch, visit).state, paper(branch, visit), heard(branch, visit))

    assert told == {
        step: (JobState(step), Paper(step), [Paper(step)])
        for step in (Step.PRINTED, Step.UNCONFIRMED, Step.NOT_SENT, Step.UNKNOWN)
    }


def test_of_two_servers_one_gets_the_job(branch: Reception) -> None:
    visit = branch.take(printed=True)

    assert begin(branch, visit) is not None
    assert begin(branch, visit) is None
    assert job(branch, visit).attempts == 1


def test_what_was_not_sent_is_tried_again_and_counted(branch: Reception) -> None:
    visit = branch.take(printed=True)
    for _ in range(2):
        begin(branch, visit)
        end(branch, visit, Step.NOT_SENT, PrinterState.UNKNOWN, reason="busy")
    begin(branch, visit)
    end(branch, visit, Step.PRINTED)

    printed = job(branch, visit)
    assert (printed.state, printed.attempts, printed.reason) == (JobState.PRINTED, 3, "busy")
    assert heard(branch, visit) == [Paper.NOT_SENT, Paper.PRINTED]


def test_a_job_that_may_have_come_out_is_not_begun_again(branch: Reception) -> None:
    visit = branch.take(printed=True)
    begin(branch, visit)
    end(branch, visit, Step.UNKNOWN, reason="reset")

    assert begin(branch, visit) is None
    assert waits(branch, "entrance") == []


def test_after_a_crash_nobody_knows_what_became_of_the_job_under_way(branch: Reception) -> None:
    under_way, waiting = branch.take(printed=True), branch.take(printed=True)
    begin(branch, under_way)

    branch.do(spool.lose, "hall")
    assert job(branch, under_way).state is JobState.SENDING
    branch.do(spool.lose, "entrance")
    lost = job(branch, under_way)
    assert (lost.state, lost.reason, paper(branch, under_way)) == (
        JobState.UNKNOWN,
        "server_stopped",
        Paper.UNKNOWN,
    )
    assert waits(branch, "entrance") == [job(branch, waiting).id]


def test_a_refilled_printer_prints_the_last_minute_and_no_more(branch: Reception) -> None:
    old = branch.take(printed=True)
    branch.minutes_later(0.5)
    young = branch.take(printed=True)
    branch.now += TTL_MS // 2 + 1

    assert waits(branch, "entrance") == [job(branch, young).id]
    assert begin(branch, old) is None
    branch.do(spool.tidy, "entrance")
    assert [job(branch, one).state for one in (old, young)] == [JobState.EXPIRED, JobState.QUEUED]
    assert paper(branch, old) is Paper.NOT_SENT


@pytest.mark.parametrize("how", ["called", "left"])
def test_a_client_who_is_called_or_has_left_needs_no_paper(branch: Reception, how: str) -> None:
    visit = branch.take(printed=True)
    if how == "called":
        assert branch.call_next() == visit.number
    else:
        branch.do(tickets.leave, visit.token)

    assert waits(branch, "entrance") == []
    assert begin(branch, visit) is None
    assert (job(branch, visit).state, paper(branch, visit)) == (JobState.CANCELLED, Paper.NOT_SENT)


def test_a_call_that_is_undone_at_once_leaves_the_paper_to_come(branch: Reception) -> None:
    visit = branch.take(printed=True)
    branch.call_next()
    branch.do(undoing.undo, "1")

    assert begin(branch, visit) is not None


def test_a_job_under_way_is_finished_though_the_client_is_called(branch: Reception) -> None:
    visit = branch.take(printed=True)
    begin(branch, visit)
    branch.call_next()
    branch.do(spool.tidy, "entrance")
    end(branch, visit, Step.PRINTED)

    assert (job(branch, visit).state, paper(branch, visit)) == (JobState.PRINTED, Paper.PRINTED)


def test_the_other_printer_gets_what_waits_when_one_fails(branch: Reception) -> None:
    first, second = branch.take(printed=True), branch.take(printed=True)
    begin(branch, first)
    end(branch, first, Step.NOT_SENT, NO_PAPER, reason="no_paper")
    third = branch.take(printed=True)

    assert waits(branch, "entrance") == []
    assert waits(branch, "hall") == [job(branch, one).id for one in (first, second, third)]
    assert {job(branch, one).state for one in (first, second, third)} == {JobState.QUEUED}
    assert [paper(branch, one) for one in (first, second, third)] == [Paper.PRINTING] * 3


def test_a_test_print_and_what_may_have_come_out_stay_with_their_printer(branch: Reception) -> None:
    test = branch.do(papers.ask_test, "entrance")
    visit = branch.take(printed=True)
    begin(branch, visit)
    end(branch, visit, Step.UNKNOWN, NO_PAPER, reason="no_paper")

    assert waits(branch, "hall") == []
    assert waits(branch, "entrance") == [test.id]


def test_with_both_printers_failing_visitors_are_told_before_they_choose(branch: Reception) -> None:
    def told() -> Paper:
        with branch.book() as book:
            return papers.first_paper(book)

    assert told() is Paper.PRINTING
    branch.do(spool.note, "entrance", PrinterState.COVER_OPEN)
    assert told() is Paper.PRINTING
    branch.do(spool.note, "hall", PrinterState.OFFLINE)
    assert told() is Paper.NOT_SENT
    visit = branch.take(printed=True)
    assert (job(branch, visit).printer, paper(branch, visit)) == ("entrance", Paper.NOT_SENT)
    branch.do(spool.note, "entrance", READY)
    begin(branch, visit)
    end(branch, visit, Step.PRINTED)
    assert paper(branch, visit) is Paper.PRINTED


def test_a_visitor_is_not_left_waiting_for_paper_when_the_printer_is_seen_to_fail(branch: Reception) -> None:
    visit = branch.take(printed=True)
    branch.do(spool.note, "hall", PrinterState.OFFLINE)
    branch.do(spool.note, "entrance", NO_PAPER, "no_paper")

    held = job(branch, visit)
    assert (held.state, held.attempts, held.reason) == (JobState.NOT_SENT, 0, "no_paper")
    assert paper(branch, visit) is Paper.NOT_SENT
    assert waits(branch, "entrance") == [held.id]


def test_an_answer_that_comes_late_or_twice_tells_the_truth_and_prints_nothing(branch: Reception) -> None:
    printed, nothing = branch.take(printed=True), branch.take(printed=True)
    for visit in (printed, nothing):
        begin(branch, visit)
    branch.do(spool.lose, "entrance")

    assert end(branch, printed, Step.PRINTED, late=("entrance", 2)) is None, "of another attempt"
    assert end(branch, printed, Step.PRINTED, late=("hall", 1)) is None, "of another printer"
    assert end(branch, printed, Step.PRINTED, late=("entrance", 1)) is JobState.PRINTED
    assert end(branch, printed, Step.UNKNOWN, late=("entrance", 1)) is None
    assert end(branch, nothing, Step.NOT_SENT, late=("entrance", 1)) is JobState.EXPIRED
    assert [paper(branch, one) for one in (printed, nothing)] == [Paper.PRINTED, Paper.NOT_SENT]
    assert waits(branch, "entrance") == []


def test_jobs_of_a_printer_that_the_office_has_no_more_are_over(branch: Reception) -> None:
    waiting, under_way = branch.take(printed=True), branch.take(printed=True)
    begin(branch, under_way)
    branch.do(spool.forget_printers, ["hall"])

    assert [(job(branch, one).state, job(branch, one).reason) for one in (waiting, under_way)] == [
        (JobState.EXPIRED, "no_such_printer"),
        (JobState.UNKNOWN, "no_such_printer"),
    ]


# Copies


def newest(branch: Reception, printer: str = "entrance") -> PrintJob:
    with branch.book() as book:
        return jobs.newest(book.connection, book.branch, printer, 1)[0]


def test_a_copy_is_asked_for_at_the_desk_with_an_event_and_takes_no_place(branch: Reception) -> None:
    visit = branch.take(printed=True)
    begin(branch, visit)
    end(branch, visit, Step.PRINTED)
    branch.minutes_later(10)
    branch.do(papers.reprint, visit.number, counter="1", staff="rasa")

    copy = newest(branch)
    assert (copy.kind, copy.visit, copy.state) == (JobKind.COPY, visit.id, JobState.QUEUED)
    with branch.book() as book:
        last = views.events_of(book.connection, book.branch, book.day)[-1]
        assert [one.number for one in views.all_waiting(book.connection, book.branch, book.day)] == ["A001"]
    assert (last.act, last.before, last.after, last.counter, last.staff) == (
        Act.REPRINT,
        Status.WAITING,
        Status.WAITING,
        "1",
        "rasa",
    )


def test_a_copy_brings_paper_to_who_had_none_and_never_takes_it_away(branch: Reception) -> None:
    without, with_paper = branch.take(printed=True), branch.take(printed=True)
    for visit, step in ((without, Step.UNKNOWN), (with_paper, Step.PRINTED)):
        begin(branch, visit)
        end(branch, visit, step)
    for visit, step in ((without, Step.PRINTED), (with_paper, Step.UNKNOWN)):
        branch.do(papers.reprint, visit.number)
        copy = newest(branch)
        branch.do(spool.begin, copy.id)
        branch.do(spool.end, copy.id, step, READY)

    assert [paper(branch, one) for one in (without, with_paper)] == [Paper.PRINTED, Paper.PRINTED]


def test_a_client_being_served_gets_a_copy_and_one_who_has_gone_none(branch: Reception) -> None:
    visit = branch.take(printed=True)
    branch.call_next()
    copy = branch.do(papers.reprint, visit.number, "hall", counter="1", staff="rasa")

    assert branch.do(spool.begin, copy.id) is not None
    branch.do(calls.finish, "1")
    with pytest.raises(Refused) as refused:
        branch.do(papers.reprint, visit.number)
    assert refused.value.reason is Reason.NOT_ALLOWED_NOW


def test_a_copy_stands_in_no_undos_way(branch: Reception) -> None:
    visit = branch.take(printed=True)
    branch.call_next()
    branch.do(papers.reprint, visit.number, counter="1", staff="rasa")

    assert [one.number for one in branch.do(undoing.undo, "1")] == ["A001"]


def test_no_copy_from_a_printer_that_is_not_there_or_of_a_ticket_nobody_has(branch: Reception) -> None:
    visit = branch.take()
    reasons = []
    for number, printer in ((visit.number, "attic"), ("A777", None)):
        with pytest.raises(Refused) as refused:
            branch.do(papers.reprint, number, printer)
        reasons.append(refused.value.reason)

    assert reasons == [Reason.UNKNOWN_PRINTER, Reason.UNKNOWN_TICKET]


def test_without_a_printer_there_is_no_job_and_no_copy(tmp_path: Path) -> None:
    office = Reception(tmp_path / "data", parse(SMALL.replace("kiosk: {printer: entrance}", ""), "none.yaml"))
    visit = office.take(printed=True)
    with pytest.raises(Refused) as refused:
        office.do(papers.reprint, visit.number)

    assert visit.paper is Paper.NONE
    assert refused.value.reason is Reason.NO_PRINTER
    assert waits(office, "entrance") == []
    office.close()


# Slips of booked times


def test_a_slip_is_an_original_then_copies_and_an_original_again_after_a_move(tmp_path: Path) -> None:
    hall = Reception(tmp_path / "data", bookable())
    with hall.book() as book:
        nine, half_past = (slot.start for slot in appointments.next_free(book, "J", 2))
    booking = hall.do(appointments.book, "J", nine, printed=True).booking
    hall.do(appointments.print_slip, booking.id)
    hall.do(appointments.move, booking.id, half_past)
    hall.do(appointments.print_slip, booking.id)

    with hall.book() as book:
        asked = jobs.newest(book.connection, book.branch, "entrance", 9)[::-1]
        good, others = spool.waiting(book, "entrance")
    assert [(one.kind, one.edition) for one in asked] == [
        (JobKind.ORIGINAL, 0),
        (JobKind.COPY, 0),
        (JobKind.ORIGINAL, 1),
    ]
    assert [one.id for one in good] == [asked[1].id, asked[2].id]
    assert others, "the slip of a time that was moved says what is not true any more"
    hall.do(spool.begin, asked[2].id)
    hall.do(spool.end, asked[2].id, Step.PRINTED, READY)
    hall.do(spool.tidy, "entrance")
    with hall.book() as book:
        assert appointments.by_id(book, booking.id).paper is Paper.PRINTED
    hall.do(appointments.cancel, booking.id)
    with pytest.raises(Refused) as refused:
        hall.do(appointments.print_slip, booking.id)
    assert refused.value.reason is Reason.BOOKING_OVER
    hall.close()


# What is known of printers


def test_a_printers_trouble_is_known_since_it_began(branch: Reception) -> None:
    began = branch.now
    branch.do(spool.note, "entrance", NO_PAPER, "no_paper", "1A 32 12 7E")
    branch.minutes_later(3)
    branch.do(spool.note, "entrance", NO_PAPER, "no_paper")

    with branch.book() as book:
        (now, _, never) = printers.standings(book)
    assert now.known is not None
    assert (now.state, now.known.since, now.known.answer) == (NO_PAPER, began, "1A 32 12 7E")
    assert (never.state, never.known) == (PrinterState.UNKNOWN, None)


def test_paper_is_counted_until_the_roll_is_changed(branch: Reception) -> None:
    def used() -> tuple[PrinterState, int]:
        with branch.book() as book:
            standing = printers.standings(book)[0]
        assert standing.known is not None
        return standing.state, standing.known.printed_mm

    for step, length in ((Step.PRINTED, 60_000), (Step.NOT_SENT, 5_000), (Step.UNKNOWN, 9_000)):
        visit = branch.take(printed=True)
        begin(branch, visit)
        end(branch, visit, step, millimetres=length)
    assert used() == (PrinterState.PAPER_LOW, 69_000)
    branch.do(printers.change_roll, "entrance")
    assert used() == (READY, 0)
    with branch.book() as book:
        row = known.known(book.connection, book.branch, "entrance")
    assert row is not None and row.roll_changed_at == branch.now
    branch.do(printers.change_roll, "far")
    with pytest.raises(Refused) as refused:
        branch.do(printers.change_roll, "attic")
    assert refused.value.reason is Reason.UNKNOWN_PRINTER
