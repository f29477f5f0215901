"""The kiosk's tickets: one touch gives a number, its screen tells what becomes of its paper."""

from typing import Annotated, Any

from fastapi import Form, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kiosk.booking import COMES_OUT, Why
from kiosk.drawing import page, part, sorry
from kiosk.view import View, view_of
from server.follow import qr_drawing, spaced, ticket_address, typed_address
from server.printing import ahead_text, booked_text, bring_text, elsewhere, where
from server.reception import papers, tickets
from server.reception.absences import not_for
from server.rules.refused import Reason, Refused
from server.rules.turn import Kind
from server.rules.visit import Status, paper_now
from server.store.tables import Visit
from server.store.writer import StoreUnavailable
from server.waits import today_text, wait_text
from server.web import Front, FrontDep, Room, sentence, show_passing

router = Room(prefix="/kiosk", include_in_schema=False)

ANOTHER_TIME = {  # what is offered instead of a number, and why
    Reason.FULL_TODAY: Why.FULL,
    Reason.LAST_TICKET_GIVEN: Why.FULL,
    Reason.AWAY: Why.AWAY,
}
NOT_NOW = (Reason.NOT_GIVEN_NOW, Reason.ISSUING_PAUSED, Reason.SERVICE_CLOSED)
REMEMBER_S = 60  # how long a number stays on the screen when no paper came out


@router.post("/tickets")
async def take(
    request: Request,
    front: FrontDep,
    service: Annotated[str, Form()],
    nonce: Annotated[str, Form(min_length=8, max_length=64)],
) -> Response:
    """Give a ticket and show it; its paper comes out meanwhile."""
    view = view_of(front, request)
    words = view.words
    try:
        taken = await front.house.do(
            tickets.take,
            service,
            words.language,
            priority=view.priority,
            printed=True,
            kiosk=view.kiosk.id,
            nonce=nonce,
            told=front.forecaster.newcomer(service, priority=view.priority),
        )
    except Refused as refused:
        why = ANOTHER_TIME.get(refused.reason)
        if why and front.house.settings.service(service).appointments:
            return _go(view.to("/kiosk/other-time", service=service, why=why))
        if refused.reason in NOT_NOW:
            return _go(view.to("/kiosk/not-now", service=service))
        return sorry(front, view, sentence(words, refused), 409)
    except StoreUnavailable:
        return sorry(front, view, words("page.not_written"), 503)
    return _go(view.ordinary.to(f"/kiosk/tickets/{taken.visit.token}"))


@router.get("/tickets/{token}")
async def ticket(request: Request, front: FrontDep, token: str) -> HTMLResponse:
    """Show a ticket just taken: the number, the service, who is ahead, what the paper does."""
    view = view_of(front, request)
    words = view.words
    try:
        with front.house.look() as ledger:
            visit = tickets.by_token(ledger, token)
    except Refused as refused:
        return sorry(front, view, sentence(words, refused), 404)
    return page(front, view, "kiosk/ticket.html", **_ticket(front, view, visit))


@router.websocket("/tickets/{token}/live")
async def ticket_live(socket: WebSocket, front: FrontDep, token: str) -> None:
    """Keep one ticket's screen fresh while its paper comes out."""
    view = view_of(front, socket)

    def draw() -> str:
        with front.house.look() as ledger:
            visit = tickets.by_token(ledger, token)
        return part(front, view, "kiosk/ticket_parts.html", **_ticket(front, view, visit))

    await show_passing(socket, front, draw)


def _go(address: str) -> Response:
    return RedirectResponse(address, status_code=303)


def _ticket(front: Front, view: View, visit: Visit) -> dict[str, Any]:
    words = view.words
    with front.house.look() as ledger:
        ahead, left = tickets.ahead(ledger, visit), not_for(ledger, visit)
        printer = papers.printer_of(ledger, visit)
    # Like its paper, the screen says what was foretold when the ticket was taken.
    told = tickets.told_at_first(visit) or front.forecaster.ticket(visit)
    # Who has an agreed time waits for it, and not for a forecast.
    waiting = visit.status is Status.WAITING and visit.kind is not Kind.APPOINTMENT
    settings = front.house.settings
    known = {service.id: service for service in settings.services}
    service = known.get(visit.service)  # a ticket may be older than today's settings
    places = {counter.id: counter for counter in settings.counters}
    paper = paper_now(visit.paper, visit.taken_at, front.house.clock.now())
    show_s = view.kiosk.show_ticket_s
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
        "elsewhere": elsewhere(front.house, words, printer, view.kiosk),
        "qr": qr_drawing(ticket_address(front.house, visit)),
        "typed": typed_address(front.house),
        "code": spaced(visit.code),
        "show_s": show_s if paper in COMES_OUT else max(show_s, REMEMBER_S),
    }
