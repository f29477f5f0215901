"""Opening and closing counters: who works where, and what she does there now."""

from dataclasses import dataclass
from datetime import date

from server.config import Counter
from server.reception.asking import counter_of
from server.reception.ledger import Ledger
from server.rules.counter import FORGOTTEN, CounterState, calls_from
from server.rules.turn import Desk
from server.rules.visit import Act
from server.store import counters as store
from server.store import views, visits
from server.store.tables import OpenCounter


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody at work: what a colleague who wants to hand a client over needs to know.

    Attributes:
        place: the counter.
        staff: who works there, by login; ``None`` when nobody has said.
        state: what she does; ``state_since`` since when and ``until`` until when, milliseconds UTC, ``None``
            for an open end.
        client: the number at the counter; ``None`` when it is free.
    """

    place: Counter
    staff: str | None
    state: CounterState
    state_since: int
    until: int | None
    client: str | None


def open_counter(ledger: Ledger, counter: str, *, staff: str | None = None) -> None:
    """Open a counter, or take it over; whoever was on a pause there is back at work.

    A person works at one counter at a time: whichever she had open before is closed.

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: who works there, by login.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    counter_of(ledger, counter)
    for other in store.all_open(ledger.connection, ledger.branch):
        if staff and other.staff == staff and other.counter != counter:
            _close(ledger, other)
    present = store.open_one(ledger.connection, ledger.branch, counter)
    if present and end_left_open(ledger, present, ledger.day):
        present = None
    by = ledger.by(counter, staff)
    if present is None or present.staff != staff:
        store.begin(ledger.connection, ledger.branch, ledger.day, counter, by)
        ledger.notes.append(f"counter {counter} open")
    elif present.state is not CounterState.WORKING:
        store.stand(ledger.connection, present, ledger.day, CounterState.WORKING, by)
        ledger.notes.append(f"counter {counter} working")
    release_left_behind(ledger)


def close_counter(ledger: Ledger, counter: str) -> None:
    """Close a counter. A client still there stays there; nobody else is left waiting for it alone
    (standard, 2.5).

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    counter_of(ledger, counter)
    if present := store.open_one(ledger.connection, ledger.branch, counter):
        _close(ledger, present)
    release_left_behind(ledger)


def end_left_open(ledger: Ledger, opened: OpenCounter, day: date) -> bool:
    """Close a counter that has been open since before a day; say whether it was such a one.

    Where nobody has closed it on its own day, nobody knows when it ended.
    """
    since = ledger.day_of(opened.since)
    if since >= day:
        return False
    by = ledger.by(opened.counter, opened.staff)
    store.end(ledger.connection, opened, since, by, FORGOTTEN if since < ledger.day else None)
    return True


def _close(ledger: Ledger, present: OpenCounter) -> None:
    store.end(ledger.connection, present, ledger.day, ledger.by(present.counter, present.staff))
    ledger.notes.append(f"counter {present.counter} closed")


def open_counters(ledger: Ledger) -> dict[str, OpenCounter]:
    """Return the counters where somebody works, on a pause or not, by id."""
    known = {counter.id for counter in ledger.settings.counters}
    rows = store.all_open(ledger.connection, ledger.branch)
    return {row.counter: row for row in rows if row.counter in known}


def who_is_where(ledger: Ledger) -> dict[str, str | None]:
    """Return the open counters, each with the login of who works there. Those on a pause are open too."""
    return {counter: row.staff for counter, row in open_counters(ledger).items()}


def that_call(ledger: Ledger) -> list[str]:
    """Return the ids of the open counters from which people are called: those not on a break or at lunch."""
    known = {counter.id for counter in ledger.settings.counters}
    found = store.states(ledger.connection, ledger.branch)
    return [counter for counter, state in found if counter in known and calls_from(state)]


def on_duty(ledger: Ledger) -> list[OnDuty]:
    """Return who is at work where, in the office's order of counters."""
    opened = open_counters(ledger)
    clients = {
        visit.counter: visit.number
        for visit in views.at_counters(ledger.connection, ledger.branch, ledger.day)
    }
    return [
        OnDuty(place, row.staff, row.state, row.state_since, row.until, clients.get(place.id))
        for place in ledger.settings.counters
        if (row := opened.get(place.id))
    ]


def desk_of(ledger: Ledger, counter: str) -> Desk:
    """Return what choosing needs to know of a counter."""
    found = ledger.settings.counter(counter)
    return Desk(found.services, found.languages)


def release_left_behind(ledger: Ledger) -> None:
    """Let whoever waits for a closed counter, or a person who has gone, be called by anybody (2.5)."""
    opened = who_is_where(ledger)
    for visit in views.addressed(ledger.connection, ledger.branch, ledger.day):
        if visit.to_counter in opened or (visit.to_staff and visit.to_staff in opened.values()):
            continue
        changes = {"to_counter": None, "to_staff": None, "requeued_at": ledger.now}
        visits.move(ledger.connection, visit, Act.RELEASE, ledger.by(), changes)
        ledger.notes.append(f"{visit.number} release")
