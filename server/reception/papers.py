"""Asking for paper: a ticket's, a booked time's, a copy of either, a test print.

A job is part of the act that gives the number, so that there is never one without the other.
"""

from server.reception.asking import visit_of
from server.reception.ledger import Ledger
from server.reception.printers import failing, for_kiosk, known_printer
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.refused import Reason, Refused
from server.rules.spool import JobKind, JobState
from server.rules.visit import Act, Paper
from server.store import bookings, jobs, visits
from server.store.tables import Booking, PrintJob, Visit


def first_paper(ledger: Ledger, kiosk: str = "") -> Paper:
    """Say what becomes of the paper of a ticket taken at a kiosk now: on its way, not to be waited for
    while the printer fails, or none because there is no printer.

    Args:
        ledger: the open book.
        kiosk: its id; "" for the usual one.
    """
    printer = for_kiosk(ledger, kiosk)
    if printer is None:
        return Paper.NONE
    return Paper.NOT_SENT if failing(ledger, printer) else Paper.PRINTING


def ask_ticket(ledger: Ledger, visit: Visit, kiosk: str = "") -> PrintJob | None:
    """Ask for a ticket's paper.

    Args:
        ledger: the open book.
        visit: just taken.
        kiosk: where, by id; "" for the usual one.

    Returns:
        The job; ``None`` when the kiosk has no printer.

    Raises:
        sqlalchemy.exc.IntegrityError: it was asked for already.
    """
    printer = for_kiosk(ledger, kiosk)
    return _ask(ledger, printer, JobKind.ORIGINAL, visit=visit.id) if printer else None


def ask_slip(
    ledger: Ledger, booking: Booking, printer: str | None = None, kiosk: str = ""
) -> PrintJob | None:
    """Ask for the slip of a booked time: the first one, or a copy when there has been one.

    Args:
        ledger: the open book.
        booking: which one; after it was moved its slip is another paper, and no copy.
        printer: the printer's id; ``None`` for the kiosk's.
        kiosk: which kiosk, by id; "" for the usual one.

    Returns:
        The job; ``None`` when the kiosk has no printer.

    Raises:
        Refused: ``UNKNOWN_PRINTER``.
    """
    where = known_printer(ledger, printer).id if printer else for_kiosk(ledger, kiosk)
    if where is None:
        return None
    first = jobs.original_slip_of(ledger.connection, booking.id, booking.moved) is None
    if first:
        bookings.change(ledger.connection, booking, {"paper": first_paper(ledger, kiosk)})
    else:
        ledger.notes.append(f"booking {booking.id} copy asked for")
    kind = JobKind.ORIGINAL if first else JobKind.COPY
    return _ask(ledger, where, kind, booking=booking.id, edition=booking.moved)


def reprint(
    ledger: Ledger,
    number: str,
    printer: str | None = None,
    *,
    counter: str | None = None,
    staff: str | None = None,
) -> PrintJob:
    """Ask for a copy of a ticket. It carries the same number, so two papers never mean two places.

    Args:
        ledger: the open book.
        number: the number on the ticket.
        printer: the printer's id; ``None`` for the kiosk's.
        counter: where it is asked for.
        staff: by whom, by login.

    Raises:
        Refused: ``UNKNOWN_TICKET``, ``UNKNOWN_PRINTER``, ``NO_PRINTER``; ``NOT_ALLOWED_NOW`` for a visit that
            is over.
    """
    visit = visit_of(ledger, number)
    where = known_printer(ledger, printer).id if printer else for_kiosk(ledger)
    if where is None:
        raise Refused(Reason.NO_PRINTER)
    if visit.ended_at is not None:
        raise Refused(Reason.NOT_ALLOWED_NOW, status=visit.status, act=Act.REPRINT)
    visits.move(ledger.connection, visit, Act.REPRINT, ledger.by(counter, staff))
    ledger.notes.append(f"{visit.number} copy asked for" + (f" at {counter}" if counter else ""))
    return _ask(ledger, where, JobKind.COPY, visit=visit.id)


def ask_test(ledger: Ledger, printer: str, *, staff: str | None = None) -> PrintJob:
    """Ask for a test print; ``staff``: who asks, by login.

    Raises:
        Refused: ``UNKNOWN_PRINTER``.
    """
    known_printer(ledger, printer)
    ledger.notes.append(f"printer {printer} test print asked for")
    staff_log(ledger, staff, StaffAct.TEST_PRINTER, printer)
    return _ask(ledger, printer, JobKind.TEST)


def _ask(ledger: Ledger, printer: str, kind: JobKind, **about: int) -> PrintJob:
    return jobs.add(
        ledger.connection,
        {
            "branch": ledger.branch,
            "printer": printer,
            "kind": kind,
            "visit": None,
            "booking": None,
            "edition": 0,
            "state": JobState.QUEUED,
            "attempts": 0,
            "asked_at": ledger.now,
            "began_at": None,
            "ended_at": None,
            "reason": None,
            "journal": None,
            **about,
        },
    )


def printer_of(ledger: Ledger, visit: Visit) -> str | None:
    """Return the printer that a visit's own ticket comes out of; ``None`` when none was asked."""
    job = jobs.original_of(ledger.connection, visit.id)
    return job.printer if job else None


def printer_of_slip(ledger: Ledger, booking: Booking) -> str | None:
    """Return the printer that a booked time's slip comes out of; ``None`` when none was asked."""
    job = jobs.original_slip_of(ledger.connection, booking.id, booking.moved)
    return job.printer if job else None
