"""The agent beside a printer on another computer: connects to the server, prints its jobs, tells their ends.

It needs neither the server's code nor what draws tickets: jobs come as bytes. Each is written in a journal on
disk before it begins and when it ends, and what the server has not confirmed is told again after every
connection. So an answer that is lost on its way comes later, and a job that was under way when the agent was
killed is "unknown", never printed again.
"""

import asyncio
import base64
import json
import logging
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus

from printer.deliver import Outcome, Result
from printer.journal import Entry, Journal
from printer.press import Press
from printer.profile import Profile, make_profile
from printer.status import State, Status
from printer.transport.link import Transport

PATH = "/api/v1/printers/agent"
HEARTBEAT_S = 5.0
LOOK_S = 20.0  # between two looks at a printer that has nothing to do
FAILING_S = 5.0
_DELAYS_S = (0.2, 0.5, 1.0, 2.0)  # between attempts to connect; the last one again and again
_LARGEST = 16 * 1024 * 1024  # bytes of a message: more than any ticket

log = logging.getLogger("eile.agent")


class NotLetInError(Exception):
    """The server does not know this agent."""


class Agent:
    """Prints what one server asks for, on one printer.

    Args:
        transport: the way to the printer.
        journal: remembers jobs.
    """

    def __init__(self, transport: Transport, journal: Journal) -> None:
        self._transport = transport
        self._journal = journal
        self._press: Press | None = None
        self._socket: ClientConnection | None = None
        self._jobs: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._printing: int | None = None
        self._under_way: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

    async def run(self, address: str, token: str) -> None:
        """Work until cancelled; the job under way is finished first.

        Args:
            address: the server's, such as ``http://192.168.1.10:8080``.
            token: what lets this agent in.

        Raises:
            NotLetInError: the server turns this agent away.
        """
        helpers = [asyncio.create_task(work) for work in (self._work(), self._watch(), self._beat())]
        try:
            async for socket in connect(
                address.replace("http", "ws", 1).rstrip("/") + PATH,
                additional_headers={"Authorization": f"Bearer {token}"},
                max_size=_LARGEST,
                ping_interval=HEARTBEAT_S,
                ping_timeout=HEARTBEAT_S,
                proxy=None,  # the server is in the house
                process_exception=_fatal,
                reconnect_delays=_delays,
            ):
                with suppress(ConnectionClosed):
                    await self._talk(socket)
                self._socket = None
                log.warning("The server is away; what it asks for is printed when it is back.")
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
            if self._under_way:  # a job that has begun is finished, even when this agent is being stopped
                await self._under_way
            if self._press:
                await asyncio.to_thread(self._press.close)

    async def _talk(self, socket: ClientConnection) -> None:
        async for message in socket:
            said = json.loads(message)
            match said["say"]:
                case "settings":
                    await self._begin(socket, said)
                case "print":
                    self._jobs.put_nowait(said)
                case "written":
                    with suppress(OSError):  # then it is told once more
                        self._journal.tell(said["job"], said["attempt"])
                case "look":
                    self._wake.set()
                case "examine":
                    await self._examine()

    async def _begin(self, socket: ClientConnection, said: dict[str, Any]) -> None:
        """Introduce ourselves: which journal this is, what is under way in it, what ended meanwhile."""
        self._journal.belong_to(said["spool"])
        await self._set_up(said["printer"], make_profile("generic-80", said["profile"]))
        # What an earlier connection asked for and was not begun is asked for anew.
        while not self._jobs.empty():
            self._jobs.get_nowait()
        self._socket = socket
        log.info("The server is there.")
        await self._say("hello", journal=self._journal.name, printing=self._printing)
        for entry in self._journal.untold():
            await self._tell(entry)
        await self._say("ready")
        self._wake.set()

    async def _set_up(self, name: str, profile: Profile) -> None:
        if self._press is None or self._press.profile != profile:
            old, self._press = self._press, Press(name, self._transport, profile)
            if old:
                await asyncio.to_thread(old.close)
            elif self._journal.broke_off:
                self._press.expect_ruins()

    async def _work(self) -> None:
        while True:
            said = await self._jobs.get()
            job, attempt = said["job"], said["attempt"]
            if known := self._journal.past(job, attempt):
                if known.outcome:
                    await self._tell(known, attempt)
                continue
            # From the queue into the journal in one go: whoever looks sees the job in one of them.
            try:
                self._journal.begin(job, attempt)
            except OSError as trouble:
                log.error("The journal cannot be written (%s).", trouble.strerror)
                await self._tell(Entry(job, attempt, Outcome.NOT_SENT, State.UNKNOWN, "no_journal"))
                continue
            self._printing = job
            self._under_way = asyncio.create_task(self._print(job, attempt, base64.b64decode(said["bytes"])))
            await asyncio.shield(self._under_way)

    async def _print(self, job: int, attempt: int, data: bytes) -> None:
        assert self._press is not None
        loop = asyncio.get_running_loop()

        def noticed(state: State) -> None:
            loop.call_soon_threadsafe(lambda: loop.create_task(self._report(Status(state))))

        try:
            result = await self._press.print_async(data, noticed)
        except Exception:
            log.exception("Job %d broke off.", job)
            result = Result(Outcome.UNKNOWN, State.UNKNOWN, "trouble_of_its_own")
        try:
            entry = self._journal.end(job, attempt, result.outcome, result.state, result.reason)
        except OSError as trouble:
            log.error("The journal cannot be written (%s).", trouble.strerror)
            entry = Entry(job, attempt, result.outcome, result.state, result.reason)
        self._printing = None
        await self._tell(entry)

    async def _watch(self) -> None:
        while True:
            self._wake.clear()
            failing = False
            if self._press and self._socket:
                status = await self._press.ask_async()
                failing = not status.state.prints
                await self._report(status)
            with suppress(TimeoutError):
                async with asyncio.timeout(FAILING_S if failing else LOOK_S):
                    await self._wake.wait()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            await self._say("here")

    async def _examine(self) -> None:
        assert self._press is not None
        found = await self._press.examine_async()
        await self._report(found.status)
        await self._say("found", confirm=found.confirm, seconds=found.seconds)

    async def _report(self, status: Status) -> None:
        await self._say("status", state=status.state, reason=status.reason, replies=list(status.replies))

    async def _tell(self, entry: Entry, attempt: int | None = None) -> None:
        await self._say(
            "outcome",
            job=entry.job,
            attempt=attempt or entry.attempt,
            outcome=entry.outcome,
            state=entry.state,
            reason=entry.reason,
        )

    async def _say(self, what: str, **facts: object) -> None:
        # What is lost here is told after the next connection, or was worth nothing any more.
        if self._socket:
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps({"say": what, **facts}))


def _fatal(trouble: Exception) -> Exception | None:
    """Say which trouble ends the agent; all other is tried again."""
    if isinstance(trouble, InvalidStatus) and trouble.response.status_code in (401, 403, 404):
        return NotLetInError()
    if isinstance(trouble, OSError | TimeoutError | InvalidStatus | InvalidMessage | EOFError):
        return None
    return trouble


def _delays() -> Generator[float, None, None]:
    yield from _DELAYS_S
    while True:
        yield _DELAYS_S[-1]
