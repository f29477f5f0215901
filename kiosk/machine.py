"""The kiosk as a machine: paired by a code, switched off at night, with a page kept for trouble."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response

from kiosk.booking import Typed, keypad
from kiosk.drawing import page, sorry
from kiosk.view import View, view_for
from server.guessing import WrongCodes
from server.paired import remember, token_of
from server.reception import pairing
from server.rules.device import DeviceKind
from server.rules.hours import awake
from server.rules.pairing import DIGITS
from server.rules.refused import Refused
from server.web import Front, FrontDep, Room, help_place, sentence

router = Room(prefix="/kiosk", include_in_schema=False)

PAIR = "/kiosk/pair"
WORKER = Path(__file__).parent / "static" / "worker.js"


def _view(front: Front, request: Request) -> View:
    # A browser that shows no kiosk is drawn as the usual one would be.
    return view_for(front, request, front.house.settings.all_kiosks[0])


@router.get("/off")
async def off(request: Request, front: FrontDep) -> HTMLResponse:
    """Say politely that this browser shows no kiosk, and whom to ask."""
    view = _view(front, request)
    text = view.words("kiosk.revoked" if token_of(request) else "kiosk.not_paired")
    return page(front, view, "kiosk/off.html", status=403, text=text, pair=PAIR)


@router.get("/pair")
async def ask_code(request: Request, front: FrontDep) -> HTMLResponse:
    """Ask staff for the code that pairs this kiosk."""
    return _ask(front, request, "")


@router.post("/pair/digits")
async def type_digit(
    request: Request,
    front: FrontDep,
    typed: Typed = "",
    digit: Annotated[str, Form(pattern="^([0-9]|back)$")] = "back",
) -> HTMLResponse:
    """Add a digit to what was typed, or take the last one away: for a browser without scripts."""
    return _ask(front, request, keypad(typed, digit, DIGITS))


def _ask(front: Front, request: Request, typed: str) -> HTMLResponse:
    view = replace(_view(front, request), here=PAIR)
    return page(
        front, view, "kiosk/pair.html", typed=typed, digits=DIGITS, to=PAIR, digit_to=f"{PAIR}/digits"
    )


@router.post("/pair")
async def pair(request: Request, front: FrontDep, typed: Typed = "") -> Response:
    """Pair this kiosk by the code that was typed, and show it."""
    guesses: WrongCodes = request.app.state.pairing_codes
    view = _view(front, request)
    try:
        with guesses.guard():
            added = await front.house.do(
                pairing.redeem, typed, front.house.real_clock.now(), kind=DeviceKind.KIOSK
            )
    except Refused as refused:
        return sorry(front, view, sentence(view.words, refused), 409, view.to(PAIR))
    answer = RedirectResponse("/kiosk", 303)
    remember(request, answer, added.token)
    return answer


@router.get("/screen")
async def screen(front: FrontDep) -> PlainTextResponse:
    """Tell a kiosk's computer whether its screen is switched on now."""
    with front.house.look() as ledger:
        on = awake(ledger.hours, ledger.now, standing=False)
    return PlainTextResponse("on\n" if on else "off\n", headers={"Cache-Control": "no-store"})


@router.get("/lost")
async def lost(front: FrontDep) -> HTMLResponse:
    """Give the page that a browser keeps for when there is no server: whom to ask, in every language."""
    every = [front.house.words[language] for language in front.house.settings.office.languages]
    asking = [(words, words("kiosk.fault", to=help_place(front, words))) for words in every]
    return front.page("kiosk/lost.html", every[0], asking=asking)


@router.get("/worker.js")
async def worker() -> FileResponse:
    """Give the script that shows the kept page; it may stand before all of the kiosk's pages."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/kiosk"}
    return FileResponse(WORKER, media_type="text/javascript", headers=headers)
