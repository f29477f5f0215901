"""Closing days that are over."""

from sqlalchemy import delete, select

from server.reception import appointments, callbacks, helping, notes
from server.reception.counters import end_forgotten
from server.reception.ledger import Ledger
from server.rules.visit import Act, Status
from server.store import counters, visits
from server.store.tables import BREAK, VISIT
from server.store.visits import as_visit

STILL_OPEN = (Status.WAITING, Status.PARKED, Status.CALLED, Status.SERVING)


def close_past_days(ledger: Ledger) -> int:
    """Bring every visit of an earlier day to its end, so that no ticket outlives its day.

    Counters that nobody closed are closed too: nobody is left for one where nobody works any more.
    Whoever still waited was not served. Whoever was still at a counter counts as served, without a
    time: nobody knows when it ended. Notes about clients and numbers to be called back are erased (4.4).

    Returns:
        How many visits were ended.
    """
    appointments.close_past_days(ledger)
    callbacks.erase_past_days(ledger)
    notes.erase_past_days(ledger)
    helping.end_past_days(ledger)
    for counter in counters.all_open(ledger.connection, ledger.branch):
        end_forgotten(ledger, counter)
    ledger.connection.execute(delete(BREAK).where(BREAK.c.branch == ledger.branch, BREAK.c.day < ledger.day))
    left = ledger.connection.execute(
        select(VISIT)
        .where(VISIT.c.branch == ledger.branch, VISIT.c.day < ledger.day, VISIT.c.status.in_(STILL_OPEN))
        .order_by(VISIT.c.id)
    ).all()
    for row in left:
        visits.move(ledger.connection, as_visit(row), Act.CLOSE, ledger.by())
    if left:
        ledger.notes.append(f"{len(left)} visits of earlier days ended")
    return len(left)
