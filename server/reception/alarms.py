"""What staff should look at now, read from the book. The kinds of alarm and their rules: ``rules.alarms``."""

from server.reception import callbacks, helping
from server.reception.choosing import callable_from
from server.reception.counters import open_counters
from server.reception.ledger import Ledger
from server.rules import alarms as rules
from server.rules.alarms import Alarm, AlarmKind, Waits, Watched
from server.rules.callback import CallbackStatus
from server.rules.counter import calls_from
from server.rules.moment import MINUTE
from server.store import views
from server.store.tables import Callback, HelpCall, Visit


def current(ledger: Ledger) -> list[Alarm]:
    """Return all alarms, for the supervisor: the most urgent kind first, the oldest of a kind first."""
    found = [_help(asked) for asked in helping.asked_now(ledger)]
    found += _of_the_queue(ledger)
    found += _callbacks(ledger, callbacks.all_standing(ledger))
    return rules.in_order(found)


def at_desk(ledger: Ledger, counter: str, staff: str | None) -> list[Alarm]:
    """Return the alarms that a desk is shown: help asked for there and beside it, its own pause that is over,
    call-backs due. Who waits, and how long, stands in its list.

    Args:
        ledger: the open book.
        counter: the desk's counter.
        staff: who works there, by login.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    found = [_help(asked) for asked in helping.seen_from(ledger, counter)]
    if here := open_counters(ledger).get(counter):
        found += rules.overrun([Watched(counter=counter, state=here.state, until=here.until)], ledger.now)
    found += _callbacks(ledger, callbacks.of_desk(ledger, counter, staff))
    return rules.in_order(found)


def _help(asked: HelpCall) -> Alarm:
    return Alarm(
        kind=AlarmKind.HELP,
        since=asked.asked_at,
        counter=asked.counter,
        reason=asked.reason,
        comes=asked.coming_at is not None,
        staff=asked.coming_by,
    )


def _of_the_queue(ledger: Ledger) -> list[Alarm]:
    targets = ledger.settings.queue.targets
    waiting = views.all_waiting(ledger.connection, ledger.branch, ledger.day)
    counters = _watched(ledger, waiting)
    found = rules.overrun(counters, ledger.now)
    found += rules.long_waits(map(waits, waiting), ledger.now, targets.wait_alarm_min * MINUTE)
    if ledger.hours.open:
        places = {place.id: place for place in ledger.settings.counters}
        given = {
            service for one in counters if calls_from(one.state) for service in places[one.counter].services
        }
        found += rules.not_served(
            (waits(visit) for visit in waiting if not visit.to_counter and not visit.to_staff), given
        )
        found += rules.idle(counters, ledger.now, targets.idle_alarm_min * MINUTE)
    return found


def _watched(ledger: Ledger, waiting: list[Visit]) -> list[Watched]:
    busy = {visit.counter for visit in views.at_counters(ledger.connection, ledger.branch, ledger.day)}
    callable_ = callable_from(ledger, waiting)
    return [
        Watched(
            counter=counter,
            state=row.state,
            until=row.until,
            free_since=None
            if counter in busy or not calls_from(row.state)
            else max(row.free_since, row.state_since),
            waiting=[waits(visit) for visit in callable_.get(counter, ())],
        )
        for counter, row in open_counters(ledger).items()
    ]


def waits(visit: Visit) -> Waits:
    """Say since when somebody waits: after a hand-over a new wait begins, a booked one's from her time on."""
    return Waits(visit.number, visit.service, max(visit.requeued_at or visit.taken_at, visit.counted_from))


def _callbacks(ledger: Ledger, standing: list[Callback]) -> list[Alarm]:
    due: dict[tuple[AlarmKind, str | None, str | None], list[int]] = {}
    for one in standing:
        if one.status is CallbackStatus.UNDECIDED:
            due.setdefault((AlarmKind.UNDECIDED, None, None), []).append(one.not_before)
        elif one.not_before <= ledger.now:
            due.setdefault((AlarmKind.CALLBACK, one.counter, one.staff), []).append(one.not_before)
    return [
        Alarm(kind=kind, since=min(times), counter=counter, staff=staff, count=len(times))
        for (kind, counter, staff), times in due.items()
    ]
