"""The help button (standard, 21.3, 29.3): silent, no words about the person, seen at once by who can come."""

from datetime import date
from typing import Any, cast

from sqlalchemy import Row, insert, select, update

from server.config import Counter, CounterKind
from server.reception.asking import counter_of
from server.reception.ledger import Ledger
from server.rules.counter import CounterAct, HelpReason
from server.rules.refused import Reason, Refused
from server.store import counters as store
from server.store.tables import HELP, HelpCall


def ask_help(ledger: Ledger, counter: str, reason: HelpReason, *, staff: str | None = None) -> HelpCall:
    """Ask for help at a counter; asked again while it is open, only a new reason changes anything.

    Args:
        ledger: the open book.
        counter: the counter's id.
        reason: a code.
        staff: who asks, by login.

    Returns:
        The call for help.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    counter_of(ledger, counter)
    asked = _asked(ledger, counter)
    if asked and asked.reason is reason:
        return asked
    if asked is None:
        new = {
            "branch": ledger.branch, "day": ledger.day, "counter": counter, "reason": reason,
            "asked_at": ledger.now, "asked_by": staff,
        }  # fmt: skip
        row = ledger.connection.execute(insert(HELP).returning(HELP), new).one()
    else:  # it has become another matter: whoever comes should hear of it anew
        row = _change(ledger, asked, {"reason": reason, "coming_at": None, "coming_by": None})
    _happen(ledger, counter, CounterAct.ASK_HELP, staff, reason)
    return _as_help(row)


def help_comes(ledger: Ledger, counter: str, *, staff: str | None = None) -> HelpCall:
    """Say that somebody goes to a counter that asked for help; the first one stays named.

    Args:
        ledger: the open book.
        counter: the counter that asked.
        staff: who goes there, by login.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NO_HELP_ASKED``.
    """
    asked = _open(ledger, counter)
    if asked.coming_at is not None:
        return asked
    _happen(ledger, counter, CounterAct.HELP_COMES, staff, asked.reason)
    return _as_help(_change(ledger, asked, {"coming_at": ledger.now, "coming_by": staff}))


def end_help(ledger: Ledger, counter: str, *, staff: str | None = None) -> HelpCall:
    """Say that a counter needs no help any more: by whoever asked, or came.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NO_HELP_ASKED``.
    """
    asked = _open(ledger, counter)
    _happen(ledger, counter, CounterAct.END_HELP, staff, asked.reason)
    return _as_help(_change(ledger, asked, {"ended_at": ledger.now}))


def asked_now(ledger: Ledger) -> list[HelpCall]:
    """Return the open calls for help, the oldest first."""
    rows = ledger.connection.execute(
        select(HELP)
        .where(HELP.c.branch == ledger.branch, HELP.c.ended_at.is_(None))
        .order_by(HELP.c.asked_at, HELP.c.id)
    )
    return [_as_help(row) for row in rows]


def seen_from(ledger: Ledger, counter: str) -> list[HelpCall]:
    """Return the open calls for help that a counter is shown: its own, and those of its neighbours.

    Neighbours are the other counters of the hall, or the rooms of the same floor; whoever has none is
    heard by all.
    """
    here = counter_of(ledger, counter)
    places = ledger.settings.counters
    return [
        asked
        for asked in asked_now(ledger)
        if asked.counter == counter or here in _neighbours(ledger, asked.counter, places)
    ]


def _neighbours(ledger: Ledger, counter: str, places: tuple[Counter, ...]) -> list[Counter]:
    asking = next((place for place in places if place.id == counter), None)
    others = [place for place in places if place is not asking]
    if asking is None:
        return others
    in_hall = asking.kind is CounterKind.COUNTER
    beside = [one for one in others if one.kind is asking.kind and (in_hall or one.floor == asking.floor)]
    return beside or others


def end_days_before(ledger: Ledger, day: date) -> None:
    """End the calls for help that nobody has ended on the days before one."""
    ledger.connection.execute(
        update(HELP)
        .where(HELP.c.branch == ledger.branch, HELP.c.day < day, HELP.c.ended_at.is_(None))
        .values(ended_at=ledger.now)
    )


def _open(ledger: Ledger, counter: str) -> HelpCall:
    counter_of(ledger, counter)
    asked = _asked(ledger, counter)
    if asked is None:
        raise Refused(Reason.NO_HELP_ASKED)
    return asked


def _asked(ledger: Ledger, counter: str) -> HelpCall | None:
    return next((asked for asked in asked_now(ledger) if asked.counter == counter), None)


def _change(ledger: Ledger, asked: HelpCall, changes: dict[str, Any]) -> Row[Any]:
    changed = update(HELP).where(HELP.c.id == asked.id).values(**changes).returning(HELP)
    return ledger.connection.execute(changed).one()


def _happen(ledger: Ledger, counter: str, act: CounterAct, staff: str | None, reason: HelpReason) -> None:
    here = store.open_one(ledger.connection, ledger.branch, counter)
    by = ledger.by(counter, staff)
    state = here.state if here else None
    store.happen(ledger.connection, ledger.branch, ledger.day, counter, act, by, state=state, reason=reason)
    ledger.notes.append(f"counter {counter} {act}")


def _as_help(row: Row[Any]) -> HelpCall:
    return cast("HelpCall", row)
