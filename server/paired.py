"""Who a paired device is: its token in a cookie that outlives every session."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.requests import HTTPConnection
from starlette.responses import Response

from server.reception import devices
from server.rules.device import DeviceKind
from server.rules.refused import Refused
from server.store.tables import Device
from server.store.writer import StoreUnavailable
from server.web import Front

COOKIE = "eile_device"
KEPT_S = 400 * 24 * 3600  # the longest that browsers keep a cookie; each visit begins it anew
SEEN_S = 30.0  # written at most once a minute: one that comes a moment too early is not missed for two


def token_of(connection: HTTPConnection) -> str:
    """Return the token that a browser holds; empty when it was never paired."""
    return connection.cookies.get(_cookie(connection), "")


def device_of(front: Front, kind: DeviceKind, token: str) -> Device | None:
    """Return the device of a token; ``None`` when it is not let in: revoked, or of another kind."""
    with front.house.look() as ledger:
        try:
            return devices.known(ledger, kind, token)
        except Refused:
            return None


def remember(connection: HTTPConnection, answer: Response, token: str) -> None:
    """Let a browser keep its token.

    It is sent along when a page of the browser's own computer leads here (``Lax``): that is how a kiosk or a
    display begins its day.
    """
    answer.set_cookie(
        _cookie(connection),
        token,
        max_age=KEPT_S,
        secure=_is_safe(connection),
        httponly=True,
        samesite="lax",
    )


@asynccontextmanager
async def seeing(front: Front, device: Device) -> AsyncIterator[None]:
    """Take note every half minute that a device is there, as long as this is open."""
    noting = asyncio.create_task(_note_seen(front, device))
    try:
        yield
    finally:
        noting.cancel()


async def _note_seen(front: Front, device: Device) -> None:
    while True:
        with suppress(StoreUnavailable):
            await front.house.do_quietly(devices.seen, device.id)
        await asyncio.sleep(SEEN_S)


def _cookie(connection: HTTPConnection) -> str:
    return f"__Host-{COOKIE}" if _is_safe(connection) else COOKIE


def _is_safe(connection: HTTPConnection) -> bool:
    return connection.url.scheme in ("https", "wss")
