"""Which counters will call, and when: who works now, usual lunches, breaks said at the desk, closing."""

from datetime import date, datetime
from math import inf

from sqlalchemy import delete, select

from server.config import Counter
from server.reception.asking import counter_of
from server.reception.away import left_now
from server.reception.calendars import Calendars
from server.reception.counters import desk_of, open_counters
from server.reception.ledger import Ledger
from server.rules.counter import calls_again, calls_from
from server.rules.counter_day import Plan
from server.rules.hours import Interval, Span
from server.rules.moment import MINUTE, moment
from server.rules.refused import Reason, Refused
from server.rules.slots import without
from server.rules.state import Post
from server.store import counters as store
from server.store import day_ends, day_plans, views
from server.store.tables import BREAK, OpenCounter, Visit

LATE_MS = 15 * MINUTE  # so long after opening, a counter that nobody has opened is still expected


def plan_break(ledger: Ledger, counter: str, start: int, end: int) -> None:
    """Take note of when a counter will not call anybody today. It takes the place of the usual lunch.

    Args:
        ledger: the open book.
        counter: the counter's id.
        start: from when, milliseconds UTC.
        end: until when.

    Raises:
        Refused: ``UNKNOWN_COUNTER``; ``NO_SUCH_TIME`` unless the break ends after it starts and now.
    """
    counter_of(ledger, counter)
    if end <= start or end <= ledger.now:
        raise Refused(Reason.NO_SUCH_TIME)
    forget_breaks(ledger, counter)
    row = {"branch": ledger.branch, "day": ledger.day, "counter": counter, "start": start, "end": end}
    ledger.connection.execute(BREAK.insert(), row)
    ledger.notes.append(f"counter {counter} will have a break")


def forget_breaks(ledger: Ledger, counter: str) -> None:
    """Take back the breaks said for a counter today: the usual lunch counts again.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    counter_of(ledger, counter)
    ledger.connection.execute(
        delete(BREAK).where(
            BREAK.c.branch == ledger.branch, BREAK.c.day == ledger.day, BREAK.c.counter == counter
        )
    )


def breaks_of(ledger: Ledger, counter: str, staff: str | None = None) -> list[Span]:
    """Return a counter's breaks today: those said at the desk, else the usual lunch of who works there, if
    she has not had it yet.

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: who works there, by login; ``None`` for whoever usually does.
    """
    lunched = store.lunched(ledger.connection, ledger.branch, ledger.day)
    return _said(ledger).get(counter) or _usual(ledger, counter, staff, lunched)


def _said(ledger: Ledger) -> dict[str, list[Span]]:
    rows = ledger.connection.execute(
        select(BREAK.c.counter, BREAK.c.start, BREAK.c.end)
        .where(BREAK.c.branch == ledger.branch, BREAK.c.day == ledger.day)
        .order_by(BREAK.c.start)
    )
    found: dict[str, list[Span]] = {}
    for row in rows:
        found.setdefault(row.counter, []).append(Span(row.start, row.end))
    return found


def _usual(ledger: Ledger, counter: str, staff: str | None, lunched: frozenset[str]) -> list[Span]:
    lunches = {
        person.lunch
        for person in ledger.settings.staff
        if (person.login == staff if staff else counter in person.counters)
        if person.login not in lunched
    }
    # Where several people take turns, one's lunch does not close the counter.
    return [_today(ledger, lunch) for lunch in lunches if lunch and len(lunches) == 1]


def _today(ledger: Ledger, interval: Interval) -> Span:
    zone = ledger.settings.office.timezone
    opens, closes = (
        moment(datetime.combine(ledger.day, at, tzinfo=zone)) for at in (interval.opens, interval.closes)
    )
    return Span(opens, closes)


def posts(ledger: Ledger) -> list[Post]:
    """Return the counters that call today from now on, with the times in which they will.

    Counters that are open, those on a break, and those expected to open with the branch: where somebody
    usually works who is not away, until a quarter of an hour after opening.
    """
    opened = open_counters(ledger)
    clients = {
        visit.counter: visit for visit in views.at_counters(ledger.connection, ledger.branch, ledger.day)
    }
    away, said, lunched = (
        left_now(ledger),
        _said(ledger),
        store.lunched(ledger.connection, ledger.branch, ledger.day),
    )
    found = []
    for counter in ledger.settings.counters:
        client = clients.get(counter.id)
        here = opened.get(counter.id)
        breaks = said.get(counter.id) or _usual(ledger, counter.id, here.staff if here else None, lunched)
        spans = _calls_in(ledger, counter, client, here, counter.id in away, breaks)
        if spans:
            found.append(
                Post(
                    name=counter.id,
                    desk=desk_of(ledger, counter.id),
                    spans=tuple(spans),
                    serving=client.service if client else None,
                    since=(client.called_at or ledger.now) if client else 0,
                    idle_since=here.free_since if here else 0,
                )
            )
    return found


def _calls_in(
    ledger: Ledger,
    counter: Counter,
    client: Visit | None,
    here: OpenCounter | None,
    away: bool,
    breaks: list[Span],
) -> list[tuple[float, float]]:
    now = ledger.now
    begun = next((one for one in breaks if now in one), None)
    if here and not calls_from(here.state):
        # This is the break that was planned for now; whether it goes by the plan is said by the desk.
        again = calls_again(here.state, here.state_since, here.until, now)
        later = [one for one in breaks if one is not begun]
        return without([(max(start, again), end) for start, end in _open_from(ledger)], later)
    if here:
        # Whoever has called somebody since the break began, or waits for clients, is not on it.
        if begun and not (client and (client.called_at or 0) < begun.start):
            breaks.remove(begun)
    elif away or not (begun or _expected(ledger, counter)):
        return []
    return without(_open_from(ledger), breaks)


def plans(ledger: Ledger, day: date) -> dict[str, Plan] | None:
    """Return when each counter is meant to be open on a day, by its calendar; of a day that is over, was.

    Counters where nobody is expected that day are not there: the branch is closed, everybody who usually
    works there is away, or others have usual counters and this one is nobody's and has no hours of its own.
    ``None`` when nobody knows any more: the day has ended, and its plan was not kept.
    """
    kept = day_plans.of(ledger.connection, ledger.branch, day)
    if kept is None and not day_ends.of(ledger.connection, ledger.branch, day):
        return _plans_by_now(ledger, day)
    return kept


def keep_plans(ledger: Ledger, day: date) -> None:
    """Keep when each counter was meant to be open on a day that is over: who was away is forgotten then, and
    the settings may change. Done again it changes nothing."""
    if day_plans.of(ledger.connection, ledger.branch, day) is None:
        day_plans.keep(ledger.connection, ledger.branch, day, _plans_by_now(ledger, day))


def _plans_by_now(ledger: Ledger, day: date) -> dict[str, Plan]:
    calendars = Calendars(ledger, day, day)
    found = {
        counter.id: calendars.plan(counter, day)
        for counter in ledger.settings.counters
        if counter.booking_hours is not None or _somebodys(ledger, counter)
    }
    return {counter: plan for counter, plan in found.items() if plan.hours}


def _somebodys(ledger: Ledger, counter: Counter) -> bool:
    usual = {one for person in ledger.settings.staff for one in person.counters}
    return not usual or counter.id in usual


def _expected(ledger: Ledger, counter: Counter) -> bool:
    hours = ledger.hours
    if not _somebodys(ledger, counter):
        return False
    if not hours.open:
        return hours.opens is not None
    spans = ledger.settings.opening.spans(ledger.day)
    start = next(span.start for span in spans if ledger.now in span)
    worked = any(
        visit.called_at for visit in views.last_calls(ledger.connection, ledger.branch, ledger.day, 1)
    )
    return ledger.now < start + LATE_MS and not worked


def _open_from(ledger: Ledger) -> list[tuple[float, float]]:
    hours = ledger.hours
    if hours.open and hours.last is None:
        return [(ledger.now, inf)]
    spans = ledger.settings.opening.spans(ledger.day)
    return [(max(span.start, ledger.now), span.end) for span in spans if span.end > ledger.now]
