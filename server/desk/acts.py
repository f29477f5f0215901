"""The desk's buttons about clients: calling, serving, setting aside, handing over."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from server.desk.doing import Code, Seen, do
from server.guard import SeatDep
from server.reception import calls, handing, papers, tickets, undoing
from server.reception.closing import offer_other_time
from server.reception.ledger import Ledger
from server.web import FrontDep

router = APIRouter()  # within the desk's room

Note = Annotated[str, Form(max_length=1000)]  # how long it may be is the verb's to say, in words


@router.post("/calls")
async def call_next(
    request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "", outcome: Code = ""
) -> Response:
    """Finish the client and call the next one."""
    return await do(request, front, seat, calls.call_next, seen=seen, outcome=outcome or None)


@router.post("/recalls")
async def recall(request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "") -> Response:
    """Call the client again."""
    return await do(request, front, seat, calls.recall, seen=seen)


@router.post("/no-shows")
async def no_show(request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "") -> Response:
    """Say that the client did not come."""
    return await do(request, front, seat, calls.no_show, seen=seen)


@router.post("/starts")
async def start(request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "") -> Response:
    """Say that the client has come."""
    return await do(request, front, seat, calls.start, seen=seen)


@router.post("/finishes")
async def finish(
    request: Request, front: FrontDep, seat: SeatDep, seen: Seen = "", outcome: Code = ""
) -> Response:
    """Say that the client has been served, and how it ended, if anybody asks."""
    return await do(request, front, seat, calls.finish, seen=seen, outcome=outcome or None)


@router.post("/transfers")
async def transfer(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    service: Code,
    seen: Seen = "",
    to: Annotated[str, Form(max_length=80)] = "",
    note: Note = "",
) -> Response:
    """Hand the client to a service, or to a counter (``counter:2``) or a person (``staff:rasa``) only."""
    kind, _, whom = to.partition(":")
    place = {"counter": {"to_counter": whom}, "staff": {"to_staff": whom}}.get(kind, {})
    return await do(request, front, seat, handing.transfer, service=service, seen=seen, note=note, **place)


@router.post("/hand-overs")
async def hand_over(
    request: Request, front: FrontDep, seat: SeatDep, to: Code, seen: Seen = "", note: Note = ""
) -> Response:
    """Hand the client to a counter that speaks her language: ``uk:2``."""
    language, _, counter = to.partition(":")
    verb = handing.hand_over_for_language
    return await do(request, front, seat, verb, language, to_counter=counter or None, note=note, seen=seen)


@router.post("/services")
async def add_service(
    request: Request, front: FrontDep, seat: SeatDep, service: Code, seen: Seen = ""
) -> Response:
    """Go on with another service under the same number."""
    return await do(request, front, seat, handing.add_service, service, seen=seen)


@router.post("/refusals")
async def refuse(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    reason: Annotated[calls.Refusal, Form()],
    seen: Seen = "",
) -> Response:
    """Refuse to serve the client, with a code."""
    return await do(request, front, seat, calls.refuse, reason, seen=seen)


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
    return await do(request, front, seat, calls.call_chosen, number, reason, seen=seen)


@router.post("/parkings")
async def park(
    request: Request,
    front: FrontDep,
    seat: SeatDep,
    seen: Seen = "",
    minutes: Annotated[int | None, Form(ge=1, le=480)] = None,
) -> Response:
    """Set the client aside; she comes back to this counter."""
    return await do(request, front, seat, calls.park, minutes=minutes, seen=seen)


@router.post("/resumptions")
async def resume(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Call a client back whom this counter has set aside."""
    return await do(request, front, seat, calls.resume, number)


@router.post("/restorations")
async def restore(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Give a no-show who came after all the old place back."""
    return await do(request, front, seat, _of_visit(tickets.restore), number)


@router.post("/priorities")
async def grant(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Let a client be called ahead of others: she has asked for it, or the clerk sees the need."""
    return await do(request, front, seat, _of_visit(tickets.grant_priority), number)


@router.post("/priority-withdrawals")
async def take_back(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Let a client with priority wait by her arrival again."""
    return await do(request, front, seat, _of_visit(tickets.take_priority_back), number)


@router.post("/copies")
async def reprint(
    request: Request, front: FrontDep, seat: SeatDep, number: Seen, printer: Code = ""
) -> Response:
    """Print a copy of a client's ticket, where the kiosk's tickets come out or at another printer."""

    def print_copy(ledger: Ledger, counter: str, *, staff: str) -> None:
        papers.reprint(ledger, number, printer or None, counter=counter, staff=staff)

    return await do(request, front, seat, print_copy)


@router.post("/other-times")
async def other_time(request: Request, front: FrontDep, seat: SeatDep, number: Seen) -> Response:
    """Say that a client who will not be served today was told so and offered another time."""
    return await do(request, front, seat, _of_visit(offer_other_time), number)


@router.post("/undos")
async def undo(request: Request, front: FrontDep, seat: SeatDep) -> Response:
    """Take back what the last press did."""
    return await do(request, front, seat, undoing.undo)


def _of_visit(verb: Callable[..., Any]) -> Callable[..., Any]:
    # These verbs are about a visit; the counter only says where it is done.
    def at_the_counter(ledger: Ledger, counter: str, number: str, *, staff: str) -> Any:
        return verb(ledger, number, counter=counter, staff=staff)

    return at_the_counter
