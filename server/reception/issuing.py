"""Stopping and going on with giving numbers: of one service or of all (standard, 12.3, 15.9)."""

from typing import Any

from server.config import Service
from server.reception.asking import service_of
from server.reception.ledger import Ledger
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.issuing import EVERY_SERVICE, Issuing, Stop, StopReason
from server.rules.issuing import stop_of as rule
from server.rules.moment import local
from server.rules.refused import Reason, Refused
from server.store import today as store

REFUSALS = {Issuing.PAUSED: Reason.ISSUING_PAUSED, Issuing.CLOSED: Reason.SERVICE_CLOSED}


def pause(
    ledger: Ledger,
    reason: StopReason,
    *,
    service: str = EVERY_SERVICE,
    until: int | None = None,
    staff: str | None = None,
) -> None:
    """Give no numbers for a while. Who has one is served; who has booked a time can say that she has come.

    Args:
        ledger: the open book.
        reason: why; visitors are told.
        service: of which service; of all by default.
        until: when numbers are given again by themselves, milliseconds UTC; today at the latest.
        staff: by whom, by login.

    Raises:
        Refused: ``UNKNOWN_SERVICE``; ``NO_SUCH_TIME`` when that is over, or not today.
    """
    if until is not None and (until <= ledger.now or ledger.day_of(until) != ledger.day):
        raise Refused(Reason.NO_SUCH_TIME)
    _put(ledger, service, Issuing.PAUSED, reason=reason, until=until)
    staff_log(ledger, staff, StaffAct.PAUSE_ISSUING, f"{service} {reason}".strip())


def close_for_today(ledger: Ledger, service: str, reason: StopReason, *, staff: str | None = None) -> None:
    """Give no more numbers of a service today.

    Raises:
        Refused: ``UNKNOWN_SERVICE``.
    """
    service_of(ledger, service)
    _put(ledger, service, Issuing.CLOSED, reason=reason)
    staff_log(ledger, staff, StaffAct.CLOSE_SERVICE, f"{service} {reason}")


def open_for_today(ledger: Ledger, service: str, *, staff: str | None = None) -> None:
    """Give a service's numbers today, also out of its season and its hours; the branch must be open.

    Raises:
        Refused: ``UNKNOWN_SERVICE``.
    """
    service_of(ledger, service)
    _put(ledger, service, Issuing.OPENED)
    staff_log(ledger, staff, StaffAct.OPEN_SERVICE, service)


def resume(ledger: Ledger, *, service: str = EVERY_SERVICE, staff: str | None = None) -> None:
    """Go by the settings again: what was decided about a service's numbers today, or about all, ends.

    Raises:
        Refused: ``NOTHING_TO_RESUME`` when nothing was decided.
    """
    if not store.forget_service(ledger.connection, ledger.branch, ledger.day, service):
        raise Refused(Reason.NOTHING_TO_RESUME)
    ledger.renew()
    ledger.notes.append(f"issuing of {service or 'all services'} goes on")
    staff_log(ledger, staff, StaffAct.RESUME_ISSUING, service)


def check_issuing(ledger: Ledger, service: Service) -> None:
    """Refuse a number that is not given now.

    Raises:
        Refused: ``ISSUING_PAUSED`` or ``SERVICE_CLOSED``, with why, and of a pause until when.
    """
    if stop := rule(stops(ledger), service.id, ledger.now):
        raise refusal(ledger, stop)


def refusal(ledger: Ledger, stop: Stop) -> Refused:
    """Return what a visitor is told who asks for a number that is not given."""
    until = local(stop.until, ledger.plan.office.timezone).time() if stop.until else None
    return Refused(REFUSALS[stop.issuing], why=stop.reason, until=until)


def stopped(ledger: Ledger) -> dict[str, Stop]:
    """Return the services of which no numbers are given now, by id."""
    known = stops(ledger)
    found = {service.id: rule(known, service.id, ledger.now) for service in ledger.settings.services}
    return {service: stop for service, stop in found.items() if stop}


def stops(ledger: Ledger) -> dict[str, Stop]:
    """Return what was decided today, by service; of all services under ``EVERY_SERVICE``."""
    return {
        row.service: Stop(
            issuing=row.issuing,
            reason=row.reason,
            since=row.since,
            until=row.until,
            whole=row.service == EVERY_SERVICE,
        )
        for row in store.services(ledger.connection, ledger.branch, ledger.day)
        if row.reason is not None
    }


def opened(ledger: Ledger) -> frozenset[str]:
    """Return the services that were opened for today, by id."""
    rows = store.services(ledger.connection, ledger.branch, ledger.day)
    return frozenset(row.service for row in rows if row.issuing is Issuing.OPENED)


def _put(ledger: Ledger, service: str, issuing: Issuing, **more: Any) -> None:
    if service != EVERY_SERVICE:
        service_of(ledger, service)
    said = {"issuing": issuing, "since": ledger.now, "reason": None, "until": None, **more}
    store.put_service(ledger.connection, ledger.branch, ledger.day, service, said)
    ledger.renew()
    ledger.notes.append(f"issuing of {service or 'all services'} {issuing}")
