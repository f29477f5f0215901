"""What pages read. Nothing here writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, TextClause, and_, func, literal_column, select, text

from server.rules.visit import Act, Status
from server.store.prepared import Prepared
from server.store.tables import AT_A_COUNTER, EVENT, IN_A_LANE, VISIT, Visit
from server.store.visits import as_visit

MOST_AHEAD = 1000


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose list of waiting clients: a counter's, and that of whoever works there."""

    counter: str
    services: tuple[str, ...]
    staff: str | None


def waiting(
    connection: Connection, branch: str, day: date, eyes: Eyes, limit: int
) -> tuple[list[Visit], int]:
    """Return the visits that wait for a counter today, in the order of their turns, and how many they are."""
    here = _today(branch, day, Status.WAITING) & _for(eyes)
    rows = connection.execute(select(VISIT).where(here).order_by(VISIT.c.key, VISIT.c.id).limit(limit))
    found = [as_visit(row) for row in rows]
    count = connection.scalar(select(func.count()).select_from(VISIT).where(here))
    return found, int(count or 0)


def _for(eyes: Eyes) -> Any:
    anybody = VISIT.c.to_counter.is_(None) & VISIT.c.to_staff.is_(None) & VISIT.c.service.in_(eyes.services)
    return anybody | (VISIT.c.to_counter == eyes.counter) | (VISIT.c.to_staff == (eyes.staff or ""))


def addressed(connection: Connection, branch: str, day: date) -> list[Visit]:
    """Return today's visits that wait for one counter or one person."""
    somebody = VISIT.c.to_counter.is_not(None) | VISIT.c.to_staff.is_not(None)
    rows = connection.execute(select(VISIT).where(_today(branch, day, Status.WAITING), somebody))
    return [as_visit(row) for row in rows]


def all_waiting(connection: Connection, branch: str, day: date) -> list[Visit]:
    """Return everybody who waits today, in the order of their turns."""
    here = _today(branch, day, Status.WAITING)
    rows = connection.execute(select(VISIT).where(here).order_by(VISIT.c.key, VISIT.c.id))
    return [as_visit(row) for row in rows]


def wishing_others(
    connection: Connection, branch: str, day: date, services: Collection[str], languages: Collection[str]
) -> list[Visit]:
    """Return who waits today for one of these services, for any counter, and wishes none of these languages;
    in the order of their turns."""
    here = _today(branch, day, Status.WAITING) & VISIT.c.to_counter.is_(None) & VISIT.c.to_staff.is_(None)
    wish = VISIT.c.service.in_(services) & (VISIT.c.wish != "") & VISIT.c.wish.not_in(languages)
    rows = connection.execute(select(VISIT).where(here & wish).order_by(VISIT.c.key, VISIT.c.id))
    return [as_visit(row) for row in rows]


def parked(connection: Connection, branch: str, day: date) -> list[Visit]:
    """Return the visits that were set aside today, in the order of arrival."""
    here = _today(branch, day, Status.PARKED)
    return [as_visit(row) for row in connection.execute(select(VISIT).where(here).order_by(VISIT.c.id))]


def no_shows_since(connection: Connection, branch: str, day: date, since: int) -> list[Visit]:
    """Return today's visits marked as no-shows since a moment, newest first."""
    here = _today(branch, day, Status.NO_SHOW) & (VISIT.c.ended_at >= since)
    return [
        as_visit(row) for row in connection.execute(select(VISIT).where(here).order_by(VISIT.c.id.desc()))
    ]


def waiting_by_service(connection: Connection, branch: str, day: date) -> dict[str, int]:
    """Return how many wait today for each service that anybody waits for."""
    rows = connection.execute(
        select(VISIT.c.service, func.count().label("waiting"))
        .where(_today(branch, day, Status.WAITING))
        .group_by(VISIT.c.service)
    )
    return {row.service: row.waiting for row in rows}


def counted_by_service(connection: Connection, branch: str, day: date) -> dict[str, tuple[int, int]]:
    """Return how many of a day's visits are of each service, and how many of these were served."""
    served = func.count().filter(VISIT.c.status == Status.SERVED)
    rows = connection.execute(
        select(VISIT.c.service, func.count(), served)
        .where(VISIT.c.branch == branch, VISIT.c.day == day)
        .group_by(VISIT.c.service)
    )
    return {service: (issued, done) for service, issued, done in rows}


def ahead_of(connection: Connection, visit: Visit, services: tuple[str, ...]) -> int:
    """Count who is called before a visit, among those who wait for any of these services today; of each
    service a thousand at most, so that counting costs the same however many wait."""
    asked = {"branch": visit.branch, "day": visit.day.isoformat(), "key": visit.key, "id": visit.id}
    asked |= {f"s{place}": service for place, service in enumerate(services)}
    return int(_ahead(len(services)).scalar(connection, **asked))


@cache
def _ahead(services: int) -> Prepared:
    # One range of the index for each service: SQLite would not compare pairs within an IN.
    ranges = (
        "(SELECT count(*) FROM (SELECT 1 FROM visit WHERE branch = :branch AND day = :day"  # noqa: S608 - our words
        f" AND service = :s{place} AND status = 'waiting' AND (key, id) < (:key, :id) LIMIT {MOST_AHEAD}))"
        for place in range(services)
    )
    return Prepared(text(f"SELECT {' + '.join(ranges)}"), ["ahead"])


def following(
    connection: Connection, visit: Visit, services: tuple[str, ...], now: int
) -> list[tuple[int, int]]:
    """Return who stands right behind a visit among those that can be called for these services now.

    Args:
        connection: to read by.
        visit: hers.
        services: of her line.
        now: milliseconds UTC; who is booked for later cannot be called yet.

    Returns:
        Key and visit of the first one of each service that has any.
    """
    asked = {"branch": visit.branch, "day": visit.day.isoformat(), "key": visit.key, "id": visit.id}
    asked |= {"now": now, **{f"s{place}": service for place, service in enumerate(services)}}
    return [(row.key, row.id) for row in connection.execute(_following(len(services)), asked)]


@cache
def _following(services: int) -> TextClause:
    one_each = (
        "SELECT * FROM (SELECT key, id FROM visit WHERE branch = :branch AND day = :day"  # noqa: S608 - our words
        f" AND service = :s{place} AND {IN_A_LANE} AND ready_at <= :now AND (key, id) > (:key, :id)"
        " ORDER BY key, id LIMIT 1)"
        for place in range(services)
    )
    return text(" UNION ALL ".join(one_each))


def last_calls(connection: Connection, branch: str, day: date, limit: int) -> list[Visit]:
    """Return the visits called last today, newest call first."""
    rows = connection.execute(
        select(VISIT)
        .where(VISIT.c.branch == branch, VISIT.c.day == day, VISIT.c.called_at.is_not(None))
        .order_by(VISIT.c.called_at.desc(), VISIT.c.id.desc())
        .limit(limit)
    )
    return [as_visit(row) for row in rows]


def at_counters(connection: Connection, branch: str, day: date) -> list[Visit]:
    """Return today's visits that are at a counter or on their way there, newest call first."""
    rows = connection.execute(
        select(VISIT)
        .where(VISIT.c.branch == branch, VISIT.c.day == day, text(AT_A_COUNTER))
        .order_by(VISIT.c.called_at.desc(), VISIT.c.id.desc())
    )
    return [as_visit(row) for row in rows]


def visits_of(connection: Connection, branch: str, day: date) -> list[Visit]:
    """Return every visit of a day in order of arrival."""
    rows = connection.execute(
        select(VISIT).where(VISIT.c.branch == branch, VISIT.c.day == day).order_by(VISIT.c.id)
    )
    return [as_visit(row) for row in rows]


# From one day to the next that has any: as many index probes as days, however many tickets they have.
_DAYS = text(
    "WITH RECURSIVE found(day) AS ("
    " SELECT min(day) FROM visit WHERE branch = :branch AND day BETWEEN :first AND :last"
    " UNION ALL"
    " SELECT (SELECT min(day) FROM visit WHERE branch = :branch AND day > found.day AND day <= :last)"
    " FROM found WHERE found.day IS NOT NULL"
    ") SELECT day FROM found WHERE day IS NOT NULL"
)


def days_with_visits(connection: Connection, branch: str, first: date, last: date) -> list[date]:
    """Return the days whose tickets are not erased, from a first to a last one, both included."""
    asked = {"branch": branch, "first": first.isoformat(), "last": last.isoformat()}
    return [date.fromisoformat(day) for day in connection.scalars(_DAYS, asked)]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, with what a forecast learns from of its visit: the columns of ``tables``; ``key`` is the
    visit's own."""

    id: int
    visit: int
    act: Act
    at: int
    after: Status
    service: str
    day: date
    wish: str
    kind: str
    key: int
    counted_from: int
    ready_at: int
    taken_at: int
    told_low: int | None
    told_mid: int | None
    told_high: int | None


_PAPER = (Act.PRINT, Act.REPRINT)
_HAPPENED = select(
    EVENT.c.id, EVENT.c.visit, EVENT.c.act, EVENT.c.at, EVENT.c.after, EVENT.c.service,
    VISIT.c.day, VISIT.c.wish, VISIT.c.kind, VISIT.c.key, VISIT.c.counted_from, VISIT.c.ready_at,
    VISIT.c.taken_at, VISIT.c.told_low, VISIT.c.told_mid, VISIT.c.told_high,
).join(VISIT, VISIT.c.id == EVENT.c.visit).order_by(EVENT.c.id)  # fmt: skip


def happened_since(connection: Connection, branch: str, day: date, event: int) -> list[Happened]:
    """Return what happened to visits of a day and later ones after an event, in order; printing left out."""
    rows = connection.execute(
        _HAPPENED.where(
            VISIT.c.branch == branch,
            VISIT.c.day >= day,
            EVENT.c.id > event,
            EVENT.c.act.not_in(_PAPER),
        )
    )
    return [Happened(**row._mapping) for row in rows]


def happened_on(connection: Connection, branch: str, day: date) -> list[Happened]:
    """Return the same of what happened to the visits of one day."""
    rows = connection.execute(
        _HAPPENED.where(VISIT.c.branch == branch, VISIT.c.day == day, EVENT.c.act != Act.PRINT)
    )
    return [Happened(**row._mapping) for row in rows]


def events_of(connection: Connection, branch: str, day: date) -> list[Any]:
    """Return every event of a day's visits in the order they happened: rows with the columns of
    ``visit_event``, and of the visit ``number``, ``slot``, ``language`` and what was foretold."""
    return list(connection.execute(_events(branch, day)))


def events_of_served(connection: Connection, branch: str, day: date, counter: str) -> list[Any]:
    """Return the same of the visits that were served to the end at one counter."""
    here = (VISIT.c.counter == counter) & (VISIT.c.status == Status.SERVED)
    return list(connection.execute(_events(branch, day).where(here)))


_OF_VISIT = (
    VISIT.c.number, VISIT.c.slot, VISIT.c.language,
    VISIT.c.told_low, VISIT.c.told_mid, VISIT.c.told_high,
)  # fmt: skip


def _events(branch: str, day: date) -> Any:
    return (
        select(EVENT, *_OF_VISIT)
        .join(VISIT, VISIT.c.id == EVENT.c.visit)
        .where(VISIT.c.branch == branch, VISIT.c.day == day)
        .order_by(EVENT.c.id)
    )


def _today(branch: str, day: date, status: Status) -> Any:
    # The status stands there to the letter: only then does SQLite know that a partial index will do.
    return and_(VISIT.c.branch == branch, VISIT.c.day == day, VISIT.c.status == literal_column(f"'{status}'"))
