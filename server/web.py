"""What every page shares: templates, the page's language, safe headers, and live pictures over WebSocket."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, time
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.boards import Board
from server.config import Counter
from server.forecast.forecaster import Forecaster
from server.house import House
from server.rules.moment import local, moment
from server.rules.refused import Refused
from server.voice.voice import Voice
from server.words import OWN_NAMES, STAFF_LANGUAGES, Words

ELSEWHERE = 4400  # closes a live page's connection: the reason is the address that the page must go to

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
log = logging.getLogger("eile.pages")

# A ticket's page tells nobody its address, which is a secret, and so browsers name no origin for its forms.
# Whoever knows the address may act there.
TICKETS = "/t/"
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
FROM_ELSEWHERE = "from_elsewhere", "Requests from other sites are not accepted."


def templates(rooms: dict[str, Path]) -> Environment:
    """Return the templates of rooms, by the rooms' names.

    Args:
        rooms: directories by name; each has a ``templates`` directory.
    """
    return Environment(
        loader=PrefixLoader({name: FileSystemLoader(room / "templates") for name, room in rooms.items()}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


class Front:
    """What a page needs: the house, its templates, and the pictures others are watching.

    Args:
        house: the running branch.
        forecaster: what waits are foretold.
        voice: what can be heard.
        rooms: the directories of the pages by name; each has a ``templates`` directory.
    """

    def __init__(self, house: House, forecaster: Forecaster, voice: Voice, rooms: dict[str, Path]) -> None:
        self.house = house
        self.forecaster = forecaster
        self.voice = voice
        self._boards: dict[tuple[str, ...], Board] = {}
        self._templates = templates(rooms)
        self._templates.globals.update(
            office=house.settings.office,
            rehearsal=house.rehearsal,
            own_names=OWN_NAMES,
            staff_languages=STAFF_LANGUAGES,
            hidden=hidden,
        )

    def words(self, request: HTTPConnection, languages: Sequence[str]) -> Words:
        """Return the words of the language the address asks for (``?lang=en``), else of the first one."""
        wished = request.query_params.get("lang", "")
        return self.house.words[wished if wished in languages else languages[0]]

    def today_at(self, at: time) -> int:
        """Return the moment of a time on the branch's wall clock today, milliseconds UTC."""
        zone = self.house.settings.office.timezone
        return moment(datetime.combine(self.now().date(), at.replace(tzinfo=None), tzinfo=zone))

    def part(self, template: str, words: Words, **context: Any) -> str:
        """Draw a template."""
        return self._templates.get_template(template).render(
            _=words,
            words=words,
            place=lambda counter, form="": place(words, counter, form),
            as_time=lambda at: local(at, self.house.settings.office.timezone).time(),
            hhmm=lambda at: f"{local(at, self.house.settings.office.timezone):%H:%M}",
            service_name=lambda service: self._service_name(words, service),
            now=self.now(),
            **context,
        )

    def page(self, template: str, words: Words, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Draw a template as an answer that no browser or proxy keeps."""
        return answer(self.part(template, words, **context), status)

    def _service_name(self, words: Words, service: str) -> str:
        # A ticket may be older than today's settings: then its service's code must do.
        try:
            return str(words.pick(self.house.settings.service(service).name))
        except KeyError:
            return service

    def now(self) -> datetime:
        """Return the time on the branch's wall clock."""
        return local(self.house.clock.now(), self.house.settings.office.timezone)

    def board(self, name: tuple[str, ...], draw: Callable[[], str]) -> Board:
        """Return the picture of this name, so that all who watch it share one drawing."""
        return self._boards.setdefault(name, Board(self.house, draw))

    def passing_board(self, draw: Callable[[], str]) -> Board:
        """Return a picture that one page watches for a while."""
        return Board(self.house, draw)


def answer(html: str, status: int = 200) -> HTMLResponse:
    """Return a drawn page as an answer that no browser or proxy keeps."""
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


async def front(connection: HTTPConnection) -> Front:
    """Give a page its ``Front``. Asynchronous, so that no thread is asked for it."""
    found: Front = connection.app.state.front
    return found


FrontDep = Annotated[Front, Depends(front)]


class Asker(Protocol):
    """Whose forms carry something that shows that they are hers."""

    @property
    def hidden(self) -> dict[str, str]:
        """The names and values of the hidden fields."""


def hidden(asker: Asker) -> Markup:
    """Draw the hidden fields that every form of a staff page begins with."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup().join(field.format(name, value) for name, value in asker.hidden.items())


def place(words: Words, counter: Counter, form: str = "") -> str:
    """Name a counter the way a sentence needs it.

    Args:
        words: the language.
        counter: the counter or room.
        form: ``""`` for "2 langelis", ``"_acc"`` for "(į) 2 langelį".

    Returns:
        The name.
    """
    return words(f"place.{counter.kind}{form}", id=counter.id)


def sentence(words: Words, refused: Refused) -> str:
    """Return the sentence for a refusal: an apology, the reason, the way on."""
    if "opens" in refused.facts and refused.facts["opens"] is None:
        return words("page.closed_for_long")
    facts = dict(refused.facts)
    if "status" in facts:
        facts["state"] = words(f"refused.is_{facts['status']}")
    if "why" in facts:
        facts["why"] = words(f"stop.{facts['why']}")
    said = words(f"refused.{refused.reason}", **facts)
    return f"{said} {words('stop.until', time=facts['until'])}" if facts.get("until") else said


def help_place(front: Front, words: Words) -> str:
    """Say which counter to turn to, as "(į) 1 langelį": the one for general questions."""
    settings = front.house.settings
    general = settings.default_help
    counters = [c for c in settings.counters if general and general.id in c.services]
    return place(words, (counters or settings.counters)[0], "_acc")


class Room(APIRouter):
    """The addresses of one room: all begin with its prefix, and go on with one of few words.

    A request for another room goes by at once, so that a busy kiosk does not look through the whole house.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether an address is in this room."""
        path: str = scope["path"]
        if not path.startswith(self.prefix) or not (self._any_word or self._word(path) in self._words):
            return Match.NONE, {}
        return super().matches(scope)

    def _word(self, path: str) -> str:
        return path.removeprefix(self.prefix).lstrip("/").partition("/")[0]

    @cached_property
    def _words(self) -> frozenset[str]:
        # Asked with the first request: then all addresses are there.
        return frozenset(self._word(getattr(route, "path", "/{")) for route in self.routes)

    @cached_property
    def _any_word(self) -> bool:
        return any("{" in word for word in self._words)


def _stays() -> str | None:
    return None


async def show(socket: WebSocket, board: Board, leaves: Callable[[], str | None] = _stays) -> None:
    """Keep a page's picture fresh until the page goes away.

    One message makes the page right, whatever it missed. A picture that cannot be drawn closes the
    connection: the page then says that it is stale, and tries again.

    Args:
        socket: the page's.
        board: the picture.
        leaves: asked before each picture; the address that the page must go to instead, ``None`` for none.
    """
    await socket.accept()
    # Reading beside sending notices a closed page, or a closing server, at once.
    sending = asyncio.create_task(_send(socket, board, leaves))
    try:
        # Nothing a page says matters here but that it is gone.
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass
    finally:
        sending.cancel()


async def show_passing(socket: WebSocket, front: Front, draw: Callable[[], str]) -> None:
    """Keep a picture fresh that one page watches for a while; close at once what cannot be shown at all.

    Args:
        socket: the page's.
        front: the pages' front.
        draw: makes the HTML of the whole picture; refuses when there is no such thing (any more).
    """
    board = front.passing_board(draw)
    try:
        board.message()
    except Refused:
        await socket.close(code=1008)
        return
    await show(socket, board)


async def _send(socket: WebSocket, board: Board, leaves: Callable[[], str | None]) -> None:
    try:
        with board.watched() as box:
            while True:
                picture = await box.take()
                if (address := leaves()) is not None:
                    await socket.close(ELSEWHERE, address)
                    return
                await socket.send_text(picture)
    except (WebSocketDisconnect, RuntimeError):
        return  # the page is gone; reading says so too
    except Exception:
        log.exception("A live page was dropped.")
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code=1011)


class SafeHeaders:
    """Puts the security headers on every answer and turns away requests that other sites' pages send.

    Args:
        app: what answers.
        names: the names this server is known by, besides its addresses.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset({"localhost", *(name.lower() for name in names)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if _from_elsewhere(scope, self._names):
            await _turn_away(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                message["headers"] += [header for header in _HEADERS if header[0] not in own]
            await send(message)

        await self._app(scope, receive, send_safely)


def _from_elsewhere(scope: Scope, names: frozenset[str]) -> bool:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    # Another site can point its own name at this address: only our names and plain addresses are ours.
    if not _is_ours(host, names):
        return True
    if scope["type"] == "http" and scope["method"] not in CHANGING:
        return False
    origin = headers.get("origin")
    if origin == "null" and scope["path"].startswith(TICKETS):
        return False
    # The scheme is not compared: in front of us may stand a proxy that speaks HTTPS.
    return origin is not None and origin.partition("://")[2] != host


def _is_ours(host: str, names: frozenset[str]) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        if name in names:
            return True
        ip_address(name)
    except ValueError:
        return False
    return True


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).close(code=1008)
        return
    code, why = FROM_ELSEWHERE
    answer: Response = PlainTextResponse(f"{why}\n", 403)
    if scope["path"].startswith("/api/"):
        answer = JSONResponse({"error": {"code": code, "message": why}}, 403)
    await answer(scope, receive, send)
