"""The desk's buttons about the counter itself: pauses, a client left for a moment, help, call-backs."""

from collections.abc import Callable
from datetime import time
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from server.desk.doing import Code, Seen, do
from server.guard import SeatDep
from server.reception import callbacks, helping, pauses, plan, sessions
from server.reception.ledger import Ledger
from server.rules.counter import CounterState, HelpReason
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.roles import Area, may
from server.web import FrontDep

router = APIRouter()  # within the desk's room

Clock = Annotated[time | None, Form()]
Id = Annotated[int, Form(ge=1)]


@router.post("/pauses")
async def pause(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    kind: Annotated[CounterState, Form()],
    until: Clock = None,
    minutes: Annotated[int | None, Form(ge=1, le=480)] = None,
) -> Response:
    """Begin a break, lunch or other work; the screen is locked with it (standard, 5.7, 9.3)."""
    end = front.today_at(until) if until else None
    session, at = seat.who.session, front.house.real_clock.now()

    def begin(ledger: Ledger, counter: str, *, staff: str) -> None:
        over = end if minutes is None else ledger.now + minutes * MINUTE
        pauses.begin_pause(ledger, counter, kind, until=over, staff=staff)
        sessions.lock(ledger, session, at)

    return await do(request, front, seat, begin)


@router.post("/returns")
async def come_to_work(request: Request, front: FrontDep, seat: SeatDep) -> Response:
    """Say that the pause is over."""
    return await do(request, front, seat, pauses.end_pause)


@router.post("/step-outs")
async def step_out(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    reason: Code,
    minutes: Annotated[int, Form(ge=1, le=60)],
    seen: Seen = "",
) -> Response:
    """Leave the client for a moment; she was told why and for how long (standard, 19.5)."""
    return await do(request, front, seat, pauses.step_out, reason, minutes, seen=seen)


@router.post("/comebacks")
async def come_back(request: Request, front: FrontDep, seat: SeatDep) -> Response:
    """Say that the clerk is back with her client."""
    return await do(request, front, seat, pauses.come_back)


@router.post("/breaks")
async def plan_break(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    start: Annotated[time, Form()],
    end: Annotated[time, Form()],
) -> Response:
    """Say when this counter will have its break today, instead of the usual lunch."""
    span = front.today_at(start), front.today_at(end)

    def say(ledger: Ledger, counter: str, *, staff: str) -> None:
        plan.plan_break(ledger, counter, *span)

    return await do(request, front, seat, say)


@router.post("/usual-breaks")
async def usual_break(request: Request, front: FrontDep, seat: SeatDep) -> Response:
    """Go back to the usual lunch."""

    def say(ledger: Ledger, counter: str, *, staff: str) -> None:
        plan.forget_breaks(ledger, counter)

    return await do(request, front, seat, say)


@router.post("/help")
async def ask_help(
    request: Request, front: FrontDep, seat: SeatDep, reason: Annotated[HelpReason, Form()]
) -> Response:
    """Ask the supervisor and the neighbours for help, silently (standard, 21.3, 29.3)."""
    return await do(request, front, seat, helping.ask_help, reason)


@router.post("/help-ends")
async def end_help(request: Request, front: FrontDep, seat: SeatDep, where: Code = "") -> Response:
    """Say that no help is needed any more, here or where one has gone."""
    return await do(request, front, seat, _elsewhere(helping.end_help, where))


@router.post("/help-answers")
async def answer_help(request: Request, front: FrontDep, seat: SeatDep, where: Code) -> Response:
    """Say that one goes to a counter that has asked for help."""
    return await do(request, front, seat, _elsewhere(helping.help_comes, where))


def _elsewhere(verb: Callable[..., Any], where: str) -> Callable[..., Any]:
    def there(ledger: Ledger, counter: str, *, staff: str) -> Any:
        return verb(ledger, where or counter, staff=staff)

    return there


@router.post("/callbacks")
async def add_callback(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    phone: Annotated[str, Form(max_length=64)] = "",
    topic: Code = "",
    whom: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Note a number to be called back: for this counter, or for a colleague if one may (standard, 23.6)."""
    for_staff = whom if whom and may(seat.staff.role, Area.AGENDA) else None

    def add(ledger: Ledger, counter: str, *, staff: str) -> None:
        here = None if for_staff else counter
        callbacks.add(ledger, phone, topic=topic or None, counter=here, for_staff=for_staff)

    return await do(request, front, seat, add)


@router.post("/callback-tries")
async def no_answer(request: Request, front: FrontDep, seat: SeatDep, callback: Id) -> Response:
    """Say that nobody answered."""
    return await do(request, front, seat, _of_desk(callbacks.no_answer), callback)


@router.post("/callback-cuts")
async def cut_off(request: Request, front: FrontDep, seat: SeatDep, callback: Id) -> Response:
    """Say that the call broke off."""
    return await do(request, front, seat, _of_desk(callbacks.cut_off), callback)


@router.post("/callback-ends")
async def called_back(request: Request, front: FrontDep, seat: SeatDep, callback: Id) -> Response:
    """Say that somebody was called back."""
    return await do(request, front, seat, _of_desk(callbacks.done), callback)


def _of_desk(verb: Callable[..., Any]) -> Callable[..., Any]:
    # A call-back is its own desk's matter.
    def at_the_counter(ledger: Ledger, counter: str, callback: int, *, staff: str) -> Any:
        if callback not in {one.id for one in callbacks.of_desk(ledger, counter, staff)}:
            raise Refused(Reason.UNKNOWN_CALLBACK)
        return verb(ledger, callback)

    return at_the_counter
