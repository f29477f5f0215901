"""Breaks, lunch and other work (standard, 9.3, 21.2), and a client left for a moment (19.5)."""

from server.config import CounterKind
from server.reception.asking import check_seen, counter_of
from server.reception.ledger import Ledger
from server.rules.counter import CounterState, calls_from
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.visit import Status
from server.store import counters as store
from server.store import visits
from server.store.tables import OpenCounter


def begin_pause(
    ledger: Ledger, counter: str, kind: CounterState, *, until: int | None = None, staff: str | None = None
) -> OpenCounter:
    """Begin a break, lunch or other work; on a pause already, change its kind, or its end only.

    Nobody is called from a break or lunch until it is ended, and it is left out of the languages spoken now
    and of foretold waits. Other work is put aside when a client comes (21.2): calling ends it.

    Args:
        ledger: the open book.
        counter: the counter's id.
        kind: what begins: not ``WORKING``.
        until: until when, milliseconds UTC; ``None`` for an open end.
        staff: by whom, by login.

    Returns:
        The counter as it stands then.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOT_OPEN``, ``NO_SUCH_TIME`` for an end that is past or of another
            day; ``CLIENT_CALLED`` while somebody is on the way: she must be waited for, be a no-show or be
            set aside first; ``COUNTER_BUSY`` while somebody is served.
    """
    present = _open(ledger, counter)
    if until is not None and not (ledger.now < until and ledger.day_of(until) == ledger.day):
        raise Refused(Reason.NO_SUCH_TIME)
    client = visits.client_at(ledger.connection, ledger.branch, counter)
    if client:
        called = client.status is Status.CALLED
        raise Refused(Reason.CLIENT_CALLED if called else Reason.COUNTER_BUSY, number=client.number)
    by = ledger.by(counter, staff or present.staff)
    ledger.notes.append(f"counter {counter} {kind}")
    return store.stand(ledger.connection, present, ledger.day, kind, by, until)


def end_pause(ledger: Ledger, counter: str, *, staff: str | None = None) -> OpenCounter:
    """Say that whoever works at a counter is back from a pause; nothing when she works already.

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: by whom, by login.

    Returns:
        The counter as it stands then.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOT_OPEN``.
    """
    present = _open(ledger, counter)
    if present.state is CounterState.WORKING:
        return present
    ledger.notes.append(f"counter {counter} {CounterState.WORKING}")
    by = ledger.by(counter, staff or present.staff)
    return store.stand(ledger.connection, present, ledger.day, CounterState.WORKING, by)


def put_aside(ledger: Ledger, counter: str, *, staff: str | None = None) -> None:
    """End other work because a client is about to be at the counter (standard, 21.2).

    Args:
        ledger: the open book.
        counter: the counter's id; a closed one has nothing to put aside.
        staff: by whom, by login.

    Raises:
        Refused: ``ON_BREAK`` during a break or lunch, with its end: whoever is on it must come back first.
    """
    present = store.open_one(ledger.connection, ledger.branch, counter)
    if present is None or present.state is CounterState.WORKING:
        return
    if not calls_from(present.state):
        raise Refused(Reason.ON_BREAK, counter=counter)
    end_pause(ledger, counter, staff=staff)


def step_out(
    ledger: Ledger,
    counter: str,
    reason: str,
    minutes: int,
    *,
    staff: str | None = None,
    seen: str | None = None,
) -> OpenCounter:
    """Leave the client who is being served for a moment; the counter stays hers (standard, 19.5).

    Once more while away, it changes the reason and counts the minutes from now. Finishing, handing over or
    whatever else takes the client from the counter ends it too.

    Args:
        ledger: the open book.
        counter: the counter's id.
        reason: why, one of the codes of ``desk.leave_reasons``.
        minutes: for how long, one of ``desk.leave_minutes``.
        staff: who leaves, by login.
        seen: as for ``calls.call_next``.

    Returns:
        The counter as it stands then; ``out_until`` is when to remind, silently.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOT_OPEN``, ``CLIENT_CHANGED``, ``NOT_ON_THE_LIST``,
            ``NOT_FROM_A_ROOM`` outside the hall, ``NOBODY_SERVED`` when nobody is being served there.
    """
    place = counter_of(ledger, counter)
    present = _open(ledger, counter)
    client = visits.client_at(ledger.connection, ledger.branch, counter)
    check_seen(client, seen)
    if place.kind is CounterKind.ROOM:
        raise Refused(Reason.NOT_FROM_A_ROOM)
    if client is None or client.status is not Status.SERVING:
        raise Refused(Reason.NOBODY_SERVED)
    desk = ledger.settings.desk
    if reason not in {choice.id for choice in desk.leave_reasons} or minutes not in desk.leave_minutes:
        raise Refused(Reason.NOT_ON_THE_LIST)
    ledger.notes.append(f"{client.number} left for a moment at {counter}")
    until = ledger.now + minutes * MINUTE
    by = ledger.by(counter, staff or present.staff)
    return store.step_out(ledger.connection, present, ledger.day, reason, until, client.id, by)


def come_back(ledger: Ledger, counter: str, *, staff: str | None = None) -> OpenCounter:
    """Say that whoever left her client for a moment is back; nothing when she is there already.

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: by whom, by login.

    Returns:
        The counter as it stands then.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOT_OPEN``.
    """
    present = _open(ledger, counter)
    by = ledger.by(counter, staff or present.staff)
    return store.come_back(ledger.connection, present, ledger.day, by)


def _open(ledger: Ledger, counter: str) -> OpenCounter:
    counter_of(ledger, counter)
    present = store.open_one(ledger.connection, ledger.branch, counter)
    if present is None:
        raise Refused(Reason.NOT_OPEN)
    return present
