"""What a supervisor changes of the settings for a day: a counter's services, the hours of one day."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from server.reception.asking import counter_of, service_of
from server.reception.ledger import Ledger
from server.reception.staff_log import staff_log
from server.reception.variant import intervals, written
from server.rules.chain import StaffAct
from server.rules.hours import MIDNIGHT, Interval
from server.rules.refused import Reason, Refused
from server.store import today as store

FARTHEST = timedelta(days=400)


def move_services(
    ledger: Ledger, counter: str, services: Collection[str], *, staff: str | None = None
) -> None:
    """Say which services a counter gives today. Those of the config come back tomorrow.

    Args:
        ledger: the open book.
        counter: the counter's id.
        services: the services' ids.
        staff: by whom, by login.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``UNKNOWN_SERVICE``; ``NO_SERVICES`` when there are none: that counter
            would be closed.
    """
    place = counter_of(ledger, counter)
    wanted = {service_of(ledger, service).id for service in services}
    if not wanted:
        raise Refused(Reason.NO_SERVICES)
    chosen = [service.id for service in ledger.settings.services if service.id in wanted]
    if wanted == set(ledger.plan.counter(place.id).services):
        store.forget_counter(ledger.connection, ledger.branch, ledger.day, place.id)
    else:
        store.put_counter(ledger.connection, ledger.branch, ledger.day, place.id, chosen)
    ledger.renew()
    ledger.notes.append(f"counter {place.id} gives {' '.join(chosen)} today")
    staff_log(ledger, staff, StaffAct.MOVE_SERVICES, f"{place.id} {' '.join(chosen)}")


def usual_services(ledger: Ledger, counter: str, *, staff: str | None = None) -> None:
    """Let a counter give what the config says.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    counter_of(ledger, counter)
    move_services(ledger, counter, ledger.plan.counter(counter).services, staff=staff)


def set_hours(ledger: Ledger, day: date, hours: Sequence[Interval], *, staff: str | None = None) -> None:
    """Give one day hours of its own. They win over everything else that the settings say.

    Args:
        ledger: the open book.
        day: today or later.
        hours: in order; none for a day on which the branch stays closed.
        staff: by whom, by login.

    Raises:
        Refused: ``DAY_PAST`` for a day that is over or more than a year ahead; ``HOURS_ORDER`` when an
            interval ends before it begins, or begins before the one before it ends.
    """
    _check_day(ledger, day)
    ends = -1
    for one in hours:
        opens, closes = one.opens.hour * 60 + one.opens.minute, one.closes.hour * 60 + one.closes.minute
        if one.closes == MIDNIGHT:
            closes = 24 * 60
        if not ends < opens < closes:
            raise Refused(Reason.HOURS_ORDER)
        ends = closes
    store.put_hours(ledger.connection, ledger.branch, day, written(hours))
    ledger.renew()
    ledger.notes.append(f"hours of {day} are {written(hours) or 'none'}")
    staff_log(ledger, staff, StaffAct.SET_HOURS, f"{day} {written(hours) or 'closed'}")


def usual_hours(ledger: Ledger, day: date, *, staff: str | None = None) -> None:
    """Let a day have the hours of the settings again.

    Raises:
        Refused: ``DAY_PAST``; ``NOTHING_TO_RESUME`` when it has them already.
    """
    _check_day(ledger, day)
    if not store.forget_hours(ledger.connection, ledger.branch, day):
        raise Refused(Reason.NOTHING_TO_RESUME)
    ledger.renew()
    ledger.notes.append(f"hours of {day} are as usual")
    staff_log(ledger, staff, StaffAct.SET_HOURS, f"{day} usual")


def special_hours(ledger: Ledger) -> dict[date, tuple[Interval, ...]]:
    """Return the days from today on to which staff have given hours of their own."""
    rows = store.special_hours(ledger.connection, ledger.branch, ledger.day)
    return {row.day: intervals(row.hours) for row in rows}


def _check_day(ledger: Ledger, day: date) -> None:
    if not ledger.day <= day <= ledger.day + FARTHEST:
        raise Refused(Reason.DAY_PAST)
