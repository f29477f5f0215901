"""The ticket on a phone: its number, its place in the queue and its call, for a day.

A ticket's address is its secret (128 bits): the pages here are kept by no browser, found by no search,
tell no other site where they were, and set no cookie.
"""

from typing import Annotated, Any

from fastapi import Form, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.guessing import WrongCodes
from server.phone.stage import Stage, stage
from server.printing import ahead_text, bring_text, where
from server.reception import passing, tickets
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE
from server.rules.passing import AT_MOST
from server.rules.refused import Reason, Refused
from server.rules.visit import MOVES, Act, Status
from server.store.tables import Visit
from server.store.writer import StoreUnavailable
from server.waits import today_text, wait_text
from server.web import Front, FrontDep, Room, help_place, place, sentence, show
from server.words import Words

router = Room(prefix="/t", include_in_schema=False)

SECRET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@router.get("")
async def find(request: Request, front: FrontDep) -> HTMLResponse:
    """Ask for the short code on a ticket, for those who cannot scan."""
    return _find(front, _words(front, request), "")


@router.post("")
async def look_up(request: Request, front: FrontDep, code: Annotated[str, Form()] = "") -> Response:
    """Go to the ticket with this code, however it is typed."""
    words = _words(front, request)
    codes: WrongCodes = request.app.state.wrong_codes
    try:
        with codes.guard(), front.house.look() as ledger:
            token = tickets.by_code(ledger, code).token
    except Refused as refused:
        if refused.reason is not Reason.TOO_MANY_CODES:
            return _find(front, words, words("phone.code_bad", to=help_place(front, words)), status=404)
        minutes = int(str(refused.facts["n"]))
        alert = words("phone.code_wait", n=minutes, to=help_place(front, words))
        answer = _find(front, words, alert, status=429)
        answer.headers["Retry-After"] = str(minutes * 60)
        return answer
    return _to(token, request)


@router.get("/{token}")
async def ticket(request: Request, front: FrontDep, token: str) -> HTMLResponse:
    """Show where a ticket stands."""
    return _ticket(front, request, token)


@router.websocket("/{token}/live")
async def live(socket: WebSocket, front: FrontDep, token: str) -> None:
    """Keep a ticket's page true until its day is over."""
    with front.house.look() as ledger:
        visit, _ = _visit(ledger, token)
    if visit is None:
        await socket.close(code=1008)
        return
    words = _words(front, socket, visit)

    def draw() -> str:
        with front.house.look() as ledger:
            return front.part("phone/parts.html", words, **_picture(front, words, ledger, token))

    await show(socket, front.passing_board(draw))


@router.post("/{token}/let-pass")
async def let_pass(
    request: Request, front: FrontDep, token: str, seen: Annotated[int | None, Form()] = None
) -> Response:
    """Let the next one pass."""
    try:
        await front.house.do(passing.let_pass, token, seen=seen)
    except (Refused, StoreUnavailable) as no:
        return _say_no(front, request, token, no)
    return _to(token, request)


@router.get("/{token}/leave")
async def ask_whether_to_leave(request: Request, front: FrontDep, token: str) -> Response:
    """Ask once more before the place is given up."""
    with front.house.look() as ledger:
        visit, _ = _visit(ledger, token)
    if visit is None or not _may_leave(visit):
        return _ticket(front, request, token)
    return _page(front, "phone/leave.html", _words(front, request, visit), visit=visit)


@router.post("/{token}/leave")
async def leave(request: Request, front: FrontDep, token: str) -> Response:
    """Give up waiting."""
    try:
        await front.house.do(tickets.leave, token)
    except (Refused, StoreUnavailable) as no:
        return _say_no(front, request, token, no)
    return _to(token, request)


def _words(front: Front, request: Request | WebSocket, visit: Visit | None = None) -> Words:
    # A ticket speaks the language it was taken in, unless the address asks for another.
    languages = front.house.settings.office.languages
    if visit:
        languages = tuple(sorted(languages, key=lambda language: language != visit.language))
    return front.words(request, languages)


def _to(token: str, request: Request) -> Response:
    language = request.query_params.get("lang", "")
    asked = f"?lang={language}" if language.isalpha() else ""
    return RedirectResponse(f"/t/{token}{asked}", status_code=303, headers=SECRET)


def _page(front: Front, template: str, words: Words, status: int = 200, **context: Any) -> HTMLResponse:
    answer = front.page(template, words, status=status, **context)
    answer.headers.update(SECRET)
    return answer


def _find(front: Front, words: Words, alert: str, status: int = 200) -> HTMLResponse:
    # This address is no secret. Here a form names its origin, and other sites' forms are turned away.
    return front.page("phone/find.html", words, status=status, alert=alert)


def _ticket(
    front: Front, request: Request, token: str, alert: str = "", status: int | None = None
) -> HTMLResponse:
    with front.house.look() as ledger:
        visit, found = _visit(ledger, token)
        words = _words(front, request, visit)
        picture = _picture(front, words, ledger, token)
    if visit is None:
        return _page(front, "phone/void.html", words, status=found, **picture)
    return _page(front, "phone/ticket.html", words, status=status or found, alert=alert, **picture)


def _say_no(front: Front, request: Request, token: str, no: Refused | StoreUnavailable) -> HTMLResponse:
    with front.house.look() as ledger:
        visit, _ = _visit(ledger, token)
    words = _words(front, request, visit)
    if isinstance(no, StoreUnavailable):
        return _ticket(front, request, token, words("page.not_written"), 503)
    return _ticket(front, request, token, sentence(words, no), 409)


def _visit(ledger: Ledger, token: str) -> tuple[Visit | None, int]:
    """Return the visit, or ``None`` with the status of the answer: never known, or gone with its day."""
    try:
        visit = tickets.by_token(ledger, token)
    except Refused as refused:
        assert refused.reason is Reason.UNKNOWN_TICKET
        return None, 404
    return (visit, 200) if visit.day == ledger.day else (None, 410)


def _picture(front: Front, words: Words, ledger: Ledger, token: str) -> dict[str, Any]:
    visit, _ = _visit(ledger, token)
    if visit is None:
        return {"stage": Stage.VOID, "help_place": help_place(front, words)}
    settings = ledger.settings
    ahead = tickets.ahead(ledger, visit)
    told, waiting = front.forecaster.ticket(visit), visit.status is Status.WAITING
    kept_until = (visit.ended_at or 0) + settings.queue.calls.restore_within_min * MINUTE
    service = next((one for one in settings.services if one.id == visit.service), None)
    counter = next((one for one in settings.counters if one.id == visit.counter), None)
    return {
        "stage": stage(visit.status, ahead, kept_until, ledger.now),
        "visit": visit,
        "ahead": ahead_text(words, ahead),
        "wait": wait_text(words, told) if waiting else "",
        "today": today_text(words, told, promised=visit.promised_at is not None) if waiting else "",
        # Counters may have been renamed since; then the number alone must do.
        "to": place(words, counter) if counter else visit.counter or "",
        "floor": counter.floor if counter else None,
        "kept_until": kept_until,
        "where": where(front.house, words, service) if service else "",
        "bring": bring_text(words, service) if service else "",
        "help_place": help_place(front, words),
        "passes": AT_MOST - visit.let_pass if passing.can_let_pass(visit) else 0,
        "may_leave": _may_leave(visit),
    }


def _may_leave(visit: Visit) -> bool:
    return (visit.status, Act.LEAVE) in MOVES
