"""Calling people to a counter, and what follows there."""

from dataclasses import dataclass
from enum import StrEnum

from server.config import LANGUAGES, Counter
from server.reception.asking import check_seen, client_of, counter_of, do, visit_of
from server.reception.counters import desk_of, open_counter, who_is_where
from server.reception.ledger import Ledger
from server.reception.opening import check_calls, may_call, owed
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.turn import RULE_VERSION, Kind, Turn, lanes, next_turn
from server.rules.visit import Act, Status
from server.store import views, visits
from server.store.tables import Visit
from server.store.visits import Why


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


@dataclass(frozen=True, slots=True)
class NextCall:
    """What "call next" did.

    Attributes:
        finished: the client before, now served; ``None`` if the counter was free.
        called: the client called; ``None`` if nobody waits for this counter.
    """

    finished: Visit | None
    called: Visit | None


def call_next(ledger: Ledger, counter: str, *, staff: str | None = None, seen: str | None = None) -> NextCall:
    """Finish the client at a counter and call the next one (standard, 13.3, 14, 19.2, 19.3).

    A counter that calls is open.

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: who calls, by login.
        seen: the number the caller sees at the counter, ``""`` for nobody. When another window has
            moved on meanwhile, nothing is done. ``None`` leaves this unchecked.

    Returns:
        Who was finished and who was called. Outside the hours nobody is called (20.1), but the client
        who is there can still be finished.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``CLIENT_CHANGED``; ``CLOSED`` when there was nobody to finish
            and nobody may be called.
    """
    place = counter_of(ledger, counter)
    finished = _finish_present(ledger, place, staff, seen)
    if not may_call(ledger) and not waiting_for(ledger, place, staff):
        if finished is None:
            check_calls(ledger)
        return NextCall(finished, None)
    return NextCall(finished, _call(ledger, place, _working(ledger, place, staff)))


def _working(ledger: Ledger, place: Counter, staff: str | None) -> str | None:
    # A counter that calls is open, whoever forgot to say so.
    opened = who_is_where(ledger)
    if place.id not in opened or (staff and opened[place.id] != staff):
        open_counter(ledger, place.id, staff=staff)
    return staff or opened.get(place.id)


def _finish_present(ledger: Ledger, place: Counter, staff: str | None, seen: str | None) -> Visit | None:
    present = visits.client_at(ledger.connection, ledger.branch, place.id)
    check_seen(present, seen)
    return _end(ledger, present, Act.FINISH, place.id, staff) if present else None


def _call(ledger: Ledger, place: Counter, staff: str | None) -> Visit | None:
    # The row is taken only while it still waits: with several servers on one database somebody may
    # be faster, and then the rule is asked again.
    while first := next_turn(waiting_for(ledger, place, staff), ledger.now, ledger.policy):
        visit = visits.by_id(ledger.connection, first.visit)
        why = _why(ledger, visit, _reason(visit), place, staff)
        changes, by = _called_to(ledger, place), ledger.by(place.id, staff)
        if called := visits.move(ledger.connection, visit, Act.CALL, by, changes, why):
            ledger.notes.append(f"{called.number} call at {place.id}")
            return called
    return None


def waiting_for(ledger: Ledger, place: Counter, staff: str | None, without: int = 0) -> list[Turn]:
    """Return the first turns that a counter may call now, enough of them for the rule to choose.

    Args:
        ledger: the open book.
        place: the counter.
        staff: who works there, by login.
        without: the id of a visit to leave out.
    """
    if not may_call(ledger):
        return _owed_to(ledger, place, staff, without)
    others = [desk_of(ledger, other) for other in who_is_where(ledger) if other != place.id]
    # All that we have words for: a ticket may be older than today's settings.
    spoken = [language for language in LANGUAGES if language != ledger.settings.office.languages[0]]
    found = visits.heads(
        ledger.connection,
        ledger.branch,
        ledger.day,
        lanes(desk_of(ledger, place.id), others, spoken),
        ledger.now,
        by_arrival=ledger.policy.guard_min is not None,
        without=without,
    )
    addressed = visits.addressed(ledger.connection, ledger.branch, ledger.day, place.id, staff)
    return found + [one for one in addressed if one.visit != without]


def _owed_to(ledger: Ledger, place: Counter, staff: str | None, without: int) -> list[Turn]:
    def mine(visit: Visit) -> bool:
        if visit.to_counter or visit.to_staff:
            return visit.to_counter == place.id or (staff is not None and visit.to_staff == staff)
        return visit.service in place.services

    return [
        Turn(visit.key, visit.id, visit.counted_from, visit.ready_at, visit.kind)
        for visit in owed(ledger)
        if visit.id != without and mine(visit)
    ]


def _reason(visit: Visit) -> str:
    if visit.handed:
        return visit.handed
    return "in turn" if visit.kind is Kind.ORDINARY else visit.kind


def _why(ledger: Ledger, visit: Visit, reason: str, place: Counter, staff: str | None) -> Why:
    second = next_turn(waiting_for(ledger, place, staff, without=visit.id), ledger.now, ledger.policy)
    runner_up = visits.by_id(ledger.connection, second.visit) if second else None
    return Why(
        reason,
        visit.key,
        runner_up.number if runner_up else None,
        runner_up.key if runner_up else None,
        RULE_VERSION,
    )


def _called_to(ledger: Ledger, place: Counter) -> dict[str, object]:
    return {"counter": place.id, "called_at": ledger.now, "calls": 1, "parked_until": None}


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
    why = _why(ledger, chosen, f"chosen: {reason}", place, staff)
    changes = _called_to(ledger, place)
    called = do(ledger, chosen, Act.CHOOSE, counter=place.id, staff=staff, changes=changes, why=why)
    return NextCall(finished, called)


def recall(ledger: Ledger, counter: str, *, staff: str | None = None, seen: str | None = None) -> Visit:
    """Show and sound the number at a counter once more.

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
    if present.status is Status.CALLED:
        left_ms = (present.called_at or 0) + rules.repeat_gap_s * 1000 - ledger.now
        if left_ms > 0:
            raise Refused(Reason.RECALL_TOO_SOON, n=-(-left_ms // 1000))
        if present.calls > rules.repeat_max:
            raise Refused(Reason.RECALLED_ENOUGH, n=rules.repeat_max)
    changes = {"called_at": ledger.now, "calls": present.calls + 1}
    return do(ledger, present, Act.RECALL, counter=counter, staff=staff, changes=changes)


def start(ledger: Ledger, counter: str, *, staff: str | None = None, seen: str | None = None) -> Visit:
    """Say that the client has come and is being served. Arguments as for ``recall``.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``, ``NOT_ALLOWED_NOW``.
    """
    return do(ledger, client_of(ledger, counter, seen), Act.START, counter=counter, staff=staff)


def finish(ledger: Ledger, counter: str, *, staff: str | None = None, seen: str | None = None) -> Visit:
    """Say that the client at a counter has been served. Arguments and refusals as for ``start``."""
    return _end(ledger, client_of(ledger, counter, seen), Act.FINISH, counter, staff)


def no_show(ledger: Ledger, counter: str, *, staff: str | None = None, seen: str | None = None) -> Visit:
    """Say that the client called to a counter did not come. Arguments as for ``recall``.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``, ``NOT_ALLOWED_NOW``, and
            ``RECALL_FIRST`` before the client was called again as often as the office wants.
    """
    present = client_of(ledger, counter, seen)
    needed = ledger.settings.queue.calls.repeats_before_no_show
    if present.status is Status.CALLED and present.calls <= needed:
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
    why = Why(str(reason), present.key, None, None, RULE_VERSION)
    ended = {"ended_at": ledger.now}
    return do(ledger, present, Act.REFUSE, counter=counter, staff=staff, changes=ended, why=why)


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
    """Call a client back whom this counter has set aside, or one that is closed now.

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
            ``NOT_YOURS`` for a client that another open counter has set aside, ``COUNTER_BUSY``.
    """
    place = counter_of(ledger, counter)
    present = visits.client_at(ledger.connection, ledger.branch, counter)
    check_seen(present, seen)
    parked = visit_of(ledger, number)
    if (
        parked.status is Status.PARKED
        and parked.counter != counter
        and parked.counter in who_is_where(ledger)
    ):
        raise Refused(Reason.NOT_YOURS, counter=parked.counter)
    if present:
        raise Refused(Reason.COUNTER_BUSY, number=present.number)
    _working(ledger, place, staff)
    changes = _called_to(ledger, place)
    return do(ledger, parked, Act.RESUME, counter=counter, staff=staff, changes=changes)


def _end(ledger: Ledger, present: Visit, act: Act, counter: str, staff: str | None) -> Visit:
    return do(ledger, present, act, counter=counter, staff=staff, changes={"ended_at": ledger.now})


def set_aside_for(ledger: Ledger, counter: str) -> list[Visit]:
    """Return the clients a counter may call back: its own, and those of closed counters it could serve."""
    opened, services = who_is_where(ledger), counter_of(ledger, counter).services
    return [
        visit
        for visit in views.parked(ledger.connection, ledger.branch, ledger.day)
        if visit.counter == counter or (visit.counter not in opened and visit.service in services)
    ]
