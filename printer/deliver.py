"""Brings a print job to one printer and finds out what became of it.

The protocol: ask for the condition (DLE EOT 1 to 4); send the job and a request to confirm it in one write;
wait for the confirmation and watch the paper meanwhile; part in peace. What broke off may still come out on
paper, so only what was certainly not sent may be sent again.
"""

import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Event

from printer.profile import Confirm, Profile, StatusMode
from printer.status import State, Status
from printer.talk import Talk
from printer.transport.link import Link, LinkError, Transport

_TRYING_S = 2.0
_LONGEST_HEAD = 16  # bytes before the dots of a picture, at most


class Outcome(StrEnum):
    """What is known about a job."""

    PRINTED = "printed"  # the printer said so
    UNCONFIRMED = "unconfirmed"  # handed over completely, to a printer that does not tell
    NOT_SENT = "not_sent"  # nothing of it was handed over: safe to try again
    UNKNOWN = "unknown"  # it may have come out, wholly or in part: never to be sent again by itself


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one job.

    Args:
        outcome: what is known about the paper.
        state: the printer's condition at the end.
        reason: a short word for machines and logs, such as "refused", "no_paper" or "not_confirmed"; empty
            when all went well.
    """

    outcome: Outcome
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a printer can tell.

    Args:
        status: its condition, with the bytes of its replies to DLE EOT.
        confirm: the best way of confirming that works, `Confirm.NONE` when neither does.
        seconds: how long that took; 0 when none works.
    """

    status: Status
    confirm: Confirm = Confirm.NONE
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a printer is waited for, in seconds.

    Args:
        reply: for an answer to one DLE EOT.
        poll: between two looks at the paper while a job is under way.
        confirm: for the confirmation of a job, while nothing is wrong.
        print: for a job to come out of a printer that has a condition but confirms nothing.
        repair: for paper, cover or cutter to be put right in the middle of a job, before it is called back.
        again: before a printer's trouble is looked at a second time and believed.
    """

    reply: float = 0.5
    poll: float = 0.25
    confirm: float = 6.0
    print: float = 1.5
    repair: float = 30.0
    again: float = 1.0


PATIENCE = Patience()


class _Doubt(StrEnum):
    """What the last job may have left in the printer."""

    NONE = "none"
    OLD = "old"  # nothing is known of the time before, or the printer was put right since
    BROKEN = "broken"  # a job broke off


class Delivery:
    """The way jobs take to one printer. Used by one thread at a time."""

    def __init__(self, transport: Transport, profile: Profile, patience: Patience = PATIENCE) -> None:
        """Set up; nothing is sent.

        Args:
            transport: the way to the printer.
            profile: what it can do.
            patience: how long it is waited for.
        """
        self._transport = transport
        self._profile = profile
        self._patience = patience
        self._doubt = _Doubt.OLD
        self._hurried = Event()

    def hurry(self) -> None:
        """Say that nobody waits for printers to be put right any more; may be called from any thread."""
        self._hurried.set()

    def expect_ruins(self) -> None:
        """Say that a job of an earlier run may have broken off: the next one begins with a cut of its own."""
        self._doubt = _Doubt.BROKEN

    def ask(self) -> Status:
        """Open, ask for the condition, close.

        Returns:
            The printer's condition. Trouble is a status, never an exception.
        """
        try:
            with closing(self._transport.open()) as link:
                status = self._condition(link, Talk(link, self._patience.reply))
                link.finish()
        except LinkError as trouble:
            return Status(State.OFFLINE, trouble.reason)
        return status

    def print(self, job: bytes, noticed: Callable[[State], None] = lambda _: None) -> Result:
        """Deliver one job.

        Args:
            job: all its bytes, as `printer.sheet` makes them, without a request to confirm.
            noticed: is told, on this thread, when trouble is seen while the job is under way, and its end.

        Returns:
            What became of it. Trouble with the printer is a result, never an exception.
        """
        try:
            with closing(self._transport.open()) as link:
                result = self._bring(link, job, noticed)
        except LinkError as trouble:
            result = Result(Outcome.NOT_SENT, State.OFFLINE, trouble.reason)
        if result.outcome is Outcome.UNKNOWN:
            self._doubt = _Doubt.BROKEN
        elif result.outcome is not Outcome.NOT_SENT:
            self._doubt = _Doubt.NONE
        return result

    def examine(self) -> Findings:
        """Find out what the printer can tell: it is asked DLE EOT 1 to 4, then GS ( H, then GS r 1.

        Returns:
            What it answered. A printer that does not know GS ( H may print it as letters.
        """
        try:
            with closing(self._transport.open()) as link:
                talk = Talk(link, self._patience.reply)
                if link.answers:
                    findings = self._examine(link, talk)
                else:
                    findings = Findings(self._condition(link, talk))
                link.finish()
        except LinkError as trouble:
            return Findings(Status(State.OFFLINE, trouble.reason))
        return findings

    def _condition(self, link: Link, talk: Talk) -> Status:
        if link.certain:
            return Status(State.READY)
        if not link.answers:
            return Status(State.UNKNOWN, "one_way")
        if self._profile.status is StatusMode.NONE:
            return Status(State.UNKNOWN, "not_asked")
        status = talk.ask()
        if status.state is State.UNKNOWN and self._profile.status_required:
            return replace(status, state=State.OFFLINE)
        return status

    def _bring(self, link: Link, job: bytes, noticed: Callable[[State], None]) -> Result:
        """Deliver over an open link; a `LinkError` says that nothing of the job was handed over."""
        talk = Talk(link, self._patience.reply)
        status = self._condition(link, talk)
        if not status.state.prints:
            return Result(Outcome.NOT_SENT, status.state, status.reason or status.state)
        if not self._come_to_itself(link, talk):
            return Result(Outcome.NOT_SENT, State.OFFLINE, "busy")
        first = self._preamble(link)
        request = talk.request(self._profile.confirm) if link.answers else b""
        try:
            link.send(first + job + request)
        except LinkError as trouble:
            if trouble.handed <= len(first):
                raise
            return Result(Outcome.UNKNOWN, State.OFFLINE, trouble.reason)
        try:
            return self._follow(link, talk, status, noticed)
        except LinkError as trouble:
            return Result(Outcome.UNKNOWN, State.OFFLINE, trouble.reason)

    def _preamble(self, link: Link) -> bytes:
        """Free a printer from what a job before may have left.

        One that broke off within a picture would swallow the next bytes as dots: it gets as many empty ones
        as it can be waiting for. To a printer that waits for none they mean nothing. Then the ruins are cut
        off.
        """
        profile = self._profile
        empty = bytes(profile.slice_rows * profile.width // 8 + _LONGEST_HEAD)
        if link.certain or self._doubt is _Doubt.NONE:
            return b""
        if self._doubt is _Doubt.OLD:
            return empty if link.answers else b""
        return empty + profile.init + profile.cut + profile.after_cut

    def _come_to_itself(self, link: Link, talk: Talk) -> bool:
        """See that no answer to an earlier GS r can be taken for one to this job.

        A printer works off what it gets in its order. When it has answered a GS r sent now, it has answered
        all those before, and nothing else is in it.
        """
        if self._doubt is _Doubt.NONE or self._profile.confirm is not Confirm.GS_R or not link.answers:
            return True
        link.send(self._preamble(link) + talk.request(Confirm.GS_R))
        self._doubt = _Doubt.OLD
        if not talk.wait(self._patience.confirm):
            return False
        talk.settle()
        self._doubt = _Doubt.NONE
        return True

    def _follow(self, link: Link, talk: Talk, status: Status, noticed: Callable[[State], None]) -> Result:
        """Find out what became of a job that has been handed over."""
        if link.answers:
            status = self._watch(talk, status, noticed)
        if talk.confirmed or (not status.state.prints and self._profile.clears and talk.clear()):
            with suppress(LinkError):  # it is on paper, whatever happens now
                if status.state is not State.UNKNOWN:
                    before, status = status, talk.ask()
                    _tell(before, status, noticed)
                link.finish()
            return Result(Outcome.PRINTED, status.state)
        if not status.state.prints:
            with suppress(LinkError):
                link.finish()
            return Result(Outcome.UNKNOWN, status.state, status.reason or status.state)
        link.finish()
        if link.answers and self._profile.confirm is not Confirm.NONE:
            return Result(Outcome.UNKNOWN, status.state, "not_confirmed")
        return Result(Outcome.PRINTED if link.certain else Outcome.UNCONFIRMED, status.state)

    def _watch(self, talk: Talk, status: Status, noticed: Callable[[State], None]) -> Status:
        """Wait for the confirmation and watch the printer meanwhile; return its condition as last seen.

        Without paper a job stays in the printer and goes on when there is some again.
        """
        asks = self._profile.status is not StatusMode.NONE
        confirms = self._profile.confirm is not Confirm.NONE
        if not confirms and status.state is State.UNKNOWN:
            return status
        needed = self._patience.confirm if confirms else self._patience.print
        begun = time.monotonic()
        until, look = begun + needed, begun + self._patience.poll
        while not talk.confirmed and (now := time.monotonic()) < until:
            if self._hurried.is_set() and not status.state.prints:
                break
            talk.hear(min(until, look) - now)
            if news := talk.news():
                if not news.state.prints:
                    until = begun + self._patience.repair
                elif not status.state.prints:
                    until = time.monotonic() + needed
                _tell(status, news, noticed)
                status = news
            if time.monotonic() >= look:
                look = time.monotonic() + self._patience.poll
                if asks:
                    talk.begin_round()
        return status

    def _examine(self, link: Link, talk: Talk) -> Findings:
        status = talk.ask()
        if not status.state.prints:
            return Findings(status)
        for confirm in (Confirm.GS_H, Confirm.GS_R):
            begun = time.monotonic()
            link.send(self._preamble(link) + self._profile.init + talk.request(confirm))
            self._doubt = _Doubt.OLD  # an answer may come when we have left
            if talk.wait(min(_TRYING_S, self._patience.confirm)):
                return Findings(status, confirm, time.monotonic() - begun)
        return Findings(status)


def _tell(before: Status, now: Status, noticed: Callable[[State], None]) -> None:
    if now.state is not before.state and not (now.state.prints and before.state.prints):
        noticed(now.state)
