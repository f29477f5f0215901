"""The kiosk, for appointments: another time is offered and booked, and who has one says that she has come."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Form, Query, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kiosk.drawing import page, part, sorry
from kiosk.view import Mode, View, view_of
from server.booking import Bookings
from server.printing import elsewhere
from server.reception import absences, appointments, papers
from server.reception.asking import service_of
from server.reception.ledger import Ledger
from server.rules.moment import local, moment
from server.rules.refused import Reason, Refused
from server.rules.slots import Slot
from server.rules.visit import Paper, paper_now
from server.slips import exact_place, say
from server.store.tables import Booking
from server.store.writer import StoreUnavailable
from server.web import Front, FrontDep, Room, sentence, show_passing
from server.words import Words

router = Room(prefix="/kiosk", include_in_schema=False)

FAR_FUTURE = 4_102_444_800_000  # the year 2100, milliseconds UTC
TIMES = (8, 4)  # on a screen, and where there is less room: large enough to touch and to read
DIGITS = 6
READ_S = 40  # how long a booked time stays on the screen
COMES_OUT = (Paper.PRINTING, Paper.PRINTED, Paper.UNCONFIRMED)
REMEMBER_S = 90  # the same when no paper came out
WRONG_CODE = (Reason.UNKNOWN_BOOKING, Reason.TOO_MANY_CODES)


class Why(StrEnum):
    """Why another time is offered (standard, 19.3, 20.2)."""

    BOOKED_ONLY = "booked_only"
    FULL = "full"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Stand:
    """What a service's button says while its usual people are away; ``nobody``: it gives no numbers."""

    text: str
    nobody: bool


def stands_in(front: Front, words: Words, ledger: Ledger) -> dict[str, Stand]:
    """Say of each service whose usual people are away who serves instead: a place, never a name (26).

    Args:
        front: the pages' front.
        words: the visitor's language.
        ledger: the open book.

    Returns:
        Services by id; one that is served as usual is not there. Without a number to take there is
        another time: such a service can be booked.
    """
    found = {}
    for service, instead in absences.instead_of_usual(ledger).items():
        places = ", ".join(exact_place(front.house, words, place) for place in instead.places)
        text = words("kiosk.instead", place=places) if places else words("kiosk.away_now")
        bookable = appointments.bookable(ledger.settings.service(service))
        found[service] = Stand(text, nobody=instead.nobody and bookable)
    return found


@router.get("/other-time")
async def other_time(
    request: Request,
    front: FrontDep,
    service: Annotated[str, Query(max_length=16)],
    why: Annotated[Why, Query()] = Why.BOOKED_ONLY,
    since: Annotated[int, Query(ge=0, lt=2**53)] = 0,
) -> HTMLResponse:
    """Apologise, tell why, and offer the next free times (standard, 19.3, 20.2)."""
    view = view_of(front, request)
    words = view.words
    try:
        with front.house.look() as ledger:
            wanted = service_of(ledger, service)
            free = appointments.next_free(ledger, service)
            stand = stands_in(front, words, ledger).get(service)
            tomorrow = _midnight(ledger)
    except Refused as refused:
        return sorry(front, view, sentence(words, refused), 409)
    if why is Why.FULL:
        free = [slot for slot in free if slot.start >= tomorrow]
    if not free:
        return sorry(front, view, words("kiosk.no_times"), 200)
    place = min(next((n for n, slot in enumerate(free) if slot.start >= since), len(free)), len(free) - 1)
    room = TIMES[bool({Mode.LARGE, Mode.LOW} & view.modes)]
    return page(
        front,
        view,
        "kiosk/times.html",
        service=wanted,
        why=why,
        instead=stand.text if stand and why is Why.AWAY else "",
        times=[_time(front, words, slot) for slot in free[place : place + room]],
        earlier=free[max(0, place - room)].start if place else None,
        later=free[place + room].start if place + room < len(free) else None,
        nonce=secrets.token_urlsafe(16),
    )


def _midnight(ledger: Ledger) -> int:
    zone = ledger.settings.office.timezone
    return moment(datetime.combine(ledger.day + timedelta(days=1), time.min, tzinfo=zone))


def _time(front: Front, words: Words, slot: Slot) -> dict[str, Any]:
    at = local(slot.start, front.house.settings.office.timezone)
    today = at.date() == front.now().date()
    return {
        "starts": slot.start,
        "day": words("kiosk.today") if today else words.weekday(at.date()),
        "clock": f"{at:%H:%M}",
    }


@router.post("/bookings")
async def book(
    request: Request,
    front: FrontDep,
    service: Annotated[str, Form(max_length=16)],
    starts: Annotated[int, Form(ge=0, lt=FAR_FUTURE)],
    nonce: Annotated[str, Form(min_length=8, max_length=64)],
) -> Response:
    """Book a time with one touch and show it; its slip comes out meanwhile."""
    view = view_of(front, request)
    words = view.words
    try:
        done = await front.house.do(
            appointments.book,
            service,
            starts,
            printed=True,
            kiosk=view.kiosk.id,
            language=words.language,
            nonce=nonce,
        )
    except Refused as refused:
        again = view.to("/kiosk/other-time", service=service)
        taken = refused.reason is Reason.TIME_TAKEN
        return sorry(front, view, sentence(words, refused), 409, again if taken else "")
    except StoreUnavailable:
        return sorry(front, view, words("page.not_written"), 503)
    return RedirectResponse(view.to(f"/kiosk/bookings/{done.booking.token}"), status_code=303)


@router.get("/bookings/{token}")
async def booked(request: Request, front: FrontDep, token: str) -> HTMLResponse:
    """Show a booked time: day, hour, exact place, code, what the paper does."""
    view = view_of(front, request)
    words = view.words
    try:
        with front.house.look() as ledger:
            booking = appointments.by_token(ledger, token)
    except Refused as refused:
        return sorry(front, view, sentence(words, refused), 404)
    return page(front, view, "kiosk/booked.html", **_booked(front, view, booking))


@router.websocket("/bookings/{token}/live")
async def booked_live(socket: WebSocket, front: FrontDep, token: str) -> None:
    """Keep a booked time's screen fresh while its slip comes out."""
    view = view_of(front, socket)

    def draw() -> str:
        with front.house.look() as ledger:
            booking = appointments.by_token(ledger, token)
        return part(front, view, "kiosk/slip.html", **_booked(front, view, booking))

    await show_passing(socket, front, draw)


def _booked(front: Front, view: View, booking: Booking) -> dict[str, Any]:
    paper = paper_now(booking.paper, booking.changed_at, front.house.clock.now())
    with front.house.look() as ledger:
        printer = papers.printer_of_slip(ledger, booking)
    return {
        "booking": booking,
        "said": say(front.house, view.words, booking),
        "paper": paper,
        "elsewhere": elsewhere(front.house, view.words, printer, view.kiosk),
        "show_s": READ_S if paper in COMES_OUT else REMEMBER_S,
    }


Typed = Annotated[str, Form(max_length=12)]


@router.get("/code")
async def code(request: Request, front: FrontDep) -> HTMLResponse:
    """Ask for the code of an appointment."""
    return _code(front, request, "")


@router.post("/code")
async def type_code(
    request: Request,
    front: FrontDep,
    typed: Typed = "",
    digit: Annotated[str, Form(pattern="^([0-9]|back)$")] = "back",
) -> HTMLResponse:
    """Add a digit to what was typed, or take the last one away: for a browser without scripts."""
    return _code(front, request, keypad(typed, digit, DIGITS))


def keypad(typed: str, key: str, most: int) -> str:
    """Return what stands there after a key of the keypad.

    Args:
        typed: what stood there; only its digits count.
        key: a digit, or "back" to take the last one away.
        most: as many digits there is room for.
    """
    known = "".join(one for one in typed if one.isascii() and one.isdecimal())
    return known[:-1] if key == "back" else (known + key)[:most]


def _code(front: Front, request: Request, typed: str) -> HTMLResponse:
    view = replace(view_of(front, request), here="/kiosk/code")
    return page(
        front,
        view,
        "kiosk/code.html",
        typed=typed,
        digits=DIGITS,
        to="/kiosk/check-in",
        digit_to="/kiosk/code",
    )


@router.post("/check-in")
async def check_in(request: Request, front: FrontDep, typed: Typed = "") -> Response:
    """Give who has an appointment her number, or say why not and what to do (standard, 19.3)."""
    view = view_of(front, request)
    words = view.words
    bookings: Bookings = request.app.state.bookings
    again = view.to("/kiosk/code")
    try:
        done = await bookings.check_in(
            code=typed or "-", printed=True, kiosk=view.kiosk.id, language=words.language
        )
    except Refused as refused:
        status = {Reason.UNKNOWN_BOOKING: 404, Reason.TOO_MANY_CODES: 429}.get(refused.reason, 409)
        way_on = again if refused.reason in WRONG_CODE else ""
        return sorry(front, view, sentence(words, refused), status, way_on)
    except StoreUnavailable:
        return sorry(front, view, words("page.not_written"), 503, again)
    visit = done.visit
    spoken = replace(view, words=front.house.words[visit.language])
    return RedirectResponse(spoken.to(f"/kiosk/tickets/{visit.token}"), status_code=303)
