"""Booked times, as JSON: what a municipality's own site needs to offer, book, move and cancel them."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query, Request, Response

from server.api.answers import ACT, STAFF_ACT, answers
from server.api.models import as_ticket, as_time
from server.api.models_bookings import (
    BookingIn,
    BookingOut,
    CheckInIn,
    CheckInOut,
    ExpectedOut,
    MoveIn,
    ReadingIn,
    TimeOut,
    as_booking,
    as_expected,
)
from server.booking import Bookings
from server.bounds import Day
from server.exchange import COLUMNS, booking_rows, calendar_of
from server.guard import ApiAgendaDep
from server.reception import appointments
from server.reception.asking import counter_of
from server.rules.moment import moment
from server.statistics.export import begin_of
from server.statistics.files import as_csv
from server.store import bookings as store
from server.web import FrontDep, Room
from server.words import STAFF_LANGUAGES

router = Room(prefix="/api/v1", tags=["bookings"])

MOST_DAYS = 366  # of one file
WITH_CODE = ACT | answers(429)


def _file(kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {kind: {"schema": {"type": "string"}}}}}


def _bookings(request: Request) -> Bookings:
    found: Bookings = request.app.state.bookings
    return found


@router.get("/services/{service}/times", summary="Free times", responses=answers(404, 409, 422))
async def times(
    front: FrontDep,
    service: str,
    day: Annotated[Day | None, Query(description="Without it the next free times.")] = None,
    counter: Annotated[str | None, Query(max_length=16, description="Only there; with a day.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[TimeOut]:
    """The free times of a service: of a day, or the next ones."""
    with front.house.look() as ledger:
        if day is None:
            found = appointments.next_free(ledger, service, limit)
        else:
            found = appointments.free_times(ledger, service, day, counter=counter)[:limit]
    return [
        TimeOut(starts=as_time(slot.start), ends=as_time(slot.end), counters=list(slot.counters))
        for slot in found
    ]


@router.post("/bookings", status_code=201, summary="Book a time", responses=ACT)
async def book(front: FrontDep, wanted: BookingIn) -> BookingOut:
    """Book a free time. Nothing is asked about the person; a contact only where the office keeps one."""
    done = await front.house.do(
        appointments.book,
        wanted.service,
        moment(wanted.starts),
        printed=wanted.printed,
        counter=wanted.counter,
        language=wanted.language,
        contact=wanted.contact,
        nonce=wanted.nonce,
    )
    return as_booking(front, done.booking)


@router.get("/agenda", summary="Who is expected on a day", responses=answers(401, 403, 422))
async def expected(
    front: FrontDep,
    who: ApiAgendaDep,
    day: Annotated[Day | None, Query(description="Today by default.")] = None,
) -> list[ExpectedOut]:
    """Who is expected on a day, by time: the list of the reception."""
    with front.house.look() as ledger:
        wanted = day or ledger.day
        found = store.on(ledger.connection, ledger.branch, wanted, wanted)
        return [as_expected(ledger, booking) for booking in found]


@router.post("/agenda/readings", status_code=204, summary="Bookings were read", responses=STAFF_ACT)
async def read(front: FrontDep, who: ApiAgendaDep, wanted: ReadingIn) -> None:
    """Take note that the reception has read the bookings of a day as they are now."""
    await front.house.do(appointments.mark_read, wanted.day)


@router.get(
    "/bookings.csv",
    summary="Bookings as CSV",
    response_class=Response,
    responses=_file("text/csv") | answers(401, 403, 422),
)
async def bookings_file(
    front: FrontDep,
    who: ApiAgendaDep,
    first: Annotated[Day | None, Query(alias="from", description="Today by default.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="The same day by default.")] = None,
) -> Response:
    """The bookings of some days as CSV, a year at most; ``eile bookings import`` reads it again."""
    with front.house.look() as ledger:
        begin = first or ledger.day
        end = min(last or begin, _later(begin, MOST_DAYS))
        content = as_csv(COLUMNS, booking_rows(ledger, begin, end), front.house.settings.export)
    name = f"{begin_of(front.house.rehearsal)}-{begin}-bookings.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv", headers=headers)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


@router.get(
    "/counters/{counter}/calendar.ics",
    summary="A counter's day as a calendar",
    response_class=Response,
    responses=_file("text/calendar") | answers(401, 403, 404, 422),
)
async def calendar(
    request: Request,
    front: FrontDep,
    who: ApiAgendaDep,
    counter: str,
    day: Annotated[Day | None, Query()] = None,
) -> Response:
    """The day of a counter or room as an iCalendar feed, today's by default."""
    words = front.words(request, STAFF_LANGUAGES)
    with front.house.look() as ledger:
        counter_of(ledger, counter)
        content = calendar_of(front.house, ledger, counter, day or ledger.day, words)
    return Response(content, media_type="text/calendar", headers={"Cache-Control": "no-store"})


@router.get("/bookings/{code}", summary="Read a booking", responses=answers(404, 422, 429))
async def booking(request: Request, front: FrontDep, code: str) -> BookingOut:
    """A booking by its code."""
    return as_booking(front, _bookings(request).read(code))


@router.post("/bookings/{code}/moves", summary="Move a booking", responses=WITH_CODE)
async def move(request: Request, front: FrontDep, code: str, wanted: MoveIn) -> BookingOut:
    """Move a booking to another free time; the code stays."""
    moved = await _bookings(request).with_code(
        code, appointments.move, moment(wanted.starts), counter=wanted.counter
    )
    return as_booking(front, moved)


@router.post("/bookings/{code}/cancellations", summary="Cancel a booking", responses=WITH_CODE)
async def cancel(request: Request, front: FrontDep, code: str) -> BookingOut:
    """Cancel a booking; its time is free again."""
    return as_booking(front, await _bookings(request).with_code(code, appointments.cancel))


@router.post("/bookings/{code}/check-ins", summary="Client has come", responses=WITH_CODE)
async def check_in(
    request: Request, front: FrontDep, code: str, wanted: CheckInIn | None = None
) -> CheckInOut:
    """Give a booked client who has come her number; the same one when she asks again, until it is over."""
    done = await _bookings(request).check_in(
        code=code,
        printed=wanted.printed if wanted else False,
        language=wanted.language if wanted else None,
    )
    told = front.forecaster.ticket(done.visit)
    with front.house.look() as ledger:
        return CheckInOut(ticket=as_ticket(ledger, done.visit, told), new=done.new, late=done.late)
