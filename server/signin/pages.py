"""Signing in, choosing a counter, the locked screen, one's own password and PIN (standard, 4.5, 5.7, 9.3)."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from server.config import Staff
from server.guard import DeskDep, LockedDep, Who, cookie_name, hash_of
from server.passwords import LONGEST
from server.reception import sessions
from server.reception.counters import who_is_where
from server.reception.people import everybody, names
from server.rules.refused import Reason, Refused
from server.rules.roles import Area, may
from server.signin.entry import Entry
from server.web import Front, FrontDep, Room, sentence
from server.words import STAFF_LANGUAGES, Words

router = Room(include_in_schema=False)

PLACE = "eile_counter"  # which counter was chosen at this computer last
_YEAR_S = 366 * 24 * 3600
_LOCAL = re.compile(r"/([^/\\\x00-\x20][^\\\x00-\x20]*)?")

Login = Annotated[str, Form(max_length=64)]
Secret = Annotated[str, Form(max_length=LONGEST)]
Counter = Annotated[str, Form(max_length=16)]
Next = Annotated[str, Form(alias="next", max_length=512)]
AskedNext = Annotated[str, Query(alias="next", max_length=512)]
Why = Annotated[str, Query(max_length=16)]


@router.get("/sign-in")
async def ask(request: Request, front: FrontDep, then: AskedNext = "", why: Why = "") -> HTMLResponse:
    """Ask who it is."""
    words = front.words(request, STAFF_LANGUAGES)
    told = {"press": "signin.press_lost", "ended": "signin.ended"}.get(why)
    return _ask(request, front, words, then, sorry=words(told) if told else "")


@router.post("/sign-in")
async def sign_in(
    request: Request,
    front: FrontDep,
    login: Login = "",
    password: Secret = "",
    counter: Counter = "",
    then: Next = "",
) -> Response:
    """Sign in; in a rehearsal with one touch, and at a counter at once."""
    words = front.words(request, STAFF_LANGUAGES)
    try:
        started = await entry_of(request).sign_in(login, password, address_of(request), counter=counter)
    except Refused as refused:
        status = 429 if refused.reason is Reason.TOO_MANY_TRIES else 401
        return _ask(request, front, words, then, sorry=sentence(words, refused), login=login, status=status)
    await _end_earlier(request, front)
    answer = _go(words, then, "/desk" if counter or started.staff.counters else _begins(started.staff))
    hours = front.house.settings.sign_in.end_hours
    _keep(request, answer, cookie_name(request), started.token, hours * 3600)
    if counter:
        _keep(request, answer, PLACE, counter, _YEAR_S)
    return answer


@router.post("/sign-in/out")
async def sign_out(request: Request, front: FrontDep, who: LockedDep) -> Response:
    """Sign out; the counter is closed. A client still called there stays called."""
    await front.house.do(sessions.end, who.session, front.house.real_clock.now())
    answer = _go(front.words(request, STAFF_LANGUAGES), "/sign-in")
    _keep(request, answer, cookie_name(request), "", 0)
    return answer


@router.get("/sign-in/counter")
async def ask_counter(
    request: Request,
    front: FrontDep,
    who: DeskDep,
    then: AskedNext = "",
    why: Why = "",
) -> HTMLResponse:
    """Ask where she works: first where this computer stands, then her usual counters."""
    words = front.words(request, STAFF_LANGUAGES)
    sorry = sentence(words, Refused(Reason.TAKEN_OVER)) if why == Reason.TAKEN_OVER else ""
    return _ask_counter(request, front, words, who, then, sorry)


@router.post("/sign-in/counter")
async def choose_counter(
    request: Request, front: FrontDep, who: DeskDep, counter: Counter, then: Next = ""
) -> Response:
    """Begin to work at a counter; the computer remembers which."""
    words = front.words(request, STAFF_LANGUAGES)
    try:
        await front.house.do(sessions.sit, who.session, counter)
    except Refused as refused:
        return _ask_counter(request, front, words, who, then, sentence(words, refused), status=409)
    answer = _go(words, then)
    _keep(request, answer, PLACE, counter, _YEAR_S)
    return answer


@router.post("/sign-in/leave")
async def leave(request: Request, front: FrontDep, who: DeskDep) -> Response:
    """End work at the counter, which closes it. A client still called there stays called."""
    await front.house.do(sessions.leave, who.session, front.house.real_clock.now())
    return _go(front.words(request, STAFF_LANGUAGES), "/sign-in/counter")


@router.post("/sign-in/lock")
async def lock(request: Request, front: FrontDep, who: LockedDep, then: Next = "") -> Response:
    """Lock the screen; the counter stays hers (standard, 5.7 and 9.3)."""
    await front.house.do(sessions.lock, who.session, front.house.real_clock.now())
    words = front.words(request, STAFF_LANGUAGES)
    return _go(words, f"/locked?{urlencode({'next': _local(then) or '/desk'})}")


@router.get("/locked")
async def locked(
    request: Request, front: FrontDep, who: LockedDep, then: AskedNext = "", why: Why = ""
) -> Response:
    """Show the locked screen: nothing but who may unlock it."""
    words = front.words(request, STAFF_LANGUAGES)
    if not who.locked:
        return _go(words, then)
    return _locked(front, words, who, then, sorry=words("signin.press_lost_locked") if why == "press" else "")


@router.post("/sign-in/unlock")
async def unlock(
    request: Request, front: FrontDep, who: LockedDep, secret: Secret = "", then: Next = ""
) -> Response:
    """Unlock the screen with the PIN or the password."""
    words = front.words(request, STAFF_LANGUAGES)
    try:
        await entry_of(request).unlock(who, secret, address_of(request))
    except Refused as refused:
        return _locked(front, words, who, then, sorry=sentence(words, refused), status=401)
    return _go(words, then)


@router.get("/sign-in/here")
async def still_here(who: DeskDep) -> Response:
    """Answer a page that asks whether it may stay: nothing, or the way it must go."""
    return Response(status_code=204)


@router.post("/sign-in/here")
async def here(who: DeskDep) -> Response:
    """Take note that the person is there: she moved or typed, and nothing else was asked."""
    return Response(status_code=204)


@router.get("/sign-in/own")
async def own(request: Request, front: FrontDep, who: DeskDep, done: Why = "") -> HTMLResponse:
    """Show where she changes her password and PIN."""
    words = front.words(request, STAFF_LANGUAGES)
    told = {"password": "signin.password_changed", "pin": "signin.pin_changed"}.get(done)
    return front.page("signin/own.html", words, who=who, sorry="", done=words(told) if told else "")


@router.post("/sign-in/own/password")
async def change_password(
    request: Request, front: FrontDep, who: DeskDep, password: Secret, new: Secret, again: Secret
) -> Response:
    """Change one's own password; one's other sign-ins end."""

    async def change() -> None:
        _check_same(new, again)
        await entry_of(request).change_password(who, password, new, address_of(request))

    return await _own(request, front, who, change, "password")


@router.post("/sign-in/own/pin")
async def change_pin(
    request: Request,
    front: FrontDep,
    who: DeskDep,
    password: Secret,
    pin: Annotated[str, Form(max_length=9)] = "",
) -> Response:
    """Set one's PIN, or take it away."""

    async def change() -> None:
        await entry_of(request).change_pin(who, password, pin, address_of(request))

    return await _own(request, front, who, change, "pin")


@router.get("/sign-in/first")
async def ask_first(request: Request, front: FrontDep) -> HTMLResponse:
    """Ask who the first administrator is."""
    return _first(request, front, front.words(request, STAFF_LANGUAGES))


@router.post("/sign-in/first")
async def make_first(
    request: Request,
    front: FrontDep,
    code: Annotated[str, Form(max_length=32)],
    login: Login,
    password: Secret,
    again: Secret,
    name: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Make the first administrator, with the code that stands in the log."""
    words = front.words(request, STAFF_LANGUAGES)
    try:
        _check_same(password, again)
        await entry_of(request).make_first(code, login, name, password, address_of(request))
    except Refused as refused:
        return _first(request, front, words, sentence(words, refused), login, name, status=409)
    return _go(words, "/sign-in")


def entry_of(request: Request) -> Entry:
    """Return the door."""
    found: Entry = request.app.state.entry
    return found


def _ask(
    request: Request,
    front: Front,
    words: Words,
    then: str,
    sorry: str = "",
    login: str = "",
    status: int = 200,
) -> HTMLResponse:
    with front.house.look() as ledger:
        people = everybody(ledger) if front.house.rehearsal else ()
    counters = front.house.settings.counters
    return front.page(
        "signin/sign_in.html",
        words,
        status=status,
        sorry=sorry,
        then=_local(then),
        login=login,
        people=people,
        usual=lambda person: [one for one in counters if one.id in person.counters],
        others=lambda person: [one for one in counters if one.id not in person.counters],
        first=entry_of(request).first_wanted,
    )


def _ask_counter(
    request: Request, front: Front, words: Words, who: Who, then: str, sorry: str, status: int = 200
) -> HTMLResponse:
    with front.house.look() as ledger:
        called = names(ledger)
        there = {
            counter: called.get(login or "", "")
            for counter, login in who_is_where(ledger).items()
            if login != who.staff.login
        }
    here = (who.counter.id if who.counter else "", request.cookies.get(PLACE, ""))

    def rank(counter: str) -> int:
        return 0 if counter in here else 1 if counter in who.staff.counters else 2

    counters = sorted(front.house.settings.counters, key=lambda one: rank(one.id))
    return front.page(
        "signin/counter.html",
        words,
        status=status,
        who=who,
        sorry=sorry,
        then=_local(then),
        near=[one for one in counters if rank(one.id) < 2],
        others=[one for one in counters if rank(one.id) == 2],
        there=there,
    )


def _locked(
    front: Front, words: Words, who: Who, then: str, sorry: str = "", status: int = 200
) -> HTMLResponse:
    return front.page("signin/locked.html", words, status=status, who=who, then=_local(then), sorry=sorry)


async def _own(
    request: Request, front: Front, who: Who, change: Callable[[], Awaitable[None]], what: str
) -> Response:
    words = front.words(request, STAFF_LANGUAGES)
    try:
        await change()
    except Refused as refused:
        sorry = sentence(words, refused)
        return front.page("signin/own.html", words, status=409, who=who, sorry=sorry, done="")
    return _go(words, f"/sign-in/own?done={what}")


def _check_same(new: str, again: str) -> None:
    if new != again:
        raise Refused(Reason.PASSWORDS_DIFFER)


def _first(
    request: Request,
    front: Front,
    words: Words,
    sorry: str = "",
    login: str = "",
    name: str = "",
    status: int = 200,
) -> HTMLResponse:
    if not entry_of(request).first_wanted:
        sorry = sentence(words, Refused(Reason.ADMINISTRATOR_EXISTS))
        return front.page("server/sorry.html", words, status=409, text=sorry)
    return front.page("signin/first.html", words, status=status, sorry=sorry, login=login, name=name)


async def _end_earlier(request: Request, front: Front) -> None:
    # Whoever was signed in at this browser before has gone, and so has her counter.
    token, at = request.cookies.get(cookie_name(request), ""), front.house.real_clock.now()
    with front.house.look() as ledger:
        earlier = sessions.known(ledger, hash_of(token), at) if token else None
    if earlier:
        await front.house.do(sessions.end, earlier.session.id, at)


def _keep(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def _go(words: Words, then: str, otherwise: str = "/desk") -> RedirectResponse:
    path = _local(then) or otherwise
    if not parse_qs(urlsplit(path).query).get("lang"):
        path += f"{'&' if '?' in path else '?'}lang={words.language}"
    return RedirectResponse(path, status_code=303)


def _begins(staff: Staff) -> str:
    # Whoever works at no counter begins where her role sees most.
    return "/monitor" if may(staff.role, Area.MONITOR) else "/"


def _local(path: str) -> str:
    """Return the path if it is one of this server's pages, else an empty text."""
    return path if _LOCAL.fullmatch(path) else ""


def address_of(request: Request) -> str:
    """Return where a request came from; it is kept nowhere."""
    return request.client.host if request.client else ""
