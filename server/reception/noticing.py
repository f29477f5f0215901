"""What a desk with nobody at it should notice: who has come (standard, 6.2, 21.2).

Who is left for a colleague that speaks her language (14) is in ``choosing.left_for_others``.
"""

from dataclasses import dataclass

from server.reception.asking import counter_of
from server.reception.choosing import lanes_called, waiting_for
from server.reception.counters import open_counters
from server.reception.ledger import Ledger
from server.reception.opening import may_call
from server.rules.counter import CounterState, calls_from
from server.rules.turn import next_turn
from server.store import views, visits
from server.store.tables import OpenCounter, Visit


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody waits for a free counter.

    The page sounds and shows it at once when ``new``, and repeats it every ``desk.repeat_alert_s`` seconds
    from ``since`` on until she is called.

    Attributes:
        number: whom the counter would call now.
        service: what she has come for.
        since: since when the counter is free and she waits for it, milliseconds UTC.
        new: whether she came while the counter was free; otherwise she had been waiting before.
    """

    number: str
    service: str
    since: int
    new: bool


def arrival(ledger: Ledger, counter: str, staff: str | None) -> Arrival | None:
    """Say who waits for a free counter; silent while a client is there, on a break, at lunch and closed.

    During other work it is told only when no counter is free and at work that can call her (21.2).

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: who works there, by login.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    place = counter_of(ledger, counter)
    opened = open_counters(ledger)
    here = opened.get(counter)
    if here is None or not calls_from(here.state) or not may_call(ledger):
        return None
    if visits.client_at(ledger.connection, ledger.branch, counter):
        return None
    first = next_turn(waiting_for(ledger, place, staff), ledger.now, ledger.policy)
    if first is None:
        return None
    visit = visits.by_id(ledger.connection, first.visit)
    if here.state is CounterState.OTHER_WORK and _free_elsewhere(ledger, visit, opened):
        return None
    came, free = visit.requeued_at or visit.taken_at, max(here.free_since, here.state_since)
    return Arrival(visit.number, visit.service, max(came, free), new=came >= free)


def _free_elsewhere(ledger: Ledger, visit: Visit, opened: dict[str, OpenCounter]) -> bool:
    if visit.to_counter or visit.to_staff:
        return False
    busy = {one.counter for one in views.at_counters(ledger.connection, ledger.branch, ledger.day)}
    return any(
        (visit.service, visit.wish) in lanes
        and counter not in busy
        and opened[counter].state is CounterState.WORKING
        for counter, lanes in lanes_called(ledger, {visit.wish} - {""}).items()
    )
