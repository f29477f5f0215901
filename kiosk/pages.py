"""The kiosk: choose a service, take a ticket."""

import secrets
from typing import Annotated, Any

from fastapi import Form, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kiosk.booking import Why, stands_in
from server.follow import qr_drawing, spaced, ticket_address, typed_address
from server.openings import closed
from server.printing import ahead_text, booked_text, bring_text, elsewhere, where
from server.reception import spool, tickets
from server.reception.absences import not_for
from server.reception.closing import Notice, notices
from server.rules.moment import local
from server.rules.refused import Reason, Refused
from server.rules.turn import Kind
from server.rules.visit import Paper, Status, paper_now
from server.store.tables import Visit
from server.store.writer import StoreUnavailable
from server.waits import line_text, today_text, wait_text
from server.web import Front, FrontDep, Room, help_place, sentence, show, show_passing
from server.words import Words

router = Room(prefix="/kiosk", include_in_schema=False)

ANOTHER_TIME = {  # what is offered instead of a number, and why
    Reason.FULL_TODAY: Why.FULL,
    Reason.LAST_TICKET_GIVEN: Why.FULL,
    Reason.AWAY: Why.AWAY,
}
COMES_OUT = (Paper.PRINTING, Paper.PRINTED, Paper.UNCONFIRMED)
REMEMBER_S = 60  # how long a number stays on the screen when no paper came out


@router.get("")
async def home(request: Request, front: FrontDep) -> HTMLResponse:
    """Show the services: one touch gives a ticket."""
    return _home(front, request, priority=False)


@router.get("/priority")
async def priority(request: Request, front: FrontDep) -> HTMLResponse:
    """Show who may be called earlier, and the services again (standard, 19.2)."""
    return _home(front, request, priority=True)


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep) -> None:
    """Keep the lengths of the lines fresh."""
    words = _words(front, socket)
    board = front.board(
        ("kiosk", words.language),
        lambda: front.part("kiosk/lines.html", words, **_choices(front, words, priority=False)),
    )
    await show(socket, board)


@router.post("/tickets")
async def take(
    request: Request,
    front: FrontDep,
    service: Annotated[str, Form()],
    nonce: Annotated[str, Form(min_length=8, max_length=64)],
    priority: Annotated[bool, Form()] = False,
) -> Response:
    """Give a ticket and show it; its paper comes out meanwhile."""
    words = _words(front, request)
    try:
        taken = await front.house.do(
            tickets.take,
            service,
            words.language,
            priority=priority,
            printed=True,
            nonce=nonce,
            told=front.forecaster.newcomer(service, priority=priority),
        )
    except Refused as refused:
        why = ANOTHER_TIME.get(refused.reason)
        if why and front.house.settings.service(service).appointments:
            address = f"/kiosk/other-time?service={service}&lang={words.language}&why={why}"
            return RedirectResponse(address, status_code=303)
        return _sorry(front, words, sentence(words, refused), status=409)
    except StoreUnavailable:
        return _sorry(front, words, words("page.not_written"), status=503)
    return RedirectResponse(f"/kiosk/tickets/{taken.visit.token}?lang={words.language}", status_code=303)


@router.get("/tickets/{token}")
async def ticket(request: Request, front: FrontDep, token: str) -> HTMLResponse:
    """Show a ticket just taken: the number, the service, who is ahead, what the paper does."""
    words = _words(front, request)
    try:
        with front.house.look() as ledger:
            visit = tickets.by_token(ledger, token)
    except Refused as refused:
        return _sorry(front, words, sentence(words, refused), status=404)
    picture = _ticket(front, words, visit)
    return front.page("kiosk/ticket.html", words, help_place=help_place(front, words), **picture)


@router.websocket("/tickets/{token}/live")
async def ticket_live(socket: WebSocket, front: FrontDep, token: str) -> None:
    """Keep one ticket's screen fresh while its paper comes out."""
    words = _words(front, socket)

    def draw() -> str:
        with front.house.look() as ledger:
            visit = tickets.by_token(ledger, token)
        return front.part("kiosk/ticket_parts.html", words, **_ticket(front, words, visit))

    await show_passing(socket, front, draw)


def _words(front: Front, request: Request | WebSocket) -> Words:
    return front.words(request, front.house.settings.office.languages)


def _home(front: Front, request: Request, priority: bool) -> HTMLResponse:
    words = _words(front, request)
    if shut := closed(front.house.settings, words, front.house.clock.now()):
        return front.page("kiosk/closed.html", words, closed=shut, help_place=help_place(front, words))
    return front.page(
        "kiosk/home.html",
        words,
        help_place=help_place(front, words),
        nonce=secrets.token_urlsafe(16),
        **_choices(front, words, priority=priority),
    )


def _choices(front: Front, words: Words, priority: bool) -> dict[str, Any]:
    settings = front.house.settings
    with front.house.look() as ledger:
        lines = tickets.lines(ledger)
        paperless = spool.first_paper(ledger) is Paper.NOT_SENT
        closing = notices(ledger, front.forecaster.foretold.groups)
        instead, hours = stands_in(front, words, ledger), ledger.hours
    return {
        "closed": not hours.tickets,
        "paperless": paperless,
        "closing": _closing_text(front, words, closing),
        "services": settings.services,
        "lines": {
            service: line_text(words, ahead, front.forecaster.newcomer(service, priority=priority))
            for service, ahead in lines.items()
        },
        "instead": instead,
        "help": settings.default_help,
        "priority": priority,
        "priority_offered": settings.queue.priority.mode in ("auto", "suggest"),
        "groups": settings.queue.priority.groups,
    }


def _closing_text(front: Front, words: Words, closing: list[Notice]) -> str:
    # One line for the whole hall: which counters reach whom stands on the wall.
    if not closing:
        return ""
    closes = words.time(local(closing[0].closes, front.house.settings.office.timezone))
    served = sum(notice.served for notice in closing)
    everybody = all(notice.everybody for notice in closing)
    text = words("closing.all_served") if everybody else words.count("closing.still_served", served)
    return f"{words('kiosk.open_until', time=closes)} {text}"


def _ticket(front: Front, words: Words, visit: Visit) -> dict[str, Any]:
    with front.house.look() as ledger:
        ahead, left = tickets.ahead(ledger, visit), not_for(ledger, visit)
        printer = spool.printer_of(ledger, visit)
    # Like its paper, the screen says what was foretold when the ticket was taken.
    told = tickets.told_at_first(visit) or front.forecaster.ticket(visit)
    # Who has an agreed time waits for it, and not for a forecast.
    waiting = visit.status is Status.WAITING and visit.kind is not Kind.APPOINTMENT
    settings = front.house.settings
    known = {service.id: service for service in settings.services}
    service = known.get(visit.service)  # a ticket may be older than today's settings
    places = {counter.id: counter for counter in settings.counters}
    paper = paper_now(visit.paper, visit.taken_at, front.house.clock.now())
    show_s = settings.kiosk.show_ticket_s
    return {
        "visit": visit,
        "counter": places.get(visit.counter or ""),
        "ahead": ahead_text(words, ahead),
        "wait": wait_text(words, told) if waiting else "",
        "today": today_text(words, told, promised=visit.promised_at is not None)
        if waiting and visit.slot is None
        else "",
        "where": where(front.house, words, service, left) if service else "",
        "bring": bring_text(words, service) if service else "",
        "booked": booked_text(front.house, words, visit),
        "paper": paper,
        "elsewhere": elsewhere(front.house, words, printer),
        "qr": qr_drawing(ticket_address(front.house, visit)),
        "typed": typed_address(front.house),
        "code": spaced(visit.code),
        "show_s": show_s if paper in COMES_OUT else max(show_s, REMEMBER_S),
    }


def _sorry(front: Front, words: Words, text: str, status: int) -> HTMLResponse:
    return front.page(
        "kiosk/sorry.html", words, status=status, text=text, help_place=help_place(front, words)
    )
