"""Services, tickets, visits and the wall, as JSON."""

from typing import Any

from display.pages import look as look_at_wall
from server.api.answers import ACT, STAFF_ACT, answers
from server.api.models import (
    ClientOut,
    LetPassIn,
    ServiceOut,
    TicketIn,
    TicketOut,
    WallCall,
    WallOut,
    WallPause,
    WhyOut,
    as_client,
    as_ticket,
    as_time,
    as_wait,
    maybe_time,
)
from server.guard import ApiDeskDep, Who
from server.reception import papers, passing, tickets
from server.reception.closing import offer_other_time
from server.reception.why import why
from server.rules.moment import moment
from server.web import FrontDep, Room, place
from server.why import sentence
from server.words import STAFF_LANGUAGES

router = Room(prefix="/api/v1", tags=["visits"])


@router.get("/services", summary="Services and their lines")
async def services(front: FrontDep) -> list[ServiceOut]:
    """The services and the lines for them."""
    settings = front.house.settings
    with front.house.look() as ledger:
        lines = tickets.lines(ledger)
    return [
        ServiceOut(
            id=service.id,
            name=dict(service.name),
            walk_in=service.walk_in,
            ahead=lines[service.id],
            wait=as_wait(told := front.forecaster.newcomer(service.id)),
            today=told.today if told else None,
            counters=[counter.id for counter in settings.counters if service.id in counter.services],
        )
        for service in settings.services
    ]


@router.post("/tickets", status_code=201, summary="Take a ticket", responses=answers(403, 409, 422, 503))
async def take(front: FrontDep, wanted: TicketIn) -> TicketOut:
    """Take a ticket."""
    taken = await front.house.do(
        tickets.take,
        wanted.service,
        wanted.language or front.house.settings.office.languages[0],
        priority=wanted.priority,
        printed=wanted.printed,
        slot=moment(wanted.appointment) if wanted.appointment else None,
        nonce=wanted.nonce,
        told=front.forecaster.newcomer(wanted.service, priority=wanted.priority),
    )
    with front.house.look() as ledger:
        return as_ticket(ledger, taken.visit, front.forecaster.ticket(taken.visit))


@router.get("/tickets/{token}", summary="Read a ticket", responses=answers(404, 422))
async def ticket(front: FrontDep, token: str) -> TicketOut:
    """A ticket by its token."""
    with front.house.look() as ledger:
        visit = tickets.by_token(ledger, token)
        return as_ticket(ledger, visit, front.forecaster.ticket(visit))


@router.get("/display", summary="The wall's picture")
async def display(front: FrontDep) -> WallOut:
    """The wall's picture: numbers and places, nothing else."""
    settings = front.house.settings
    words = front.house.words[settings.office.languages[0]]
    names = {counter.id: place(words, counter) for counter in settings.counters}
    with front.house.look() as ledger:
        revision = front.house.live.revision
        wall = look_at_wall(ledger)
        now = ledger.now

    def call(shown: Any) -> WallCall:
        return WallCall(
            number=shown.number,
            counter=shown.counter,
            place=names.get(shown.counter, shown.counter),
            called_at=as_time(shown.called_at),
            again=shown.again,
            over=shown.over,
        )

    return WallOut(
        revision=revision,
        now=as_time(now),
        newest=call(wall.newest) if wall.newest else None,
        before=[call(one) for one in wall.before],
        waiting=wall.waiting,
        pauses=[
            WallPause(counter=one.counter, place=names[one.counter], until=maybe_time(one.until))
            for one in wall.pauses
        ],
    )


@router.post("/tickets/{token}/departures", summary="Give up waiting", responses=ACT)
async def leave(front: FrontDep, token: str) -> ClientOut:
    """Take note that the visitor gives up waiting."""
    return as_client(await front.house.do(tickets.leave, token))


@router.post("/tickets/{token}/let-pass", summary="Let the next one pass", responses=ACT)
async def let_pass(front: FrontDep, token: str, known: LetPassIn | None = None) -> TicketOut:
    """Put the visitor right behind the next one in her line, at most twice."""
    visit = await front.house.do(passing.let_pass, token, seen=known.seen if known else None)
    with front.house.look() as ledger:
        return as_ticket(ledger, visit, front.forecaster.ticket(visit))


@router.post("/visits/{number}/priority", summary="Give priority", responses=STAFF_ACT)
async def grant_priority(front: FrontDep, number: str, who: ApiDeskDep) -> ClientOut:
    """Let a waiting client be called ahead of others."""
    return as_client(await front.house.do(tickets.grant_priority, number, **_by(who)))


@router.post("/visits/{number}/priority-withdrawals", summary="Take priority back", responses=STAFF_ACT)
async def take_priority_back(front: FrontDep, number: str, who: ApiDeskDep) -> ClientOut:
    """Let a waiting client wait by her arrival again."""
    return as_client(await front.house.do(tickets.take_priority_back, number, **_by(who)))


@router.post("/visits/{number}/restorations", summary="Put a no-show back", responses=STAFF_ACT)
async def restore(front: FrontDep, number: str, who: ApiDeskDep) -> ClientOut:
    """Give a no-show who came after all the old place back."""
    return as_client(await front.house.do(tickets.restore, number, **_by(who)))


@router.post("/visits/{number}/copies", status_code=204, summary="Print a copy", responses=STAFF_ACT)
async def reprint(front: FrontDep, number: str, who: ApiDeskDep) -> None:
    """Print a copy of a client's ticket, which says that it is one, on the kiosk's printer."""
    await front.house.do(papers.reprint, number, **_by(who))


@router.post("/visits/{number}/other-times", summary="Other time offered", responses=STAFF_ACT)
async def other_time(front: FrontDep, number: str, who: ApiDeskDep) -> ClientOut:
    """Take note that a client who waits, or is at one's counter, was offered another time."""
    return as_client(await front.house.do(offer_other_time, number, **_by(who)))


@router.get(
    "/visits/{number}/why", summary="Why was this number called?", responses=answers(401, 403, 404, 409, 422)
)
async def why_called(front: FrontDep, number: str, who: ApiDeskDep) -> WhyOut:
    """Tell why a number was called, in one sentence and as facts."""
    with front.house.look() as ledger:
        told = why(ledger, number)
    zone = front.house.settings.office.timezone
    return WhyOut(
        number=told.number,
        sentence={
            language: sentence(front.house.words[language], told, zone) for language in STAFF_LANGUAGES
        },
        reason=told.reason,
        counts_as=as_time(told.key),
        came=as_time(told.came),
        called_at=as_time(told.called_at),
        runner_up=told.runner_up,
        runner_up_counts_as=maybe_time(told.runner_up_key),
        rule=told.rule,
    )


def _by(who: Who) -> dict[str, str | None]:
    return {"counter": who.counter.id if who.counter else None, "staff": who.staff.login}
