"""A desk's day besides serving, as JSON: pauses, a client left for a moment, help, call-backs, alarms."""

from typing import Annotated

from fastapi import Path

from server.api.answers import STAFF_ACT, answers
from server.api.models import as_left
from server.api.models_desk import (
    AlarmOut,
    BreakIn,
    CallbackIn,
    CallbackOut,
    DeskOut,
    FiguresOut,
    HelpIn,
    HelpOut,
    PauseIn,
    StateOut,
    StepOutIn,
    as_alarm,
    as_arrival,
    as_callback,
    as_help,
    as_state,
)
from server.guard import ApiAgendaDep, ApiAnyCounterDep, ApiDeskDep, AtCounterDep
from server.reception import alarms, callbacks, helping, noticing, pauses, plan
from server.reception.choosing import left_for_others
from server.reception.figures import own_figures
from server.rules.moment import moment
from server.web import FrontDep, Room

router = Room(prefix="/api/v1", tags=["desk"])

Id = Annotated[int, Path(ge=0, lt=2**52)]


@router.get("/alarms", summary="What staff should look at now", responses=answers(401, 403))
async def all_alarms(front: FrontDep, who: ApiAnyCounterDep) -> list[AlarmOut]:
    """All alarms of the branch, for the supervisor: numbers, services and counters, nothing about people."""
    with front.house.look() as ledger:
        return [as_alarm(alarm) for alarm in alarms.current(ledger)]


@router.get(
    "/counters/{counter}/desk",
    summary="What a desk should notice now",
    responses=answers(401, 403, 404, 409, 422),
)
async def desk(front: FrontDep, who: AtCounterDep, counter: str) -> DeskOut:
    """What a desk should notice now: who waits for it, alarms, its own figures of today."""
    with front.house.look() as ledger:
        figures = own_figures(ledger, counter)
        staff = who.staff.login
        return DeskOut(
            arrival=as_arrival(noticing.arrival(ledger, counter, staff)),
            left=as_left(left_for_others(ledger, counter)),
            alarms=[as_alarm(alarm) for alarm in alarms.at_desk(ledger, counter, staff)],
            figures=FiguresOut(
                served=figures.served,
                wait_mean_ms=figures.wait_mean,
                service_mean_ms=figures.service_mean,
            ),
        )


@router.post("/counters/{counter}/pauses", summary="Begin a pause", responses=STAFF_ACT)
async def begin_pause(front: FrontDep, who: AtCounterDep, counter: str, wanted: PauseIn) -> StateOut:
    """Begin a break, lunch or other work; on a pause already, change its kind or its end."""
    until = moment(wanted.until) if wanted.until else None
    done = await front.house.do(pauses.begin_pause, counter, wanted.kind, until=until, staff=who.staff.login)
    return as_state(done)


@router.post("/counters/{counter}/returns", summary="Back from a pause", responses=STAFF_ACT)
async def end_pause(front: FrontDep, who: AtCounterDep, counter: str) -> StateOut:
    """Say that whoever works at a counter is back."""
    return as_state(await front.house.do(pauses.end_pause, counter, staff=who.staff.login))


@router.post("/counters/{counter}/step-outs", summary="Leave the client for a moment", responses=STAFF_ACT)
async def step_out(front: FrontDep, who: AtCounterDep, counter: str, wanted: StepOutIn) -> StateOut:
    """Leave the client who is being served for a moment; the counter stays hers. Not from a room."""
    done = await front.house.do(
        pauses.step_out, counter, wanted.reason, wanted.minutes, staff=who.staff.login, seen=wanted.seen
    )
    return as_state(done)


@router.post("/counters/{counter}/come-backs", summary="Back with the client", responses=STAFF_ACT)
async def come_back(front: FrontDep, who: AtCounterDep, counter: str) -> StateOut:
    """Say that whoever left her client for a moment is back."""
    return as_state(await front.house.do(pauses.come_back, counter, staff=who.staff.login))


@router.post("/counters/{counter}/breaks", status_code=204, summary="Plan a break", responses=STAFF_ACT)
async def plan_break(front: FrontDep, who: AtCounterDep, counter: str, wanted: BreakIn) -> None:
    """Say when a counter will have its break today, instead of the usual lunch; waits are foretold by it."""
    await front.house.do(plan.plan_break, counter, moment(wanted.start), moment(wanted.end))


@router.post(
    "/counters/{counter}/usual-breaks", status_code=204, summary="The usual break", responses=STAFF_ACT
)
async def usual_break(front: FrontDep, who: AtCounterDep, counter: str) -> None:
    """Go back to the usual lunch."""
    await front.house.do(plan.forget_breaks, counter)


@router.post("/counters/{counter}/help-calls", summary="Ask for help", responses=STAFF_ACT)
async def ask_help(front: FrontDep, who: AtCounterDep, counter: str, wanted: HelpIn) -> HelpOut:
    """Ask for help, silently: the supervisor and the desks beside it are told."""
    return as_help(await front.house.do(helping.ask_help, counter, wanted.reason, staff=who.staff.login))


@router.post("/counters/{counter}/help-acknowledgements", summary="Help comes", responses=STAFF_ACT)
async def help_comes(front: FrontDep, who: ApiDeskDep, counter: str) -> HelpOut:
    """Say that somebody goes to a counter that asked for help."""
    return as_help(await front.house.do(helping.help_comes, counter, staff=who.staff.login))


@router.post("/counters/{counter}/help-endings", summary="No more help needed", responses=STAFF_ACT)
async def end_help(front: FrontDep, who: ApiDeskDep, counter: str) -> HelpOut:
    """Say that a counter needs no help any more."""
    return as_help(await front.house.do(helping.end_help, counter, staff=who.staff.login))


@router.get("/callbacks/standing", summary="Call-backs that are not over", responses=answers(401, 403))
async def all_standing(front: FrontDep, who: ApiAgendaDep) -> list[CallbackOut]:
    """The call-backs of everybody that are not over, for the reception: the next one to be tried first."""
    with front.house.look() as ledger:
        return [as_callback(one) for one in callbacks.all_standing(ledger)]


@router.get(
    "/counters/{counter}/callbacks",
    summary="A desk's call-backs",
    responses=answers(401, 403, 404, 409, 422),
)
async def of_desk(front: FrontDep, who: AtCounterDep, counter: str) -> list[CallbackOut]:
    """The call-backs of a counter and of whoever works there, the next one to be tried first."""
    with front.house.look() as ledger:
        return [as_callback(one) for one in callbacks.of_desk(ledger, counter, who.staff.login)]


@router.post("/callbacks", status_code=201, summary="Note a call-back", responses=STAFF_ACT)
async def add(front: FrontDep, who: ApiDeskDep, wanted: CallbackIn) -> CallbackOut:
    """Note a number to be called back, for a counter or for one person, also one who is absent."""
    done = await front.house.do(
        callbacks.add,
        wanted.number,
        topic=wanted.topic,
        counter=wanted.counter,
        for_staff=wanted.for_staff,
    )
    return as_callback(done)


@router.post("/callbacks/{callback}/no-answers", summary="Nobody answered", responses=STAFF_ACT)
async def no_answer(front: FrontDep, who: ApiDeskDep, callback: Id) -> CallbackOut:
    """Take note that nobody answered: not again before half an hour; in the end the supervisor decides."""
    return as_callback(await front.house.do(callbacks.no_answer, callback))


@router.post("/callbacks/{callback}/cut-offs", summary="The call broke off", responses=STAFF_ACT)
async def cut_off(front: FrontDep, who: ApiDeskDep, callback: Id) -> CallbackOut:
    """Take note that the call broke off: it can be tried again at once."""
    return as_callback(await front.house.do(callbacks.cut_off, callback))


@router.post("/callbacks/{callback}/completions", summary="Called back", responses=STAFF_ACT)
async def done(front: FrontDep, who: ApiDeskDep, callback: Id) -> CallbackOut:
    """Take note that somebody was called back; her number is erased."""
    return as_callback(await front.house.do(callbacks.done, callback))


@router.post("/callbacks/{callback}/retries", summary="Try once more", responses=STAFF_ACT)
async def try_again(front: FrontDep, who: ApiAnyCounterDep, callback: Id) -> CallbackOut:
    """Let a call-back be tried once more: the supervisor's decision."""
    return as_callback(await front.house.do(callbacks.try_again, callback, staff=who.staff.login))


@router.post("/callbacks/{callback}/withdrawals", summary="Give it up", responses=STAFF_ACT)
async def drop(front: FrontDep, who: ApiAnyCounterDep, callback: Id) -> CallbackOut:
    """Give a call-back up: the supervisor's decision; its number is erased."""
    return as_callback(await front.house.do(callbacks.drop, callback, staff=who.staff.login))
