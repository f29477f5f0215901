"""Writing counters: the row of an open one and its event together."""

from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from server.rules.counter import CounterAct, CounterState
from server.store.prepared import Prepared, given
from server.store.tables import COUNTER_EVENT, OPEN, CounterEvent, OpenCounter
from server.store.visits import By

_ALL_OPEN = Prepared(select(OPEN).where(OPEN.c.branch == bindparam("branch")).order_by(OPEN.c.counter))

_STATES = Prepared(
    select(OPEN.c.counter, OPEN.c.state).where(OPEN.c.branch == bindparam("branch")).order_by(OPEN.c.counter)
)

_AT = OPEN.c.branch == bindparam("at_branch"), OPEN.c.counter == bindparam("at_counter")
_ONE_OPEN = Prepared(select(OPEN).where(*_AT))

_NOBODY_LEFT = {"out_for": None, "out_since": None, "out_until": None}


def _as_counter(row: Row[Any]) -> OpenCounter:
    return cast("OpenCounter", row)


def all_open(connection: Connection, branch: str) -> list[OpenCounter]:
    """Return the counters where somebody works, on a pause or not, by their ids."""
    return [_as_counter(row) for row in _ALL_OPEN.all(connection, branch=branch)]


def states(connection: Connection, branch: str) -> list[tuple[str, CounterState]]:
    """Return of the same only the ids, each with what is done there: every call asks."""
    return [(row.counter, row.state) for row in _STATES.all(connection, branch=branch)]


def open_one(connection: Connection, branch: str, counter: str) -> OpenCounter | None:
    """Return a counter where somebody works; ``None`` when it is closed."""
    row = _ONE_OPEN.first(connection, at_branch=branch, at_counter=counter)
    return _as_counter(row) if row else None


def begin(connection: Connection, branch: str, day: date, counter: str, by: By) -> OpenCounter:
    """Open a counter, or let somebody take it over.

    Args:
        connection: of the writer.
        branch: the branch.
        day: today.
        counter: the counter's id.
        by: when and by whom, who works there from now on.

    Returns:
        The counter as it stands then.
    """
    before = open_one(connection, branch, counter)
    if before:
        come_back(connection, before, day, by)
        connection.execute(delete(OPEN).where(*_here(before)))
    row = {
        "branch": branch, "counter": counter, "staff": by.staff, "since": by.at,
        "state": CounterState.WORKING, "state_since": by.at, "until": None, "free_since": by.at,
        **_NOBODY_LEFT,
    }  # fmt: skip
    opened = _as_counter(connection.execute(insert(OPEN).returning(OPEN), row).one())
    happen(connection, branch, day, counter, CounterAct.OPEN, by, state=opened.state)
    return opened


def end(connection: Connection, counter: OpenCounter, day: date, by: By, reason: str | None = None) -> None:
    """Close a counter.

    Args:
        connection: of the writer.
        counter: as it stands.
        day: today, or the day that is over.
        by: when and by whom.
        reason: a code, for the event.
    """
    come_back(connection, counter, day, by)
    connection.execute(delete(OPEN).where(*_here(counter)))
    happen(connection, counter.branch, day, counter.counter, CounterAct.CLOSE, by, reason=reason)


def stand(
    connection: Connection,
    counter: OpenCounter,
    day: date,
    state: CounterState,
    by: By,
    until: int | None = None,
) -> OpenCounter:
    """Let a counter go on a pause, or back to work.

    Args:
        connection: of the writer.
        counter: as it stands.
        day: today.
        state: what is done there from now on.
        by: when and by whom.
        until: of a pause, until when; milliseconds UTC.

    Returns:
        The counter as it stands then.
    """
    act = CounterAct.RETURN if state is CounterState.WORKING else CounterAct.PAUSE
    since = counter.state_since if counter.state is state else by.at
    changed = _change(connection, counter, {"state": state, "state_since": since, "until": until})
    happen(connection, counter.branch, day, counter.counter, act, by, state=state, until=until)
    return changed


def step_out(
    connection: Connection, counter: OpenCounter, day: date, reason: str, until: int, visit: int, by: By
) -> OpenCounter:
    """Let a client be left for a moment.

    Args:
        connection: of the writer.
        counter: as it stands.
        day: today.
        reason: why, a code.
        until: until when, milliseconds UTC.
        visit: who is left.
        by: when and by whom.

    Returns:
        The counter as it stands then.
    """
    since = by.at if counter.out_since is None else counter.out_since
    changed = _change(connection, counter, {"out_for": reason, "out_since": since, "out_until": until})
    happen(
        connection, counter.branch, day, counter.counter, CounterAct.STEP_OUT, by,
        state=counter.state, until=until, reason=reason, visit=visit,
    )  # fmt: skip
    return changed


def come_back(connection: Connection, counter: OpenCounter, day: date, by: By) -> OpenCounter:
    """Take note that whoever had left her client is back; nothing when she had not.

    Arguments as for ``step_out``.

    Returns:
        The counter as it stands then.
    """
    if counter.out_for is None:
        return counter
    changed = _change(connection, counter, _NOBODY_LEFT)
    happen(connection, counter.branch, day, counter.counter, CounterAct.COME_BACK, by, state=counter.state)
    return changed


def is_free(connection: Connection, branch: str, day: date, counter: str, by: By) -> None:
    """Take note that a counter's client has left it: whoever had left her for a moment is back."""
    here = open_one(connection, branch, counter)
    if here:
        come_back(connection, here, day, by)
        _change(connection, here, {"free_since": by.at})


def happen(
    connection: Connection,
    branch: str,
    day: date,
    counter: str,
    act: CounterAct,
    by: By,
    *,
    state: CounterState | None = None,
    until: int | None = None,
    reason: str | None = None,
    visit: int | None = None,
) -> None:
    """Append an event of a counter; ``state`` is the one after it. See ``tables.CounterEvent``."""
    connection.execute(
        insert(COUNTER_EVENT),
        {
            "branch": branch, "day": day, "counter": counter, "act": act, "at": by.at, "staff": by.staff,
            "state": state, "until": until, "reason": reason, "visit": visit,
        },
    )  # fmt: skip


def events_of(connection: Connection, branch: str, day: date) -> list[CounterEvent]:
    """Return what happened at the counters on a day, in order."""
    rows = connection.execute(
        select(COUNTER_EVENT)
        .where(COUNTER_EVENT.c.branch == branch, COUNTER_EVENT.c.day == day)
        .order_by(COUNTER_EVENT.c.id)
    )
    return [cast("CounterEvent", row) for row in rows]


def lunched(connection: Connection, branch: str, day: date) -> frozenset[str]:
    """Return the logins of those who have begun their lunch on a day."""
    at_lunch = select(COUNTER_EVENT.c.staff).where(
        COUNTER_EVENT.c.branch == branch,
        COUNTER_EVENT.c.day == day,
        COUNTER_EVENT.c.state == CounterState.LUNCH,
        COUNTER_EVENT.c.staff.is_not(None),
    )
    return frozenset(connection.scalars(at_lunch))


def _here(counter: OpenCounter) -> tuple[Any, ...]:
    return (OPEN.c.branch == counter.branch, OPEN.c.counter == counter.counter)


@cache
def _changing(columns: tuple[str, ...]) -> Prepared:
    return Prepared(update(OPEN).where(*_AT).values(given(columns)).returning(OPEN))


def _change(connection: Connection, counter: OpenCounter, changes: dict[str, Any]) -> OpenCounter:
    asked = {"at_branch": counter.branch, "at_counter": counter.counter, **changes}
    return _as_counter(_changing(tuple(changes)).one(connection, **asked))
