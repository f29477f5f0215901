"""Wires everything: the only module that knows all the others."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import fastapi_offline
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.websockets import WebSocket

import display.pages
import kiosk.booking
import kiosk.machine
import kiosk.pages
import kiosk.saying
import kiosk.tickets
import server.agenda.pages
import server.desk.pages
import server.monitor.pages
import server.pairing.pages
import server.paper.pages
import server.phone.pages
import server.printers.pages
import server.signin.pages
import server.statistics.day_end
import server.statistics.pages
import server.status.pages
from printer.transport import Screen
from server import api
from server.address import own_address
from server.booking import Bookings
from server.clock import Clock
from server.config import Printer, Settings, Transport
from server.forecast.forecaster import Forecaster
from server.guard import TurnedAway
from server.guessing import WrongCodes
from server.house import House
from server.nightly import Nightly
from server.reception.staff_log import note_settings
from server.rules.refused import Refused
from server.signin.entry import Entry
from server.signin.tries import Tries
from server.spool.spool import Spool
from server.statistics.making import Makings
from server.store.writer import StoreUnavailable, rehearse
from server.voice.voice import Voice
from server.web import ELSEWHERE, HEADERS, Front, FrontDep, SafeHeaders, sentence
from server.words import STAFF_LANGUAGES, Words, load

HERE = Path(__file__).parent
ROOMS = {
    "server": HERE,
    "kiosk": Path(kiosk.pages.__file__).parent,
    "display": Path(display.pages.__file__).parent,
    "desk": HERE / "desk",
    "agenda": HERE / "agenda",
    "monitor": HERE / "monitor",
    "phone": HERE / "phone",
    "statistics": HERE / "statistics",
    "status": HERE / "status",
    "paper": HERE / "paper",
    "pairing": HERE / "pairing",
    "printers": HERE / "printers",
    "signin": HERE / "signin",
}

MOST_BYTES = 64 * 1024  # no form and no body of ours comes near it

log = logging.getLogger("eile")


def create_app(settings: Settings, data: Path, clock: Clock, address: str = "") -> FastAPI:
    """Build the whole system on a data directory.

    Args:
        settings: the office.
        data: the data directory; made when it is missing.
        clock: the real clock, or a rehearsal's.
        address: where visitors' phones reach the pages, when the settings name no other.

    Returns:
        The application. It opens for work when it is started and closes when it is stopped.

    Raises:
        WrongKind, OSError, sqlalchemy.exc.DatabaseError: as ``House`` does.
    """
    own = own_address(settings.server.host, settings.server.port)
    address = settings.server.public_url or address or own
    house = House(settings, data, clock, load(list(ROOMS.values())), address)

    forecaster = Forecaster(house)
    nightly = Nightly(house, data)
    spool = Spool(house, data)

    @asynccontextmanager
    async def alive(app: FastAPI) -> AsyncIterator[None]:
        await house.open()
        with suppress(StoreUnavailable):
            await house.do_quietly(note_settings)
        app.state.entry.open()
        forecaster.open()
        nightly.open()
        await spool.open()
        try:
            yield
        finally:
            await nightly.close()
            await app.state.makings.close()
            await forecaster.close()
            await app.state.voice.close()
            await spool.close()
            await house.close()

    app = FastAPI(
        title="Eilė",
        description="The queue of a town hall's reception. Times are UTC.",
        lifespan=alive,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        max_body_size=MOST_BYTES,
    )
    app.state.voice = Voice(settings.speech, data / "voice", settings.office.languages)
    app.state.front = Front(house, forecaster, app.state.voice, ROOMS)
    app.state.spool = spool
    app.state.screen = Screen(data / "paper") if any(map(_is_virtual, settings.printers)) else None
    app.state.entry = Entry(house, Tries())
    app.state.bookings = Bookings(house, WrongCodes())
    app.state.makings = Makings()
    _add_pages(app)
    _add_answers(app)
    app.add_middleware(SafeHeaders, names=[*settings.server.names, urlsplit(address).hostname or ""])
    return app


def _is_virtual(printer: Printer) -> bool:
    return printer.transport is Transport.SCREEN


class Files(StaticFiles):
    """Files that a browser asks about each time (a new version is seen at once) and fetches only once."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Answer with a file."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response


def _add_pages(app: FastAPI) -> None:
    api.add_to(app)
    app.state.wrong_codes, app.state.pairing_codes = WrongCodes(), WrongCodes()
    for pages in (kiosk.pages, display.pages, server.desk.pages, server.paper.pages):
        app.include_router(pages.router)
    app.include_router(server.statistics.day_end.router)  # its path would be a file's name to the next
    app.include_router(server.statistics.pages.router)
    app.include_router(server.phone.pages.router)
    app.include_router(server.signin.pages.router)
    app.include_router(server.pairing.pages.router)
    app.include_router(kiosk.tickets.router)
    app.include_router(kiosk.booking.router)
    app.include_router(kiosk.machine.router)
    app.include_router(kiosk.saying.router)
    app.include_router(server.agenda.pages.router)
    app.include_router(server.status.pages.router)
    app.include_router(server.monitor.pages.router)
    app.include_router(server.printers.pages.router)
    for name, room in ROOMS.items():
        app.mount(f"/static/{name}", Files(directory=room / "static"))
    app.mount("/static/api", Files(directory=Path(fastapi_offline.__file__).parent / "static"))

    @app.get("/", include_in_schema=False)
    async def index(request: Request, front: FrontDep) -> HTMLResponse:
        return front.page("server/index.html", front.words(request, STAFF_LANGUAGES))

    @app.get("/healthz", tags=["health"], response_class=PlainTextResponse, responses=api.answers(503))
    async def healthz(front: FrontDep) -> PlainTextResponse:
        """Say ``ok``, but only when the database can be written."""
        await front.house.writer.do(rehearse)
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


def _add_answers(app: FastAPI) -> None:
    front: Front = app.state.front

    def say_no(request: Request, code: str, key: str, status: int) -> Response:
        words = _words(front, request)
        if _is_api(request):
            return api.fault(code, words(key), status)
        return _sorry(front, words, words(key), status)

    @app.exception_handler(Refused)
    async def refused(request: Request, no: Refused) -> Response:
        words = _words(front, request)
        if _is_api(request):
            return api.refusal(words, no)
        return _sorry(front, words, sentence(words, no), api.status_of(no))

    @app.exception_handler(TurnedAway)
    async def turned_away(connection: Request | WebSocket, no: TurnedAway) -> Response | None:
        if isinstance(connection, WebSocket):
            # Only an open connection can be told where to go.
            await connection.accept()
            await connection.close(ELSEWHERE, no.address or "/")
            return None
        if no.address and not (
            _is_api(connection) and "text/html" not in connection.headers.get("accept", "")
        ):
            return RedirectResponse(no.address, 303)
        return await refused(connection, no)

    @app.exception_handler(StoreUnavailable)
    async def not_written(request: Request, _: StoreUnavailable) -> Response:
        return say_no(request, "store_unavailable", "page.not_written", 503)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, trouble: RequestValidationError) -> Response:
        if _is_api(request):
            return api.malformed(trouble)
        return say_no(request, "malformed", "page.malformed", 422)

    @app.exception_handler(HTTPException)
    async def http(request: Request, trouble: HTTPException) -> Response:
        code, key = HTTP_CODES.get(trouble.status_code, ("malformed", "page.malformed"))
        # A body that cannot even be read is malformed like any other.
        status = 422 if trouble.status_code == 400 else trouble.status_code
        answer = say_no(request, code, key, status)
        answer.headers.update(trouble.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def broken(request: Request, _: Exception) -> Response:
        answer = say_no(request, "internal_error", "page.broken", 500)
        answer.headers.update(HEADERS)  # this answer is given outside of what adds them
        return answer


HTTP_CODES = {
    404: ("not_found", "page.not_found"),
    405: ("method_not_allowed", "page.malformed"),
    413: ("too_large", "page.malformed"),
}


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/healthz"))


def _words(front: Front, request: Request) -> Words:
    known = front.house.words
    wished = [one.partition(";")[0].strip()[:2].lower() for one in _languages(request)]
    return known[next((language for language in wished if language in known), "lt")]


def _languages(request: Request) -> list[str]:
    return [request.query_params.get("lang", ""), *request.headers.get("accept-language", "").split(",")]


def _sorry(front: Front, words: Words, text: str, status: int) -> HTMLResponse:
    return front.page("server/sorry.html", words, status=status, text=text)
