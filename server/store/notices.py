"""Reading and writing notices to visitors."""

from typing import Any, cast

from sqlalchemy import Connection, delete, insert, select, update

from server.store.tables import NOTICE, NoticeRow


def add(connection: Connection, notice: dict[str, Any]) -> NoticeRow:
    """Write a new notice, complete but for its id, and return it."""
    return cast("NoticeRow", connection.execute(insert(NOTICE).returning(NOTICE), notice).one())


def not_over(connection: Connection, branch: str, now: int) -> list[NoticeRow]:
    """Return the notices that end after a moment, by their beginning."""
    rows = connection.execute(
        select(NOTICE)
        .where(NOTICE.c.branch == branch, NOTICE.c.ends > now)
        .order_by(NOTICE.c.starts, NOTICE.c.id)
    )
    return [cast("NoticeRow", row) for row in rows]


def end(connection: Connection, branch: str, notice: int, at: int, staff: str | None) -> bool:
    """Let a notice end at a moment; return whether there was one that ends later."""
    done = connection.execute(
        update(NOTICE)
        .where(NOTICE.c.branch == branch, NOTICE.c.id == notice, NOTICE.c.ends > at)
        .values(ends=at, ended_by=staff)
    )
    return bool(done.rowcount)


def forget(connection: Connection, branch: str, before: int) -> None:
    """Erase the notices that were over before a moment."""
    connection.execute(delete(NOTICE).where(NOTICE.c.branch == branch, NOTICE.c.ends < before))
