"""Reading and writing the codes that pair devices."""

from typing import Any, cast

from sqlalchemy import Connection, delete, insert, select, update

from server.store.tables import PAIRING, Pairing


def add(connection: Connection, pairing: dict[str, Any]) -> None:
    """Write a new code, complete but for its id.

    Raises:
        sqlalchemy.exc.IntegrityError: it is in use.
    """
    connection.execute(insert(PAIRING), pairing)


def by_hash(connection: Connection, branch: str, code_hash: str) -> Pairing | None:
    """Return what a code was made for."""
    row = connection.execute(
        select(PAIRING).where(PAIRING.c.branch == branch, PAIRING.c.code_hash == code_hash)
    ).first()
    return cast("Pairing", row) if row else None


def use(connection: Connection, pairing: int, at: int) -> bool:
    """Use a code up; return whether nobody was faster."""
    used = connection.execute(
        update(PAIRING).where(PAIRING.c.id == pairing, PAIRING.c.used_at.is_(None)).values(used_at=at)
    )
    return bool(used.rowcount)


def forget(connection: Connection, branch: str, before: int) -> None:
    """Erase the codes that were made before a moment."""
    connection.execute(delete(PAIRING).where(PAIRING.c.branch == branch, PAIRING.c.made_at < before))
