"""The kiosk's first screens: what somebody can come for, one or two touches from a ticket."""

import secrets
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Path, Query, Request, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kiosk.booking import stands_in
from kiosk.choices import Choice, Leads, others, screen, search, start
from kiosk.device import being_seen, kiosk_of, leaving
from kiosk.drawing import page, part, sorry, speaks
from kiosk.view import Mode, View, view_of
from server.guard import TurnedAway
from server.notices import notice_text
from server.openings import closed, given_text
from server.paired import remember, token_of
from server.reception import issuing, papers, tickets
from server.reception.asking import service_of
from server.reception.closing import Notice, notices
from server.reception.notices import standing
from server.rules.moment import local
from server.rules.notices import Cause
from server.rules.notices import Notice as Disturbance
from server.rules.reach import height_mm, reach_mm
from server.rules.refused import Reason, Refused
from server.rules.season import given
from server.rules.visit import Paper
from server.waits import line_text
from server.web import Front, FrontDep, Room, help_place, sentence, show
from server.words import Words

router = Room(prefix="/kiosk", include_in_schema=False)

RESULTS = (2, 1)  # of a search, above its letters, and with larger letters
RULES = (5, 2)  # on a screen, and with larger letters
LONGEST_SEARCH = 16
ALPHABETS = {
    "lt": "aąbcčdeęėfghiįyjklmnoprsštuųūvzž",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}

Number = Annotated[int, Query(alias="screen", ge=1, le=99)]


@router.get("")
async def home(request: Request, front: FrontDep, number: Number = 1) -> HTMLResponse:
    """Show what people come for."""
    answer = _start(front, view_of(front, request), number)
    if token := token_of(request):
        remember(request, answer, token)
    return answer


@router.get("/priority")
async def priority(request: Request, front: FrontDep, number: Number = 1) -> HTMLResponse:
    """Show who may be called earlier, and the same choices again (standard, 19.2)."""
    view = view_of(front, request)
    offered = Choice(Leads.PRIORITY) in others(front.house.settings, view.kiosk)
    return _start(front, replace(view, priority=offered), number)


@router.get("/groups/{group}")
async def group(
    request: Request, front: FrontDep, group: Annotated[int, Path(ge=0, le=99)], number: Number = 1
) -> HTMLResponse:
    """Show the services that share a button."""
    view = view_of(front, request)
    groups = view.kiosk.groups
    if group >= len(groups):
        return sorry(front, view, sentence(view.words, Refused(Reason.UNKNOWN_SERVICE)), 404)
    choices = tuple(Choice(Leads.SERVICE, service) for service in groups[group].services)
    shown = screen(choices, (), view.modes, number, unsure=False)
    return _choose(front, view, shown=shown, title=view.words.pick(groups[group].name), group=group)


@router.get("/search")
async def find(
    request: Request, front: FrontDep, typed: Annotated[str, Query(max_length=LONGEST_SEARCH)] = ""
) -> HTMLResponse:
    """Find a service by letters: each key is a page of its own, so it works without scripts too."""
    view = view_of(front, request)
    known = front.house.settings.service
    names = {service: view.words.pick(known(service).name) for service in view.kiosk.services}
    room = RESULTS[Mode.LARGE in view.modes]
    found = tuple(Choice(Leads.SERVICE, service) for service in search(names, typed)[:room])
    shown = screen(found, (), (), 1, unsure=False)
    typing = {"typed": typed, "letters": ALPHABETS[view.words.language], "longest": LONGEST_SEARCH}
    return _choose(front, view, "kiosk/search.html", shown=shown, title=view.words("kiosk.search"), **typing)


@router.get("/how")
async def how(request: Request, front: FrontDep, number: Number = 1) -> HTMLResponse:
    """Say how people are called (standard, 2.10)."""
    view = view_of(front, request)
    rules = _rules(front, view.words)
    each = RULES[Mode.LARGE in view.modes]
    of = -(-len(rules) // each)
    number = min(number, of)
    before = (number - 1) * each
    shown = rules[before : before + each]
    return page(front, view, "kiosk/how.html", rules=shown, first=before + 1, number=number, of=of)


def _rules(front: Front, words: Words) -> list[str]:
    queue = front.house.settings.queue
    groups = ", ".join(words.pick(queue.priority.groups))
    ahead = words("kiosk.how_priority", n=queue.priority.head_start_min)
    to = help_place(front, words)
    return [
        words("kiosk.how_order"),
        *([f"{words('kiosk.priority_who')} {groups}. {ahead}"] if queue.priority.mode != "none" else []),
        words("kiosk.how_booked", n=queue.appointment.late_tolerance_min),
        words("kiosk.how_language"),
        words("kiosk.how_missed", n=queue.calls.restore_within_min, to=to),
    ]


@router.get("/not-now")
async def not_now(
    request: Request, front: FrontDep, service: Annotated[str, Query(max_length=16)]
) -> Response:
    """Say when a service is given that is not given now; where it is, its button is on the first screens."""
    view = view_of(front, request)
    try:
        with front.house.look() as ledger:
            found = service_of(ledger, service)
            stop = issuing.stopped(ledger).get(service)
            no = issuing.refusal(ledger, stop) if stop else None
            now = local(ledger.now, ledger.settings.office.timezone)
    except Refused as refused:
        return sorry(front, view, sentence(view.words, refused), 404)
    if not stop and given(found.season, found.hours, now):
        return RedirectResponse(view.to("/kiosk"), status_code=303)
    text = sentence(view.words, no) if no else view.words("kiosk.not_now")
    when = () if stop else given_text(view.words, found)
    return page(front, view, "kiosk/not_now.html", service=found, text=text, when=when)


@router.get("/sizes.css")
async def sizes(request: Request, front: FrontDep) -> Response:
    """Tell the screens how large a millimetre is here, and how far up a wheelchair user reaches."""
    try:
        kiosk = kiosk_of(front, request)
    except TurnedAway:
        kiosk = front.house.settings.all_kiosks[0]  # what it shows instead is drawn as on the usual one

    def of(*, upright: bool) -> str:
        height = height_mm(kiosk.diagonal_in, upright=upright)
        reach = reach_mm(kiosk.diagonal_in, kiosk.top_edge_mm, upright=upright)
        return f":root {{ --mm: calc(100vh / {height:.1f}); --reach: {reach:.1f}; }}"

    text = f"{of(upright=True)}\n@media (orientation: landscape) {{ {of(upright=False)} }}\n"
    return Response(text, media_type="text/css", headers={"Cache-Control": "no-cache"})


@router.websocket("/live")
async def live(socket: WebSocket, front: FrontDep) -> None:
    """Keep the lengths of the lines fresh."""
    view = view_of(front, socket)
    words = view.words
    board = front.board(
        ("kiosk", view.kiosk.id, words.language, f"heard {speaks(front, view)}, priority {view.priority}"),
        lambda: part(front, view, "kiosk/lines.html", **lines(front, view)),
    )
    async with being_seen(front, socket):
        await show(socket, board, leaving(front, socket))


def _start(front: Front, view: View, number: int) -> HTMLResponse:
    settings = front.house.settings
    beside = tuple(
        choice
        for choice in others(settings, view.kiosk)
        if not (view.priority and choice.leads is Leads.PRIORITY)
    )
    unsure = settings.default_help is not None
    # Who may be called earlier stands above the choices. In large letters it has the first screen for itself.
    alone = view.priority and Mode.LARGE in view.modes
    shown = screen(start(view.kiosk), beside, view.modes, number - alone, unsure=unsure)
    if alone:
        choices, place = ((), 1) if number == 1 else (shown.choices, shown.number + 1)
        shown = replace(shown, choices=choices, number=place, of=shown.of + 1)
    return _choose(front, view, shown=shown, title="")


def _choose(front: Front, view: View, template: str = "kiosk/home.html", **context: Any) -> HTMLResponse:
    words, settings = view.words, front.house.settings
    if shut := closed(settings, words, front.house.clock.now()):
        return page(front, view, "kiosk/closed.html", closed=shut)
    return page(
        front,
        view,
        template,
        nonce=secrets.token_urlsafe(16),
        named={service.id: service for service in settings.services},
        groups=view.kiosk.groups,
        priority_groups=settings.queue.priority.groups,
        **lines(front, view),
        **context,
    )


def lines(front: Front, view: View) -> dict[str, Any]:
    """Return what runs on the screens of choices: how long each line is, and what all must know.

    Args:
        front: the pages' front.
        view: the visitor's kiosk; with priority her wait is another one.
    """
    words = view.words
    settings = front.house.settings
    now = local(front.house.clock.now(), settings.office.timezone)
    with front.house.look() as ledger:
        ahead = tickets.lines(ledger)
        paperless = papers.first_paper(ledger, view.kiosk.id) is Paper.NOT_SENT
        closing = notices(ledger, front.forecaster.foretold.groups)
        told = standing(ledger, restarted_at=front.house.restarted_at)
        stops = issuing.stopped(ledger)
        instead, hours = stands_in(front, words, ledger), ledger.hours
    return {
        "closed": not hours.tickets,
        "paperless": paperless,
        "closing": _closing_text(front, words, closing),
        "notice": _notice_text(front, words, told),
        "services": settings.services,
        "lines": {
            service: words("kiosk.stopped_short")
            if service in stops
            else line_text(words, count, front.forecaster.newcomer(service, priority=view.priority))
            for service, count in ahead.items()
        },
        "instead": {service: one for service, one in instead.items() if service not in stops},
        "stops": stops,
        "not_now": {
            one.id: given_text(words, one)
            for one in settings.services
            if one.walk_in and (one.id in stops or not given(one.season, one.hours, now))
        },
        "help": settings.default_help,
    }


def _notice_text(front: Front, words: Words, told: list[Disturbance]) -> str:
    # One line has room. Of a printer that prints nothing by itself the kiosk tells in a place of its own.
    first = next((one for one in told if one.id is not None or one.cause is not Cause.PRINTER), None)
    office = front.house.settings.office
    return notice_text(words, first, office.languages[0], office.timezone) if first else ""


def _closing_text(front: Front, words: Words, closing: list[Notice]) -> str:
    # One line for the whole hall: which counters reach whom stands on the wall.
    if not closing:
        return ""
    closes = words.time(local(closing[0].closes, front.house.settings.office.timezone))
    served = sum(notice.served for notice in closing)
    everybody = all(notice.everybody for notice in closing)
    text = words("closing.all_served") if everybody else words.count("closing.still_served", served)
    return f"{words('kiosk.open_until', time=closes)} {text}"
