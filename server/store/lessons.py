"""Keeping what days whose tickets are erased have taught about waits."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from server.store.tables import LESSON


def keep(connection: Connection, branch: str, taught: Mapping[date, str]) -> None:
    """Keep what days have taught, as JSON, in place of what was kept of them before."""
    for day, lesson in taught.items():
        connection.execute(delete(LESSON).where(LESSON.c.branch == branch, LESSON.c.day == day))
        connection.execute(insert(LESSON), {"branch": branch, "day": day, "taught": lesson})


def since(connection: Connection, branch: str, first: date) -> list[tuple[date, str]]:
    """Return what the days from a first one on have taught, in order."""
    rows = connection.execute(
        select(LESSON.c.day, LESSON.c.taught)
        .where(LESSON.c.branch == branch, LESSON.c.day >= first)
        .order_by(LESSON.c.day)
    )
    return [(row.day, row.taught) for row in rows]


def forget(connection: Connection, branch: str, before: date) -> int:
    """Erase what the days before one have taught; return how many."""
    return connection.execute(delete(LESSON).where(LESSON.c.branch == branch, LESSON.c.day < before)).rowcount
