"""The supervisor's page of devices: pairing a kiosk or a display, letting one in no more."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from server.guard import MonitorDep, Who
from server.monitor.doing import Id, do
from server.monitor.picture import device_rows, printer_rows, spoken
from server.reception import devices, pairing
from server.rules.device import DeviceKind
from server.rules.pairing import VALID_MS
from server.rules.roles import Area, may
from server.web import Front, FrontDep
from server.words import STAFF_LANGUAGES, Words

router = APIRouter()  # within the monitor's room


@router.get("/devices")
async def all_devices(request: Request, front: FrontDep, who: MonitorDep) -> HTMLResponse:
    """Show the devices, and how to pair one."""
    return _page(front, front.words(request, STAFF_LANGUAGES), who)


@router.post("/devices/codes")
async def make_code(
    request: Request,
    front: FrontDep,
    who: MonitorDep,
    kind: Annotated[DeviceKind, Form()],
    name: Annotated[str, Form(max_length=32)],
) -> Response:
    """Make a code with which one kiosk or display is paired; it is shown this once."""
    verb, at, by = pairing.offer, front.house.real_clock.now(), who.staff.login

    def show(words: Words, code: str) -> HTMLResponse:
        return _page(front, words, who, made=(kind, name, f"{code[:3]} {code[3:]}"))

    return await do(request, front, who, verb, kind, name, at, draw=_page, then=show, staff=by)


@router.post("/devices/revocations")
async def revoke(request: Request, front: FrontDep, who: MonitorDep, device: Id) -> Response:
    """Let a device in no more."""
    verb, by = devices.revoke, who.staff.login
    return await do(request, front, who, verb, device, back="/devices", draw=_page, staff=by)


def _page(
    front: Front,
    words: Words,
    who: Who,
    sorry: str = "",
    status: int = 200,
    made: tuple[DeviceKind, str, str] | None = None,
) -> HTMLResponse:
    with front.house.look() as book:
        rows, printers = device_rows(book), printer_rows(book)
        kiosks = [one.id for one in book.settings.all_kiosks]
        displays = [one.id for one in book.settings.all_displays]
        at = partial(spoken, words, book)
    return front.page(
        "monitor/devices.html",
        words,
        status=status,
        who=who,
        sorry=sorry,
        devices=rows,
        printers=printers,
        kiosks=kiosks,
        displays=displays,
        made=made,
        minutes=VALID_MS // 60_000,
        address=front.house.address,
        at=at,
        for_staff=may(who.staff.role, Area.STAFF),
    )
