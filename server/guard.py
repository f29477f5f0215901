"""The guard before all that is for staff: who is asking, may she, is her screen locked, where does she work.

Every staff page, form, WebSocket and act of the API names what it is for, as a dependency::

    @router.get("")  # whoever is signed in, has the role, and is not locked
    async def agenda(front: FrontDep, who: AgendaDep) -> HTMLResponse: ...

    @router.post("/calls")  # and works at a counter, in its newest window
    async def call_next(front: FrontDep, seat: SeatDep) -> Response: ...

A page then draws with ``front.page(..., who=who)``, and each ``<form method="post">`` in it begins with
``{{ hidden(who) }}``, at the desk ``{{ hidden(seat) }}``. A form's post without what that draws is refused.
Pictures with forms in them belong to one person, and go when she may not stay::

    await show(socket, front.passing_board(draw), leaving(front, socket, who))

Whoever is not let in never reaches the page. A page is answered with the way to the sign-in, the locked
screen or the choice of a counter, from where one comes back; the API with 401, 403 or 409; a WebSocket is
closed with ``ELSEWHERE`` and the address to go to, which ``live.js`` does.

What a page asks for by itself and not its person (a refresh, a picture fetched again) carries ``auto=1`` in
its query, and does not keep the screen from locking.
"""

import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from server.config import Counter, Staff
from server.reception import sessions
from server.reception.asking import counter_of
from server.reception.sessions import Known
from server.rules.refused import Reason, Refused
from server.rules.roles import Area, may
from server.rules.sessions import RENEWED_MS
from server.store.writer import StoreUnavailable
from server.web import CHANGING, Front, FrontDep

COOKIE = "eile_session"
CSRF, STAMP, AUTO = "csrf", "stamp", "auto"
BEARER = HTTPBearer(auto_error=False, description="The token of `POST /api/v1/sign-ins`.")


class TurnedAway(Refused):
    """Who asks is not let in.

    Args:
        reason: why.
        address: where a page sends her instead; "" for nowhere: then it says why.
    """

    def __init__(self, reason: Reason, address: str = "") -> None:
        super().__init__(reason)
        self.address = address


@dataclass(frozen=True, slots=True)
class Who:
    """Who is asking.

    Attributes:
        session: the id of her sign-in, for verbs about it.
        staff: the person, with her login, name and role.
        counter: where she works; ``None`` before she has chosen, or when somebody took over.
        stamp: of her newest window at that counter; "" without a counter.
        taken_over: whether somebody took over.
        locked: whether her screen is locked: only the page that unlocks it meets her then.
        seen_at: when she last did something, milliseconds UTC of the real clock.
        csrf: what every form of hers carries.
    """

    session: int
    staff: Staff
    counter: Counter | None
    stamp: str
    taken_over: bool
    locked: bool
    seen_at: int
    csrf: str

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of her forms."""
        return {CSRF: self.csrf}


@dataclass(frozen=True, slots=True)
class Seat:
    """Who works where, in which window.

    Attributes:
        who: the one who is asking.
        counter: where she works.
        stamp: of this window, the newest one of the counter.
    """

    who: Who
    counter: Counter
    stamp: str

    @property
    def staff(self) -> Staff:
        """The person."""
        return self.who.staff

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the forms of this window."""
        return {**self.who.hidden, STAMP: self.stamp}


def hash_of(token: str) -> str:
    """Return what is kept of a sign-in's token: the database alone lets nobody in."""
    return sha256(token.encode()).hexdigest()


def cookie_name(connection: HTTPConnection) -> str:
    """Return the cookie's name; over HTTPS one that no other host and no page of another path can set."""
    return f"__Host-{COOKIE}" if connection.url.scheme in ("https", "wss") else COOKIE


class Guard:
    """Lets in whoever is signed in at a browser and may.

    Args:
        area: what for.
        while_locked: whether also while her screen is locked.
    """

    def __init__(self, area: Area, *, while_locked: bool = False) -> None:
        self.area = area
        self.while_locked = while_locked

    async def __call__(self, connection: HTTPConnection, front: FrontDep) -> Who:
        """Say who is asking.

        Raises:
            TurnedAway: ``NOT_SIGNED_IN``, ``LOCKED``, ``NOT_YOUR_ROLE``; ``OLD_FORM`` for a form that this
                sign-in did not draw.
        """
        token = connection.cookies.get(cookie_name(connection), "")
        who = await self._let_in(connection, front, token, program=False)
        if _changes(connection):
            carried = await _field(connection, CSRF)
            if not hmac.compare_digest(carried.encode(), who.csrf.encode()):
                raise TurnedAway(Reason.OLD_FORM)
        await self._renew(connection, front, who)
        return who

    async def _let_in(self, connection: HTTPConnection, front: Front, token: str, *, program: bool) -> Who:
        at = front.house.real_clock.now()
        with front.house.look() as ledger:
            known = sessions.known(ledger, hash_of(token), at) if token else None
        if known is None or known.session.program is not program:
            raise _to_sign_in(connection, had=bool(token))
        if known.locked and known.session.locked_at is None:
            # It locked by itself: from now on only its person unlocks it, whatever the minutes say.
            with suppress(StoreUnavailable):
                await front.house.do(sessions.lock, known.session.id, at)
        if known.locked and not self.while_locked:
            raise _to_locked(connection)
        if not may(known.staff.role, self.area):
            raise TurnedAway(Reason.NOT_YOUR_ROLE)
        return _who(known, token)

    async def _renew(self, connection: HTTPConnection, front: Front, who: Who) -> None:
        at = front.house.real_clock.now()
        by_itself = connection.scope["type"] != "http" or AUTO in connection.query_params
        if not by_itself and not who.locked and at - who.seen_at >= RENEWED_MS:
            with suppress(StoreUnavailable):
                await front.house.do_quietly(sessions.renew, who.session, at)


class ApiGuard(Guard):
    """Lets in a program with the token of its sign-in; to read, also whoever is signed in at a browser."""

    async def __call__(  # type: ignore[override]
        self,
        connection: HTTPConnection,
        front: FrontDep,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
    ) -> Who:
        """Say who is asking.

        Raises:
            TurnedAway: ``NOT_SIGNED_IN``, ``LOCKED``, ``NOT_YOUR_ROLE``.
        """
        if bearer is None and connection.scope["method"] == "GET":
            return await super().__call__(connection, front)
        who = await self._let_in(connection, front, bearer.credentials if bearer else "", program=True)
        await self._renew(connection, front, who)
        return who


DeskDep = Annotated[Who, Depends(Guard(Area.DESK))]
PaperDep = Annotated[Who, Depends(Guard(Area.PAPER))]
AgendaDep = Annotated[Who, Depends(Guard(Area.AGENDA))]
PrintersDep = Annotated[Who, Depends(Guard(Area.PRINTERS))]
MonitorDep = Annotated[Who, Depends(Guard(Area.MONITOR))]
StaffDep = Annotated[Who, Depends(Guard(Area.STAFF))]
FiguresDep = Annotated[Who, Depends(Guard(Area.FIGURES))]
LockedDep = Annotated[Who, Depends(Guard(Area.DESK, while_locked=True))]  # who may be locked

ApiDeskDep = Annotated[Who, Security(ApiGuard(Area.DESK))]
ApiAnyCounterDep = Annotated[Who, Security(ApiGuard(Area.ANY_COUNTER))]
ApiAgendaDep = Annotated[Who, Security(ApiGuard(Area.AGENDA))]
ApiPrintersDep = Annotated[Who, Security(ApiGuard(Area.PRINTERS))]


async def seat(connection: HTTPConnection, front: FrontDep, who: DeskDep) -> Seat:
    """Say who works where: for the desk's page, each of its forms, and its WebSocket.

    A page that is opened without a ``stamp`` in its address is a new window: it takes the counter from older
    ones. With one it goes on being that window.

    Raises:
        TurnedAway: as ``Guard`` does; ``NO_COUNTER`` when none was chosen; ``TAKEN_OVER`` when a newer
            window, or somebody else, works at the counter now.
    """
    if who.counter is None:
        raise _to_choose(connection, Reason.TAKEN_OVER if who.taken_over else Reason.NO_COUNTER)
    if _changes(connection):
        stamp = await _field(connection, STAMP)
    elif connection.scope["type"] == "websocket" or STAMP in connection.query_params:
        stamp = connection.query_params.get(STAMP, "")
    else:
        return Seat(who, who.counter, await _new_window(front, who))
    if stamp != who.stamp:
        raise _to_choose(connection, Reason.TAKEN_OVER)
    return Seat(who, who.counter, stamp)


async def _new_window(front: Front, who: Who) -> str:
    try:
        return await front.house.do(sessions.new_window, who.session, front.house.real_clock.now())
    except StoreUnavailable:
        return who.stamp  # what can be read can still be looked at


SeatDep = Annotated[Seat, Depends(seat)]


def check_counter(front: Front, who: Who, counter: str) -> None:
    """Refuse an act at a counter where a program does not work.

    Raises:
        Refused: ``UNKNOWN_COUNTER``, ``FOREIGN_COUNTER``, ``TAKEN_OVER``.
    """
    if who.counter is not None and who.counter.id == counter:
        return
    with front.house.look() as ledger:
        counter_of(ledger, counter)
    if who.taken_over:
        raise Refused(Reason.TAKEN_OVER)
    raise Refused(Reason.FOREIGN_COUNTER, counter=counter)


async def at_counter(front: FrontDep, counter: str, who: ApiDeskDep) -> Who:
    """Let a program act at the counter where it works.

    Raises:
        Refused: as ``check_counter`` does.
    """
    check_counter(front, who, counter)
    return who


AtCounterDep = Annotated[Who, Depends(at_counter)]


def leaving(front: Front, socket: WebSocket, asker: Who | Seat) -> Callable[[], str | None]:
    """Return what ``show`` asks before each picture: where the page must go, if it may not stay.

    Args:
        front: the pages' front.
        socket: the page's.
        asker: whose page it is; of a seat, also whether its window is still the newest one.
    """
    who = asker.who if isinstance(asker, Seat) else asker

    def address() -> str | None:
        with front.house.look() as ledger:
            known = sessions.known_by_id(ledger, who.session, front.house.real_clock.now())
        if known is None:
            return _to_sign_in(socket, had=True).address
        if known.locked:
            return _to_locked(socket).address
        if isinstance(asker, Seat) and known.session.stamp != asker.stamp:
            return _to_choose(socket, Reason.TAKEN_OVER).address
        return None

    return address


def _who(known: Known, token: str) -> Who:
    return Who(
        session=known.session.id,
        staff=known.staff,
        counter=known.counter,
        stamp=known.session.stamp or "",
        taken_over=known.taken_over,
        locked=known.locked,
        seen_at=known.session.seen_at,
        csrf=hmac.new(token.encode(), CSRF.encode(), sha256).hexdigest(),
    )


def _changes(connection: HTTPConnection) -> bool:
    return connection.scope["type"] == "http" and connection.scope["method"] in CHANGING


async def _field(connection: HTTPConnection, name: str) -> str:
    assert isinstance(connection, Request)
    value = (await connection.form()).get(name)
    return value if isinstance(value, str) else ""


def _to_sign_in(connection: HTTPConnection, *, had: bool) -> TurnedAway:
    why = "press" if _changes(connection) else "ended" if had else ""
    return TurnedAway(Reason.NOT_SIGNED_IN, _way("/sign-in", connection, why))


def _to_locked(connection: HTTPConnection) -> TurnedAway:
    return TurnedAway(Reason.LOCKED, _way("/locked", connection, "press" if _changes(connection) else ""))


def _to_choose(connection: HTTPConnection, reason: Reason) -> TurnedAway:
    why = reason.value if reason is Reason.TAKEN_OVER else ""
    return TurnedAway(reason, _way("/sign-in/counter", connection, why))


def _way(to: str, connection: HTTPConnection, why: str) -> str:
    # Back to the page that was asked for, as a new window; after a form to its room's first page, where it
    # may have stood.
    path, asked = connection.url.path.removesuffix("/live"), connection.query_params.multi_items()
    query = urlencode([(name, value) for name, value in asked if name not in (STAMP, AUTO)])
    page = connection.scope["type"] == "http" and not _changes(connection)
    back = f"{path}?{query}".rstrip("?") if page else "/" + path.split("/")[1]
    known = {
        "next": "/desk" if path.startswith("/sign-in") else back,
        "why": why,
        "lang": connection.query_params.get("lang", ""),
    }
    return f"{to}?{urlencode({name: value for name, value in known.items() if value})}"
