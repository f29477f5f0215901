"""The desk: who waits, who is here, one button that calls the next one."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, WebSocket
from fastapi.responses import HTMLResponse

from server.desk import acts, duties
from server.desk.doing import drawn
from server.desk.picture import picture, while_locked
from server.guard import LockedDep, SeatDep, leaving
from server.web import FrontDep, Room, show
from server.words import STAFF_LANGUAGES

router = Room(prefix="/desk", include_in_schema=False)

LONGEST_REASON = 123  # bytes that the closing of a WebSocket can carry (RFC 6455, 5.5)


@router.get("")
async def desk(request: Request, front: FrontDep, seat: SeatDep) -> HTMLResponse:
    """Show the counter's desk."""
    return drawn(front, front.words(request, STAFF_LANGUAGES), seat)


@router.get("/small")
async def small(request: Request, front: FrontDep, seat: SeatDep) -> HTMLResponse:
    """Show the desk as a small window that stays above other programs."""
    words = front.words(request, STAFF_LANGUAGES)
    return front.page("desk/small.html", words, sorry="", **picture(front, words, seat))


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep, seat: SeatDep) -> None:
    """Keep a desk fresh."""
    words = front.words(socket, STAFF_LANGUAGES)
    board = front.passing_board(lambda: front.part("desk/parts.html", words, **picture(front, words, seat)))
    await show(socket, board, leaving(front, socket, seat))


@router.websocket("/while-locked")
async def locked(
    socket: WebSocket,
    front: FrontDep,
    who: LockedDep,
    then: Annotated[str, Query(alias="next", max_length=512)] = "",
) -> None:
    """Keep a locked screen fresh: who has come to its counter (standard, 6.2, 21.2)."""
    words = front.words(socket, STAFF_LANGUAGES)
    if who.counter is None:
        await socket.close(code=1008)
        return
    leaves = leaving(front, socket, who)

    def unlocked() -> str | None:
        address = leaves()
        if address is None:
            back = f"/locked?{urlencode({'next': then, 'lang': words.language})}"  # which leads on
            return back if len(back) <= LONGEST_REASON else f"/locked?lang={words.language}"
        return None if address.startswith("/locked") else address

    board = front.passing_board(
        lambda: front.part("desk/while_locked_parts.html", words, **while_locked(front, who))
    )
    await show(socket, board, unlocked)


router.include_router(acts.router)
router.include_router(duties.router)
