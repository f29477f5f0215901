"""The acts at a counter, as JSON. Each says who is there now."""

from server.api.answers import ACT
from server.api.models import (
    CallIn,
    ChoiceIn,
    ClientOut,
    CounterOut,
    LanguageIn,
    NextOut,
    NumberIn,
    ParkingIn,
    RefusalIn,
    ServiceIn,
    TransferIn,
    as_client,
    as_next,
)
from server.reception import calls, counters, handing, undoing
from server.store import visits
from server.web import FrontDep, Room, place

router = Room(prefix="/api/v1/counters", tags=["counters"])


@router.get("", summary="The counters")
async def all_counters(front: FrontDep) -> list[CounterOut]:
    """The counters: what they serve, whether they are open, which numbers are there."""
    words = front.house.words[front.house.settings.office.languages[0]]
    with front.house.look() as ledger:
        opened = counters.who_is_where(ledger)
        shown = []
        for counter in ledger.settings.counters:
            client = visits.client_at(ledger.connection, ledger.branch, counter.id)
            shown.append(
                CounterOut(
                    id=counter.id,
                    place=place(words, counter),
                    services=list(counter.services),
                    languages=list(counter.languages),
                    open=counter.id in opened,
                    client=client.number if client else None,
                    parked=[visit.number for visit in calls.set_aside_for(ledger, counter.id)],
                )
            )
    return shown


@router.post("/{counter}/openings", status_code=204, summary="Open", responses=ACT)
async def open_counter(front: FrontDep, counter: str, known: CallIn | None = None) -> None:
    """Open a counter, or take it over."""
    await front.house.do(counters.open_counter, counter, staff=known.staff if known else None)


@router.post("/{counter}/closings", status_code=204, summary="Close", responses=ACT)
async def close_counter(front: FrontDep, counter: str) -> None:
    """Close a counter; a client still there stays there."""
    await front.house.do(counters.close_counter, counter)


@router.post("/{counter}/calls", summary="Call next", responses=ACT)
async def call_next(front: FrontDep, counter: str, known: CallIn | None = None) -> NextOut:
    """Finish the client at a counter and call the next one."""
    return as_next(await front.house.do(calls.call_next, counter, **_known(known)))


@router.post("/{counter}/choices", summary="Call a chosen client", responses=ACT)
async def call_chosen(front: FrontDep, counter: str, choice: ChoiceIn) -> NextOut:
    """Call a client out of turn, with a reason."""
    done = await front.house.do(calls.call_chosen, counter, choice.number, choice.reason, **_known(choice))
    return as_next(done)


@router.post("/{counter}/recalls", summary="Call again", responses=ACT)
async def recall(front: FrontDep, counter: str, known: CallIn | None = None) -> ClientOut:
    """Show and sound the number at a counter once more."""
    return as_client(await front.house.do(calls.recall, counter, **_known(known)))


@router.post("/{counter}/starts", summary="Client has come", responses=ACT)
async def start(front: FrontDep, counter: str, known: CallIn | None = None) -> ClientOut:
    """Say that the client has come and is being served."""
    return as_client(await front.house.do(calls.start, counter, **_known(known)))


@router.post("/{counter}/no-shows", summary="No-show", responses=ACT)
async def no_show(front: FrontDep, counter: str, known: CallIn | None = None) -> ClientOut:
    """Say that the client called to a counter did not come."""
    return as_client(await front.house.do(calls.no_show, counter, **_known(known)))


@router.post("/{counter}/finishes", summary="Finish", responses=ACT)
async def finish(front: FrontDep, counter: str, known: CallIn | None = None) -> ClientOut:
    """Say that the client at a counter has been served."""
    return as_client(await front.house.do(calls.finish, counter, **_known(known)))


@router.post("/{counter}/refusals", summary="Refuse to serve", responses=ACT)
async def refuse(front: FrontDep, counter: str, wanted: RefusalIn) -> ClientOut:
    """Refuse to serve the client, with a code."""
    return as_client(await front.house.do(calls.refuse, counter, wanted.reason, **_known(wanted)))


@router.post("/{counter}/parkings", summary="Set aside", responses=ACT)
async def park(front: FrontDep, counter: str, wanted: ParkingIn | None = None) -> ClientOut:
    """Set the client aside; she comes back to this counter."""
    minutes = wanted.minutes if wanted else None
    return as_client(await front.house.do(calls.park, counter, minutes=minutes, **_known(wanted)))


@router.post("/{counter}/resumptions", summary="Call back", responses=ACT)
async def resume(front: FrontDep, counter: str, wanted: NumberIn) -> ClientOut:
    """Call a client back whom this counter has set aside."""
    return as_client(await front.house.do(calls.resume, counter, wanted.number, **_known(wanted)))


@router.post("/{counter}/transfers", summary="Hand over", responses=ACT)
async def transfer(front: FrontDep, counter: str, wanted: TransferIn) -> ClientOut:
    """Hand the client to a service, a counter or a person; the place is kept."""
    visit = await front.house.do(
        handing.transfer,
        counter,
        service=wanted.service,
        to_counter=wanted.to_counter,
        to_staff=wanted.to_staff,
        **_known(wanted),
    )
    return as_client(visit)


@router.post("/{counter}/hand-overs", summary="Hand over because of language", responses=ACT)
async def hand_over(front: FrontDep, counter: str, wanted: LanguageIn) -> ClientOut:
    """Hand the client to a counter that speaks her language; the place is kept."""
    return as_client(
        await front.house.do(handing.hand_over_for_language, counter, wanted.language, **_known(wanted))
    )


@router.post("/{counter}/services", summary="Add a service", responses=ACT)
async def add_service(front: FrontDep, counter: str, wanted: ServiceIn) -> ClientOut:
    """Go on with another service under the same number."""
    return as_client(await front.house.do(handing.add_service, counter, wanted.service, **_known(wanted)))


@router.post("/{counter}/undos", summary="Undo", responses=ACT)
async def undo(front: FrontDep, counter: str, known: CallIn | None = None) -> list[ClientOut]:
    """Take back everything the last press at a counter did, within a minute."""
    staff = known.staff if known else None
    return [as_client(visit) for visit in await front.house.do(undoing.undo, counter, staff=staff)]


def _known(known: CallIn | None) -> dict[str, str | None]:
    return {"seen": known.seen, "staff": known.staff} if known else {}
