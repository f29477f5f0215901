"""Reading and writing what staff have changed of the settings for a day."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, select, text
from sqlalchemy.dialects.sqlite import insert

from server.store.prepared import Prepared
from server.store.tables import COUNTER_TODAY, SERVICE_TODAY, SPECIAL_HOURS, ServiceToday, SpecialHours

Changes = tuple[tuple[str, str, str], ...]

# Asked for each open book, so it is one question.
_CHANGES = Prepared(
    text(
        "SELECT 'counter', counter, services FROM counter_today WHERE branch = :branch AND day = :day"
        " UNION ALL SELECT 'opened', service, '' FROM service_today"
        " WHERE branch = :branch AND day = :day AND issuing = 'opened'"
        " UNION ALL SELECT 'hours', day, hours FROM special_hours WHERE branch = :branch"
    ),
    ("kind", "of", "to"),
)
_SERVICES = Prepared(
    select(SERVICE_TODAY).where(
        SERVICE_TODAY.c.branch == bindparam("branch"), SERVICE_TODAY.c.day == bindparam("day")
    )
)


def changes(connection: Connection, branch: str, day: date) -> Changes:
    """Return what is other than in the settings: today's services of ``counter``, services ``opened`` today,
    the ``hours`` of any day. Each with its counter, service or day, and what is changed to."""
    return tuple(map(tuple, _CHANGES.all(connection, branch=branch, day=day.isoformat())))


def put_counter(
    connection: Connection, branch: str, day: date, counter: str, services: Sequence[str]
) -> None:
    """Write which services a counter gives on a day."""
    said = {"services": json.dumps(list(services))}
    row = insert(COUNTER_TODAY).values(branch=branch, day=day, counter=counter, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["branch", "day", "counter"], set_=said))


def forget_counter(connection: Connection, branch: str, day: date, counter: str) -> bool:
    """Let a counter give what the settings say; return whether it did not."""
    here = COUNTER_TODAY.c.branch == branch, COUNTER_TODAY.c.day == day, COUNTER_TODAY.c.counter == counter
    return bool(connection.execute(delete(COUNTER_TODAY).where(*here)).rowcount)


def services(connection: Connection, branch: str, day: date) -> list[ServiceToday]:
    """Return the services about whose numbers staff have decided for a day."""
    return [cast("ServiceToday", row) for row in _SERVICES.all(connection, branch=branch, day=day)]


def put_service(connection: Connection, branch: str, day: date, service: str, said: dict[str, Any]) -> None:
    """Write what was decided about a service's numbers on a day."""
    row = insert(SERVICE_TODAY).values(branch=branch, day=day, service=service, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["branch", "day", "service"], set_=said))


def forget_service(connection: Connection, branch: str, day: date, service: str) -> bool:
    """Let a service's numbers be given as the settings say; return whether they were not."""
    here = SERVICE_TODAY.c.branch == branch, SERVICE_TODAY.c.day == day, SERVICE_TODAY.c.service == service
    return bool(connection.execute(delete(SERVICE_TODAY).where(*here)).rowcount)


def forget_days_before(connection: Connection, branch: str, day: date) -> None:
    """Erase what was changed for days that are over; their special hours stay, the figures go by them."""
    for table in (COUNTER_TODAY, SERVICE_TODAY):
        connection.execute(delete(table).where(table.c.branch == branch, table.c.day < day))


def special_hours(connection: Connection, branch: str, first: date) -> list[SpecialHours]:
    """Return the days from a first one on that have hours of their own, in order."""
    rows = connection.execute(
        select(SPECIAL_HOURS)
        .where(SPECIAL_HOURS.c.branch == branch, SPECIAL_HOURS.c.day >= first)
        .order_by(SPECIAL_HOURS.c.day)
    )
    return [cast("SpecialHours", row) for row in rows]


def put_hours(connection: Connection, branch: str, day: date, hours: str) -> None:
    """Write a day's own hours."""
    row = insert(SPECIAL_HOURS).values(branch=branch, day=day, hours=hours)
    connection.execute(row.on_conflict_do_update(index_elements=["branch", "day"], set_={"hours": hours}))


def forget_hours(connection: Connection, branch: str, day: date) -> bool:
    """Let a day have the hours of the settings; return whether it had others."""
    here = SPECIAL_HOURS.c.branch == branch, SPECIAL_HOURS.c.day == day
    return bool(connection.execute(delete(SPECIAL_HOURS).where(*here)).rowcount)
