"""Writing and reading the staff log. Rows are only ever added, and the oldest ones erased by their term: the
database itself refuses to change one (migration 0006)."""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, delete, insert, select, text
from sqlalchemy.dialects.sqlite import insert as insert_or

from server.rules.chain import NOTHING_BEFORE, Entry
from server.store.tables import FACT, STAFF_LOG

_ENTRIES = select(STAFF_LOG).where(STAFF_LOG.c.branch == bindparam("branch")).order_by(STAFF_LOG.c.id)
_NEWEST = _ENTRIES.order_by(None).order_by(STAFF_LOG.c.id.desc()).limit(1)
_EVER = text("SELECT seq FROM sqlite_sequence WHERE name = 'staff_log'")


def add(connection: Connection, entry: dict[str, object]) -> None:
    """Append an entry, complete but for its id."""
    connection.execute(insert(STAFF_LOG), entry)


def newest(connection: Connection, branch: str) -> Entry | None:
    """Return the newest entry; ``None`` before the first."""
    row = connection.execute(_NEWEST, {"branch": branch}).first()
    return Entry(*row) if row else None


def newest_hash(connection: Connection, branch: str) -> str:
    """Return the hash that the next entry is chained to."""
    last = newest(connection, branch)
    return last.hash if last else NOTHING_BEFORE


def entries(connection: Connection, branch: str) -> Iterator[Entry]:
    """Give every entry in order."""
    for row in connection.execute(_ENTRIES, {"branch": branch}):
        yield Entry(*row)


def since(connection: Connection, branch: str, at: int, limit: int) -> list[Entry]:
    """Return the entries from a moment on, newest first."""
    rows = connection.execute(
        select(STAFF_LOG)
        .where(STAFF_LOG.c.branch == branch, STAFF_LOG.c.at >= at)
        .order_by(STAFF_LOG.c.id.desc())
        .limit(limit)
    )
    return [Entry(*row) for row in rows]


def ever_written(connection: Connection) -> int:
    """Return the id of the newest entry that was ever written; 0 before the first."""
    return int(connection.scalar(_EVER) or 0)


def last_before(connection: Connection, branch: str, at: int) -> Entry | None:
    """Return the newest entry of before a moment; ``None`` without any."""
    row = connection.execute(
        select(STAFF_LOG)
        .where(STAFF_LOG.c.branch == branch, STAFF_LOG.c.at < at)
        .order_by(STAFF_LOG.c.id.desc())
        .limit(1)
    ).first()
    return Entry(*row) if row else None


def forget(connection: Connection, last: Entry) -> int:
    """Erase an entry and all before it; return how many. A ``FORGET`` entry must say so already."""
    gone = delete(STAFF_LOG).where(STAFF_LOG.c.branch == last.branch, STAFF_LOG.c.id <= last.id)
    return connection.execute(gone).rowcount


def settings(connection: Connection) -> dict[str, str]:
    """Return the hashes of the settings of the last start, by section; empty before the first."""
    found = connection.scalar(select(FACT.c.value).where(FACT.c.name == "settings"))
    return dict(json.loads(found)) if found else {}


def keep_settings(connection: Connection, sections: dict[str, str]) -> None:
    """Keep the hashes of this start's settings."""
    value = json.dumps(sections)
    row = insert_or(FACT).values(name="settings", value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
