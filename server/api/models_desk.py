"""What goes in and out of the API of the desk: pauses, help, call-backs, alarms. Times are UTC."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from server.api.models import CallIn, LeftOut, Model, as_time, maybe_time
from server.bounds import Moment
from server.reception.noticing import Arrival
from server.rules.alarms import Alarm, AlarmKind
from server.rules.callback import CallbackStatus
from server.rules.counter import CounterState, HelpReason
from server.store.tables import Callback, HelpCall, OpenCounter


class PauseIn(Model):
    """Which pause begins, and until when."""

    kind: Literal[CounterState.BREAK, CounterState.LUNCH, CounterState.OTHER_WORK]
    until: Moment | None = Field(
        None, examples=["2026-11-24T12:45:00+02:00"], description="Today; without it the end is open."
    )


class StepOutIn(CallIn):
    """Why the client is left, and for how long."""

    reason: str = Field(max_length=24, examples=["copies"], description="One of the office's codes.")
    minutes: int = Field(strict=True, ge=1, le=60, examples=[5], description="One of the office's choices.")


class StateOut(Model):
    """An open counter as it stands."""

    counter: str = Field(examples=["2"])
    state: CounterState
    state_since: datetime
    until: datetime | None = Field(description="Of a pause; empty for an open end or none.")
    out_for: str | None = Field(description="Why the client there is left for a moment.")
    out_since: datetime | None
    out_until: datetime | None


class BreakIn(Model):
    """When a counter will have its break today."""

    start: Moment = Field(examples=["2026-11-24T12:00:00+02:00"])
    end: Moment = Field(examples=["2026-11-24T12:45:00+02:00"])


class HelpIn(Model):
    """Why help is needed."""

    reason: HelpReason


class HelpOut(Model):
    """A call for help."""

    counter: str
    reason: HelpReason
    asked_at: datetime
    coming_at: datetime | None = Field(description="When somebody said that she comes.")
    ended_at: datetime | None


class CallbackIn(Model):
    """A number to be called back, for a counter or for a person."""

    number: str = Field(
        max_length=40, examples=["+370 600 00000"], description="Erased when the call-back is over."
    )
    topic: str | None = Field(None, max_length=24, description="One of the office's codes.")
    counter: str | None = Field(None, max_length=16, description="For whoever works there, or")
    for_staff: str | None = Field(None, max_length=64, description="for one person, by login.")


class CallbackOut(Model):
    """A call-back. Its number stands at the desk only."""

    id: int
    topic: str | None
    counter: str | None
    staff: str | None
    taken_at: datetime
    tries: int
    not_before: datetime = Field(description="The next try may not be earlier.")
    status: CallbackStatus


class AlarmOut(Model):
    """What staff should look at now."""

    kind: AlarmKind
    since: datetime = Field(description="Since when its cause lasts.")
    counter: str | None
    staff: str | None = Field(description="Whose call-backs are due, or who comes to help; by login.")
    service: str | None
    number: str | None
    count: int = Field(description="How many wait, or how many call-backs are due.")
    state: CounterState | None = Field(description="The pause that is over.")
    reason: HelpReason | None
    comes: bool = Field(description="Whether somebody comes to help.")


class ArrivalOut(Model):
    """Somebody waits for this free counter."""

    number: str
    service: str
    since: datetime
    new: bool = Field(description="Whether she came while the counter was free.")


class FiguresOut(Model):
    """What was done at a counter today."""

    served: int
    wait_mean_ms: float | None
    service_mean_ms: float | None


class DeskOut(Model):
    """What a desk should notice now."""

    arrival: ArrivalOut | None = Field(description="Empty while a client is there, and on a break.")
    left: list[LeftOut] = Field(description="Who waits, but for a colleague who speaks her language.")
    alarms: list[AlarmOut]
    figures: FiguresOut


def as_state(row: OpenCounter) -> StateOut:
    """Show an open counter."""
    return StateOut(
        counter=row.counter,
        state=row.state,
        state_since=as_time(row.state_since),
        until=maybe_time(row.until),
        out_for=row.out_for,
        out_since=maybe_time(row.out_since),
        out_until=maybe_time(row.out_until),
    )


def as_help(asked: HelpCall) -> HelpOut:
    """Show a call for help."""
    return HelpOut(
        counter=asked.counter,
        reason=asked.reason,
        asked_at=as_time(asked.asked_at),
        coming_at=maybe_time(asked.coming_at),
        ended_at=maybe_time(asked.ended_at),
    )


def as_callback(one: Callback) -> CallbackOut:
    """Show a call-back without its number."""
    return CallbackOut(
        id=one.id,
        topic=one.topic,
        counter=one.counter,
        staff=one.staff,
        taken_at=as_time(one.taken_at),
        tries=one.tries,
        not_before=as_time(one.not_before),
        status=one.status,
    )


def as_alarm(alarm: Alarm) -> AlarmOut:
    """Show an alarm."""
    return AlarmOut(
        kind=alarm.kind,
        since=as_time(alarm.since),
        counter=alarm.counter,
        staff=alarm.staff,
        service=alarm.service,
        number=alarm.number,
        count=alarm.count,
        state=alarm.state,
        reason=alarm.reason,
        comes=alarm.comes,
    )


def as_arrival(found: Arrival | None) -> ArrivalOut | None:
    """Show who waits for a free counter."""
    if found is None:
        return None
    return ArrivalOut(number=found.number, service=found.service, since=as_time(found.since), new=found.new)
