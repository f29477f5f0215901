"""The agenda: who is expected, booking, moving and cancelling times, who is away (19.1, 19.3, 26)."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Form, Path, Query, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.booking import Bookings
from server.bounds import Day
from server.guard import AgendaDep, Who, leaving
from server.printer_alarms import printer_alarms
from server.reception import absences, appointments, papers
from server.reception.calendars import days_ahead
from server.reception.ledger import Ledger
from server.reception.people import everybody, names
from server.rules.moment import MINUTE, local, moment
from server.rules.refused import Refused
from server.rules.slots import Booking as Status
from server.slips import halves, say
from server.store import bookings as store
from server.store import visits
from server.store.tables import Booking
from server.web import Front, FrontDep, Room, place, sentence, show
from server.words import STAFF_LANGUAGES, Words

router = Room(prefix="/agenda", include_in_schema=False)

MaybeDay = Annotated[Day | None, Query()]
Id = Annotated[int, Path(ge=0, lt=2**52)]
Ref = Annotated[str, Form(max_length=16)]
Starts = Annotated[int, Form(ge=0, lt=4_102_444_800_000)]  # before 2100, milliseconds UTC
Printer = Annotated[str, Form(max_length=32)]
FAR = 366  # days that the pages lead to, either way


@dataclass(frozen=True, slots=True)
class Row:
    """A booking as the list shows it.

    Attributes:
        booking: which one.
        status: where it stands now.
        code: in two halves; empty once the day is over.
        place: its counter, shortly.
        number: of the ticket, once the client has come.
        may_come: whether she can say now that she has come.
    """

    booking: Booking
    status: Status
    code: str
    place: str
    number: str
    may_come: bool


@router.get("")
async def agenda(request: Request, front: FrontDep, who: AgendaDep, day: MaybeDay = None) -> HTMLResponse:
    """Show who is expected today, or on another day (standard, 19.1)."""
    return _agenda(front, front.words(request, STAFF_LANGUAGES), who, day)


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep, who: AgendaDep, day: MaybeDay = None) -> None:
    """Keep the list fresh."""
    words = front.words(socket, STAFF_LANGUAGES)

    def draw() -> str:
        return front.part("agenda/parts.html", words, **_picture(front, words, who, day))

    await show(socket, front.passing_board(draw), leaving(front, socket, who))


@router.post("/readings")
async def mark_read(
    request: Request, front: FrontDep, who: AgendaDep, day: Annotated[Day, Form()]
) -> Response:
    """Take note that the bookings of a day have been read as they are now."""
    await front.house.do(appointments.mark_read, day)
    return _to(request, front, f"?day={day}")


@router.get("/times")
async def times(
    request: Request,
    front: FrontDep,
    who: AgendaDep,
    service: Annotated[str, Query(max_length=16)] = "",
    day: MaybeDay = None,
    move: Annotated[int, Query(ge=0, lt=2**52)] = 0,
) -> HTMLResponse:
    """Show the free times of a service on a day: to book one, or to move a booking there."""
    return _times(front, front.words(request, STAFF_LANGUAGES), who, service, day, move)


@router.post("/bookings")
async def book(
    request: Request,
    front: FrontDep,
    who: AgendaDep,
    service: Ref,
    starts: Starts,
    nonce: Annotated[str, Form(min_length=8, max_length=64)],
    language: Annotated[str, Form(max_length=8)] = "lt",
    contact: Annotated[str, Form(max_length=120)] = "",
) -> Response:
    """Book a time and show it."""
    try:
        done = await front.house.do(
            appointments.book, service, starts, language=language, contact=contact, nonce=nonce, seen=True
        )
    except Refused as refused:
        words = front.words(request, STAFF_LANGUAGES)
        return _times(front, words, who, service, _day_of(front, starts), 0, sorry=sentence(words, refused))
    return _to(request, front, f"/bookings/{done.booking.id}?")


@router.get("/bookings/{booking}")
async def one(request: Request, front: FrontDep, who: AgendaDep, booking: Id) -> HTMLResponse:
    """Show a booking: its code large, and what can be done."""
    return _one(front, front.words(request, STAFF_LANGUAGES), who, booking)


@router.post("/bookings/{booking}/moves")
async def move(request: Request, front: FrontDep, who: AgendaDep, booking: Id, starts: Starts) -> Response:
    """Move a booking to another time."""

    def draw(words: Words, sorry: str) -> HTMLResponse:
        return _times(front, words, who, "", _day_of(front, starts), booking, sorry)

    act = front.house.do(appointments.move, booking, starts, seen=True)
    return await _do(request, front, act, f"/bookings/{booking}?", draw)


@router.post("/bookings/{booking}/cancellations")
async def cancel(request: Request, front: FrontDep, who: AgendaDep, booking: Id) -> Response:
    """Cancel a booking."""
    act = front.house.do(appointments.cancel, booking, seen=True)
    return await _about_booking(request, front, who, booking, act)


@router.post("/bookings/{booking}/check-ins")
async def check_in(request: Request, front: FrontDep, who: AgendaDep, booking: Id) -> Response:
    """Say that a booked client has come: her ticket is printed."""
    bookings: Bookings = request.app.state.bookings
    act = bookings.check_in(booking=booking, printed=True)
    return await _about_booking(request, front, who, booking, act)


@router.post("/bookings/{booking}/slips")
async def print_slip(
    request: Request, front: FrontDep, who: AgendaDep, booking: Id, printer: Printer = ""
) -> Response:
    """Print a booking's slip, or a copy of it."""
    act = front.house.do(appointments.print_slip, booking, printer or None)
    return await _about_booking(request, front, who, booking, act)


@router.get("/absences")
async def away(request: Request, front: FrontDep, who: AgendaDep) -> HTMLResponse:
    """Show who is away, who stands in, and whom to tell (standard, 26)."""
    return _absences(front, front.words(request, STAFF_LANGUAGES), who)


@router.post("/absences")
async def add_absence(
    request: Request,
    front: FrontDep,
    who: AgendaDep,
    staff: Annotated[str, Form(max_length=64)],
    starts: Annotated[datetime, Form()],
    ends: Annotated[datetime, Form()],
    substitute: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Note that somebody will be away."""
    away, by = (_moment(front, starts), _moment(front, ends)), who.staff.login
    act = front.house.do(absences.add, staff, *away, substitute or None, by=by)
    return await _about_absence(request, front, who, act)


@router.post("/absences/{absence}/endings")
async def end_absence(request: Request, front: FrontDep, who: AgendaDep, absence: Id) -> Response:
    """End an absence, or take one back that has not begun."""
    act = front.house.do(absences.end, absence, by=who.staff.login)
    return await _about_absence(request, front, who, act)


@router.post("/absences/{absence}/moves")
async def move_there(
    request: Request,
    front: FrontDep,
    who: AgendaDep,
    absence: Id,
    booking: Annotated[int, Form(ge=0, lt=2**52)],
) -> Response:
    """Move a client to the substitute at the same time."""
    act = front.house.do(absences.move_there, absence, booking)
    return await _about_absence(request, front, who, act)


@router.post("/tellings")
async def told(
    request: Request, front: FrontDep, who: AgendaDep, booking: Annotated[int, Form(ge=0, lt=2**52)]
) -> Response:
    """Take note that a client has been told of an absence."""
    return await _about_absence(request, front, who, front.house.do(absences.told, booking))


async def _about_booking(
    request: Request, front: Front, who: Who, booking: int, act: Awaitable[object]
) -> Response:
    def draw(words: Words, sorry: str) -> HTMLResponse:
        return _one(front, words, who, booking, sorry)

    return await _do(request, front, act, f"/bookings/{booking}?", draw)


async def _about_absence(request: Request, front: Front, who: Who, act: Awaitable[object]) -> Response:
    def draw(words: Words, sorry: str) -> HTMLResponse:
        return _absences(front, words, who, sorry)

    return await _do(request, front, act, "/absences?", draw)


async def _do(
    request: Request,
    front: Front,
    act: Awaitable[object],
    then: str,
    draw: Callable[[Words, str], HTMLResponse],
) -> Response:
    """Go on to a page when an act is done; draw the one that says why when it was refused."""
    try:
        await act
    except Refused as refused:
        words = front.words(request, STAFF_LANGUAGES)
        return draw(words, sentence(words, refused))
    return _to(request, front, then)


def _to(request: Request, front: Front, path: str) -> RedirectResponse:
    words = front.words(request, STAFF_LANGUAGES)
    lang = f"{'' if path.endswith('?') else '&'}lang={words.language}"
    return RedirectResponse(f"/agenda{path}{lang}", status_code=303)


def _moment(front: Front, at: datetime) -> int:
    return moment(at if at.tzinfo else at.replace(tzinfo=front.house.settings.office.timezone))


def _day_of(front: Front, at: int) -> date:
    return local(at, front.house.settings.office.timezone).date()


def _agenda(front: Front, words: Words, who: Who, day: date | None) -> HTMLResponse:
    return front.page("agenda/agenda.html", words, **_picture(front, words, who, day))


def _picture(front: Front, words: Words, who: Who, day: date | None) -> dict[str, Any]:
    with front.house.look() as ledger:
        today = ledger.day
        wanted = min(max(day or today, today - timedelta(days=FAR)), today + timedelta(days=FAR))
        found = store.on(ledger.connection, ledger.branch, wanted, wanted)
        rows = _rows(front, words, ledger, found)
        unseen = store.unseen(ledger.connection, ledger.branch, today)
        troubles = printer_alarms(front.house, words, ledger)
    elsewhere: dict[date, int] = {}
    for booking in unseen:
        if booking.day != wanted:
            elsewhere[booking.day] = elsewhere.get(booking.day, 0) + 1
    booked = {row.booking.counter for row in rows}
    return {
        "printer_alarms": troubles,
        "who": who,
        "day": wanted,
        "today": today,
        "before": wanted - timedelta(days=1),
        "after": wanted + timedelta(days=1),
        "rows": rows,
        "unseen": any(row.booking.seen_at is None for row in rows),
        "elsewhere": elsewhere,
        "calendars": [counter for counter in front.house.settings.counters if counter.id in booked],
    }


def _rows(front: Front, words: Words, ledger: Ledger, found: Sequence[Booking]) -> list[Row]:
    counters = {counter.id: place(words, counter) for counter in front.house.settings.counters}
    since_ms = front.house.settings.queue.appointment.check_in_before_min * MINUTE
    rows = []
    for booking in found:
        status = appointments.status_of(ledger, booking)
        here = booking.day == ledger.day and booking.starts - since_ms <= ledger.now
        visit = visits.by_id(ledger.connection, booking.visit) if booking.visit else None
        rows.append(
            Row(
                booking=booking,
                status=status,
                code=halves(booking.code or ""),
                place=counters.get(booking.counter, booking.counter),
                number=visit.number if visit else "",
                may_come=here and status in appointments.STANDS,
            )
        )
    return rows


def _times(
    front: Front, words: Words, who: Who, service: str, day: date | None, move: int, sorry: str = ""
) -> HTMLResponse:
    settings = front.house.settings
    bookable = [one for one in settings.services if appointments.bookable(one)]
    with front.house.look() as ledger:
        try:
            moving = appointments.by_id(ledger, move) if move else None
        except Refused as refused:
            moving, sorry = None, sentence(words, refused)
        wanted = moving.service if moving else service
        chosen = next((one for one in bookable if one.id == wanted), None)
        days = days_ahead(ledger)
        following = appointments.next_free(ledger, chosen.id, 1) if chosen else []
        first = _day_of(front, following[0].start) if following else days[0]
        shown = min(max(day or first, days[0]), days[-1])
        free = appointments.free_times(ledger, chosen.id, shown) if chosen else []
    names = {counter.id: place(words, counter) for counter in settings.counters}
    return front.page(
        "agenda/times.html",
        words,
        status=409 if sorry else 200,
        who=who,
        sorry=sorry,
        services=bookable,
        chosen=chosen,
        moving=moving,
        moving_said=say(front.house, words, moving) if moving else None,
        day=shown,
        first=days[0],
        last=days[-1],
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1),
        next_day=first if following and first != shown else None,
        times=[(slot.start, ", ".join(names[counter] for counter in slot.counters)) for slot in free],
        contact=settings.queue.appointment.contact,
        nonce=secrets.token_urlsafe(16),
    )


def _one(front: Front, words: Words, who: Who, booking: int, sorry: str = "") -> HTMLResponse:
    try:
        with front.house.look() as ledger:
            found = appointments.by_id(ledger, booking)
            (row,) = _rows(front, words, ledger, [found])
            slip = papers.printer_of_slip(ledger, found)
    except Refused as refused:
        return front.page("server/sorry.html", words, status=404, text=sentence(words, refused))
    return front.page(
        "agenda/booking.html",
        words,
        status=409 if sorry else 200,
        who=who,
        sorry=sorry,
        row=row,
        slip=slip,
        said=say(front.house, words, found),
        stands=row.status in appointments.STANDS and bool(found.code),
        changed=local(found.changed_at, front.house.settings.office.timezone),
    )


def _absences(front: Front, words: Words, who: Who, sorry: str = "") -> HTMLResponse:
    zone = front.house.settings.office.timezone
    with front.house.look() as ledger:
        people, staff = names(ledger), everybody(ledger)
        listed = [
            {
                "absence": absence,
                "name": people.get(absence.staff, absence.staff),
                "substitute": people.get(absence.substitute or "", absence.substitute),
                "begins": local(absence.starts, zone),
                "until": local(absence.ends, zone),
                "now": absence.starts <= ledger.now,
                "tell": [
                    (row, waiting.place)
                    for waiting in absences.whom_to_tell(ledger, absence.id)
                    for row in _rows(front, words, ledger, [waiting.booking])
                ],
            }
            for absence in absences.all_absences(ledger)
        ]
        today = ledger.day
    return front.page(
        "agenda/absences.html",
        words,
        status=409 if sorry else 200,
        who=who,
        sorry=sorry,
        listed=listed,
        staff=staff,
        from_default=datetime.combine(today, time(8)),
        until_default=datetime.combine(today, time(17)),
    )
