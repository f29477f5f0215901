"""Which of the office's kiosks a browser is: the one it was paired for; without pairing the usual one."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from starlette.requests import HTTPConnection

from server.config import OneKiosk
from server.guard import TurnedAway
from server.paired import device_of, seeing, token_of
from server.rules.device import DeviceKind
from server.rules.refused import Reason
from server.web import Front

OFF = "/kiosk/off"


def kiosk_of(front: Front, connection: HTTPConnection) -> OneKiosk:
    """Say which kiosk a browser is.

    Args:
        front: the pages' front.
        connection: the request.

    Raises:
        TurnedAway: it was paired once and is not let in any more, or it never was and would have to be.
    """
    token, settings = token_of(connection), front.house.settings
    if not token:
        usual = settings.all_kiosks[0]
        # A rehearsal is for looking: there is nobody yet who makes codes.
        if usual.paired_only and not front.house.rehearsal:
            raise TurnedAway(Reason.UNKNOWN_DEVICE, OFF)
        return usual
    device = device_of(front, DeviceKind.KIOSK, token)
    named = {one.id: one for one in settings.all_kiosks}
    if device is None or device.name not in named:
        raise TurnedAway(Reason.UNKNOWN_DEVICE, OFF)
    return named[device.name]


def leaving(front: Front, connection: HTTPConnection) -> Callable[[], str | None]:
    """Return what ``show`` asks before each picture: where the page must go once it shows no kiosk."""

    def address() -> str | None:
        try:
            kiosk_of(front, connection)
        except TurnedAway as no:
            return no.address
        return None

    return address


def being_seen(front: Front, connection: HTTPConnection) -> AbstractAsyncContextManager[None]:
    """Take note that a paired kiosk is there, as long as this is open."""
    token = token_of(connection)
    device = device_of(front, DeviceKind.KIOSK, token) if token else None
    return seeing(front, device) if device else nullcontext()
