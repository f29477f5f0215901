"""The displays: their page, the WebSocket that keeps it true, and the sounds of their voice."""

from pathlib import Path as File
from typing import Annotated

from fastapi import HTTPException, Path, Query, Request, WebSocket
from fastapi.responses import FileResponse, PlainTextResponse, Response

from display.picture import closing_of, picture
from display.slides import KINDS, slides
from display.speech import Form, Last, Where, call, closing_sentences
from server.config import CounterKind, OneDisplay
from server.paired import device_of, remember, seeing, token_of
from server.reception.asking import counter_of, language_of, visit_of
from server.rules.device import DeviceKind
from server.rules.hours import awake
from server.rules.moment import local
from server.store import views
from server.voice.voice import Voice
from server.web import ELSEWHERE, Front, FrontDep, Room, show

router = Room(prefix="/display", include_in_schema=False)

Id = Annotated[str, Query(alias="id", max_length=32)]


@router.get("")
async def display(request: Request, front: FrontDep, wished: Id = "") -> Response:
    """Show who is called, where to, and who waits; on a paired device what it was paired for."""
    words = front.words(request, front.house.settings.office.languages[:1])
    token = token_of(request)
    try:
        shown = _shown(front, token, wished)
    except NotLetInError as no:
        return front.page("display/off.html", words, status=403, text=words(no.key))
    answer = front.page(
        "display/display.html",
        words,
        repeats=front.house.settings.speech.repeat,
        sent=front.house.clock.now(),
        **picture(front, shown),
    )
    if token:
        remember(request, answer, token)
    return answer


async def live(socket: WebSocket) -> None:
    """Keep a display true: the whole picture at once, after every change, and every few seconds."""
    front: Front = socket.app.state.front
    token = token_of(socket)
    device = device_of(front, DeviceKind.DISPLAY, token) if token else None
    try:
        shown = _shown(front, token, socket.query_params.get("id", ""))
    except (NotLetInError, HTTPException):
        await socket.accept()
        await socket.close(ELSEWHERE, "/display")
        return
    words = front.words(socket, front.house.settings.office.languages[:1])
    board = front.board(
        ("display", shown.id),
        lambda: front.part("display/wall.html", words, **picture(front, shown)),
    )
    if device is None:
        await show(socket, board)
        return

    def revoked() -> str | None:
        return None if device_of(front, DeviceKind.DISPLAY, token) else "/display"

    async with seeing(front, device):
        await show(socket, board, revoked)


# A plain route: what FastAPI keeps of its parameters while a screen is connected is a tenth of what it costs.
router.add_websocket_route("/display/live", live)


class NotLetInError(Exception):
    """This browser shows no display. The key is that of the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _shown(front: Front, token: str, wished: str) -> OneDisplay:
    """Say which display a browser shows: the one it was paired for, else the one it asks for.

    Raises:
        NotLetInError: it was paired once and is not let in any more, or it never was and would have to be.
        HTTPException: there is no such display.
    """
    if not token:
        shown = _display(front, wished)
        if shown.paired_only:
            raise NotLetInError("display.not_paired")
        return shown
    device = device_of(front, DeviceKind.DISPLAY, token)
    named = {one.id: one for one in front.house.settings.all_displays}
    if device is None or device.name not in named:
        raise NotLetInError("display.revoked")
    return named[device.name]


def _display(front: Front, wished: str) -> OneDisplay:
    displays = front.house.settings.all_displays
    if not wished:
        return displays[0]
    for one in displays:
        if one.id == wished:
            return one
    raise HTTPException(404)


@router.get("/screen")
async def screen(front: FrontDep) -> PlainTextResponse:
    """Tell a display's computer whether its screen is switched on now."""
    with front.house.look() as ledger:
        standing = bool(views.at_counters(ledger.connection, ledger.branch, ledger.day))
        on = awake(ledger.hours, ledger.now, standing)
    return PlainTextResponse("on\n" if on else "off\n", headers={"Cache-Control": "no-store"})


@router.get("/slides/{name}")
async def slide(front: FrontDep, name: Annotated[str, Path(max_length=255)], wished: Id = "") -> Response:
    """Give a picture that is shown beside the numbers."""
    for one in slides(_display(front, wished).slides):
        if one.name == name:
            return FileResponse(one, media_type=KINDS[one.suffix.lower()])
    raise HTTPException(404)


@router.get("/voice.wav")
async def call_sound(
    request: Request,
    front: FrontDep,
    number: Annotated[str, Query(max_length=16)],
    counter: Annotated[str, Query(max_length=16)],
    language: Annotated[str, Query(max_length=8)],
    form: Form,
) -> Response:
    """Say that a number of today is called to a counter; nothing when there is no voice.

    Raises:
        Refused: ``UNKNOWN_TICKET``, ``UNKNOWN_COUNTER``, ``UNKNOWN_LANGUAGE``.
    """
    with front.house.look() as ledger:
        visit = visit_of(ledger, number)
        place = counter_of(ledger, counter)
        language_of(ledger, language)
    where = Where(place.id, place.kind is CounterKind.ROOM, place.floor)
    return _sound(await _voice(request).say(language, *call(language, visit.number, where, form)))


@router.get("/closing.wav")
async def closing_sound(request: Request, front: FrontDep, wished: Id = "") -> Response:
    """Say how many will still be served; nothing when closing is not near or there is no voice."""
    with front.house.look() as ledger:
        closing = closing_of(ledger, front.forecaster.foretold.groups, _display(front, wished))
    if not closing:
        return Response(status_code=204)
    office = front.house.settings.office
    closes = local(closing[0].closes, office.timezone)
    groups = [Last(notice.counters, notice.served, notice.everybody) for notice in closing]
    text = closing_sentences(closes.hour, closes.minute, groups)
    return _sound(await _voice(request).say(office.languages[0], text))


def _voice(request: Request) -> Voice:
    voice: Voice = request.app.state.voice
    return voice


def _sound(path: File | None) -> Response:
    if path is None:
        return Response(status_code=204)
    return FileResponse(path, media_type="audio/wav", headers={"Cache-Control": "no-store"})
