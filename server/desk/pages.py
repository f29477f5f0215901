"""The desk: choose who and where you are, see who waits, call the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, Cookie, Depends, Form, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.alarms import printer_alarms
from server.closings import served_text
from server.config import Counter, Mode, Printer, Settings, Staff
from server.reception import calls, counters, handing, papers, plan, tickets, undoing
from server.reception.closing import notices, offer_other_time
from server.reception.ledger import Ledger
from server.reception.why import why
from server.rules.moment import MINUTE, moment
from server.rules.refused import Reason, Refused
from server.store import views, visits
from server.store.writer import StoreUnavailable
from server.waits import wait_short
from server.web import Front, FrontDep, sentence, show
from server.why import sentence as why_sentence
from server.words import STAFF_LANGUAGES, Words

router = APIRouter(prefix="/desk", include_in_schema=False)

SEAT = "eile_seat"
At = Annotated[str, Form(max_length=16)]  # the counter the button was drawn for
LONGEST_LIST = 60  # a clerk reads no further; the count beside it stays exact


@dataclass(frozen=True, slots=True)
class Seat:
    """Who works where."""

    staff: Staff
    counter: Counter


def seat_of(front: FrontDep, eile_seat: Annotated[str, Cookie()] = "") -> Seat | None:
    """Read the seat this browser was given; ``None`` if it has none or the office has changed."""
    login, _, counter = unquote(eile_seat).partition("@")
    return _find(front.house.settings, login, counter)


def _find(settings: Settings, login: str, counter: str) -> Seat | None:
    staff = next((person for person in settings.staff if person.login == login), None)
    place = next((place for place in settings.counters if place.id == counter), None)
    return Seat(staff, place) if staff and place else None


SeatDep = Annotated[Seat | None, Depends(seat_of)]


@router.get("")
async def desk(request: Request, front: FrontDep, seat: SeatDep) -> HTMLResponse:
    """Show the counter's desk, or ask who and where you are."""
    words = front.words(request, STAFF_LANGUAGES)
    return _desk(front, words, seat) if seat else _choose(front, words)


@router.post("/seat")
async def sit(
    request: Request, front: FrontDep, staff: Annotated[str, Form(max_length=64)], counter: At
) -> Response:
    """Take a seat at a counter; the browser remembers it for the day."""
    words = front.words(request, STAFF_LANGUAGES)
    if _find(front.house.settings, staff, counter) is None:
        return _choose(front, words, sorry=sentence(words, Refused(Reason.UNKNOWN_COUNTER)), status=409)
    await front.house.do(counters.open_counter, counter, staff=staff)
    answer = _back(words)
    value = quote(f"{staff}@{counter}")
    answer.set_cookie(SEAT, value, max_age=16 * 3600, path="/desk", httponly=True, samesite="strict")
    return answer


@router.post("/seat/leave")
async def stand_up(request: Request, front: FrontDep, seat: SeatDep) -> Response:
    """Leave the counter, which closes it. A client still called there stays called."""
    if seat:
        await front.house.do(counters.close_counter, seat.counter.id)
    answer = _back(front.words(request, STAFF_LANGUAGES))
    answer.delete_cookie(SEAT, path="/desk")
    return answer


Seen = Annotated[str, Form(max_length=16)]


@router.post("/calls")
async def call_next(
    request: Request, front: FrontDep, seat: SeatDep, counter: At, seen: Seen = ""
) -> Response:
    """Finish the client and call the next one."""
    return await _do(request, front, seat, counter, calls.call_next, seen=seen)


@router.post("/recalls")
async def recall(request: Request, front: FrontDep, seat: SeatDep, counter: At, seen: Seen = "") -> Response:
    """Call the client again."""
    return await _do(request, front, seat, counter, calls.recall, seen=seen)


@router.post("/no-shows")
async def no_show(request: Request, front: FrontDep, seat: SeatDep, counter: At, seen: Seen = "") -> Response:
    """Say that the client did not come."""
    return await _do(request, front, seat, counter, calls.no_show, seen=seen)


@router.post("/finishes")
async def finish(request: Request, front: FrontDep, seat: SeatDep, counter: At, seen: Seen = "") -> Response:
    """Say that the client has been served."""
    return await _do(request, front, seat, counter, calls.finish, seen=seen)


@router.post("/starts")
async def start(request: Request, front: FrontDep, seat: SeatDep, counter: At, seen: Seen = "") -> Response:
    """Say that the client has come."""
    return await _do(request, front, seat, counter, calls.start, seen=seen)


@router.post("/transfers")
async def transfer(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    counter: At,
    service: Seen,
    seen: Seen = "",
    to: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Hand the client to a service, or to a counter (``counter:2``) or a person (``staff:rasa``) only."""
    kind, _, whom = to.partition(":")
    place = {"counter": {"to_counter": whom}, "staff": {"to_staff": whom}}.get(kind, {})
    return await _do(request, front, seat, counter, handing.transfer, service=service, seen=seen, **place)


@router.post("/hand-overs")
async def hand_over(
    request: Request, front: FrontDep, seat: SeatDep, counter: At, language: Seen, seen: Seen = ""
) -> Response:
    """Hand the client to a counter that speaks her language."""
    return await _do(request, front, seat, counter, handing.hand_over_for_language, language, seen=seen)


@router.post("/services")
async def add_service(
    request: Request, front: FrontDep, seat: SeatDep, counter: At, service: Seen, seen: Seen = ""
) -> Response:
    """Go on with another service under the same number."""
    return await _do(request, front, seat, counter, handing.add_service, service, seen=seen)


@router.post("/refusals")
async def refuse(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    counter: At,
    reason: Annotated[calls.Refusal, Form()],
    seen: Seen = "",
) -> Response:
    """Refuse to serve the client, with a code."""
    return await _do(request, front, seat, counter, calls.refuse, reason, seen=seen)


@router.post("/choices")
async def choose(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    counter: At,
    number: Seen,
    reason: Annotated[calls.OutOfTurn, Form()],
    seen: Seen = "",
) -> Response:
    """Call a client of one's choice out of turn, with a reason."""
    return await _do(request, front, seat, counter, calls.call_chosen, number, reason, seen=seen)


@router.post("/parkings")
async def park(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    counter: At,
    seen: Seen = "",
    minutes: Annotated[int | None, Form(ge=1, le=480)] = None,
) -> Response:
    """Set the client aside; she comes back to this counter."""
    return await _do(request, front, seat, counter, calls.park, minutes=minutes, seen=seen)


@router.post("/resumptions")
async def resume(request: Request, front: FrontDep, seat: SeatDep, counter: At, number: Seen) -> Response:
    """Call a client back whom this counter has set aside."""
    return await _do(request, front, seat, counter, calls.resume, number)


@router.post("/restorations")
async def restore(request: Request, front: FrontDep, seat: SeatDep, counter: At, number: Seen) -> Response:
    """Give a no-show who came after all the old place back."""
    return await _do(request, front, seat, counter, _of_visit(tickets.restore), number)


@router.post("/priorities")
async def confirm(request: Request, front: FrontDep, seat: SeatDep, counter: At, number: Seen) -> Response:
    """Confirm a client's wish to be called ahead of others."""
    return await _do(request, front, seat, counter, _of_visit(tickets.grant_priority), number)


@router.post("/priority-withdrawals")
async def take_back(request: Request, front: FrontDep, seat: SeatDep, counter: At, number: Seen) -> Response:
    """Let a client with priority wait by her arrival again."""
    return await _do(request, front, seat, counter, _of_visit(tickets.take_priority_back), number)


@router.post("/copies")
async def reprint(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    counter: At,
    number: Seen,
    printer: Annotated[str, Form(max_length=32)] = "",
) -> Response:
    """Print a copy of a client's ticket."""

    def print_copy(ledger: Ledger, counter: str, *, staff: str) -> None:
        papers.reprint(ledger, number, printer or None, counter=counter, staff=staff)

    return await _do(request, front, seat, counter, print_copy)


def _of_visit(verb: Callable[..., Any]) -> Callable[..., Any]:
    # These verbs are about a visit; the counter only says where it is done.
    def at_the_counter(ledger: Ledger, counter: str, number: str, *, staff: str) -> Any:
        return verb(ledger, number, counter=counter, staff=staff)

    return at_the_counter


@router.post("/other-times")
async def other_time(request: Request, front: FrontDep, seat: SeatDep, counter: At, number: Seen) -> Response:
    """Say that a client who will not be served today was told so and offered another time."""
    return await _do(request, front, seat, counter, _of_visit(offer_other_time), number)


@router.post("/breaks")
async def plan_break(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    counter: At,
    start: Annotated[time, Form()],
    end: Annotated[time, Form()],
) -> Response:
    """Say when this counter will have its break today, instead of the usual lunch."""
    zone, today = front.house.settings.office.timezone, front.now().date()
    span = (moment(datetime.combine(today, at.replace(tzinfo=None), tzinfo=zone)) for at in (start, end))

    def say(ledger: Ledger, counter: str, *, staff: str) -> None:
        plan.plan_break(ledger, counter, *span)

    return await _do(request, front, seat, counter, say)


@router.post("/usual-breaks")
async def usual_break(request: Request, front: FrontDep, seat: SeatDep, counter: At) -> Response:
    """Go back to the usual lunch."""

    def say(ledger: Ledger, counter: str, *, staff: str) -> None:
        plan.forget_breaks(ledger, counter)

    return await _do(request, front, seat, counter, say)


@router.post("/undos")
async def undo(request: Request, front: FrontDep, seat: SeatDep, counter: At) -> Response:
    """Take back what the last press did."""
    return await _do(request, front, seat, counter, undoing.undo)


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep, seat: SeatDep) -> None:
    """Keep a desk fresh."""
    if seat is None:
        await socket.close(code=1008)
        return
    words = front.words(socket, STAFF_LANGUAGES)
    board = front.board(
        ("desk", seat.counter.id, seat.staff.login, words.language),
        lambda: front.part("desk/live.html", words, **_picture(front, words, seat)),
    )
    await show(socket, board)


async def _do(
    request: Request,
    front: Front,
    seat: Seat | None,
    counter: str,
    verb: Callable[..., Any],
    *facts: str,
    **known: Any,
) -> Response:
    words = front.words(request, STAFF_LANGUAGES)
    if seat is None:
        return _choose(front, words, sorry=words("desk.no_seat"), status=409)
    if counter != seat.counter.id:
        # Another window of this browser sits elsewhere: the button must not act where nobody looks.
        return _desk(front, words, seat, sorry=words("desk.other_seat"), status=409)
    try:
        await front.house.do(verb, seat.counter.id, *facts, staff=seat.staff.login, **known)
    except Refused as refused:
        return _desk(front, words, seat, sorry=sentence(words, refused), status=409)
    except StoreUnavailable:
        return _desk(front, words, seat, sorry=words("desk.not_written"), status=503)
    return _back(words)


def _copiers(settings: Settings) -> list[Printer]:
    """Return where copies can be printed, the kiosk's own printer first; nowhere for a kiosk without one."""
    own = settings.kiosk.printer
    return sorted(settings.printers, key=lambda printer: printer.id != own) if own else []


def _back(words: Words) -> RedirectResponse:
    return RedirectResponse(f"/desk?lang={words.language}", status_code=303)


def _choose(front: Front, words: Words, sorry: str = "", status: int = 200) -> HTMLResponse:
    settings = front.house.settings
    return front.page(
        "desk/choose.html",
        words,
        status=status,
        staff=settings.staff,
        usual=lambda person: [c for c in settings.counters if c.id in person.counters],
        others=lambda person: [c for c in settings.counters if c.id not in person.counters],
        sorry=sorry,
    )


def _desk(front: Front, words: Words, seat: Seat, sorry: str = "", status: int = 200) -> HTMLResponse:
    picture = _picture(front, words, seat)
    return front.page("desk/desk.html", words, status=status, staff=seat.staff, sorry=sorry, **picture)


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
        hours = book.hours
        troubles = printer_alarms(front.house, words, book)
    return {
        "counter": counter,
        "printer_alarms": troubles,
        "printers": _copiers(book.settings),
        "client": client,
        "why": why_sentence(words, told, front.house.settings.office.timezone) if told else "",
        "waiting": waiting,
        "parked": parked,
        "all_services": book.settings.services,
        "open_places": [c for c in book.settings.counters if c.id in opened and c.id != counter.id],
        "colleagues": [p for p in book.settings.staff if p.login in opened.values() and p != seat.staff],
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
