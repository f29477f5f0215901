"""The command ``eile device``: who is let in by a token."""

from server.config import Settings
from server.reception import devices
from server.reception.ledger import Ledger
from server.rules.device import DeviceKind
from server.rules.moment import local
from server.store import devices as store
from server.store.database import Database
from server.store.tables import Device


def add(settings: Settings, database: Database, now: int, kind: DeviceKind, name: str) -> str:
    """Let a machine in.

    Args:
        settings: the office.
        database: of the data directory.
        now: milliseconds UTC.
        kind: what the machine is for.
        name: what it stands for in the settings.

    Returns:
        Its token, for the only time.

    Raises:
        Refused: as ``reception.devices.add``.
    """
    with database.writing.begin() as connection:
        return devices.add(Ledger(connection, settings, now), kind, name).token


def listing(settings: Settings, database: Database) -> list[str]:
    """Return a line for each machine, the revoked ones too."""
    with database.read() as connection:
        found = store.all_devices(connection, settings.office.id)
    return [_line(settings, device) for device in found]


def _line(settings: Settings, device: Device) -> str:
    def clock(at: int | None) -> str:
        return f"{local(at, settings.office.timezone):%Y-%m-%d %H:%M}" if at else "never"

    end = f", revoked {clock(device.revoked_at)}" if device.revoked_at else ""
    told = f"added {clock(device.created_at)}, last seen {clock(device.last_seen)}{end}"
    return f"{device.id:>4}  {device.kind:<8} {device.name:<20} {told}"


def revoke(settings: Settings, database: Database, now: int, device: int) -> str:
    """Let a machine in no more.

    Returns:
        What it was, in words.

    Raises:
        Refused: as ``reception.devices.revoke``.
    """
    with database.writing.begin() as connection:
        gone = devices.revoke(Ledger(connection, settings, now), device)
    return f"{gone.kind} {gone.name}"
