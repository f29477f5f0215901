"""The desk: who waits, who is here, one button that calls the next one."""

from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import HTMLResponse

from server.desk import acts, duties
from server.desk.doing import drawn
from server.desk.picture import picture
from server.guard import SeatDep, leaving
from server.web import FrontDep, show
from server.words import STAFF_LANGUAGES

router = APIRouter(include_in_schema=False)


@router.get("/desk")
async def desk(request: Request, front: FrontDep, seat: SeatDep) -> HTMLResponse:
    """Show the counter's desk."""
    return drawn(front, front.words(request, STAFF_LANGUAGES), seat)


@router.get("/desk/small")
async def small(request: Request, front: FrontDep, seat: SeatDep) -> HTMLResponse:
    """Show the desk as a small window that stays above other programs."""
    words = front.words(request, STAFF_LANGUAGES)
    return front.page("desk/small.html", words, sorry="", **picture(front, words, seat))


@router.websocket("/desk/live")
async def live(socket: WebSocket, front: FrontDep, seat: SeatDep) -> None:
    """Keep a desk fresh."""
    words = front.words(socket, STAFF_LANGUAGES)
    board = front.passing_board(lambda: front.part("desk/parts.html", words, **picture(front, words, seat)))
    await show(socket, board, leaving(front, socket, seat))


router.include_router(acts.router)
router.include_router(duties.router)
