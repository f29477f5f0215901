"""Notes to a colleague about a client who was handed over (standard, 17.5): for one desk's eyes only.

Nothing of them is in events, what an undo gives back, logs or exports; they are erased with their day (4.4).
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, or_, select, text

from server.reception.asking import counter_of
from server.reception.ledger import Ledger
from server.rules.refused import Reason, Refused
from server.rules.visit import Status
from server.store.tables import AT_A_COUNTER, NOTE, VISIT, Visit

LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class Note:
    """What was written about a client.

    Attributes:
        visit: the id of her visit.
        at: when it was written, milliseconds UTC.
        counter: where she was handed over.
        text: in one line, at most ``LONGEST`` characters.
    """

    visit: int
    at: int
    counter: str
    text: str


def tidy(note: str | None) -> str:
    """Return a note in one line; empty for none.

    Raises:
        Refused: ``NOTE_TOO_LONG`` with how long it may be.
    """
    line = " ".join((note or "").split())
    if len(line) > LONGEST:
        raise Refused(Reason.NOTE_TOO_LONG, n=LONGEST)
    return line


def write(ledger: Ledger, visit: Visit, counter: str, staff: str | None, line: str) -> None:
    """Keep a note about a client who is handed over; nothing when it is empty.

    Args:
        ledger: the open book; its press is the hand-over's.
        visit: hers.
        counter: where she is handed over.
        staff: who writes, by login.
        line: as ``tidy`` returns it.
    """
    if line:
        ledger.connection.execute(
            insert(NOTE),
            {
                "branch": ledger.branch, "day": ledger.day, "visit": visit.id, "press": ledger.press,
                "at": ledger.now, "counter": counter, "staff": staff, "text": line,
            },
        )  # fmt: skip


def erase_of_press(ledger: Ledger, press: int) -> None:
    """Erase what was written with a hand-over that is undone."""
    ledger.connection.execute(delete(NOTE).where(NOTE.c.branch == ledger.branch, NOTE.c.press == press))


def erase_days_before(ledger: Ledger, day: date) -> None:
    """Erase the notes of the days before one (standard, 4.4)."""
    ledger.connection.execute(delete(NOTE).where(NOTE.c.branch == ledger.branch, NOTE.c.day < day))


def notes_for(ledger: Ledger, counter: str, staff: str | None) -> dict[int, list[Note]]:
    """Return the notes that a desk may read: those of the clients it has, has set aside, or may call.

    Args:
        ledger: the open book.
        counter: the desk's counter.
        staff: who works there, by login.

    Returns:
        By visit, the newest note first; visits without one are not there.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    services = counter_of(ledger, counter).services
    for_anybody = VISIT.c.to_counter.is_(None) & VISIT.c.to_staff.is_(None) & VISIT.c.service.in_(services)
    for_me = or_(for_anybody, VISIT.c.to_counter == counter, VISIT.c.to_staff == (staff or ""))
    here = (VISIT.c.counter == counter) & or_(text(AT_A_COUNTER), VISIT.c.status == Status.PARKED)
    rows = ledger.connection.execute(
        select(NOTE.c.visit, NOTE.c.at, NOTE.c.counter, NOTE.c.text)
        .join(VISIT, VISIT.c.id == NOTE.c.visit)
        .where(NOTE.c.branch == ledger.branch, NOTE.c.day == ledger.day)
        .where(or_(here, (VISIT.c.status == Status.WAITING) & for_me))
        .order_by(NOTE.c.id.desc())
    )
    found: dict[int, list[Note]] = {}
    for row in rows:
        found.setdefault(row.visit, []).append(Note(row.visit, row.at, row.counter, row.text))
    return found
