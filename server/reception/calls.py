"""Calling people to a counter, and what follows there."""

from dataclasses import dataclass
from enum import StrEnum

from server.config import Counter
from server.reception import choosing
from server.reception.asking import because, check_seen, client_of, counter_of, do, visit_of
from server.reception.choosing import LeftForOthers, left_for_others, waiting_for
from server.reception.counters import open_counter, that_call
from server.reception.ledger import Ledger
from server.reception.opening import check_calls, may_call, owed
from server.reception.pauses import put_aside
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.turn import next_turn
from server.rules.visit import Act, Started, Status, may_be_missing
from server.store import counters, views, visits
from server.store.tables import Visit


class OutOfTurn(StrEnum):
    """Why somebody is called out of turn: codes only, no words about the person (standard, 2.4)."""

    SHORT_QUESTION = "short_question"
    CAME_BACK = "came_back"
    CANNOT_WAIT = "cannot_wait"
    MISTAKE = "mistake"


class Refusal(StrEnum):
    """Why somebody is not served: codes only (standard, 21.3, 21.4, 29.5)."""

    AGGRESSIVE = "aggressive"
    INTOXICATED = "intoxicated"
    NOT_OURS = "not_ours"
    FORBIDDEN = "forbidden"


class Empty(StrEnum):
    """Why nobody was called."""

    NOBODY_WAITS = "nobody_waits"
    LEFT_FOR_OTHERS = "left_for_others"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class NextCall:
    """What "call next" did.

    Attributes:
        finished: the client before, now served; ``None`` if the counter was free.
        called: the client called; ``None`` if nobody waits for this counter.
        empty: why nobody was called; ``None`` when somebody was.
        left: who waits for this counter's services but for a colleague who speaks her language (14).
    """

    finished: Visit | None
    called: Visit | None
    empty: Empty | None = None
    left: tuple[LeftForOthers, ...] = ()


def call_next(
    ledger: Ledger,
    counter: str,
    *,
    outcome: str | None = None,
    staff: str | None = None,
    seen: str | None = None,
) -> NextCall:
    """Finish the client at a counter and call the next one (standard, 13.3, 14, 19.2, 19.3).

    A counter that calls is open, and puts other work aside (21.2).

    Args:
        ledger: the open book.
        counter: the counter's id.
        outcome: how serving the client before has ended, as for ``finish``.
        staff: who calls, by login.
        seen: the number the caller sees at the counter, ``""`` for nobody. When another window has
            moved on meanwhile, nothing is done. ``None`` leaves this unchecked.

    Returns:
        Who was finished and who was called. Outside the hours nobody is called (20.1), but the client
        who is there can still be finished.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``CLIENT_CHANGED``, ``NOT_ON_THE_LIST``; ``CLOSED`` when there was
            nobody to finish and nobody may be called; ``ON_BREAK`` during a break or lunch.
    """
    place = counter_of(ledger, counter)
    finished = _finish_present(ledger, place, staff, seen, outcome)
    if not may_call(ledger) and not waiting_for(ledger, place, staff):
        if finished is None:
            check_calls(ledger)
        return NextCall(finished, None, Empty.CLOSED)
    called = _call(ledger, place, _working(ledger, place, staff))
    if called:
        return NextCall(finished, called)
    left = tuple(left_for_others(ledger, counter))
    return NextCall(finished, None, Empty.LEFT_FOR_OTHERS if left else Empty.NOBODY_WAITS, left)


def _working(ledger: Ledger, place: Counter, staff: str | None) -> str | None:
    put_aside(ledger, place.id, staff=staff)
    # A counter that calls is open, whoever forgot to say so.
    present = counters.open_one(ledger.connection, ledger.branch, place.id)
    if present is None or (staff and present.staff != staff):
        open_counter(ledger, place.id, staff=staff)
    return staff or (present.staff if present else None)


def _finish_present(
    ledger: Ledger, place: Counter, staff: str | None, seen: str | None, outcome: str | None = None
) -> Visit | None:
    present = visits.client_at(ledger.connection, ledger.branch, place.id)
    check_seen(present, seen)
    _check_outcome(ledger, outcome)
    return _end(ledger, present, Act.FINISH, place.id, staff, outcome) if present else None


def _call(ledger: Ledger, place: Counter, staff: str | None) -> Visit | None:
    # The row is taken only while it still waits: with several servers on one database somebody may
    # be faster, and then the rule is asked again.
    while first := next_turn(waiting := waiting_for(ledger, place, staff), ledger.now, ledger.policy):
        visit = visits.by_id(ledger.connection, first.visit)
        why = choosing.why(ledger, visit, choosing.reason(visit), waiting)
        changes, by = _called_to(ledger, place), ledger.by(place.id, staff)
        if called := visits.move(ledger.connection, visit, Act.CALL, by, changes, why):
            ledger.notes.append(f"{called.number} call at {place.id}")
            return called
    return None


def _called_to(ledger: Ledger, place: Counter) -> dict[str, object]:
    return {
        "counter": place.id,
        "called_at": ledger.now,
        "calls": 1,
        "parked_until": None,
        "started_at": None,
        "started": None,
    }


def call_chosen(
    ledger: Ledger,
    counter: str,
    number: str,
    reason: OutOfTurn,
    *,
    staff: str | None = None,
    seen: str | None = None,
) -> NextCall:
    """Call a client of one's choice out of turn (standard, 2.4): a reason is kept, and it is counted.

    Args:
        ledger: the open book.
        counter: the counter's id.
        number: the number on the ticket of a waiting client.
        reason: why.
        staff: who calls, by login.
        seen: as for ``call_next``.

    Returns:
        Who was finished and who was called.

    Raises:
        Refused: ``OUT_OF_TURN_FORBIDDEN``, ``UNKNOWN_COUNTER``, ``UNKNOWN_TICKET``, ``CLIENT_CHANGED``,
            ``NOT_ALLOWED_NOW``; ``CLOSED`` when nobody, or not this client, is called any more.
    """
    if not ledger.settings.queue.out_of_turn:
        raise Refused(Reason.OUT_OF_TURN_FORBIDDEN)
    place = counter_of(ledger, counter)
    chosen = visit_of(ledger, number)
    if chosen.id not in {visit.id for visit in owed(ledger)}:
        check_calls(ledger)
    finished = _finish_present(ledger, place, staff, seen)
    _working(ledger, place, staff)
    why = choosing.why(ledger, chosen, f"chosen: {reason}", waiting_for(ledger, place, staff))
    changes = _called_to(ledger, place)
    called = do(ledger, chosen, Act.CHOOSE, counter=place.id, staff=staff, changes=changes, why=why)
    return NextCall(finished, called)


def recall(ledger: Ledger, counter: str, *, staff: str | None = None, seen: str | None = None) -> Visit:
    """Show and sound the number at a counter once more.

    Also when serving has begun by itself and nobody came; not once the clerk has said that she is there.

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: who calls, by login.
        seen: as for ``call_next``.

    Returns:
        The client.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``, ``NOT_ALLOWED_NOW``;
            ``RECALL_TOO_SOON`` and ``RECALLED_ENOUGH`` by the office's settings.
    """
    present = client_of(ledger, counter, seen)
    rules = ledger.settings.queue.calls
    if may_be_missing(present.status, present.started):
        left_ms = (present.called_at or 0) + rules.repeat_gap_s * 1000 - ledger.now
        if left_ms > 0:
            raise Refused(Reason.RECALL_TOO_SOON, n=-(-left_ms // 1000))
        if present.calls > rules.repeat_max:
            raise Refused(Reason.RECALLED_ENOUGH, n=rules.repeat_max)
    else:
        raise Refused(Reason.NOT_ALLOWED_NOW, status=present.status, act=Act.RECALL)
    changes = {"called_at": ledger.now, "calls": present.calls + 1, "started_at": None, "started": None}
    return do(ledger, present, Act.RECALL, counter=counter, staff=staff, changes=changes)


def start(ledger: Ledger, counter: str, *, staff: str | None = None, seen: str | None = None) -> Visit:
    """Say that the client has come and is being served. Arguments as for ``recall``.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``, ``NOT_ALLOWED_NOW``.
    """
    changes = {"started_at": ledger.now, "started": Started.CONFIRMED}
    client = client_of(ledger, counter, seen)
    return do(ledger, client, Act.START, counter=counter, staff=staff, changes=changes)


def finish(
    ledger: Ledger,
    counter: str,
    *,
    outcome: str | None = None,
    staff: str | None = None,
    seen: str | None = None,
) -> Visit:
    """Say that the client at a counter has been served. Arguments as for ``recall``, and the outcome: one of
    the codes of ``desk.outcomes``, ``None`` for none.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``, ``NOT_ON_THE_LIST``.
    """
    client = client_of(ledger, counter, seen)
    _check_outcome(ledger, outcome)
    return _end(ledger, client, Act.FINISH, counter, staff, outcome)


def _check_outcome(ledger: Ledger, outcome: str | None) -> None:
    if outcome is not None and outcome not in {choice.id for choice in ledger.settings.desk.outcomes}:
        raise Refused(Reason.NOT_ON_THE_LIST)


def no_show(ledger: Ledger, counter: str, *, staff: str | None = None, seen: str | None = None) -> Visit:
    """Say that the client called to a counter did not come. Arguments as for ``recall``.

    Also when serving has begun by itself; not once the clerk has said that she is there.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``, ``NOT_ALLOWED_NOW``, and
            ``RECALL_FIRST`` before the client was called again as often as the office wants.
    """
    present = client_of(ledger, counter, seen)
    needed = ledger.settings.queue.calls.repeats_before_no_show
    if not may_be_missing(present.status, present.started):
        raise Refused(Reason.NOT_ALLOWED_NOW, status=present.status, act=Act.NO_SHOW)
    if present.calls <= needed:
        raise Refused(Reason.RECALL_FIRST, n=needed)
    return _end(ledger, present, Act.NO_SHOW, counter, staff)


def refuse(
    ledger: Ledger, counter: str, reason: Refusal, *, staff: str | None = None, seen: str | None = None
) -> Visit:
    """Refuse to serve the client at a counter (standard, 21.3, 21.4); a code is kept, nothing else.

    Arguments as for ``recall``, and the reason.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``.
    """
    present = client_of(ledger, counter, seen)
    return _end(ledger, present, Act.REFUSE, counter, staff, reason)


def park(
    ledger: Ledger,
    counter: str,
    *,
    minutes: int | None = None,
    staff: str | None = None,
    seen: str | None = None,
) -> Visit:
    """Set the client at a counter aside: she comes back to this counter (fills in a form, fetches a paper).

    Arguments as for ``recall``, and after how many minutes to be reminded of her, if at all.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``.
    """
    until = None if minutes is None else ledger.now + minutes * MINUTE
    present = client_of(ledger, counter, seen)
    return do(ledger, present, Act.PARK, counter=counter, staff=staff, changes={"parked_until": until})


def resume(
    ledger: Ledger, counter: str, number: str, *, staff: str | None = None, seen: str | None = None
) -> Visit:
    """Call a client back whom this counter has set aside, or one that is closed or on a break now.

    Args:
        ledger: the open book.
        counter: the counter's id.
        number: the number on the ticket.
        staff: who calls, by login.
        seen: as for ``call_next``.

    Returns:
        The client, called.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``UNKNOWN_TICKET``, ``CLIENT_CHANGED``, ``NOT_ALLOWED_NOW``,
            ``NOT_YOURS`` for a client whom another counter that calls now has set aside, ``COUNTER_BUSY``,
            ``ON_BREAK`` during a break or lunch.
    """
    place = counter_of(ledger, counter)
    present = visits.client_at(ledger.connection, ledger.branch, counter)
    check_seen(present, seen)
    parked = visit_of(ledger, number)
    if parked.status is Status.PARKED and parked.counter != counter and parked.counter in that_call(ledger):
        raise Refused(Reason.NOT_YOURS, counter=parked.counter)
    if present:
        raise Refused(Reason.COUNTER_BUSY, number=present.number)
    _working(ledger, place, staff)
    changes = _called_to(ledger, place)
    return do(ledger, parked, Act.RESUME, counter=counter, staff=staff, changes=changes)


def _end(
    ledger: Ledger, present: Visit, act: Act, counter: str, staff: str | None, code: str | None = None
) -> Visit:
    why = because(present, code) if code else None
    return do(ledger, present, act, counter=counter, staff=staff, changes={"ended_at": ledger.now}, why=why)


def set_aside_for(ledger: Ledger, counter: str) -> list[Visit]:
    """Return the clients a counter may call back: its own, and those it could serve of counters that are
    closed or on a break."""
    calling, services = that_call(ledger), counter_of(ledger, counter).services
    return [
        visit
        for visit in views.parked(ledger.connection, ledger.branch, ledger.day)
        if visit.counter == counter or (visit.counter not in calling and visit.service in services)
    ]
