"""Closing days that are over."""

from datetime import date

from sqlalchemy import delete, select

from server.reception import appointments, callbacks, helping, notes
from server.reception.counters import end_left_open
from server.reception.ledger import Ledger
from server.reception.plan import keep_plans
from server.rules.visit import Act, Status
from server.store import counters, day_ends, today, visits
from server.store.tables import BREAK, VISIT
from server.store.visits import as_visit

STILL_OPEN = (Status.WAITING, Status.PARKED, Status.CALLED, Status.SERVING)


def close_past_days(ledger: Ledger) -> int:
    """Bring every day that is over to its end; see ``close_days_before``.

    Returns:
        How many visits were ended.
    """
    return close_days_before(ledger, ledger.day)


def close_days_before(ledger: Ledger, day: date) -> int:
    """Bring every visit of the days before one to its end, so that no ticket outlives its day.

    Counters that nobody closed are closed too: nobody is left for one where nobody works any more.
    Whoever still waited was not served. Whoever was still at a counter counts as served, without a
    time: nobody knows when it ended. Notes about clients, contacts and numbers to be called back are erased
    (4.4).

    Args:
        ledger: the open book.
        day: today, or tomorrow when today is done with already.

    Returns:
        How many visits were ended.
    """
    for over in day_ends.days_to_end(ledger.connection, ledger.branch, day):
        keep_plans(ledger, over)
    appointments.close_days_before(ledger, day)
    callbacks.erase_days_before(ledger, day)
    notes.erase_days_before(ledger, day)
    helping.end_days_before(ledger, day)
    for counter in counters.all_open(ledger.connection, ledger.branch):
        end_left_open(ledger, counter, day)
    today.forget_days_before(ledger.connection, ledger.branch, day)
    ledger.connection.execute(delete(BREAK).where(BREAK.c.branch == ledger.branch, BREAK.c.day < day))
    left = ledger.connection.execute(
        select(VISIT)
        .where(VISIT.c.branch == ledger.branch, VISIT.c.day < day, VISIT.c.status.in_(STILL_OPEN))
        .order_by(VISIT.c.id)
    ).all()
    for row in left:
        visits.move(ledger.connection, as_visit(row), Act.CLOSE, ledger.by())
    if left:
        ledger.notes.append(f"{len(left)} visits of days that are over ended")
    return len(left)
