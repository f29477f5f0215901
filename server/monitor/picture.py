"""What the supervisor's live page shows, read in one look at the book."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from server.config import Counter, Service
from server.guard import Who
from server.notices import notice_text
from server.printer_alarms import printer_alarms
from server.reception import absences, alarms, callbacks, devices, issuing, notices, printers
from server.reception.counters import open_counters
from server.reception.ledger import Ledger
from server.reception.people import names
from server.reception.printers import Standing
from server.rules.alarms import Alarm, AlarmKind
from server.rules.callback import CallbackStatus
from server.rules.counter import calls_from
from server.rules.issuing import EVERY_SERVICE, Stop, StopReason, stop_of
from server.rules.moment import MINUTE, local
from server.rules.notices import SILENT_MS, Cause, Notice
from server.rules.roles import Area, may
from server.rules.season import given
from server.store import views
from server.store.tables import Device, OpenCounter, Visit
from server.waits import wait_short
from server.web import Front
from server.words import Words

# What staff post themselves: the others tell themselves and go by themselves.
POSTED = (Cause.TECHNICAL, Cause.NETWORK, Cause.FEWER_COUNTERS, Cause.LONG_WAITS, Cause.PRINTER, Cause.OTHER)
TOLD_AS_ONE = (AlarmKind.LONG_WAIT, AlarmKind.NOT_SERVED, AlarmKind.CALLBACK)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service as the page shows it.

    Attributes:
        service: which one.
        waiting: how many wait for it.
        since: since when the one who waits longest has waited, milliseconds UTC; ``None`` when nobody waits.
        level: that wait against the target: ``good``, ``late``, or ``long`` when it is an alarm.
        newcomer: what somebody who comes now is told.
        issued: today's numbers of it; ``served`` those that were served.
        state: whether its numbers are given, as the end of a catalogue's key.
        stop: why they are not, if staff have decided so.
        changed: whether staff have decided anything about it alone.
        counters: those that call for it now.
    """

    service: Service
    waiting: int
    since: int | None
    level: str
    newcomer: str
    issued: int
    served: int
    state: str
    stop: Stop | None
    changed: bool
    counters: tuple[Counter, ...]


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter as the page shows it.

    Attributes:
        counter: which one, with today's services.
        here: how it stands; ``None`` when it is closed.
        name: who works there.
        client: who is there, or on the way.
        state: what goes on, as the end of a catalogue's key; ``since`` since when, milliseconds UTC.
        moved: whether its services are other than usual.
    """

    counter: Counter
    here: OpenCounter | None
    name: str
    client: Visit | None
    state: str
    since: int | None
    moved: bool


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A kiosk, a display or a printer's computer, and whether it is heard of."""

    device: Device
    there: bool


def picture(front: Front, words: Words, who: Who) -> dict[str, Any]:
    """Return what the page's templates draw.

    Args:
        front: the pages' front.
        words: the language.
        who: whose page.
    """
    with front.house.look() as book:
        waiting = views.all_waiting(book.connection, book.branch, book.day)
        services = _services(front, words, book, waiting)
        counters = _counters(book)
        return {
            "who": who,
            "clock_ms": book.now,
            "at": partial(spoken, words, book),
            "hours": book.hours,
            "closes": local(book.hours.closes, book.settings.office.timezone) if book.hours.closes else None,
            "services": services,
            "counters": counters,
            "places": {place.id: place for place in book.settings.counters},
            "all_services": book.settings.services,
            "names": names(book),
            "waiting": len(waiting),
            "served_now": sum(row.client is not None for row in counters),
            "issued": sum(row.issued for row in services),
            "served": sum(row.served for row in services),
            "target_min": book.settings.queue.targets.wait_target_min,
            "whole_stop": stop_of(issuing.stops(book), EVERY_SERVICE, book.now),
            "stop_reasons": list(StopReason),
            **_news(front, words, book, who),
        }


def _services(front: Front, words: Words, book: Ledger, waiting: list[Visit]) -> list[ServiceRow]:
    settings, targets = book.settings, book.settings.queue.targets
    since: dict[str, int] = {}
    for visit in waiting:
        began = alarms.wait_of(visit).since
        since[visit.service] = min(since.get(visit.service, began), began)
    counts = views.waiting_by_service(book.connection, book.branch, book.day)
    today = views.counted_by_service(book.connection, book.branch, book.day)
    stops, decided, opened = issuing.stopped(book), issuing.stops(book), issuing.opened(book)
    calling = {counter for counter, row in open_counters(book).items() if calls_from(row.state)}

    def level(service: str) -> str:
        waited = book.now - since.get(service, book.now)
        if waited > targets.wait_alarm_min * MINUTE:
            return "long"
        return "late" if waited > targets.wait_target_min * MINUTE else "good"

    def row(service: Service) -> ServiceRow:
        issued, served = today.get(service.id, (0, 0))
        stop = stops.get(service.id)
        return ServiceRow(
            service=service,
            waiting=counts.get(service.id, 0),
            since=since.get(service.id),
            level=level(service.id),
            newcomer=wait_short(words, front.forecaster.newcomer(service.id)),
            issued=issued,
            served=served,
            state=stop.issuing if stop else _state(book, service, service.id in opened),
            stop=stop,
            changed=service.id in decided or service.id in opened,
            counters=tuple(
                place for place in settings.counters if place.id in calling and service.id in place.services
            ),
        )

    return [row(service) for service in settings.services]


def _state(book: Ledger, service: Service, opened: bool) -> str:
    if not book.hours.tickets:
        return "shut"
    if not service.walk_in:
        return "booked_only"
    if opened:
        return "opened"
    now = local(book.now, book.settings.office.timezone)
    return "open" if given(service.season, service.hours, now) else "out_of_hours"


def _counters(book: Ledger) -> list[CounterRow]:
    opened, called = open_counters(book), names(book)
    clients = {one.counter: one for one in views.at_counters(book.connection, book.branch, book.day)}

    def row(counter: Counter) -> CounterRow:
        here, client = opened.get(counter.id), clients.get(counter.id)
        state, since = "closed", None
        if client:
            state, since = client.status.value, client.started_at or client.called_at
        elif here:
            state = here.state.value
            since = max(here.free_since, here.state_since) if calls_from(here.state) else here.state_since
        return CounterRow(
            counter=counter,
            here=here,
            name=called.get(here.staff or "", "") if here else "",
            client=client,
            state=state,
            since=since,
            moved=counter.services != book.plan.counter(counter.id).services,
        )

    return [row(counter) for counter in book.settings.counters]


def _news(front: Front, words: Words, book: Ledger, who: Who) -> dict[str, Any]:
    # What wants to be seen: alarms, notices, call-backs, devices, who is away.
    office = book.settings.office
    standing = notices.standing(book, restarted_at=front.house.restarted_at)
    shown = {one.id for one in standing if one.id}
    later = [one for one in notices.posted(book) if one.id not in shown]

    def said(one: Notice) -> tuple[Notice, str]:
        return one, notice_text(words, one, office.languages[0], office.timezone)

    found = alarms.current(book)
    return {
        "alarms": _gathered(found),
        "unserved": [one.service for one in found if one.kind is AlarmKind.NOT_SERVED],
        "printer_alarms": printer_alarms(front.house, words, book),
        "notices": [said(one) for one in standing],
        "later": [said(one) for one in later],
        "causes": POSTED,
        "languages": office.languages,
        "callbacks": callbacks.all_standing(book),
        "undecided": CallbackStatus.UNDECIDED,
        "devices": device_rows(book),
        "printers": printer_rows(book),
        "away": [one for one in absences.all_absences(book) if one.starts <= book.now],
        "for_staff": may(who.staff.role, Area.STAFF),
    }


def _gathered(found: Iterable[Alarm]) -> list[Alarm]:
    # A list of thirty is not read: the table of services says where. The first one of a kind tells of all.
    gathered: dict[object, Alarm] = {}
    for alarm in found:
        key = alarm.kind if alarm.kind in TOLD_AS_ONE else alarm
        before = gathered.get(key)
        count = alarm.count or 1
        gathered[key] = replace(before, count=before.count + count) if before else replace(alarm, count=count)
    return list(gathered.values())


def spoken(words: Words, book: Ledger, at: int) -> str:
    """Say a moment: the hour, with the day unless that is today."""
    return words.lately(local(at, book.settings.office.timezone), book.day)


def device_rows(book: Ledger) -> list[DeviceRow]:
    """Return the machines that are let in, and whether each is there."""
    return [
        DeviceRow(one, there=one.last_seen is not None and book.now - one.last_seen < SILENT_MS)
        for one in devices.standing(book)
    ]


def printer_rows(book: Ledger) -> list[Standing]:
    """Return how every printer is."""
    return printers.standings(book)
