"""Finding what an act names, and refusing politely when it is not there."""

from typing import Any

from server.config import Counter, Service
from server.reception.ledger import Ledger
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.refused import Reason, Refused
from server.rules.turn import RULE_VERSION
from server.rules.visit import AT_A_COUNTER, Act
from server.store import counters, visits
from server.store.tables import Visit
from server.store.visits import Why

# What stands in the staff log too: somebody may have to answer for it.
ANSWERED_FOR = {
    Act.GRANT_PRIORITY: StaffAct.GRANT_PRIORITY,
    Act.TAKE_PRIORITY_BACK: StaffAct.TAKE_PRIORITY_BACK,
    Act.CHOOSE: StaffAct.CHOOSE,
    Act.REFUSE: StaffAct.REFUSE,
}


def counter_of(ledger: Ledger, counter: str) -> Counter:
    """Return a counter by its id.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    try:
        return ledger.settings.counter(counter)
    except KeyError:
        raise Refused(Reason.UNKNOWN_COUNTER, counter=counter) from None


def service_of(ledger: Ledger, service: str) -> Service:
    """Return a service by its id.

    Raises:
        Refused: ``UNKNOWN_SERVICE``.
    """
    try:
        return ledger.settings.service(service)
    except KeyError:
        raise Refused(Reason.UNKNOWN_SERVICE, service=service) from None


def language_of(ledger: Ledger, language: str) -> str:
    """Return a language if the office offers it.

    Raises:
        Refused: ``UNKNOWN_LANGUAGE``.
    """
    if language not in ledger.settings.office.languages:
        raise Refused(Reason.UNKNOWN_LANGUAGE, language=language)
    return language


def visit_of(ledger: Ledger, number: str) -> Visit:
    """Return today's visit by the number on its ticket.

    Raises:
        Refused: ``UNKNOWN_TICKET``.
    """
    visit = visits.by_number(ledger.connection, ledger.branch, ledger.day, number)
    if visit is None:
        raise Refused(Reason.UNKNOWN_TICKET)
    return visit


def client_of(ledger: Ledger, counter: str, seen: str | None) -> Visit:
    """Return the client at a counter.

    Args:
        ledger: the open book.
        counter: the counter's id.
        seen: the number the caller sees there, ``""`` for nobody; ``None`` leaves it unchecked.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``NOBODY_CALLED``, or ``CLIENT_CHANGED`` when another window has
            moved on meanwhile.
    """
    counter_of(ledger, counter)
    present = visits.client_at(ledger.connection, ledger.branch, counter)
    check_seen(present, seen)
    if present is None:
        raise Refused(Reason.NOBODY_CALLED, counter=counter)
    return present


def check_seen(present: Visit | None, seen: str | None) -> None:
    """Refuse (``CLIENT_CHANGED``) an act whose caller looks at an old picture."""
    if seen is not None and seen != (present.number if present else ""):
        raise Refused(Reason.CLIENT_CHANGED)


def because(visit: Visit, code: str) -> Why:
    """Give an act that is no call a code to keep with it."""
    return Why(code, visit.key, None, None, RULE_VERSION)


def do(
    ledger: Ledger,
    visit: Visit,
    act: Act,
    *,
    counter: str | None = None,
    staff: str | None = None,
    changes: dict[str, Any] | None = None,
    why: Why | None = None,
) -> Visit:
    """Do an act to a visit that was just read, and note it for the log.

    Raises:
        Refused: ``UNKNOWN_COUNTER`` when it is done where there is none; ``NOT_ALLOWED_NOW`` by the table;
            ``CLIENT_CHANGED`` when somebody was faster.
    """
    if counter is not None:
        counter_of(ledger, counter)
    moved = visits.move(ledger.connection, visit, act, ledger.by(counter, staff), changes, why)
    if moved is None:
        raise Refused(Reason.CLIENT_CHANGED)
    counter_is_free(ledger, visit, moved)
    ledger.notes.append(f"{moved.number} {act}" + (f" at {counter}" if counter else ""))
    if act in ANSWERED_FOR:
        code = why.reason.removeprefix("chosen: ") if why else None
        staff_log(ledger, staff, ANSWERED_FOR[act], " ".join(filter(None, [counter, code])))
    return moved


def counter_is_free(ledger: Ledger, before: Visit, after: Visit) -> None:
    """Take note that a counter is free when an act has taken its client from it."""
    if before.counter and before.status in AT_A_COUNTER and after.status not in AT_A_COUNTER:
        by = ledger.by(before.counter)
        counters.is_free(ledger.connection, ledger.branch, ledger.day, before.counter, by)
