"""The wall display: its page and the WebSocket that keeps it true."""

from typing import Any

from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import HTMLResponse

from display.board import Wall, as_call, wall
from server.reception.closing import notices
from server.reception.ledger import Ledger
from server.rules.moment import local
from server.store import views
from server.web import Front, FrontDep, show

router = APIRouter(prefix="/display", include_in_schema=False)


@router.get("")
async def display(request: Request, front: FrontDep) -> HTMLResponse:
    """Show the newest call large and the last ones beside it."""
    words = front.words(request, front.house.settings.office.languages[:1])
    chime = front.house.settings.display.chime
    return front.page("display/display.html", words, chime=chime, **_picture(front))


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep) -> None:
    """Keep a display true: the whole picture at once, after every change, and every few seconds."""
    words = front.words(socket, front.house.settings.office.languages[:1])
    board = front.board(("display",), lambda: front.part("display/wall.html", words, **_picture(front)))
    await show(socket, board)


def look(ledger: Ledger) -> Wall:
    """Read the wall's picture from the open book."""
    rows = ledger.settings.display.last_called
    standing = views.at_counters(ledger.connection, ledger.branch, ledger.day)
    # A client may stay at a counter longer than any number of calls elsewhere: the two are asked apart.
    last = views.last_calls(ledger.connection, ledger.branch, ledger.day, rows + 1)
    called = {visit.id: visit for visit in standing + last}.values()
    calls = [
        as_call(visit.number, visit.counter, visit.called_at, visit.calls, visit.status)
        for visit in called
        if visit.counter is not None and visit.called_at is not None
    ]
    waiting = sum(views.waiting_by_service(ledger.connection, ledger.branch, ledger.day).values())
    return wall(calls, waiting, rows)


def _picture(front: Front) -> dict[str, Any]:
    settings = front.house.settings
    with front.house.look() as ledger:
        picture = look(ledger)
        closing = notices(ledger, front.forecaster.foretold.groups)
        hours = ledger.hours
    following = settings.opening.next_opening(front.house.clock.now())
    return {
        "wall": picture,
        "counters": {counter.id: counter for counter in settings.counters},
        "closing": closing,
        "closes": local(hours.last, settings.office.timezone) if closing and hours.last else None,
        "closed": not hours.tickets and not picture.waiting and picture.newest is None,
        "opens": None if following is None else local(following, settings.office.timezone),
    }
