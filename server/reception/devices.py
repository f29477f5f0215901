"""The machines that are let in by a token: added by a person, known by a hash, revoked for good."""

import hashlib
import secrets
from dataclasses import dataclass

from server.reception.ledger import Ledger
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.device import DeviceKind
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.store import devices
from server.store.tables import Device

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Added:
    """A new device, and its token: the only time that anybody sees it."""

    device: Device
    token: str


def add(ledger: Ledger, kind: DeviceKind, name: str, *, staff: str | None = None) -> Added:
    """Let a machine in.

    Args:
        ledger: the open book.
        kind: what it is for.
        name: what it stands for in the settings, such as the printer's id.
        staff: by whom, by login; ``None`` at its own pairing, whose code somebody has made.

    Raises:
        Refused: ``UNKNOWN_PRINTER`` when the office has no remote printer of this name.
    """
    remote = [printer.id for printer in ledger.settings.printers if printer.remote]
    if kind is DeviceKind.PRINTER and name not in remote:
        raise Refused(Reason.UNKNOWN_PRINTER)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    new = {"branch": ledger.branch, "kind": kind, "name": name, "token_hash": _hash(token)}
    device = devices.add(
        ledger.connection, {**new, "created_at": ledger.now, "last_seen": None, "revoked_at": None}
    )
    ledger.notes.append(f"device {device.id} added: {kind} {name}")
    staff_log(ledger, staff, StaffAct.ADD_DEVICE, f"{device.id} {kind} {name}")
    return Added(device, token)


def revoke(ledger: Ledger, device: int, *, staff: str | None = None) -> Device:
    """Let a machine in no more.

    Args:
        ledger: the open book.
        device: its number.
        staff: by whom, by login.

    Raises:
        Refused: ``UNKNOWN_DEVICE`` when there is none, or it was revoked before.
    """
    for one in devices.all_devices(ledger.connection, ledger.branch):
        if one.id == device and one.revoked_at is None:
            devices.change(ledger.connection, device, {"revoked_at": ledger.now})
            ledger.notes.append(f"device {device} revoked")
            staff_log(ledger, staff, StaffAct.REVOKE_DEVICE, f"{device} {one.kind} {one.name}")
            return one
    raise Refused(Reason.UNKNOWN_DEVICE)


def known(ledger: Ledger, kind: DeviceKind, token: str) -> Device:
    """Return the machine that a token lets in.

    Raises:
        Refused: ``UNKNOWN_DEVICE``: there is none, it is of another kind, or it was revoked.
    """
    device = devices.by_hash(ledger.connection, ledger.branch, _hash(token))
    if device is None or device.kind is not kind or device.revoked_at is not None:
        raise Refused(Reason.UNKNOWN_DEVICE)
    return device


def seen(ledger: Ledger, device: int) -> None:
    """Take note that a machine is there; written at most once a minute."""
    for one in devices.all_devices(ledger.connection, ledger.branch):
        if one.id == device and (one.last_seen is None or ledger.now - one.last_seen >= MINUTE):
            devices.change(ledger.connection, device, {"last_seen": ledger.now})


def standing(ledger: Ledger) -> list[Device]:
    """Return the machines that are let in, in the order they were added."""
    return [one for one in devices.all_devices(ledger.connection, ledger.branch) if one.revoked_at is None]


def seen_today(ledger: Ledger) -> list[Device]:
    """Return those that were there today: one that was not was switched off, or is not there any more."""
    return [
        one
        for one in standing(ledger)
        if one.last_seen is not None and ledger.day_of(one.last_seen) == ledger.day
    ]


def _hash(token: str) -> str:
    # The token is long and random, so nothing slower is needed to keep it from being guessed.
    return hashlib.sha256(token.encode()).hexdigest()
