"""The buttons of the supervisor's live page."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from server.guard import MonitorDep
from server.monitor.doing import Clock, Code, Id, do
from server.reception import callbacks, helping, issuing, notices, today
from server.rules.issuing import StopReason
from server.rules.notices import Cause
from server.web import FrontDep

router = APIRouter()  # within the monitor's room

Sentence = Annotated[str, Form(max_length=1000)]  # how long it may be is the verb's to say, in words


@router.post("/pauses")
async def pause(
    request: Request,
    front: FrontDep,
    who: MonitorDep,
    reason: Annotated[StopReason, Form()],
    service: Code = "",
    until: Clock = None,
) -> Response:
    """Give no numbers for a while: of one service, or of all."""
    end, staff = front.today_at(until) if until else None, who.staff.login
    return await do(request, front, who, issuing.pause, reason, service=service, until=end, staff=staff)


@router.post("/closings")
async def close_service(
    request: Request, front: FrontDep, who: MonitorDep, service: Code, reason: Annotated[StopReason, Form()]
) -> Response:
    """Give no more numbers of a service today."""
    return await do(request, front, who, issuing.close_for_today, service, reason, staff=who.staff.login)


@router.post("/openings")
async def open_service(request: Request, front: FrontDep, who: MonitorDep, service: Code) -> Response:
    """Give a service's numbers today, also out of its season and hours."""
    return await do(request, front, who, issuing.open_for_today, service, staff=who.staff.login)


@router.post("/resumptions")
async def resume(request: Request, front: FrontDep, who: MonitorDep, service: Code = "") -> Response:
    """Give numbers as usual again."""
    return await do(request, front, who, issuing.resume, service=service, staff=who.staff.login)


@router.post("/moves")
async def move_services(
    request: Request,
    front: FrontDep,
    who: MonitorDep,
    counter: Code,
    services: Annotated[list[str], Form(max_length=100)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Say which services a counter gives today."""
    return await do(request, front, who, today.move_services, counter, services, staff=who.staff.login)


@router.post("/usual-services")
async def usual_services(request: Request, front: FrontDep, who: MonitorDep, counter: Code) -> Response:
    """Let a counter give its usual services."""
    return await do(request, front, who, today.usual_services, counter, staff=who.staff.login)


@router.post("/notices")
async def post_notice(
    request: Request,
    front: FrontDep,
    who: MonitorDep,
    cause: Annotated[Cause, Form()],
    until: Clock = None,
    lt: Sentence = "",
    en: Sentence = "",
    uk: Sentence = "",
    ru: Sentence = "",
) -> Response:
    """Tell visitors of a disturbance."""
    texts = {"lt": lt, "en": en, "uk": uk, "ru": ru} if cause is Cause.OTHER else {}
    end, staff = front.today_at(until) if until else None, who.staff.login
    return await do(request, front, who, notices.post_notice, cause, text=texts, until=end, staff=staff)


@router.post("/notice-ends")
async def end_notice(request: Request, front: FrontDep, who: MonitorDep, notice: Id) -> Response:
    """Take a notice away."""
    return await do(request, front, who, notices.end_notice, notice, staff=who.staff.login)


@router.post("/callback-retries")
async def try_again(request: Request, front: FrontDep, who: MonitorDep, callback: Id) -> Response:
    """Let a call-back be tried once more."""
    return await do(request, front, who, callbacks.try_again, callback, staff=who.staff.login)


@router.post("/callback-withdrawals")
async def give_up(request: Request, front: FrontDep, who: MonitorDep, callback: Id) -> Response:
    """Give a call-back up; its number is erased."""
    return await do(request, front, who, callbacks.drop, callback, staff=who.staff.login)


@router.post("/help-answers")
async def answer_help(request: Request, front: FrontDep, who: MonitorDep, where: Code) -> Response:
    """Say that one goes to a counter that has asked for help."""
    return await do(request, front, who, helping.help_comes, where, staff=who.staff.login)


@router.post("/help-ends")
async def end_help(request: Request, front: FrontDep, who: MonitorDep, where: Code) -> Response:
    """Say that no help is needed there any more."""
    return await do(request, front, who, helping.end_help, where, staff=who.staff.login)
