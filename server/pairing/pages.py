"""The page on which a device is paired: one code, typed once."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.guessing import WrongCodes
from server.paired import remember
from server.reception import pairing
from server.rules.device import DeviceKind
from server.rules.refused import Refused
from server.web import Front, FrontDep, Room, sentence
from server.words import STAFF_LANGUAGES

router = Room(prefix="/pair", include_in_schema=False)

GOES_TO = {DeviceKind.DISPLAY: "/display", DeviceKind.KIOSK: "/kiosk"}


@router.get("")
async def ask(request: Request, front: FrontDep) -> HTMLResponse:
    """Ask for the code."""
    return _page(request, front)


@router.post("")
async def pair(request: Request, front: FrontDep, code: Annotated[str, Form(max_length=32)] = "") -> Response:
    """Pair this browser, and go to what it is for."""
    guesses: WrongCodes = request.app.state.pairing_codes
    try:
        with guesses.guard():
            added = await front.house.do(pairing.redeem, code, front.house.real_clock.now())
    except Refused as refused:
        words = front.words(request, STAFF_LANGUAGES)
        return _page(request, front, sorry=sentence(words, refused), status=409)
    answer = RedirectResponse(GOES_TO[added.device.kind], 303)
    remember(request, answer, added.token)
    return answer


def _page(request: Request, front: Front, sorry: str = "", status: int = 200) -> HTMLResponse:
    words = front.words(request, STAFF_LANGUAGES)
    return front.page("pairing/pair.html", words, status=status, sorry=sorry)
