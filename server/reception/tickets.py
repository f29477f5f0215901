"""Taking a ticket, its priority, leaving."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from server.config import Mode, Service
from server.reception import papers
from server.reception.asking import do, language_of, service_of, visit_of
from server.reception.away import nobody_gives
from server.reception.issuing import check_issuing
from server.reception.ledger import Ledger
from server.reception.opening import check_calls, check_tickets, opens
from server.rules.closing import Outlook
from server.rules.interval import Interval
from server.rules.moment import MINUTE, day_of, local
from server.rules.number import ticket_number
from server.rules.refused import Reason, Refused
from server.rules.season import given
from server.rules.told import Told
from server.rules.turn import turn
from server.rules.visit import Act, Paper, Priority, Status
from server.store import views, visits
from server.store.tables import Visit

TOKEN_BYTES = 16  # 128 bits: a ticket's address cannot be guessed
CODE_LETTERS = "23456789ABCDEFGHJKLMNPRSTUVXYZ"  # none that looks like another
CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Taken:
    """A ticket asked for.

    Attributes:
        visit: the visit it stands for.
        new: whether this request made it; ``False`` for a repeated one, which must print nothing.
    """

    visit: Visit
    new: bool


def take(
    ledger: Ledger,
    service: str,
    language: str,
    *,
    priority: bool = False,
    slot: int | None = None,
    to_counter: str | None = None,
    printed: bool = False,
    kiosk: str = "",
    nonce: str | None = None,
    told: Told | None = None,
) -> Taken:
    """Give a visitor the next number of a service.

    Standard 19.2: some may be called ahead of others; whoever says so is believed, or confirmed by a
    clerk, as the office has chosen, and no reason is asked or kept (4.8). 14: the language chosen is
    the one wished at the counter.

    Args:
        ledger: the open book.
        service: the service's id.
        language: the visitor's language, one of the office's.
        priority: whether the visitor asks to be called earlier.
        slot: the booked time of a client with an appointment, milliseconds UTC.
        to_counter: the open counter where she is booked, if she waits for that one only.
        printed: whether the kiosk's printer prints the ticket.
        kiosk: which kiosk, by id; "" for the usual one.
        nonce: the same for a repeated request; it gets the same ticket.
        told: what is foretold to somebody who comes now; kept with the ticket.

    Returns:
        The new visit, or the one an earlier request with this nonce made.

    Raises:
        Refused: ``UNKNOWN_SERVICE``, ``UNKNOWN_LANGUAGE``, ``BY_APPOINTMENT_ONLY``, ``NO_PRIORITY``;
            ``CLOSED`` and ``LAST_TICKET_GIVEN`` when no tickets are given now; ``ISSUING_PAUSED`` and
            ``SERVICE_CLOSED`` when staff have stopped its numbers; ``NOT_GIVEN_NOW`` out of the
            service's own season or hours; ``BOOKING_OTHER_DAY`` when
            the booked time is not today's; ``FULL_TODAY`` when she
            would hardly be served before closing (20.2); ``AWAY`` when all who give the service are away now
            and a time can be booked instead (26).
    """
    if nonce and (before := visits.by_nonce(ledger.connection, nonce)):
        return Taken(before, new=False)
    wanted = service_of(ledger, service)
    language_of(ledger, language)
    check_tickets(ledger, wanted, booked=slot is not None)
    zone = ledger.settings.office.timezone
    if slot is not None and day_of(slot, zone) != ledger.day:
        raise Refused(Reason.BOOKING_OTHER_DAY, time=local(slot, zone))
    if slot is None and not wanted.walk_in:
        raise Refused(Reason.BY_APPOINTMENT_ONLY, service=service)
    if slot is None:
        check_issuing(ledger, wanted)
    if slot is None and not given(wanted.season, wanted.hours, local(ledger.now, zone)):
        raise Refused(Reason.NOT_GIVEN_NOW)
    if slot is None and wanted.appointments and nobody_gives(ledger, wanted):
        raise Refused(Reason.AWAY)
    if slot is None and told and told.today is Outlook.UNLIKELY:
        raise Refused(Reason.FULL_TODAY, opens=opens(ledger))
    wait = told.wait if told and slot is None else None
    claim = _claim(ledger, priority)
    count = visits.last_count(ledger.connection, ledger.branch, ledger.day, wanted.prefix) + 1
    state_language = ledger.settings.office.languages[0]
    visit = visits.add(
        ledger.connection,
        {
            "branch": ledger.branch,
            "day": ledger.day,
            "prefix": wanted.prefix,
            "count": count,
            "number": ticket_number(ledger.settings.queue.number_format, wanted.prefix, count),
            "token": secrets.token_urlsafe(TOKEN_BYTES),
            "code": _code(ledger),
            "nonce": nonce,
            "service": service,
            "language": language,
            "wish": "" if language == state_language else language,
            "priority": claim,
            "slot": slot,
            "to_counter": to_counter,
            "paper": papers.first_paper(ledger, kiosk) if printed else Paper.NONE,
            "taken_at": ledger.now,
            "told_low": wait and wait.low,
            "told_mid": wait and wait.mid,
            "told_high": wait and wait.high,
            "told_today": told.today if told and slot is None else None,
            **_place(ledger, wanted, ledger.now, claim, slot),
        },
        ledger.by(),
    )
    if printed:
        papers.ask_ticket(ledger, visit, kiosk)
    ledger.notes.append(f"{visit.number} taken")
    return Taken(visit, new=True)


def _code(ledger: Ledger) -> str:
    while True:
        chance = secrets.randbelow(len(CODE_LETTERS) ** CODE_LENGTH)  # asked for once: the system's is dear
        code = "".join(
            CODE_LETTERS[chance // len(CODE_LETTERS) ** place % len(CODE_LETTERS)]
            for place in range(CODE_LENGTH)
        )
        if not visits.by_code(ledger.connection, ledger.branch, ledger.day, code):
            return code


def _claim(ledger: Ledger, priority: bool) -> Priority:
    if not priority:
        return Priority.NONE
    mode = ledger.settings.queue.priority.mode
    if mode in (Mode.NONE, Mode.STAFF):
        raise Refused(Reason.NO_PRIORITY)
    return Priority.WISHED if mode is Mode.SUGGEST else Priority.GRANTED


def _place(
    ledger: Ledger, service: Service, came: int, priority: Priority, slot: int | None
) -> dict[str, Any]:
    place = turn(
        0,
        came,
        ledger.policy,
        priority=priority is Priority.GRANTED,
        slot=slot,
        service_min=service.head_start_min,
    )
    return {
        "kind": place.kind,
        "counted_from": place.counted_from,
        "ready_at": place.ready_at,
        "key": place.key,
    }


def grant_priority(
    ledger: Ledger, number: str, *, counter: str | None = None, staff: str | None = None
) -> Visit:
    """Let a waiting client be called ahead of others: the clerk sees the need (standard, 19.2).

    Args:
        ledger: the open book.
        number: the number on the ticket.
        counter: where it is granted.
        staff: by whom, by login.

    Returns:
        The visit in its new place.

    Raises:
        Refused: ``UNKNOWN_TICKET``, ``UNKNOWN_COUNTER``, ``NO_PRIORITY`` when the office gives none,
            ``NOT_ALLOWED_NOW``.
    """
    if ledger.settings.queue.priority.mode is Mode.NONE:
        raise Refused(Reason.NO_PRIORITY)
    return _set_priority(ledger, number, Act.GRANT_PRIORITY, Priority.GRANTED, counter, staff)


def take_priority_back(
    ledger: Ledger, number: str, *, counter: str | None = None, staff: str | None = None
) -> Visit:
    """Let a waiting client wait by her arrival again. Arguments as for ``grant_priority``.

    Raises:
        Refused: ``UNKNOWN_TICKET``, ``UNKNOWN_COUNTER``, ``NOT_ALLOWED_NOW``.
    """
    return _set_priority(ledger, number, Act.TAKE_PRIORITY_BACK, Priority.NONE, counter, staff)


def _set_priority(
    ledger: Ledger, number: str, act: Act, priority: Priority, counter: str | None, staff: str | None
) -> Visit:
    visit = visit_of(ledger, number)
    # The place was given for the service the ticket was taken for; a hand-over does not change it (2.5).
    known = {service.prefix: service for service in ledger.settings.services}
    first = known.get(visit.prefix) or service_of(ledger, visit.service)
    place = _place(ledger, first, visit.taken_at, priority, visit.slot)
    place["ready_at"] = min(place["ready_at"], visit.ready_at)
    return do(ledger, visit, act, counter=counter, staff=staff, changes={"priority": priority, **place})


def restore(ledger: Ledger, number: str, *, counter: str | None = None, staff: str | None = None) -> Visit:
    """Give a no-show who came after all the old place back (the waiting counts: 2.5, 13.3).

    Args:
        ledger: the open book.
        number: the number on the ticket.
        counter: where it is done.
        staff: by whom, by login.

    Returns:
        The visit, waiting.

    Raises:
        Refused: ``UNKNOWN_TICKET``, ``UNKNOWN_COUNTER``, ``NOT_ALLOWED_NOW``, ``TOO_LATE_TO_RESTORE``;
            ``CLOSED`` when nobody is called any more.
    """
    visit = visit_of(ledger, number)
    check_calls(ledger)
    limit = ledger.settings.queue.calls.restore_within_min
    if visit.status is Status.NO_SHOW and ledger.now - (visit.ended_at or 0) > limit * MINUTE:
        raise Refused(Reason.TOO_LATE_TO_RESTORE, n=limit)
    changes = {
        "counter": None, "calls": 0, "ended_at": None, "to_counter": None, "to_staff": None,
        "requeued_at": ledger.now, "started_at": None, "started": None,
    }  # fmt: skip
    return do(ledger, visit, Act.RESTORE, counter=counter, staff=staff, changes=changes)


def leave(ledger: Ledger, token: str) -> Visit:
    """Take note that a visitor gives up waiting.

    Raises:
        Refused: ``UNKNOWN_TICKET``, ``NOT_ALLOWED_NOW``.
    """
    visit = by_token(ledger, token)
    if visit.status is Status.SERVING:  # a clerk is with her: it is not for a phone to end that
        raise Refused(Reason.NOT_ALLOWED_NOW, status=visit.status, act=Act.LEAVE)
    return do(ledger, visit, Act.LEAVE, changes={"ended_at": ledger.now})


def promise(ledger: Ledger, waiting: Iterable[int]) -> None:
    """Take note that clients are told they will still be served today (standard, 20.2).

    A promise is given once and never taken back.

    Args:
        ledger: the open book.
        waiting: the ids of their visits; who does not wait any more is left out.
    """
    for visit in map(partial(visits.by_id, ledger.connection), waiting):
        if visit.status is Status.WAITING and visit.promised_at is None:
            do(ledger, visit, Act.PROMISE, changes={"promised_at": ledger.now})


def by_token(ledger: Ledger, token: str) -> Visit:
    """Return the visit a ticket's token stands for.

    Raises:
        Refused: ``UNKNOWN_TICKET`` when there is none.
    """
    visit = visits.by_token(ledger.connection, token)
    if visit is None:
        raise Refused(Reason.UNKNOWN_TICKET)
    return visit


def by_code(ledger: Ledger, code: str) -> Visit:
    """Return the visit of today that the short code on a ticket stands for, however it is typed.

    Raises:
        Refused: ``UNKNOWN_TICKET`` when there is none.
    """
    typed = "".join(code.upper().split()).replace("-", "")
    visit = visits.by_code(ledger.connection, ledger.branch, ledger.day, typed)
    if visit is None:
        raise Refused(Reason.UNKNOWN_TICKET)
    return visit


def told_at_first(visit: Visit) -> Told | None:
    """Return what a visit was told when its ticket was taken; ``None`` when nothing was foretold.

    On paper it stays, and the kiosk's screen says the same.
    """
    if visit.told_low is None or visit.told_mid is None or visit.told_high is None:
        return None
    return Told(Interval(visit.told_low, visit.told_mid, visit.told_high), visit.told_today)


def ahead(ledger: Ledger, visit: Visit) -> int:
    """Count the people who can be called before a waiting visitor (standard, 12.2).

    Returns:
        How many wait at the counters that serve her and come earlier by the rule; 0 once she is called.
    """
    if visit.status is not Status.WAITING:
        return 0
    return views.ahead_of(ledger.connection, visit, ledger.settings.rivals(visit.service))


def lines(ledger: Ledger) -> dict[str, int]:
    """Count, for every service, who would be ahead of somebody coming now without priority."""
    waiting = views.waiting_by_service(ledger.connection, ledger.branch, ledger.day)
    return {
        service.id: sum(waiting.get(rival, 0) for rival in ledger.settings.rivals(service.id))
        for service in ledger.settings.services
    }
