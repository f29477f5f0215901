"""The acts at a counter, as JSON. Each says who is there now."""

from server.api.answers import STAFF_ACT, answers
from server.api.models import (
    CallIn,
    ChoiceIn,
    ClientOut,
    CounterOut,
    FinishIn,
    LanguageIn,
    NextOut,
    NumberIn,
    ParkingIn,
    RefusalIn,
    ServiceIn,
    TransferIn,
    as_client,
    as_next,
    as_time,
    maybe_time,
)
from server.guard import ApiDeskDep, AtCounterDep, check_counter
from server.reception import calls, counters, handing, sessions, undoing
from server.rules.roles import Area, may
from server.store import visits
from server.web import FrontDep, Room, place

router = Room(prefix="/api/v1/counters", tags=["counters"])


@router.get("", summary="The counters", responses=answers(401, 403))
async def all_counters(front: FrontDep, who: ApiDeskDep) -> list[CounterOut]:
    """The counters: what they serve, whether they are open, which numbers are there."""
    words = front.house.words[front.house.settings.office.languages[0]]
    with front.house.look() as ledger:
        opened = counters.open_counters(ledger)
        shown = []
        for counter in ledger.settings.counters:
            client = visits.client_at(ledger.connection, ledger.branch, counter.id)
            here = opened.get(counter.id)
            shown.append(
                CounterOut(
                    id=counter.id,
                    place=place(words, counter),
                    services=list(counter.services),
                    languages=list(counter.languages),
                    open=here is not None,
                    state=here.state if here else None,
                    state_since=as_time(here.state_since) if here else None,
                    until=maybe_time(here.until) if here else None,
                    out_until=maybe_time(here.out_until) if here else None,
                    client=client.number if client else None,
                    client_status=client.status if client else None,
                    parked=[visit.number for visit in calls.set_aside_for(ledger, counter.id)],
                )
            )
    return shown


@router.post("/{counter}/openings", status_code=204, summary="Open", responses=STAFF_ACT)
async def open_counter(front: FrontDep, counter: str, who: ApiDeskDep) -> None:
    """Begin to work at a counter, or take it over. The counter where one worked before is closed."""
    await front.house.do(sessions.sit, who.session, counter)


@router.post("/{counter}/closings", status_code=204, summary="Close", responses=STAFF_ACT)
async def close_counter(front: FrontDep, counter: str, who: ApiDeskDep) -> None:
    """Close one's counter, or as a supervisor any; a client still there stays there."""
    if not may(who.staff.role, Area.ANY_COUNTER):
        check_counter(front, who, counter)
    await front.house.do(counters.close_counter, counter)


@router.post("/{counter}/calls", summary="Call next", responses=STAFF_ACT)
async def call_next(
    front: FrontDep, who: AtCounterDep, counter: str, known: FinishIn | None = None
) -> NextOut:
    """Finish the client at a counter and call the next one."""
    outcome = known.outcome if known else None
    done = await front.house.do(
        calls.call_next, counter, outcome=outcome, staff=who.staff.login, **_seen(known)
    )
    return as_next(done)


@router.post("/{counter}/choices", summary="Call a chosen client", responses=STAFF_ACT)
async def call_chosen(front: FrontDep, who: AtCounterDep, counter: str, choice: ChoiceIn) -> NextOut:
    """Call a client out of turn, with a reason."""
    done = await front.house.do(
        calls.call_chosen, counter, choice.number, choice.reason, staff=who.staff.login, **_seen(choice)
    )
    return as_next(done)


@router.post("/{counter}/recalls", summary="Call again", responses=STAFF_ACT)
async def recall(front: FrontDep, who: AtCounterDep, counter: str, known: CallIn | None = None) -> ClientOut:
    """Show and sound the number at a counter once more."""
    return as_client(await front.house.do(calls.recall, counter, staff=who.staff.login, **_seen(known)))


@router.post("/{counter}/starts", summary="Client has come", responses=STAFF_ACT)
async def start(front: FrontDep, who: AtCounterDep, counter: str, known: CallIn | None = None) -> ClientOut:
    """Say that the client has come and is being served."""
    return as_client(await front.house.do(calls.start, counter, staff=who.staff.login, **_seen(known)))


@router.post("/{counter}/no-shows", summary="No-show", responses=STAFF_ACT)
async def no_show(front: FrontDep, who: AtCounterDep, counter: str, known: CallIn | None = None) -> ClientOut:
    """Say that the client called to a counter did not come."""
    return as_client(await front.house.do(calls.no_show, counter, staff=who.staff.login, **_seen(known)))


@router.post("/{counter}/finishes", summary="Finish", responses=STAFF_ACT)
async def finish(
    front: FrontDep, who: AtCounterDep, counter: str, known: FinishIn | None = None
) -> ClientOut:
    """Say that the client at a counter has been served."""
    outcome = known.outcome if known else None
    return as_client(
        await front.house.do(calls.finish, counter, outcome=outcome, staff=who.staff.login, **_seen(known))
    )


@router.post("/{counter}/refusals", summary="Refuse to serve", responses=STAFF_ACT)
async def refuse(front: FrontDep, who: AtCounterDep, counter: str, wanted: RefusalIn) -> ClientOut:
    """Refuse to serve the client, with a code."""
    return as_client(
        await front.house.do(calls.refuse, counter, wanted.reason, staff=who.staff.login, **_seen(wanted))
    )


@router.post("/{counter}/parkings", summary="Set aside", responses=STAFF_ACT)
async def park(
    front: FrontDep, who: AtCounterDep, counter: str, wanted: ParkingIn | None = None
) -> ClientOut:
    """Set the client aside; she comes back to this counter."""
    minutes = wanted.minutes if wanted else None
    return as_client(
        await front.house.do(calls.park, counter, minutes=minutes, staff=who.staff.login, **_seen(wanted))
    )


@router.post("/{counter}/resumptions", summary="Call back", responses=STAFF_ACT)
async def resume(front: FrontDep, who: AtCounterDep, counter: str, wanted: NumberIn) -> ClientOut:
    """Call a client back whom this counter has set aside."""
    return as_client(
        await front.house.do(calls.resume, counter, wanted.number, staff=who.staff.login, **_seen(wanted))
    )


@router.post("/{counter}/transfers", summary="Hand over", responses=STAFF_ACT)
async def transfer(front: FrontDep, who: AtCounterDep, counter: str, wanted: TransferIn) -> ClientOut:
    """Hand the client to a service, a counter or a person; the place is kept."""
    visit = await front.house.do(
        handing.transfer,
        counter,
        service=wanted.service,
        to_counter=wanted.to_counter,
        to_staff=wanted.to_staff,
        note=wanted.note,
        staff=who.staff.login,
        **_seen(wanted),
    )
    return as_client(visit)


@router.post("/{counter}/hand-overs", summary="Hand over because of language", responses=STAFF_ACT)
async def hand_over(front: FrontDep, who: AtCounterDep, counter: str, wanted: LanguageIn) -> ClientOut:
    """Hand the client to a counter that speaks her language; the place is kept."""
    visit = await front.house.do(
        handing.hand_over_for_language,
        counter,
        wanted.language,
        to_counter=wanted.to_counter,
        note=wanted.note,
        staff=who.staff.login,
        **_seen(wanted),
    )
    return as_client(visit)


@router.post("/{counter}/services", summary="Add a service", responses=STAFF_ACT)
async def add_service(front: FrontDep, who: AtCounterDep, counter: str, wanted: ServiceIn) -> ClientOut:
    """Go on with another service under the same number."""
    return as_client(
        await front.house.do(
            handing.add_service, counter, wanted.service, staff=who.staff.login, **_seen(wanted)
        )
    )


@router.post("/{counter}/undos", summary="Undo", responses=STAFF_ACT)
async def undo(
    front: FrontDep, who: AtCounterDep, counter: str, known: CallIn | None = None
) -> list[ClientOut]:
    """Take back everything the last press at a counter did, within a minute."""
    undone = await front.house.do(undoing.undo, counter, staff=who.staff.login)
    return [as_client(visit) for visit in undone]


def _seen(known: CallIn | None) -> dict[str, str | None]:
    return {"seen": known.seen} if known else {}
