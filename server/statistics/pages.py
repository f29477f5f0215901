"""The statistics page: a day's figures and their files."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, Response

from server.bounds import Day
from server.guard import FiguresDep
from server.statistics.day import day_report
from server.statistics.export import SHARES, TIMES, as_csv, mark, minutes, summary, summary_rows, ticket_rows
from server.web import FrontDep, Room
from server.words import STAFF_LANGUAGES

router = Room(prefix="/statistics", include_in_schema=False)

MaybeDay = Annotated[Day | None, Query()]


@router.get("")
def statistics(request: Request, front: FrontDep, who: FiguresDep, day: MaybeDay = None) -> HTMLResponse:
    """Show today's figures as they stand, or another day's."""
    words = front.words(request, STAFF_LANGUAGES)
    settings = front.house.settings
    with front.house.look() as ledger:
        today = ledger.day
        report = day_report(ledger, day or today)
    return front.page(
        "statistics/day.html",
        words,
        who=who,
        day=day or today,
        today=today,
        report=report,
        summary=summary,
        minutes=minutes,
        shares=SHARES,
        times=TIMES,
        target=settings.queue.targets.wait_target_min,
        names={service.id: words.pick(service.name) for service in settings.services},
        busiest=max((max(pair) for pair in report.by_hour.values()), default=1),
    )


@router.get("/tickets.csv")
def tickets_file(front: FrontDep, who: FiguresDep, day: MaybeDay = None) -> Response:
    """Give a day's tickets as CSV."""
    with front.house.look() as ledger:
        wanted = day or ledger.day
        content = as_csv(ticket_rows(ledger, wanted), front.house.settings.export)
    return _file(content, f"{mark(front.house.rehearsal)}-{wanted}-tickets.csv")


@router.get("/summary.csv")
def summary_file(request: Request, front: FrontDep, who: FiguresDep, day: MaybeDay = None) -> Response:
    """Give a day's figures as CSV."""
    words = front.words(request, STAFF_LANGUAGES)
    with front.house.look() as ledger:
        wanted = day or ledger.day
        content = as_csv(summary_rows(ledger, wanted, words), front.house.settings.export)
    return _file(content, f"{mark(front.house.rehearsal)}-{wanted}-summary.csv")


def _file(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
