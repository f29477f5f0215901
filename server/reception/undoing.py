"""Taking back the last press at a counter."""

from typing import Any

from server.reception import notes
from server.reception.asking import ANSWERED_FOR, counter_is_free, counter_of
from server.reception.counters import release_left_behind
from server.reception.ledger import Ledger
from server.reception.opening import check_calls
from server.reception.pauses import put_aside
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.visit import AT_A_COUNTER, CAN_BE_UNDONE, Act
from server.store import visits
from server.store.tables import Visit

WITHIN = MINUTE


def undo(ledger: Ledger, counter: str, *, staff: str | None = None) -> list[Visit]:
    """Take back everything the last press at a counter did, within a minute.

    "Call next" finishes one client and calls another: both are taken back together. What has gone on
    since (the client called was already moved elsewhere) cannot be taken back, and a call not after closing:
    nobody could call her again. Serving that has begun by itself since is taken back with the call, a note
    with the hand-over it was written for.

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: who undoes, by login.

    Returns:
        The visits as they stand again, the last one moved first.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOTHING_TO_UNDO``, ``CLOSED``; ``ON_BREAK`` when it would bring a
            client to a counter on a break.
    """
    counter_of(ledger, counter)
    events = visits.last_press_at(ledger.connection, counter, ledger.now - WITHIN)
    if not events:
        raise Refused(Reason.NOTHING_TO_UNDO)
    if any(event.act in (Act.CALL, Act.CHOOSE) for event in events):
        check_calls(ledger)
    undone = [_put_back(ledger, event, counter, staff) for event in events]
    if any(visit.status in AT_A_COUNTER for visit in undone):
        put_aside(ledger, counter, staff=staff)
    notes.erase_of_press(ledger, events[0].press)
    release_left_behind(ledger)
    return undone


def _put_back(ledger: Ledger, event: Any, counter: str, staff: str | None) -> Visit:
    if event.act not in CAN_BE_UNDONE or visits.moved_since(ledger.connection, event.visit, event.id):
        raise Refused(Reason.NOTHING_TO_UNDO)
    visit = visits.by_id(ledger.connection, event.visit)
    if visit.day != ledger.day:
        raise Refused(Reason.NOTHING_TO_UNDO)
    back = visit
    for taken_back in (*visits.starts_by_themselves(ledger.connection, event.visit, event.id), event):
        put = visits.put_back(ledger.connection, back, taken_back.was, ledger.by(counter, staff))
        if put is None:
            raise Refused(Reason.NOTHING_TO_UNDO)
        back = put
    counter_is_free(ledger, visit, back)
    ledger.notes.append(f"{back.number} undo {event.act} at {counter}")
    if event.act in ANSWERED_FOR:
        staff_log(ledger, staff, StaffAct.UNDO, f"{counter} {ANSWERED_FOR[event.act]}")
    return back
