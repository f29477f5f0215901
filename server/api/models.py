"""What goes in and out of the API. Times are UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from server.bounds import Moment, WallTime
from server.reception import tickets
from server.reception.calls import Empty, NextCall, OutOfTurn, Refusal
from server.reception.choosing import LeftForOthers
from server.reception.ledger import Ledger
from server.reception.notes import LONGEST
from server.rules.closing import Outlook
from server.rules.counter import CounterState
from server.rules.moment import local
from server.rules.printers import PrinterState
from server.rules.told import Told
from server.rules.visit import Paper, Status, paper_now
from server.store.tables import Visit


class Model(BaseModel):
    """What all bodies share: an unknown field is a mistake, not something to ignore."""

    model_config = ConfigDict(extra="forbid")


class Fault(Model):
    """Why a request was not carried out."""

    code: str = Field(examples=["unknown_service"])
    message: str = Field(examples=["We are sorry, there is no such service here."])


class FaultOut(Model):
    """Every answer that is not a success."""

    error: Fault


class WaitOut(Model):
    """A wait that is right four times in five, in steps of five minutes; 0 and 0: at once."""

    low_min: int = Field(examples=[15])
    high_min: int = Field(examples=[25])


class ServiceOut(Model):
    """A service and the line for it."""

    id: str = Field(examples=["D"])
    name: dict[str, str] = Field(examples=[{"lt": "Gyvenamosios vietos deklaravimas"}])
    walk_in: bool = Field(description="Whether a ticket can be taken without an appointment.")
    ahead: int = Field(description="How many people can be called before somebody coming now.")
    wait: WaitOut | None = Field(description="Of somebody coming now; empty when no counter serves it.")
    today: Outlook | None = Field(description="Whether somebody coming now is served before closing.")
    counters: list[str] = Field(description="The counters that serve it.", examples=[["2"]])


class TicketIn(Model):
    """A ticket wanted."""

    service: str = Field(max_length=16, examples=["D"])
    language: str | None = Field(
        None, max_length=8, description="The visitor's; the office's first by default."
    )
    priority: bool = Field(
        False, strict=True, description="Whether to be called earlier. The reason is never asked."
    )
    nonce: str | None = Field(
        None, min_length=8, max_length=64, description="Send the same again to get the same ticket again."
    )
    appointment: Moment | None = Field(None, description="The booked time of today, if there is one.")
    printed: bool = Field(False, strict=True, description="Whether the kiosk's printer prints it.")


class TicketOut(Model):
    """A ticket."""

    number: str = Field(examples=["D001"])
    token: str = Field(description="Secret; the ticket's address.")
    service: str
    language: str
    status: Status
    ahead: int = Field(description="How many people can be called before; 0 once called.")
    wait: WaitOut | None = Field(description="Still to come; empty once called or when nobody can tell.")
    today: Outlook | None = Field(description="Whether she is served before closing.")
    promised: bool = Field(description="Whether she was told that she will be served today.")
    counter: str | None = Field(description="Where it was called to.")
    calls: int = Field(description="How often it was called.")
    let_pass: int = Field(description="How often she has let somebody pass.")
    taken_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    paper: Paper


class PrinterOut(Model):
    """A printer."""

    id: str = Field(examples=["entrance"])
    state: PrinterState
    failing: bool = Field(description="Whether nothing can be printed: tickets are shown on the screen.")
    since: datetime | None = Field(description="Since when it is so; empty when nobody has looked yet.")
    reason: str = Field(description="The printer's word for why.", examples=["refused"])
    printed_m: float = Field(description="Metres of paper used since the roll was changed.")
    roll_m: int = Field(description="Metres of paper on a new roll.")


class LetPassIn(Model):
    """What the caller knows of a ticket."""

    seen: int | None = Field(
        None,
        ge=0,
        lt=2**31,
        strict=True,
        description="How often she has let somebody pass (let_pass), as the caller knows it. "
        "If it has been more often since, nobody passes: a request sent again gives up one place only.",
    )


class CallIn(Model):
    """What the caller knows."""

    seen: str | None = Field(
        None,
        max_length=16,
        description="The number believed to be at the counter, empty for nobody. "
        "If another is there, nothing is done.",
    )


class FinishIn(CallIn):
    """How serving the client there has ended."""

    outcome: str | None = Field(
        None, max_length=24, examples=["done"], description="One of the office's codes (desk.outcomes)."
    )


class ChoiceIn(CallIn):
    """Whom to call out of turn, and why."""

    number: str = Field(max_length=16, examples=["A017"])
    reason: OutOfTurn


class RefusalIn(CallIn):
    """Why the client is not served."""

    reason: Refusal


class ParkingIn(CallIn):
    """For how long the client is set aside."""

    minutes: int | None = Field(
        None, strict=True, ge=1, le=480, description="After how many minutes to be reminded."
    )


class NumberIn(CallIn):
    """Which client."""

    number: str = Field(max_length=16, examples=["A017"])


NOTE = Field(
    None,
    max_length=LONGEST,
    description="For the colleague, without personal data. Read at the desk that may call the client and "
    "nowhere else, and erased with the day.",
)


class TransferIn(CallIn):
    """Where the client is handed: a service, or a counter or a person (then that one only)."""

    service: str | None = Field(None, max_length=16)
    to_counter: str | None = Field(None, max_length=16)
    to_staff: str | None = Field(None, max_length=64)
    note: str | None = NOTE


class LanguageIn(CallIn):
    """The language the client wishes, and the colleague who speaks it, if one was chosen."""

    language: str = Field(max_length=8, examples=["uk"])
    to_counter: str | None = Field(None, max_length=16)
    note: str | None = NOTE


class ServiceIn(CallIn):
    """The service the client wants next."""

    service: str = Field(max_length=16, examples=["B"])


class CounterOut(Model):
    """A counter and who is there."""

    id: str = Field(examples=["2"])
    place: str = Field(examples=["2 langelis"])
    services: list[str]
    languages: list[str]
    open: bool
    state: CounterState | None = Field(description="What is done there; empty when it is closed.")
    state_since: datetime | None
    until: datetime | None = Field(description="Until when a pause lasts; empty for an open end or none.")
    out_until: datetime | None = Field(description="Until when the client there is left for a moment.")
    client: str | None = Field(description="The number of the client there.")
    client_status: Status | None = Field(description="Whether that one is called or being served.")
    parked: list[str] = Field(description="The numbers set aside that it may call back.")


class WhyOut(Model):
    """Why a number was called, told in one sentence and as facts."""

    number: str
    sentence: dict[str, str]
    reason: str = Field(examples=["priority"])
    counts_as: datetime = Field(description="From when it counts as having come.")
    came: datetime
    called_at: datetime
    runner_up: str | None
    runner_up_counts_as: datetime | None
    rule: int = Field(description="The version of the rule.")


class ClientOut(Model):
    """A client at a counter."""

    number: str
    service: str
    language: str
    status: Status
    counter: str | None
    calls: int
    called_at: datetime | None


class LeftOut(Model):
    """Somebody who is left for a counter that speaks her language."""

    number: str = Field(examples=["A017"])
    language: str = Field(examples=["uk"])
    counters: list[str] = Field(description="The open counters that speak it and serve her.")


class NextOut(Model):
    """What "call next" did."""

    finished: ClientOut | None = Field(description="The client before, now served.")
    called: ClientOut | None = Field(description="The client called; null when nobody was.")
    empty: Empty | None = Field(description="Why nobody was called.")
    left: list[LeftOut] = Field(description="Who waits, but for a colleague who speaks her language.")


class WallCall(Model):
    """One call on the wall."""

    number: str
    counter: str
    place: str = Field(examples=["2 langelis"])
    called_at: datetime
    again: bool
    over: bool


class WallPause(Model):
    """A counter on a break."""

    counter: str
    place: str = Field(examples=["2 langelis"])
    until: datetime | None


class WallOut(Model):
    """The wall's picture."""

    revision: int
    now: datetime
    newest: WallCall | None
    before: list[WallCall]
    waiting: int
    pauses: list[WallPause]


class ClockIn(Model):
    """When a rehearsal goes on from, and how fast."""

    at: WallTime | None = Field(
        None, description="Without an offset: on the branch's clock.", examples=["2026-10-20T07:55"]
    )
    speed: float | None = Field(None, strict=True, ge=0, le=3600, description="Its seconds in a real one.")


class ClockOut(Model):
    """A rehearsal's clock."""

    at: datetime
    speed: float


def as_time(at: int) -> datetime:
    """Return a moment as UTC."""
    return local(at, UTC)


def maybe_time(at: int | None) -> datetime | None:
    """Return a moment as UTC, if there is one."""
    return None if at is None else as_time(at)


def as_wait(told: Told | None) -> WaitOut | None:
    """Show a foretold wait."""
    if told is None or told.wait is None:
        return None
    low, high = told.wait.printed()
    return WaitOut(low_min=low, high_min=high)


def as_ticket(ledger: Ledger, visit: Visit, told: Told | None) -> TicketOut:
    """Show a visit to whoever holds its ticket.

    Args:
        ledger: the open book.
        visit: the visit.
        told: what is foretold of it.
    """
    return TicketOut(
        number=visit.number,
        token=visit.token,
        service=visit.service,
        language=visit.language,
        status=visit.status,
        ahead=tickets.ahead(ledger, visit),
        wait=as_wait(told),
        today=told.today if told else None,
        promised=visit.promised_at is not None,
        counter=visit.counter,
        calls=visit.calls,
        let_pass=visit.let_pass,
        taken_at=as_time(visit.taken_at),
        called_at=maybe_time(visit.called_at),
        ended_at=maybe_time(visit.ended_at),
        paper=paper_now(visit.paper, visit.taken_at, ledger.now),
    )


def as_client(visit: Visit) -> ClientOut:
    """Show a visit to a counter."""
    return ClientOut(
        number=visit.number,
        service=visit.service,
        language=visit.language,
        status=visit.status,
        counter=visit.counter,
        calls=visit.calls,
        called_at=maybe_time(visit.called_at),
    )


def as_next(done: NextCall) -> NextOut:
    """Show what "call next" did."""
    return NextOut(
        finished=as_client(done.finished) if done.finished else None,
        called=as_client(done.called) if done.called else None,
        empty=done.empty,
        left=as_left(done.left),
    )


def as_left(left: Iterable[LeftForOthers]) -> list[LeftOut]:
    """Show who is left for others."""
    return [LeftOut(number=one.number, language=one.language, counters=list(one.counters)) for one in left]
