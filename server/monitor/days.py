"""The supervisor's page of days: other hours than usual, a day on which it stays closed."""

from datetime import date, time
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from server.bounds import Day
from server.guard import MonitorDep, Who
from server.monitor.doing import Clock, do
from server.openings import week
from server.reception import absences, today
from server.reception.ledger import Ledger
from server.reception.people import names
from server.rules.hours import Interval
from server.rules.moment import local
from server.rules.refused import Reason, Refused
from server.rules.roles import Area, may
from server.store import bookings
from server.web import Front, FrontDep
from server.words import STAFF_LANGUAGES, Words

router = APIRouter()  # within the monitor's room


@router.get("/days")
async def all_days(request: Request, front: FrontDep, who: MonitorDep) -> HTMLResponse:
    """Show which days to come have hours of their own."""
    return _page(front, front.words(request, STAFF_LANGUAGES), who)


@router.post("/days")
async def set_hours(
    request: Request,
    front: FrontDep,
    who: MonitorDep,
    day: Annotated[Day, Form()],
    opens: Clock = None,
    closes: Clock = None,
    break_from: Clock = None,
    break_to: Clock = None,
    closed: Annotated[bool, Form()] = False,
) -> Response:
    """Give a day hours of its own, or let it stay closed."""
    ends = [] if closed else [opens, *filter(None, (break_from, break_to)), closes]

    def verb(ledger: Ledger) -> None:
        today.set_hours(ledger, day, _hours(ends), staff=who.staff.login)

    return await do(request, front, who, verb, back="/days", draw=_page)


@router.post("/days/usual")
async def usual_hours(
    request: Request, front: FrontDep, who: MonitorDep, day: Annotated[Day, Form()]
) -> Response:
    """Let a day have its usual hours."""
    by = who.staff.login
    return await do(request, front, who, today.usual_hours, day, back="/days", draw=_page, staff=by)


def _hours(ends: list[time | None]) -> list[Interval]:
    at = [clock.replace(tzinfo=None) for clock in ends if clock]
    if len(ends) % 2 or len(at) < len(ends):
        raise Refused(Reason.HOURS_ORDER)
    return [Interval(opens, closes) for opens, closes in zip(at[::2], at[1::2], strict=True)]


def _page(front: Front, words: Words, who: Who, sorry: str = "", status: int = 200) -> HTMLResponse:
    with front.house.look() as book:
        zone, people = book.settings.office.timezone, names(book)
        special = today.special_hours(book)

        def booked(day: date) -> int:
            return len(bookings.holding(book.connection, book.branch, day, day))

        days = [(day, [str(one) for one in hours], booked(day)) for day, hours in special.items()]
        away = [
            (people.get(one.staff, one.staff), local(one.starts, zone), local(one.ends, zone))
            for one in absences.all_absences(book)
        ]
        first = book.day
        usual = week(book.plan, words)
    return front.page(
        "monitor/days.html",
        words,
        status=status,
        who=who,
        sorry=sorry,
        days=days,
        away=away,
        first=first,
        usual=usual,
        for_staff=may(who.staff.role, Area.STAFF),
    )
