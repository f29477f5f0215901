"""Opening and closing counters: who works where."""

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from server.reception.asking import counter_of
from server.reception.ledger import Ledger
from server.rules.turn import Desk
from server.rules.visit import Act
from server.store import views, visits
from server.store.tables import OPEN

# Built once: building a statement costs more than asking it.
_WHO_IS_WHERE = (
    select(OPEN.c.counter, OPEN.c.staff).where(OPEN.c.branch == bindparam("branch")).order_by(OPEN.c.counter)
)


def open_counter(ledger: Ledger, counter: str, *, staff: str | None = None) -> None:
    """Open a counter, or take it over.

    A person works at one counter at a time: whichever she had open before is closed.

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: who works there, by login.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    counter_of(ledger, counter)
    if staff:
        ledger.connection.execute(
            delete(OPEN).where(
                OPEN.c.branch == ledger.branch, OPEN.c.staff == staff, OPEN.c.counter != counter
            )
        )
    row = insert(OPEN).values(branch=ledger.branch, counter=counter, staff=staff, since=ledger.now)
    ledger.connection.execute(
        row.on_conflict_do_update(
            index_elements=["branch", "counter"], set_={"staff": staff, "since": ledger.now}
        )
    )
    ledger.notes.append(f"counter {counter} open")
    release_left_behind(ledger)


def close_counter(ledger: Ledger, counter: str) -> None:
    """Close a counter. A client still there stays there; nobody else is left waiting for it alone
    (standard, 2.5).

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    counter_of(ledger, counter)
    ledger.connection.execute(delete(OPEN).where(OPEN.c.branch == ledger.branch, OPEN.c.counter == counter))
    ledger.notes.append(f"counter {counter} closed")
    release_left_behind(ledger)


def who_is_where(ledger: Ledger) -> dict[str, str | None]:
    """Return the open counters, each with the login of who works there."""
    rows = ledger.connection.execute(_WHO_IS_WHERE, {"branch": ledger.branch})
    known = {counter.id for counter in ledger.settings.counters}
    return {row.counter: row.staff for row in rows if row.counter in known}


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
        visits.move(
            ledger.connection, visit, Act.RELEASE, ledger.by(), {"to_counter": None, "to_staff": None}
        )
        ledger.notes.append(f"{visit.number} release")
