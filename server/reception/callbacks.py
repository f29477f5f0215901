"""Calling people back (standard, 21.1, 23.4, 23.6): a number, a topic, and when to try."""

from datetime import date
from typing import Any, cast

from sqlalchemy import Row, insert, or_, select, update

from server.reception.asking import counter_of
from server.reception.ledger import Ledger
from server.reception.people import person_of
from server.reception.staff_log import staff_log
from server.rules import callback as rules
from server.rules.callback import STANDS, CallbackStatus, phone
from server.rules.chain import StaffAct
from server.rules.moment import local
from server.rules.refused import Reason, Refused
from server.store.tables import CALLBACK, Callback


def add(
    ledger: Ledger,
    number: str,
    *,
    topic: str | None = None,
    counter: str | None = None,
    for_staff: str | None = None,
) -> Callback:
    """Note a number to be called back, for a counter or for one person, also one who is absent (23.6).

    Args:
        ledger: the open book.
        number: the telephone number as it is typed; erased when the call-back is done or its day is over.
        topic: one of the codes of ``desk.callback_topics``; ``None`` for none.
        counter: for whoever works there, or
        for_staff: for one person, by login; one of the two, not both.

    Returns:
        The call-back; it can be tried at once.

    Raises:
        Refused: ``NO_PHONE`` for what cannot be a number, ``NOT_ON_THE_LIST``, ``FOR_WHOM`` unless exactly
            one is named, ``UNKNOWN_COUNTER``, ``UNKNOWN_STAFF``.
    """
    typed = phone(number)
    if typed is None:
        raise Refused(Reason.NO_PHONE)
    if topic is not None and topic not in {choice.id for choice in ledger.settings.desk.callback_topics}:
        raise Refused(Reason.NOT_ON_THE_LIST)
    if (counter is None) == (for_staff is None):
        raise Refused(Reason.FOR_WHOM)
    row = ledger.connection.execute(
        insert(CALLBACK).returning(CALLBACK),
        {
            "branch": ledger.branch,
            "day": ledger.day,
            "number": typed,
            "topic": topic,
            "counter": counter_of(ledger, counter).id if counter is not None else None,
            "staff": person_of(ledger, for_staff).login if for_staff is not None else None,
            "taken_at": ledger.now,
            "tries": 0,
            "not_before": ledger.now,
            "status": CallbackStatus.OPEN,
        },
    ).one()
    ledger.notes.append("a call-back was noted")
    return _as_callback(row)


def of_desk(ledger: Ledger, counter: str, staff: str | None) -> list[Callback]:
    """Return the open call-backs of a counter and of whoever works there, the next one to be tried first.

    One whose ``not_before`` is still to come is listed too: its button is closed until then.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    counter_of(ledger, counter)
    mine = or_(CALLBACK.c.counter == counter, CALLBACK.c.staff == (staff or ""))
    return _standing(ledger, mine & (CALLBACK.c.status == CallbackStatus.OPEN))


def all_standing(ledger: Ledger) -> list[Callback]:
    """Return all call-backs that are not over: for the reception, the supervisor and the day's end."""
    return _standing(ledger, CALLBACK.c.status.in_(STANDS))


def _standing(ledger: Ledger, which: Any) -> list[Callback]:
    rows = ledger.connection.execute(
        select(CALLBACK)
        .where(CALLBACK.c.branch == ledger.branch, CALLBACK.c.day == ledger.day, which)
        .order_by(CALLBACK.c.not_before, CALLBACK.c.id)
    )
    return [_as_callback(row) for row in rows]


def no_answer(ledger: Ledger, callback: int) -> Callback:
    """Take note that nobody answered: not again before the office's minutes; after its most tries the
    supervisor decides.

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``, ``CALLBACK_UNDECIDED`` when only the supervisor may
            go on, ``CALLBACK_TOO_EARLY`` with the time of the next try.
    """
    present, desk = _tried(ledger, callback), ledger.settings.desk
    tried = rules.no_answer(present.tries, ledger.now, desk.callback_retry_min, desk.callback_max_tries)
    ledger.notes.append(f"call-back {callback} not answered")
    return _change(
        ledger, present, {"tries": tried.tries, "status": tried.status, "not_before": tried.not_before}
    )


def cut_off(ledger: Ledger, callback: int) -> Callback:
    """Take note that the call broke off: it can be tried again at once (standard, 23.9).

    Raises:
        Refused: as for ``no_answer``.
    """
    ledger.notes.append(f"call-back {callback} cut off")
    return _change(ledger, _tried(ledger, callback), {"not_before": ledger.now})


def done(ledger: Ledger, callback: int) -> Callback:
    """Take note that somebody was called back; her number is erased.

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``.
    """
    return _end(ledger, callback, CallbackStatus.DONE)


def try_again(ledger: Ledger, callback: int, *, staff: str | None = None) -> Callback:
    """Let a call-back be tried once more, at once: the supervisor's decision about an undecided one.

    Args:
        ledger: the open book.
        callback: its id.
        staff: who decides, by login.

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``.
    """
    ledger.notes.append(f"call-back {callback} is tried again")
    present = _known(ledger, callback)
    staff_log(ledger, staff, StaffAct.DECIDE_CALLBACK, f"{callback} {CallbackStatus.OPEN}")
    return _change(ledger, present, {"status": CallbackStatus.OPEN, "not_before": ledger.now})


def drop(ledger: Ledger, callback: int, *, staff: str | None = None) -> Callback:
    """Give a call-back up: the supervisor's decision; its number is erased. Arguments as for ``try_again``.

    Raises:
        Refused: ``UNKNOWN_CALLBACK``, ``CALLBACK_OVER``.
    """
    dropped = _end(ledger, callback, CallbackStatus.DROPPED)
    staff_log(ledger, staff, StaffAct.DECIDE_CALLBACK, f"{callback} {CallbackStatus.DROPPED}")
    return dropped


def erase_days_before(ledger: Ledger, day: date) -> None:
    """End the call-backs of the days before one and erase their numbers (standard, 4.4)."""
    past = (CALLBACK.c.branch == ledger.branch, CALLBACK.c.day < day)
    left = ledger.connection.execute(
        update(CALLBACK)
        .where(*past, CALLBACK.c.status.in_(STANDS))
        .values(status=CallbackStatus.EXPIRED, number=None, ended_at=ledger.now)
    ).rowcount
    if left:
        ledger.notes.append(f"{left} call-backs of earlier days ended")


def _end(ledger: Ledger, callback: int, status: CallbackStatus) -> Callback:
    ledger.notes.append(f"call-back {callback} {status}")
    changes = {"status": status, "number": None, "ended_at": ledger.now}
    return _change(ledger, _known(ledger, callback), changes)


def _known(ledger: Ledger, callback: int) -> Callback:
    row = ledger.connection.execute(
        select(CALLBACK).where(CALLBACK.c.branch == ledger.branch, CALLBACK.c.id == callback)
    ).first()
    if row is None:
        raise Refused(Reason.UNKNOWN_CALLBACK)
    if row.status not in STANDS:
        raise Refused(Reason.CALLBACK_OVER)
    return _as_callback(row)


def _tried(ledger: Ledger, callback: int) -> Callback:
    """Return a call-back that may have been tried just now."""
    present = _known(ledger, callback)
    if present.status is CallbackStatus.UNDECIDED:
        raise Refused(Reason.CALLBACK_UNDECIDED, n=present.tries)
    if ledger.now < present.not_before:
        at = local(present.not_before, ledger.settings.office.timezone)
        raise Refused(Reason.CALLBACK_TOO_EARLY, time=at.time())
    return present


def _change(ledger: Ledger, present: Callback, changes: dict[str, Any]) -> Callback:
    changed = update(CALLBACK).where(CALLBACK.c.id == present.id).values(**changes).returning(CALLBACK)
    return _as_callback(ledger.connection.execute(changed).one())


def _as_callback(row: Row[Any]) -> Callback:
    return cast("Callback", row)
