"""What becomes of the papers that were asked for. What a printer does is done elsewhere.

A job is committed before the first of its bytes is sent. Whatever may have come out is never sent again by
itself; staff may ask for a copy.
"""

from collections.abc import Collection
from typing import Any

from server.reception.ledger import Ledger
from server.reception.printers import instead_of, note_state
from server.rules import spool
from server.rules.printers import PrinterState
from server.rules.slots import Booking as BookingStatus
from server.rules.spool import PAPER, WAITING, JobKind, JobState, Step
from server.rules.visit import Act, Paper, Status
from server.store import bookings, jobs, printers, visits
from server.store.tables import PrintJob

CAME_OUT = (Paper.PRINTED, Paper.UNCONFIRMED)


def begin(ledger: Ledger, job: int, journal: str | None = None) -> PrintJob | None:
    """Take note that a job's first byte is about to be sent. Whoever gets the job sends it, nobody else does.

    Args:
        ledger: the open book.
        job: its id.
        journal: of the agent that is going to print it, its journal's name.

    Returns:
        The job; ``None`` when it is not to be sent: its time is over, the client was called or has left, or
        another server has it.
    """
    found = jobs.by_id(ledger.connection, ledger.branch, job)
    if found is None or found.state not in WAITING or _given_up(ledger, found):
        return None
    began = {"attempts": found.attempts + 1, "began_at": ledger.now, "journal": journal}
    return jobs.move(ledger.connection, found, JobState.SENDING, began)


def waiting(ledger: Ledger, printer: str) -> tuple[list[PrintJob], bool]:
    """Return the jobs of a printer that are still to be printed, in the order of asking.

    Returns:
        The jobs, and whether there are others that wait in vain: ``tidy`` ends them.
    """
    found = [
        one for one in jobs.unfinished(ledger.connection, ledger.branch, printer) if one.state in WAITING
    ]
    wanted = [job for job in found if _given_up_by(ledger, job) is None]
    return wanted, len(wanted) < len(found)


def being_sent(ledger: Ledger, printer: str) -> list[PrintJob]:
    """Return the jobs of a printer that are being sent, or were when their server died."""
    found = jobs.unfinished(ledger.connection, ledger.branch, printer)
    return [job for job in found if job.state is JobState.SENDING]


def tidy(ledger: Ledger, printer: str) -> None:
    """Give up the waiting jobs of a printer whose time is over, or for which nobody waits any more."""
    for job in jobs.unfinished(ledger.connection, ledger.branch, printer):
        if job.state in WAITING:
            _given_up(ledger, job)


def _given_up(ledger: Ledger, job: PrintJob) -> bool:
    step = _given_up_by(ledger, job)
    if step is not None:
        _step(ledger, job, step)
    return step is not None


def _given_up_by(ledger: Ledger, job: PrintJob) -> Step | None:
    if spool.too_old(job.asked_at, ledger.now):
        return Step.EXPIRE
    return None if _wanted(ledger, job) else Step.CANCEL


def _wanted(ledger: Ledger, job: PrintJob) -> bool:
    """Say whether anybody still waits for a paper. Who was called needs no ticket any more."""
    if job.kind is not JobKind.ORIGINAL:
        return True
    if job.visit is not None:
        return visits.by_id(ledger.connection, job.visit).status is Status.WAITING
    booking = bookings.by_id(ledger.connection, ledger.branch, job.booking or 0)
    return booking is not None and (booking.status, booking.moved) == (BookingStatus.BOOKED, job.edition)


def end(
    ledger: Ledger,
    job: int,
    step: Step,
    state: PrinterState,
    *,
    reason: str = "",
    millimetres: int = 0,
    late: tuple[str, int] | None = None,
) -> JobState | None:
    """Write down what became of a job that was being sent, and how the printer is then.

    Args:
        ledger: the open book.
        job: its id.
        step: ``PRINTED``, ``UNCONFIRMED``, ``NOT_SENT`` or ``UNKNOWN``.
        state: the printer's condition at the end.
        reason: the printer's word; empty when all went well.
        millimetres: of paper that it takes.
        late: of an answer that comes late, the printer that gives it, and which attempt it is about.

    Returns:
        Where the job stands now; ``None`` when that was known already: an answer may come twice.
    """
    found = jobs.by_id(ledger.connection, ledger.branch, job)
    if found is None or spool.after(found.state, step) is None:
        return None
    if late not in (None, (found.printer, found.attempts)):
        return None
    if found.state is JobState.SENDING and step is not Step.NOT_SENT:
        printers.count_paper(ledger.connection, ledger.branch, found.printer, millimetres)
    ended = _step(ledger, found, step, reason)
    note(ledger, found.printer, state, reason if state.failing else "")
    return ended.state


def give_up(ledger: Ledger, job: int, reason: str) -> None:
    """Take note that a waiting job can never be printed."""
    found = jobs.by_id(ledger.connection, ledger.branch, job)
    if found is not None and found.state in WAITING:
        _step(ledger, found, Step.EXPIRE, reason)


def note(ledger: Ledger, printer: str, state: PrinterState, reason: str = "", answer: str = "") -> None:
    """Write down how a printer is now. While it fails, the kiosk's other one gets what waits for it.

    Args:
        ledger: the open book.
        printer: its id.
        state: how it is.
        reason: its word for why.
        answer: what it answered to DLE EOT 1 to 4, bytes in hex; empty leaves what it answered before.
    """
    note_state(ledger, printer, state, reason, answer)
    if not state.failing:
        return
    instead = instead_of(ledger, printer)
    for job in jobs.unfinished(ledger.connection, ledger.branch, printer):
        if job.state in WAITING and instead and job.kind is not JobKind.TEST:
            _step(ledger, job, Step.REDIRECT, printer=instead)
            ledger.notes.append(f"what waited for printer {printer} goes to {instead}")
        elif job.state is JobState.QUEUED:
            _step(ledger, job, Step.NOT_SENT, reason or state)


def lose(ledger: Ledger, printer: str) -> None:
    """Take note that whoever was sending to a printer is gone: what was being sent may have come out.

    Args:
        ledger: the open book.
        printer: the printer's id; the caller holds its lock, so nobody else is sending.
    """
    for job in being_sent(ledger, printer):
        _step(ledger, job, Step.LOSE, "server_stopped")


def forget_printers(ledger: Ledger, kept: Collection[str]) -> None:
    """Give up the jobs of printers that the office has no more.

    Args:
        ledger: the open book.
        kept: the ids of those it has.
    """
    for job in jobs.unfinished(ledger.connection, ledger.branch):
        if job.printer not in kept:
            _step(ledger, job, Step.LOSE if job.state is JobState.SENDING else Step.EXPIRE, "no_such_printer")


def _step(ledger: Ledger, job: PrintJob, step: Step, reason: str = "", **changes: Any) -> PrintJob:
    state = spool.after(job.state, step)
    assert state is not None, (job.state, step)
    over = {"ended_at": ledger.now} if state in spool.OVER else {}
    moved = jobs.move(ledger.connection, job, state, {"reason": reason or job.reason, **over, **changes})
    assert moved is not None, "the writer's transaction shuts everybody else out"
    _tell(ledger, moved)
    return moved


def _tell(ledger: Ledger, job: PrintJob) -> None:
    """Say of a ticket or slip what became of its paper. What has once come out stays so."""
    paper = PAPER[job.state]
    if job.visit is not None:
        visit = visits.by_id(ledger.connection, job.visit)
        if _is_news(job, visit.paper, paper):
            visits.move(ledger.connection, visit, Act.PRINT, ledger.by(), {"paper": paper})
        name = visit.number
    elif job.booking is not None:
        booking = bookings.by_id(ledger.connection, ledger.branch, job.booking)
        assert booking is not None
        if booking.moved == job.edition and _is_news(job, booking.paper, paper):
            bookings.change(ledger.connection, booking, {"paper": paper})
        name = f"booking {booking.id}"
    else:
        name = f"printer {job.printer} test"
    kind = "copy" if job.kind is JobKind.COPY else "paper"
    why = f" ({job.reason})" if job.reason and paper not in CAME_OUT else ""
    ledger.notes.append(f"{name} {kind}: {job.state}{why}")


def _is_news(job: PrintJob, known: Paper, paper: Paper) -> bool:
    if known in CAME_OUT or known is paper:
        return False
    return job.kind is JobKind.ORIGINAL or paper in CAME_OUT
