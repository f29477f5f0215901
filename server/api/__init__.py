"""The reception's verbs as JSON, under ``/api/v1``, with their description at ``/api/docs``."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from server.api import bookings, counters, desk, printers, rehearsal, staff, visits
from server.api.answers import answers, fault, malformed, refusal, status_of
from server.api.examples import show_examples

__all__ = ["add_to", "answers", "fault", "malformed", "refusal", "status_of"]


def add_to(app: FastAPI) -> None:
    """Put the API and its documentation into an application.

    The documentation's script and style come from our own server: nothing leaves the house.
    """
    app.include_router(staff.router)
    app.include_router(visits.router)
    app.include_router(counters.router)
    app.include_router(desk.router)
    app.include_router(bookings.router)
    app.include_router(printers.router)
    if app.state.front.house.rehearsal:
        app.include_router(rehearsal.router)

    show_examples(app, app.state.front.house.words["en"])

    @app.get("/api/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        page: HTMLResponse = app.state.front.page("server/api.html", app.state.front.house.words["en"])
        return page
