"""The desk: see who waits, call the next one, and all else that is done at a counter."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.closings import served_text
from server.config import Mode
from server.guard import Seat, SeatDep, leaving
from server.reception import calls, counters, handing, plan, tickets, undoing
from server.reception.closing import notices, offer_other_time
from server.reception.ledger import Ledger
from server.reception.people import everybody
from server.reception.why import why
from server.rules.moment import MINUTE, moment
from server.rules.refused import Refused
from server.store import views, visits
from server.store.writer import StoreUnavailable
from server.waits import wait_short
from server.web import Front, FrontDep, sentence, show
from server.why import sentence as why_sentence
from server.words import STAFF_LANGUAGES, Words

router = APIRouter(prefix="/desk", include_in_schema=False)

LONGEST_LIST = 60  # a clerk reads no further; the count beside it stays exact


@router.get("")
async def desk(request: Request, front: FrontDep, seat: SeatDep) -> HTMLResponse:
    """Show the counter's desk."""
    return _desk(front, front.words(request, STAFF_LANGUAGES), seat)


Seen = Annotated[str, Form(max_length=16)]


@router.post("/calls")
async def call_next(request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "") -> Response:
    """Finish the client and call the next one."""
    return await _do(request, front, seat, calls.call_next, seen=seen)


@router.post("/recalls")
async def recall(request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "") -> Response:
    """Call the client again."""
    return await _do(request, front, seat, calls.recall, seen=seen)


@router.post("/no-shows")
async def no_show(request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "") -> Response:
    """Say that the client did not come."""
    return await _do(request, front, seat, calls.no_show, seen=seen)


@router.post("/finishes")
async def finish(request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "") -> Response:
    """Say that the client has been served."""
    return await _do(request, front, seat, calls.finish, seen=seen)


@router.post("/starts")
async def start(request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "") -> Response:
    """Say that the client has come."""
    return await _do(request, front, seat, calls.start, seen=seen)


@router.post("/transfers")
async def transfer(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    service: Seen,
    seen: Seen = "",
    to: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Hand the client to a service, or to a counter (``counter:2``) or a person (``staff:rasa``) only."""
    kind, _, whom = to.partition(":")
    place = {"counter": {"to_counter": whom}, "staff": {"to_staff": whom}}.get(kind, {})
    return await _do(request, front, seat, handing.transfer, service=service, seen=seen, **place)


@router.post("/hand-overs")
async def hand_over(
    request: Request, front: FrontDep, seat: SeatDep, language: Seen, seen: Seen = ""
) -> Response:
    """Hand the client to a counter that speaks her language."""
    return await _do(request, front, seat, handing.hand_over_for_language, language, seen=seen)


@router.post("/services")
async def add_service(
    request: Request, front: FrontDep, seat: SeatDep, service: Seen, seen: Seen = ""
) -> Response:
    """Go on with another service under the same number."""
    return await _do(request, front, seat, handing.add_service, service, seen=seen)


@router.post("/refusals")
async def refuse(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    reason: Annotated[calls.Refusal, Form()],
    seen: Seen = "",
) -> Response:
    """Refuse to serve the client, with a code."""
    return await _do(request, front, seat, calls.refuse, reason, seen=seen)


@router.post("/choices")
async def choose(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    number: Seen,
    reason: Annotated[calls.OutOfTurn, Form()],
    seen: Seen = "",
) -> Response:
    """Call a client of one's choice out of turn, with a reason."""
    return await _do(request, front, seat, calls.call_chosen, number, reason, seen=seen)


@router.post("/parkings")
async def park(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    seen: Seen = "",
    minutes: Annotated[int | None, Form(ge=1, le=480)] = None,
) -> Response:
    """Set the client aside; she comes back to this counter."""
    return await _do(request, front, seat, calls.park, minutes=minutes, seen=seen)


@router.post("/resumptions")
async def resume(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Call a client back whom this counter has set aside."""
    return await _do(request, front, seat, calls.resume, number)


@router.post("/restorations")
async def restore(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Give a no-show who came after all the old place back."""
    return await _do(request, front, seat, _of_visit(tickets.restore), number)


@router.post("/priorities")
async def confirm(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Confirm a client's wish to be called ahead of others."""
    return await _do(request, front, seat, _of_visit(tickets.grant_priority), number)


@router.post("/priority-withdrawals")
async def take_back(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Let a client with priority wait by her arrival again."""
    return await _do(request, front, seat, _of_visit(tickets.take_priority_back), number)


def _of_visit(verb: Callable[..., Any]) -> Callable[..., Any]:
    # These verbs are about a visit; the counter only says where it is done.
    def at_the_counter(ledger: Ledger, counter: str, number: str, *, staff: str) -> Any:
        return verb(ledger, number, counter=counter, staff=staff)

    return at_the_counter


@router.post("/other-times")
async def other_time(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Say that a client who will not be served today was told so and offered another time."""
    return await _do(request, front, seat, _of_visit(offer_other_time), number)


@router.post("/breaks")
async def plan_break(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    start: Annotated[time, Form()],
    end: Annotated[time, Form()],
) -> Response:
    """Say when this counter will have its break today, instead of the usual lunch."""
    zone, today = front.house.settings.office.timezone, front.now().date()
    span = (moment(datetime.combine(today, at.replace(tzinfo=None), tzinfo=zone)) for at in (start, end))

    def say(ledger: Ledger, counter: str, *, staff: str) -> None:
        plan.plan_break(ledger, counter, *span)

    return await _do(request, front, seat, say)


@router.post("/usual-breaks")
async def usual_break(request: Request, front: FrontDep, seat: SeatDep) -> Response:
    """Go back to the usual lunch."""

    def say(ledger: Ledger, counter: str, *, staff: str) -> None:
        plan.forget_breaks(ledger, counter)

    return await _do(request, front, seat, say)


@router.post("/undos")
async def undo(request: Request, front: FrontDep, seat: SeatDep) -> Response:
    """Take back what the last press did."""
    return await _do(request, front, seat, undoing.undo)


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep, seat: SeatDep) -> None:
    """Keep a desk fresh."""
    words = front.words(socket, STAFF_LANGUAGES)
    board = front.passing_board(lambda: front.part("desk/parts.html", words, **_picture(front, words, seat)))
    await show(socket, board, leaving(front, socket, seat))


async def _do(
    request: Request,
    front: Front,
    seat: Seat,
    verb: Callable[..., Any],
    *facts: str,
    **known: Any,
) -> Response:
    words = front.words(request, STAFF_LANGUAGES)
    try:
        await front.house.do(verb, seat.counter.id, *facts, staff=seat.staff.login, **known)
    except Refused as refused:
        return _desk(front, words, seat, sorry=sentence(words, refused), status=409)
    except StoreUnavailable:
        return _desk(front, words, seat, sorry=words("desk.not_written"), status=503)
    return RedirectResponse(f"/desk?lang={words.language}&stamp={seat.stamp}", status_code=303)


def _desk(front: Front, words: Words, seat: Seat, sorry: str = "", status: int = 200) -> HTMLResponse:
    picture = _picture(front, words, seat)
    return front.page("desk/desk.html", words, status=status, sorry=sorry, **picture)


def _picture(front: Front, words: Words, seat: Seat) -> dict[str, Any]:
    counter = seat.counter
    eyes = views.Eyes(counter.id, counter.services, seat.staff.login)
    with front.house.look() as book:
        waiting, count = views.waiting(book.connection, book.branch, book.day, eyes, LONGEST_LIST)
        client = visits.client_at(book.connection, book.branch, counter.id)
        parked = calls.set_aside_for(book, counter.id)
        kept_ms = book.settings.queue.calls.restore_within_min * MINUTE
        gone = views.no_shows_since(book.connection, book.branch, book.day, book.now - kept_ms)
        opened = counters.who_is_where(book)
        told = why(book, client.number) if client and client.day == book.day else None
        closing = [
            notice
            for notice in notices(book, front.forecaster.foretold.groups)
            if counter.id in notice.counters
        ]
        breaks = [
            pause for pause in plan.breaks_of(book, counter.id, seat.staff.login) if pause.end > book.now
        ]
        colleagues = [
            person for person in everybody(book) if person.login in opened.values() and person != seat.staff
        ]
        hours = book.hours
    return {
        "seat": seat,
        "who": seat.who,
        "counter": counter,
        "client": client,
        "why": why_sentence(words, told, front.house.settings.office.timezone) if told else "",
        "waiting": waiting,
        "parked": parked,
        "all_services": book.settings.services,
        "open_places": [c for c in book.settings.counters if c.id in opened and c.id != counter.id],
        "colleagues": colleagues,
        "refusals": list(calls.Refusal),
        "out_of_turn": list(calls.OutOfTurn) if book.settings.queue.out_of_turn else [],
        "gives_priority": book.settings.queue.priority.mode is not Mode.NONE,
        "gone": [visit for visit in gone if visit.service in counter.services],
        "closing": closing[0] if closing else None,
        "served_text": served_text,
        "closed": not hours.open,
        "breaks": breaks,
        "waits": {visit.id: wait_short(words, front.forecaster.ticket(visit)) for visit in waiting},
        "count": count,
        "clock_ms": front.house.clock.now(),
        "target_ms": front.house.settings.queue.targets.wait_target_min * MINUTE,
    }
