"""Alarms about people, read from the book. Their kinds and rules: ``rules.alarms``.

Those about printers are of another kind, and in words: ``server.printer_alarms``.
"""

from dataclasses import replace

from server.reception import callbacks, devices, helping
from server.reception.choosing import lanes_called
from server.reception.counters import open_counters
from server.reception.ledger import Ledger
from server.rules import alarms as rules
from server.rules.alarms import Alarm, AlarmKind, Queue, Waits, Watched
from server.rules.callback import CallbackStatus
from server.rules.counter import calls_from
from server.rules.moment import MINUTE
from server.rules.notices import SILENT_MS
from server.store import views
from server.store.tables import Callback, HelpCall, Visit
from server.store.visits import as_turn


def current(ledger: Ledger) -> list[Alarm]:
    """Return all alarms, for the supervisor: the most urgent kind first, the oldest of a kind first."""
    found = [_help(asked) for asked in helping.asked_now(ledger)]
    found += _of_the_queue(ledger)
    found += _callbacks(ledger, callbacks.all_standing(ledger))
    if ledger.hours.open:
        today = ((one.kind, one.name, one.last_seen) for one in devices.seen_today(ledger) if one.last_seen)
        found += rules.lost(today, ledger.now, SILENT_MS)
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
    waits = [wait_of(visit) for visit in waiting]
    counters = _watched(ledger, waiting, waits)
    found = rules.overrun(counters, ledger.now)
    found += rules.long_waits(waits, ledger.now, targets.wait_alarm_min * MINUTE)
    if ledger.hours.open:
        calling = [ledger.settings.counter(one.counter) for one in counters if calls_from(one.state)]
        for_anybody = [
            one
            for visit, one in zip(waiting, waits, strict=True)
            if not visit.to_counter and not visit.to_staff
        ]
        found += rules.not_served(for_anybody, {service for place in calling for service in place.services})
        found += rules.idle(counters, ledger.now, targets.idle_alarm_min * MINUTE)
    return found


def _watched(ledger: Ledger, waiting: list[Visit], waits: list[Waits]) -> list[Watched]:
    queues = _queues(ledger, waiting, waits)
    lanes = lanes_called(ledger, {visit.wish for visit in waiting} - {""})
    busy = {visit.counter for visit in views.at_counters(ledger.connection, ledger.branch, ledger.day)}
    found = []
    for counter, row in open_counters(ledger).items():
        free = calls_from(row.state) and counter not in busy
        mine = (*lanes.get(counter, ()), ("counter", counter), ("staff", row.staff or ""))
        found.append(
            Watched(
                counter=counter,
                state=row.state,
                until=row.until,
                free_since=max(row.free_since, row.state_since) if free else None,
                queues=[queues[one] for one in mine if one in queues],
            )
        )
    return found


def _queues(ledger: Ledger, waiting: list[Visit], waits: list[Waits]) -> dict[tuple[str, str], Queue]:
    """Sort out who waits, in the order of turns, by lane, by counter and by person."""
    found: dict[tuple[str, str], Queue] = {}
    for visit, one in zip(waiting, waits, strict=True):
        if one.since > ledger.now:
            continue  # booked for later
        where = (visit.service, visit.wish)
        if visit.to_counter:
            where = ("counter", visit.to_counter)
        elif visit.to_staff:
            where = ("staff", visit.to_staff)
        before = found.get(where)
        if before is None:
            found[where] = Queue(as_turn(visit), one.number, one.since, 1)
        else:
            found[where] = replace(before, since=min(before.since, one.since), count=before.count + 1)
    return found


def wait_of(visit: Visit) -> Waits:
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
