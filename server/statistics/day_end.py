"""The page of the day's end: what is still open, and ending it."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.guard import Guard, Who
from server.reception import day_end
from server.rules.moment import local
from server.rules.refused import Refused
from server.rules.roles import Area
from server.store.tables import Visit
from server.web import Front, FrontDep, Room, place, sentence
from server.words import STAFF_LANGUAGES, Words

router = Room(prefix="/statistics/day-end", include_in_schema=False)

# Ending the day closes every counter.
SupervisorDep = Annotated[Who, Depends(Guard(Area.ANY_COUNTER))]


@router.get("")
def checklist(request: Request, front: FrontDep, who: SupervisorDep) -> HTMLResponse:
    """Show what is still open today."""
    return _checklist(front, front.words(request, STAFF_LANGUAGES), who)


@router.post("")
async def end(request: Request, front: FrontDep, who: SupervisorDep) -> Response:
    """End today; a second time it changes nothing."""
    words = front.words(request, STAFF_LANGUAGES)
    try:
        await front.house.do(day_end.end_day, front.now().date(), who.staff.login)
    except Refused as refused:
        return _checklist(front, words, who, sorry=sentence(words, refused), status=409)
    return RedirectResponse(f"/statistics/day-end?lang={words.language}", 303)


def _checklist(front: Front, words: Words, who: Who, *, sorry: str = "", status: int = 200) -> HTMLResponse:
    settings = front.house.settings
    with front.house.look() as ledger:
        found = day_end.checklist(ledger)
    counters = {counter.id: counter for counter in settings.counters}
    return front.page(
        "statistics/day_end.html",
        words,
        status=status,
        who=who,
        list=found,
        sorry=sorry,
        names=[place(words, counters[one]) for one in found.open if one in counters],
        helping=[place(words, counters[one]) for one in found.helping if one in counters],
        ended_at=_clock(front, words, found.ended.closed_at) if found.ended else "",
        numbers=_numbers,
        at=words.time(settings.export.at),
        files=settings.export.daily,
    )


def _clock(front: Front, words: Words, at: int) -> str:
    return words.time(local(at, front.house.settings.office.timezone))


def _numbers(visits: list[Visit]) -> str:
    return ", ".join(visit.number for visit in visits)
