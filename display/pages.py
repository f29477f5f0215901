"""The wall display: its page and the WebSocket that keeps it true."""

from typing import Any

from fastapi import Request, WebSocket
from fastapi.responses import HTMLResponse, Response

from display.board import Wall, as_call, pause, wall
from display.speech import Last, closing_sentences
from display.voice import Voice
from server.closings import served_text
from server.reception.closing import notices
from server.reception.counters import on_duty
from server.reception.ledger import Ledger
from server.rules.counter import calls_from
from server.rules.moment import MINUTE, local
from server.store import views
from server.web import Front, FrontDep, Room, show

router = Room(prefix="/display", include_in_schema=False)

ANNOUNCED_MIN = (15, 5)  # before closing, once more


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


@router.get("/closing.wav")
async def closing_sound(request: Request, front: FrontDep) -> Response:
    """Say how many will still be served; nothing when closing is not near or there is no voice."""
    voice: Voice = request.app.state.voice
    with front.house.look() as ledger:
        closing = notices(ledger, front.forecaster.foretold.groups)
    if not closing:
        return Response(status_code=204)
    closes = local(closing[0].closes, front.house.settings.office.timezone)
    groups = [Last(notice.counters, notice.served, notice.everybody) for notice in closing]
    sound = await voice.say(closing_sentences(closes.hour, closes.minute, groups))
    if sound is None:
        return Response(status_code=204)
    return Response(sound, media_type="audio/wav", headers={"Cache-Control": "no-store"})


def _announced(front: Front, closes: int | None) -> int | None:
    """Return the newest moment at which closing is announced: at the warning, and 15 and 5 minutes before."""
    if closes is None:
        return None
    now, warning = front.house.clock.now(), front.house.settings.calendar.closing_warning_min
    moments = [closes - minutes * MINUTE for minutes in (warning, *ANNOUNCED_MIN) if minutes <= warning]
    return max((at for at in moments if at <= now), default=None)


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
    pauses = [
        pause(one.place.id, one.until, ledger.now) for one in on_duty(ledger) if not calls_from(one.state)
    ]
    return wall(calls, waiting, rows, pauses)


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
        "pauses": [
            (one.counter, local(one.until, settings.office.timezone).time() if one.until else None)
            for one in picture.pauses
        ],
        "closing": closing,
        "served_text": served_text,
        "closes": local(hours.last, settings.office.timezone) if closing and hours.last else None,
        "announced": _announced(front, hours.last) if closing and settings.display.speak else None,
        "closed": not hours.tickets and not picture.waiting and picture.newest is None,
        "opens": None if following is None else local(following, settings.office.timezone),
    }
