"""The printers, as JSON, and the way in for the agents of remote ones."""

from fastapi import WebSocket

from server.api.answers import answers
from server.api.models import PrinterOut, maybe_time
from server.guard import ApiPrintersDep
from server.reception import devices, printers
from server.rules.device import DeviceKind
from server.rules.refused import Refused
from server.spool.spool import Spool
from server.web import FrontDep, Room

router = Room(prefix="/api/v1/printers", tags=["printers"])


@router.get("", summary="The printers", responses=answers(401, 403))
async def all_printers(front: FrontDep, who: ApiPrintersDep) -> list[PrinterOut]:
    """How every printer is, and since when."""
    with front.house.look() as ledger:
        found = printers.standings(ledger)
    return [
        PrinterOut(
            id=one.printer.id,
            state=one.state,
            failing=one.state.failing,
            since=maybe_time(one.known.since if one.known else None),
            reason=one.known.reason if one.known else "",
            printed_m=(one.known.printed_mm if one.known else 0) / 1000,
            roll_m=one.printer.profile.roll_m,
        )
        for one in found
    ]


@router.websocket("/agent")
async def agent(socket: WebSocket, front: FrontDep) -> None:
    """Let the agent of a remote printer in (``printer.agent`` is the other end)."""
    spool: Spool = socket.app.state.spool
    token = socket.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        with front.house.look() as ledger:
            device = devices.known(ledger, DeviceKind.PRINTER, token)
        remote = spool.remotes[device.name]
    except (Refused, KeyError):
        await socket.close(code=1008)
        return
    await socket.accept()
    await remote.serve(socket, token)
