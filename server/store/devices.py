"""Reading and writing the machines that are let in by a token."""

from typing import Any, cast

from sqlalchemy import Connection, insert, select, update

from server.store.tables import DEVICE, Device


def add(connection: Connection, device: dict[str, Any]) -> Device:
    """Write a new device, complete but for its id, and return it."""
    return cast("Device", connection.execute(insert(DEVICE).returning(DEVICE), device).one())


def all_devices(connection: Connection, branch: str) -> list[Device]:
    """Return a branch's devices in the order they were added, the revoked ones too."""
    rows = connection.execute(select(DEVICE).where(DEVICE.c.branch == branch).order_by(DEVICE.c.id))
    return [cast("Device", row) for row in rows]


def by_hash(connection: Connection, branch: str, token_hash: str) -> Device | None:
    """Return the device whose token has this hash."""
    row = connection.execute(
        select(DEVICE).where(DEVICE.c.branch == branch, DEVICE.c.token_hash == token_hash)
    ).first()
    return cast("Device", row) if row else None


def change(connection: Connection, device: int, columns: dict[str, Any]) -> None:
    """Change columns of a device."""
    connection.execute(update(DEVICE).where(DEVICE.c.id == device).values(**columns))
