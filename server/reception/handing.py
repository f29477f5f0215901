"""Handing a client to another service, counter or colleague: the number and the place are kept."""

from typing import Any

from server.reception import notes
from server.reception.asking import client_of, counter_of, do, language_of, service_of
from server.reception.counters import OnDuty, on_duty, who_is_where
from server.reception.ledger import Ledger
from server.reception.people import person_of
from server.rules.counter import calls_from
from server.rules.refused import Reason, Refused
from server.rules.visit import Act, Handed, Started
from server.store.tables import Visit


def transfer(
    ledger: Ledger,
    counter: str,
    *,
    service: str | None = None,
    to_counter: str | None = None,
    to_staff: str | None = None,
    note: str | None = None,
    staff: str | None = None,
    seen: str | None = None,
) -> Visit:
    """Hand the client at a counter to a service, a counter, a room or a person (standard, 17.5 and 2.8).

    The number and the place stay: the time already waited counts (2.5). A client handed to a counter
    or a person waits for exactly that one, also through a break; the desk there is told of her as of
    anybody who comes.

    Args:
        ledger: the open book.
        counter: where the client is.
        service: the service wanted now; the present one if only a place is named.
        to_counter: the counter she is handed to, or
        to_staff: the person, by login; not both.
        note: what the colleague should know, nothing that tells who the client is; at most 200 characters.
            Only the desk that may call her reads it, and it is erased with its day.
        staff: who hands over, by login.
        seen: as for ``calls.call_next``.

    Returns:
        The visit, waiting.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``UNKNOWN_STAFF``, ``UNKNOWN_SERVICE``, ``NOBODY_CALLED``,
            ``CLIENT_CHANGED``, ``ONE_PLACE_ONLY`` when no place or two are named, ``NOT_SERVED_THERE``,
            ``NOBODY_THERE`` when the counter is closed or the person not in: another time can be booked
            instead; ``NOTE_TOO_LONG``.
    """
    client = client_of(ledger, counter, seen)
    line = notes.tidy(note)
    if (to_counter and to_staff) or not (service or to_counter or to_staff):
        raise Refused(Reason.ONE_PLACE_ONLY)
    wanted = service_of(ledger, service).id if service else client.service
    _check_there(ledger, wanted, to_counter, to_staff, named=service is not None)
    visit = _hand(ledger, client, counter, staff, wanted, Handed.TRANSFERRED, to_counter, to_staff)
    notes.write(ledger, visit, counter, staff, line)
    return visit


def hand_over_for_language(
    ledger: Ledger,
    counter: str,
    language: str,
    *,
    to_counter: str | None = None,
    note: str | None = None,
    staff: str | None = None,
    seen: str | None = None,
) -> Visit:
    """Hand the client to a counter that speaks her language, the place kept (standard, 14).

    Args:
        ledger: the open book.
        counter: where the client is.
        language: the one she wishes.
        to_counter: the colleague's counter that was chosen from ``speaking``; ``None`` for whichever that
            calls now is free first.
        note: as for ``transfer``.
        staff: who hands over, by login.
        seen: as for ``calls.call_next``.

    Returns:
        The visit, waiting for a counter that serves her and speaks it.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``UNKNOWN_LANGUAGE``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``,
            ``NOTE_TOO_LONG``, and ``NOBODY_THERE`` when no open counter that serves her speaks it, or not the
            chosen one.
    """
    client = client_of(ledger, counter, seen)
    wish, line = language_of(ledger, language), notes.tidy(note)
    colleagues = [one for one in speaking(ledger, counter, wish) if client.service in one.place.services]
    now = [one.place.id for one in colleagues if calls_from(one.state)]
    if to_counter is not None:
        now = [one.place.id for one in colleagues if one.place.id == counter_of(ledger, to_counter).id]
    if not now:
        raise Refused(Reason.NOBODY_THERE)
    # The state language is spoken at every counter, so there is nobody to leave such a client for.
    only = now[0] if len(now) == 1 or wish == ledger.settings.office.languages[0] else None
    wished = "" if wish == ledger.settings.office.languages[0] else wish
    changes = {"wish": wished, "language": wish}
    visit = _hand(ledger, client, counter, staff, client.service, Handed.LANGUAGE, only, None, changes)
    notes.write(ledger, visit, counter, staff, line)
    return visit


def speaking(ledger: Ledger, counter: str, language: str) -> list[OnDuty]:
    """Return who is on duty elsewhere and speaks a language, with what she does now (standard, 14).

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``UNKNOWN_LANGUAGE``.
    """
    here, wish = counter_of(ledger, counter).id, language_of(ledger, language)
    return [one for one in on_duty(ledger) if one.place.id != here and wish in one.place.languages]


def add_service(
    ledger: Ledger, counter: str, service: str, *, staff: str | None = None, seen: str | None = None
) -> Visit:
    """Go on with another service under the same number (standard, 2.8): here if this counter serves it,
    otherwise in the queue of those that do, with the time already waited.

    Args:
        ledger: the open book.
        counter: where the client is.
        service: the service wanted now.
        staff: who adds it, by login.
        seen: as for ``calls.call_next``.

    Returns:
        The visit, being served or waiting.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``UNKNOWN_SERVICE``, ``NOBODY_CALLED``, ``CLIENT_CHANGED``.
    """
    client = client_of(ledger, counter, seen)
    wanted = service_of(ledger, service).id
    if wanted in counter_of(ledger, counter).services:
        # Whoever asks for more is there.
        changes = {
            "service": wanted,
            "started_at": client.started_at or ledger.now,
            "started": Started.CONFIRMED,
        }
        return do(ledger, client, Act.ADD_SERVICE, counter=counter, staff=staff, changes=changes)
    return _hand(ledger, client, counter, staff, wanted, Handed.TRANSFERRED, None, None)


def _check_there(
    ledger: Ledger, service: str, to_counter: str | None, to_staff: str | None, *, named: bool
) -> None:
    opened = who_is_where(ledger)
    if to_counter:
        place = counter_of(ledger, to_counter)
        if named and service not in place.services:
            raise Refused(Reason.NOT_SERVED_THERE)
        if to_counter not in opened:
            raise Refused(Reason.NOBODY_THERE)
    if to_staff and person_of(ledger, to_staff).login not in opened.values():
        raise Refused(Reason.NOBODY_THERE)


def _hand(
    ledger: Ledger,
    client: Visit,
    counter: str,
    staff: str | None,
    service: str,
    handed: Handed,
    to_counter: str | None,
    to_staff: str | None,
    more: dict[str, Any] | None = None,
) -> Visit:
    changes = {
        "service": service,
        "handed": handed,
        "to_counter": to_counter,
        "to_staff": to_staff,
        "counter": None,
        "calls": 0,
        "requeued_at": ledger.now,
        "started_at": None,
        "started": None,
        # Whoever was booked and has been served once is ready for the next counter now.
        "ready_at": min(client.ready_at, ledger.now),
        **(more or {}),
    }
    return do(ledger, client, Act.TRANSFER, counter=counter, staff=staff, changes=changes)
