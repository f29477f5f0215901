"""The statistics page: the figures of today or of any period, and their files."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from server.bounds import Day
from server.config import ReportBy
from server.guard import FiguresDep
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.periods import Length, Period, period
from server.rules.roles import Area, may
from server.statistics.export import Exporter, Kind, Tell, begin_of, named
from server.statistics.making import Making, Makings
from server.statistics.report import line_through, report, report_before
from server.statistics.shown import shown
from server.store import views
from server.web import Front, FrontDep, Room
from server.words import STAFF_LANGUAGES, Words

router = Room(prefix="/statistics", include_in_schema=False)

MaybeDay = Annotated[Day | None, Query()]
FILES = {
    Kind.WORKBOOK: "stat.download_xlsx",
    Kind.REPORT: "stat.download_html",
    Kind.SUMMARY: "stat.download_summary",
    Kind.TICKETS: "stat.download_tickets",
    Kind.EVENTS: "stat.download_events",
    Kind.JSON: "stat.download_json",
}
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "json": "application/json",
}
_MOST_DAYS = 3660


def wanted(
    today: date, length: Length | None, day: date | None, first: date | None, last: date | None
) -> Period:
    """Return the period that an address asks for: today without anything.

    Args:
        today: the branch's day.
        length: how long.
        day: a day in it.
        first: of a range, its first day.
        last: and its last one; the two may stand the other way round.
    """
    if length is Length.RANGE:
        begin, end = sorted((first or today - timedelta(days=6), last or today))
        return Period(Length.RANGE, max(begin, end - timedelta(days=_MOST_DAYS)), end)
    return period(length or Length.DAY, day or today)


@router.get("")
def statistics(
    request: Request,
    front: FrontDep,
    who: FiguresDep,
    length: Annotated[Length | None, Query()] = None,
    day: MaybeDay = None,
    first: MaybeDay = None,
    last: MaybeDay = None,
) -> HTMLResponse:
    """Show the figures of a period as they stand."""
    words = front.words(request, STAFF_LANGUAGES)
    settings = front.house.settings
    with front.house.look() as ledger:
        today = ledger.day
        chosen = wanted(today, length, day, first, last)
        persons = settings.statistics.report_by is ReportBy.PERSON and may(who.staff.role, Area.PERSONS)
        now, before = report(ledger, chosen, persons=persons), report_before(ledger, chosen)
        line = line_through(ledger, chosen.first) if chosen.days == 1 else []
        kept = views.days_with_visits(ledger.connection, ledger.branch, chosen.first, chosen.last)
    end = min(chosen.last, today)
    ranged = Period(Length.RANGE, chosen.first, max(chosen.first, end))
    totalled = [one for one, found in now.by_day.items() if found.issued and one not in kept]
    return front.page(
        "statistics/page.html",
        words,
        who=who,
        shown=shown(words, settings, now, before, line),
        period=chosen,
        chosen=day or end,
        today=today,
        live=today in chosen,
        ends_days=today in chosen and may(who.staff.role, Area.ANY_COUNTER),
        query=_query(chosen),
        lengths=[*(period(one, day or end) for one in Length if one is not Length.RANGE), ranged],
        files=[(kind, words(name)) for kind, name in FILES.items()],
        erased_before=totalled[-1] + timedelta(days=1) if totalled else None,
    )


def _query(chosen: Period) -> str:
    if chosen.length is Length.RANGE:
        return f"length={chosen.length}&first={chosen.first}&last={chosen.last}"
    return f"length={chosen.length}&day={chosen.first}"


@router.get("/{kind}")
async def file(
    request: Request,
    front: FrontDep,
    who: FiguresDep,
    kind: Kind,
    length: Annotated[Length | None, Query()] = None,
    day: MaybeDay = None,
    first: MaybeDay = None,
    last: MaybeDay = None,
    waited: Annotated[bool, Query()] = False,
) -> Response:
    """Give one file of a period, or say how far it is."""
    if kind not in FILES:
        raise HTTPException(404)
    words = front.words(request, STAFF_LANGUAGES)
    chosen = wanted(front.now().date(), length, day, first, last)
    makings: Makings = request.app.state.makings
    key, name = (who.staff.login, kind, chosen, words.language), f"{named(chosen)}-{kind}"
    making = await makings.ask(key, partial(_write, front, chosen, kind, words))
    if waited or not making.task.done():
        return _in_the_making(front, words, making, name, chosen)
    path = makings.fetch(key)
    try:
        await front.house.do(staff_log, who.staff.login, StaffAct.EXPORT, f"{named(chosen)} {kind}")
    except BaseException:  # what is not in the log is not given out
        path.unlink(missing_ok=True)
        raise
    return FileResponse(
        path,
        media_type=MEDIA[kind.rpartition(".")[2]],
        filename=f"{begin_of(front.house.rehearsal)}-{name}",
        headers={"Cache-Control": "no-store"},
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


def _in_the_making(front: Front, words: Words, making: Making, name: str, chosen: Period) -> HTMLResponse:
    # It asks again by itself; once the file is made it says so, and only then fetches it: a page from which a
    # browser only fetches stays as it is.
    query = f"lang={words.language}&{_query(chosen)}"
    made = making.task.done()
    kind = name.removeprefix(f"{named(chosen)}-")
    return front.page(
        "statistics/making.html",
        words,
        status=200 if made else 202,
        made=made,
        done=making.done,
        of=making.of,
        name=name,
        next=f"/statistics/{kind}?{query}" + ("" if made else "&waited=1&auto=1"),
        back=f"/statistics?{query}",
    )


def _write(front: Front, chosen: Period, kind: Kind, words: Words, path: Path, tell: Tell) -> None:
    with front.house.look() as ledger:
        Exporter(ledger, chosen, words, tell).make(kind, path)
