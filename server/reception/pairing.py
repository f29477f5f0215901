"""Pairing a kiosk or a display: a code made by staff, typed once at the device, gives it its own token."""

import hashlib
import secrets

from server.reception import devices
from server.reception.devices import Added
from server.reception.ledger import Ledger
from server.reception.staff_log import staff_log
from server.rules import pairing as rules
from server.rules.chain import StaffAct
from server.rules.device import DeviceKind
from server.rules.pairing import DIGITS, VALID_MS
from server.rules.refused import Reason, Refused
from server.store import pairings

_TRIES = 20  # a code that is in use is drawn again


def offer(ledger: Ledger, kind: DeviceKind, name: str, at: int, *, staff: str | None = None) -> str:
    """Make a code with which one device can be paired within ten minutes.

    Args:
        ledger: the open book.
        kind: a kiosk or a display.
        name: which one, by its id in the settings.
        at: now by the real clock, milliseconds UTC: also in a rehearsal a code has real minutes.
        staff: by whom, by login.

    Returns:
        Six digits. Only their hash is kept.

    Raises:
        Refused: ``UNKNOWN_DISPLAY`` when the settings have no such display, ``UNKNOWN_DEVICE`` when they
            have no such kiosk, or for a kind that is not paired.
    """
    if kind is DeviceKind.DISPLAY and name not in {one.id for one in ledger.settings.all_displays}:
        raise Refused(Reason.UNKNOWN_DISPLAY)
    if kind is DeviceKind.KIOSK and name not in {one.id for one in ledger.settings.all_kiosks}:
        raise Refused(Reason.UNKNOWN_DEVICE)
    if kind is DeviceKind.PRINTER:
        raise Refused(Reason.UNKNOWN_DEVICE)
    pairings.forget(ledger.connection, ledger.branch, at - VALID_MS)
    for _ in range(_TRIES):
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if pairings.by_hash(ledger.connection, ledger.branch, _hash(code)) is None:
            break
    pairings.add(
        ledger.connection,
        {
            "branch": ledger.branch,
            "kind": kind,
            "name": name,
            "code_hash": _hash(code),
            "made_at": at,
            "made_by": staff,
            "used_at": None,
        },
    )
    ledger.notes.append(f"a code to pair the {kind} {name} was made")
    staff_log(ledger, staff, StaffAct.OFFER_PAIRING, f"{kind} {name}")
    return code


def redeem(ledger: Ledger, code: str, at: int, *, kind: DeviceKind | None = None) -> Added:
    """Pair the device at which a code was typed.

    Args:
        ledger: the open book.
        code: as it was typed.
        at: now by the real clock, milliseconds UTC.
        kind: what it must be a code for; ``None`` for any kind of device.

    Returns:
        The device and its token.

    Raises:
        Refused: ``UNKNOWN_PAIRING`` when there is no such code, it is too old, or was used, or is
            for another kind of device.
    """
    found = pairings.by_hash(ledger.connection, ledger.branch, _hash(rules.written(code)))
    if found is None or not rules.valid(found.made_at, found.used_at, at):
        raise Refused(Reason.UNKNOWN_PAIRING)
    if kind not in (None, found.kind):
        raise Refused(Reason.UNKNOWN_PAIRING)
    if not pairings.use(ledger.connection, found.id, at):
        raise Refused(Reason.UNKNOWN_PAIRING)
    return devices.add(ledger, found.kind, found.name)


def _hash(code: str) -> str:
    # No hash hides one of a million codes for long; this one is worth nothing after ten minutes.
    return hashlib.sha256(code.encode()).hexdigest()
