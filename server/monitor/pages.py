"""The supervisor's page, live: services, counters, devices, alarms; and the pages beside it."""

from fastapi import Request, WebSocket
from fastapi.responses import HTMLResponse

from server.guard import MonitorDep, leaving
from server.monitor import acts, days, machines, people
from server.monitor.doing import drawn
from server.monitor.picture import picture
from server.web import FrontDep, Room, show
from server.words import STAFF_LANGUAGES

router = Room(prefix="/monitor", include_in_schema=False)


@router.get("")
async def now(request: Request, front: FrontDep, who: MonitorDep) -> HTMLResponse:
    """Show how the branch stands."""
    return drawn(front, front.words(request, STAFF_LANGUAGES), who)


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep, who: MonitorDep) -> None:
    """Keep it fresh."""
    words = front.words(socket, STAFF_LANGUAGES)
    board = front.passing_board(lambda: front.part("monitor/parts.html", words, **picture(front, words, who)))
    await show(socket, board, leaving(front, socket, who))


for room in (acts, machines, days, people):
    router.include_router(room.router)
