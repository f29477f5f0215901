"""A printer on another computer, as its agent tells: jobs out, outcomes in, over one WebSocket.

Every job has a number and an attempt. The agent writes both on its disk before the first byte, and tells what
became of them until it has been told that it is on ours. See ``printer.agent`` for the other end.
"""

import asyncio
import base64
import dataclasses
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from printer.deliver import Findings, Outcome, Result
from printer.profile import Confirm, Profile
from printer.status import State, Status
from server.config import Printer
from server.house import House
from server.reception import devices, spool
from server.rules.device import DeviceKind
from server.rules.printers import PrinterState
from server.rules.refused import Refused
from server.rules.spool import TTL_MS, Step
from server.spool.hand import Noticed
from server.store.tables import PrintJob

SILENCE_S = 20.0  # an agent says something every five seconds
LOOK_S = 8.0
EXAMINE_S = 40.0
LONGEST_JOB_S = 180.0  # a printer that ran out of paper within a ticket is waited for
SEEN_S = 60.0
AWAY_S = 4.0  # an agent comes back after a stumble of the network; only then it is missed
NO_AGENT = "no_agent"
AWAY = Status(State.OFFLINE, NO_AGENT)

log = logging.getLogger("eile.printer")


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Hello(_Said):
    """Which journal the agent keeps, and the job under way in it."""

    say: Literal["hello"]
    journal: Annotated[str, Field(max_length=64)]
    printing: int | None


class Ready(_Said):
    """All that was not told has been told."""

    say: Literal["ready"]


class Here(_Said):
    """The agent is still there."""

    say: Literal["here"]


class Ended(_Said):
    """What became of a job."""

    say: Literal["outcome"]
    job: int
    attempt: int
    outcome: Outcome
    state: State
    reason: Annotated[str, Field(max_length=64)]


class Condition(_Said):
    """How the printer is."""

    say: Literal["status"]
    state: State
    reason: Annotated[str, Field(max_length=64)]
    replies: Annotated[list[int | None], Field(max_length=8)]


class Found(_Said):
    """What the printer was found to tell."""

    say: Literal["found"]
    confirm: Confirm
    seconds: float


Said = Annotated[Hello | Ready | Here | Ended | Condition | Found, Field(discriminator="say")]
_SAID: TypeAdapter[Said] = TypeAdapter(Said)


@dataclass(slots=True)
class _InFlight:
    job: PrintJob
    result: "asyncio.Future[Result]"
    since: float


class Remote:
    """See ``Hand``.

    Args:
        house: the running branch.
        printer: which printer.
    """

    def __init__(self, house: House, printer: Printer) -> None:
        self._house = house
        self._printer = printer
        self._socket: WebSocket | None = None
        self._ready = False
        self._heard: Hello | None = None
        self._gone_at = time.monotonic()
        self._in_flight: _InFlight | None = None
        self._status = AWAY
        self._listener: Noticed = lambda _: None
        self._looked: asyncio.Future[Status] | None = None
        self._found: asyncio.Future[Found] | None = None

    @property
    def here(self) -> bool:
        """See ``Hand.here``."""
        return self._ready

    @property
    def journal(self) -> str | None:
        """See ``Hand.journal``."""
        return self._heard.journal if self._heard else None

    def listen(self, noticed: Noticed) -> None:
        """See ``Hand.listen``."""
        self._listener = noticed

    def expect_ruins(self) -> None:
        """See ``Hand.expect_ruins``: the agent knows better what broke off."""

    async def print(self, job: PrintJob, data: bytes) -> Result:
        """See ``Hand.print``. A job that was handed to an agent which then goes away is waited for until its
        time is over: the agent comes back and tells."""
        if not self._ready or job.journal != self.journal:
            return Result(Outcome.NOT_SENT, State.UNKNOWN, NO_AGENT)
        flight = _InFlight(job, asyncio.get_running_loop().create_future(), time.monotonic())
        self._in_flight = flight
        await self._say("print", job=job.id, attempt=job.attempts, bytes=base64.b64encode(data).decode())
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(1.0):
                        return await asyncio.shield(flight.result)
                if self._is_missed():
                    self._listener(AWAY)  # what waits behind this job waits in vain
                if time.monotonic() - flight.since > (LONGEST_JOB_S if self.here else TTL_MS / 1000):
                    return Result(Outcome.UNKNOWN, self._status.state, "no_answer")
        finally:
            self._in_flight = None

    def _is_missed(self) -> bool:
        return not self._ready and time.monotonic() - self._gone_at > AWAY_S

    async def written(self, job: PrintJob) -> None:
        """See ``Hand.written``."""
        await self._say("written", job=job.id, attempt=job.attempts)

    async def ask(self) -> Status:
        """See ``Hand.ask``."""
        self._looked = asyncio.get_running_loop().create_future()
        await self._say("look")
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                return await self._looked
        return self._status

    async def examine(self) -> Findings:
        """See ``Hand.examine``."""
        self._found = asyncio.get_running_loop().create_future()
        await self._say("examine")
        try:
            async with asyncio.timeout(EXAMINE_S):
                found = await self._found
        except TimeoutError:
            return Findings(self._status)
        return Findings(self._status, found.confirm, found.seconds)

    async def close(self) -> None:
        """See ``Hand.close``."""
        if self._socket:
            with suppress(RuntimeError, WebSocketDisconnect):
                await self._socket.close(code=1001)

    async def serve(self, socket: WebSocket, token: str) -> None:
        """Talk with an agent until it goes away. Of two agents of one printer the newer one is it.

        Args:
            socket: accepted already.
            token: what let it in; once revoked, it is let in no more.
        """
        before, self._socket = self._socket, socket
        self._ready, self._heard = False, None
        if before:
            with suppress(RuntimeError, WebSocketDisconnect):
                await before.close(code=1008)
        await self._say("settings", **self._settings())
        seen_at = -SEEN_S
        try:
            while self._socket is socket:
                async with asyncio.timeout(SILENCE_S):
                    text = await socket.receive_text()
                said = _SAID.validate_json(text)
                await self._hear(said)
                if isinstance(said, Here):
                    with self._house.look() as ledger:
                        device = devices.known(ledger, DeviceKind.PRINTER, token)
                    if time.monotonic() - seen_at >= SEEN_S:
                        seen_at = time.monotonic()
                        await self._house.do(devices.seen, device.id)
        except (WebSocketDisconnect, RuntimeError):
            pass
        except (TimeoutError, ValidationError, Refused) as trouble:
            log.warning("Printer %s: its agent was sent away (%s).", self._printer.id, type(trouble).__name__)
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(code=1008)
        finally:
            if self._socket is socket:
                self._socket, self._ready, self._status = None, False, AWAY
                self._gone_at = time.monotonic()

    def _settings(self) -> dict[str, Any]:
        return {
            "spool": self._house.database.identity(),
            "printer": self._printer.id,
            "profile": _as_settings(self._printer.profile),
        }

    async def _hear(self, said: Said) -> None:
        match said:
            case Hello():
                self._heard = said
            case Ready():
                self._resolve()
                self._ready = True
                self._house.live.refresh()  # the worker waits for nothing else
            case Ended():
                await self._ended(said)
            case Condition():
                self._status = Status(said.state, said.reason, tuple(said.replies))
                if self._looked and not self._looked.done():
                    self._looked.set_result(self._status)
                else:
                    self._listener(self._status)
            case Found():
                if self._found and not self._found.done():
                    self._found.set_result(said)

    def _resolve(self) -> None:
        """Say what became of a job that was handed over before the connection broke."""
        flight, heard = self._in_flight, self._heard
        if flight is None or heard is None or flight.result.done() or heard.printing == flight.job.id:
            return
        if heard.journal == flight.job.journal:  # what it does not know it has not begun
            flight.result.set_result(Result(Outcome.NOT_SENT, State.UNKNOWN, "not_begun"))
        else:
            flight.result.set_result(Result(Outcome.UNKNOWN, State.UNKNOWN, "other_journal"))

    async def _ended(self, said: Ended) -> None:
        flight = self._in_flight
        if flight and (flight.job.id, flight.job.attempts) == (said.job, said.attempt):
            if not flight.result.done():
                flight.result.set_result(Result(said.outcome, said.state, said.reason))
            return
        step, state = Step(said.outcome), PrinterState(said.state)
        about = (self._printer.id, said.attempt)
        await self._house.do(spool.end, said.job, step, state, reason=said.reason, late=about)
        await self._say("written", job=said.job, attempt=said.attempt)

    async def _say(self, what: str, **facts: object) -> None:
        if self._socket:
            with suppress(RuntimeError, WebSocketDisconnect):
                await self._socket.send_json({"say": what, **facts})


def _as_settings(profile: Profile) -> dict[str, Any]:
    """Write a profile as the settings would: bytes as hex."""
    values = {field.name: getattr(profile, field.name) for field in dataclasses.fields(profile)}
    return {name: value.hex(" ") if isinstance(value, bytes) else value for name, value in values.items()}
