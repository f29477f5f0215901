"""Writing and reading which days are done with, and who has begun what comes after."""

from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.tables import BOOKING, COUNTER_EVENT, DAY_END, EVENT, FACT, VISIT, DayEnd

ENDED = {"exported": "exporting_at", "mailed": "mailing_at"}  # done after a day, once; who has begun it


def of(connection: Connection, branch: str, day: date) -> DayEnd | None:
    """Return how a day was done with; ``None`` when it was not."""
    row = connection.execute(select(DAY_END).where(*_here(branch, day))).first()
    return cast("DayEnd", row) if row else None


def newest_events(connection: Connection, branch: str, day: date) -> tuple[int, int]:
    """Return the ids of the newest events of a day's visits and of its counters; 0 for none."""
    of_visits = (
        select(func.max(EVENT.c.id))
        .join(VISIT, VISIT.c.id == EVENT.c.visit)
        .where(VISIT.c.branch == branch, VISIT.c.day == day)
    )
    here = (COUNTER_EVENT.c.branch == branch, COUNTER_EVENT.c.day == day)
    of_counters = select(func.max(COUNTER_EVENT.c.id)).where(*here)
    return connection.scalar(of_visits) or 0, connection.scalar(of_counters) or 0


def write(connection: Connection, branch: str, day: date, at: int, by: str | None) -> None:
    """Take note that a day is done with; what comes after it is to be done (again)."""
    visit_event, counter_event = newest_events(connection, branch, day)
    row: dict[str, Any] = {"closed_at": at, "closed_by": by}
    row |= {"visit_event": visit_event, "counter_event": counter_event}
    row |= {"exporting_at": None, "exported_at": None, "mailing_at": None, "mailed_at": None}
    new = insert(DAY_END).values(branch=branch, day=day, **row)
    connection.execute(new.on_conflict_do_update(index_elements=["branch", "day"], set_=row))


def days_to_end(connection: Connection, branch: str, before: date) -> list[date]:
    """Return the days before one on which something happened, or was booked, and that are not done with."""
    found: set[date] = set()
    for table in (VISIT, COUNTER_EVENT, BOOKING):
        done = select(DAY_END.c.day).where(DAY_END.c.branch == branch)
        here = (table.c.branch == branch, table.c.day < before, table.c.day.not_in(done))
        found |= set(connection.scalars(select(table.c.day).where(*here).distinct()))
    return sorted(found)


def days_without(
    connection: Connection, branch: str, what: str, since: date, ended_since: int = 0
) -> list[date]:
    """Return the days after which something has not been done yet.

    Args:
        connection: of the database.
        branch: the branch.
        what: one of ``ENDED``.
        since: the first day that is asked about.
        ended_since: from which moment on a day must have been done with, milliseconds UTC.
    """
    ended = DAY_END.c.day >= since, DAY_END.c.closed_at >= ended_since
    here = (DAY_END.c.branch == branch, *ended, DAY_END.c[f"{what}_at"].is_(None))
    return list(connection.scalars(select(DAY_END.c.day).where(*here).order_by(DAY_END.c.day)))


def claim(connection: Connection, branch: str, day: date, what: str, at: int, lapsed: int) -> bool:
    """Begin what comes after a day, if nobody else has or whoever has did not end it.

    Args:
        connection: of the writer.
        branch: the branch.
        day: the day.
        what: one of ``ENDED``.
        at: now, milliseconds UTC.
        lapsed: whoever began before this moment is not waited for.

    Returns:
        Whether it is to be done by whoever asks.
    """
    begun = DAY_END.c[ENDED[what]]
    free = or_(begun.is_(None), begun < lapsed, begun > at)  # the clock may have been put back
    here = (*_here(branch, day), DAY_END.c[f"{what}_at"].is_(None), free)
    return connection.execute(update(DAY_END).where(*here).values({begun.name: at})).rowcount == 1


def done(connection: Connection, branch: str, day: date, what: str, at: int | None) -> None:
    """Take note that what comes after a day is done; without a moment, that it failed and is still to do."""
    values = {f"{what}_at": at} if at is not None else {ENDED[what]: None}
    connection.execute(update(DAY_END).where(*_here(branch, day)).values(values))


def mails_since(connection: Connection, branch: str) -> int | None:
    """Return since when a branch's days are mailed, milliseconds UTC; ``None`` while they are not."""
    found = connection.scalar(select(FACT.c.value).where(FACT.c.name == _mails(branch)))
    return int(found) if found else None


def keep_mails_since(connection: Connection, branch: str, at: int | None) -> None:
    """Keep since when a branch's days are mailed; the earliest moment stays. ``None``: they are no more."""
    if at is None:
        connection.execute(delete(FACT).where(FACT.c.name == _mails(branch)))
    else:
        new = insert(FACT).values(name=_mails(branch), value=str(at))
        connection.execute(new.on_conflict_do_nothing())


def _mails(branch: str) -> str:
    return f"mails_since {branch}"  # facts are the file's, days a branch's


def last_closed_at(connection: Connection, branch: str) -> int | None:
    """Return when a day was done with last, milliseconds UTC; ``None`` before the first."""
    last = select(func.max(DAY_END.c.closed_at)).where(DAY_END.c.branch == branch)
    return connection.scalar(last)


def _here(branch: str, day: date) -> tuple[Any, ...]:
    return (DAY_END.c.branch == branch, DAY_END.c.day == day)
