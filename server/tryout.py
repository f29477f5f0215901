"""What ``make run`` opens for somebody who wants to see Eilė now, at whatever hour that is."""

from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import func, select

from server.config import Settings
from server.reception.counters import open_counter, who_is_where
from server.reception.ledger import Ledger
from server.rules.moment import day_of, moment
from server.store.database import Database
from server.store.tables import EVENT

SAMPLE_OFFICE = "rokiskis"  # the office of config.yaml as it comes; one's own has another id
BEGINS = time(10)
_SECOND = 1000


def rehearsal_begins(settings: Settings, now: int, data: Path) -> int | None:
    """Say from when to rehearse the sample office.

    Args:
        settings: the office.
        now: milliseconds UTC.
        data: the directory of rehearsed days; an earlier rehearsal there is gone on with.

    Returns:
        Now while the office is open, else 10:00 of the next working day, or where a rehearsal that has got
        further stopped; milliseconds UTC. ``None`` when it is not the sample, or never opens.
    """
    calendar = settings.opening
    if settings.office.id != SAMPLE_OFFICE:
        return None
    if calendar.hours(now).open:
        day, at = day_of(now, settings.office.timezone), now
    elif opening := calendar.next_opening(now):
        day = day_of(opening, settings.office.timezone)
        at = _ten(settings, day)
    else:
        return None
    newest = _newest_event(data)
    while newest is not None and newest >= at:
        if calendar.hours(newest + _SECOND).open:
            return newest + _SECOND
        following = calendar.next_day(day)
        if following is None:
            return None
        day, at = following, _ten(settings, following)
    return at


def take_places(settings: Settings, data: Path, now: int) -> None:
    """Let the sample office's people be at their counters, unless somebody is already.

    Args:
        settings: the sample office.
        data: the directory of rehearsed days.
        now: when they begin, milliseconds UTC.

    Raises:
        WrongKind: the directory holds real days.
        OSError, sqlalchemy.exc.DatabaseError: the directory or the database cannot be used.
    """
    with Database(data) as database:
        database.claim("rehearsal")
        with database.writing.begin() as connection:
            ledger = Ledger(connection, settings, now)
            if who_is_where(ledger):
                return
            for person in settings.staff:
                if person.counters:
                    open_counter(ledger, person.counters[0], staff=person.login)


def _ten(settings: Settings, day: date) -> int:
    return moment(datetime.combine(day, BEGINS, tzinfo=settings.office.timezone))


def _newest_event(data: Path) -> int | None:
    if not (data / "eile.db").exists():
        return None
    with Database(data) as database, database.read() as connection:
        newest: int | None = connection.scalar(select(func.max(EVENT.c.at)))
    return newest
