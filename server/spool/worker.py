"""One printer's worker: takes its jobs one after the other, and looks after it while there are none."""

import asyncio
import logging
import time
from pathlib import Path

from printer.deliver import Outcome, Result
from printer.sheet import Sheet
from printer.status import State, Status
from server.config import Printer
from server.house import House
from server.reception import printers, spool
from server.rules.printers import FAILING_MS, WATCH_MS, PrinterState
from server.rules.spool import JobKind, Step, pause_ms
from server.spool.hand import Hand
from server.spool.lock import PrinterLock
from server.spool.remote import AWAY_S, NO_AGENT
from server.spool.sheets import Sheets, answer_text, keep
from server.store.tables import PrintJob
from server.store.writer import StoreUnavailable

ELSEWHERE_S = 0.5  # how soon another server's printer is taken over when that server is gone
AGAIN_S = 1.0  # after trouble of our own: a database that cannot be written

log = logging.getLogger("eile.printer")


class Worker:
    """Works for one printer, unless another server process does.

    Args:
        house: the running branch.
        printer: which printer.
        hand: the way to it.
        sheets: draws jobs.
        folder: where the printers' locks and newest pictures are.
    """

    def __init__(self, house: House, printer: Printer, hand: Hand, sheets: Sheets, folder: Path) -> None:
        self._house = house
        self._printer = printer
        self._hand = hand
        self._sheets = sheets
        self._folder = folder
        hand.listen(self.notice)
        self._picture = folder / f"{printer.id}.png"
        self._state = PrinterState.UNKNOWN
        self._said = ("", "")  # why, and what it answered
        self._mine = False  # whether what others left has been looked through
        self._failures = 0  # in a row
        self._next_look = 0.0
        self._next_try = 0.0
        self._here_at = self._failing_since = time.monotonic()
        self._printing = False
        self._closing = False
        self._notes: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start working.

        Raises:
            OSError: the folder cannot be used.
        """
        self._lock = PrinterLock(self._folder, self._printer.id)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Finish the job under way; those that still wait are left to the next server."""
        self._closing = True
        if not self._printing or self._printer.remote:  # an agent finishes its job without us
            self._task.cancel()
        await asyncio.gather(self._task, self._hand.close(), return_exceptions=True)
        await asyncio.gather(*self._notes, return_exceptions=True)
        self._lock.close()

    async def _run(self) -> None:
        while not self._closing:
            seen = self._house.live.changes
            try:
                wait_s = await self._turn()
            except StoreUnavailable:  # the writer has said so
                wait_s = AGAIN_S
            except Exception:
                log.exception("Printer %s: trouble of our own.", self._printer.id)
                wait_s = AGAIN_S
            if wait_s > 0 and not self._closing:
                await self._house.live.changed(seen, wait_s)

    async def _turn(self) -> float:
        """Do the next thing there is to do; return after how many seconds there will be another."""
        if not self._lock.take():
            self._mine, self._here_at = False, time.monotonic()
            return ELSEWHERE_S
        if not self._mine:
            await self._take_over()
        with self._house.look() as ledger:
            waiting, others = spool.waiting(ledger, self._printer.id)
        if others:
            await self._house.do(spool.tidy, self._printer.id)
        if not self._hand.here:
            return await self._miss()
        self._here_at = time.monotonic()
        if waiting and not self._state.failing and self._here_at >= self._next_try:
            await self._do(waiting[0])
            return 0.0
        if self._here_at >= (self._next_try if waiting else self._next_look):
            await self._look(waiting=bool(waiting))
            return 0.0
        return (self._next_try if waiting else self._next_look) - self._here_at

    async def _take_over(self) -> None:
        with self._house.look() as ledger:
            (now,) = (one for one in printers.standings(ledger) if one.printer.id == self._printer.id)
            left = spool.being_sent(ledger, self._printer.id)
        if left:  # by whoever had the lock before and is gone: it may have come out
            await self._house.do(spool.lose, self._printer.id)
            self._hand.expect_ruins()
        self._state = now.known.state if now.known else PrinterState.UNKNOWN
        self._next_look = self._next_try = 0.0
        self._mine = True

    async def _miss(self) -> float:
        """Nobody prints on this printer here. Another server may get the agent, and needs the lock then."""
        if time.monotonic() - self._here_at > AWAY_S:
            await self._note(PrinterState.OFFLINE, NO_AGENT)
        self._lock.give_back()
        self._mine = False
        return ELSEWHERE_S

    async def _do(self, job: PrintJob) -> None:
        """Draw, take note, print, take note."""
        profile = self._printer.profile
        try:
            findings = await self._hand.examine() if job.kind is JobKind.TEST else None
            sheet = await asyncio.to_thread(self._sheets.draw, job, profile, findings)
        except Exception:
            log.exception("Print job %d cannot be drawn.", job.id)
            await self._house.do(spool.give_up, job.id, "cannot_be_drawn")
            return
        if findings:
            await self._house.do(printers.found_out, self._printer.id, findings.confirm)
        begun = await self._house.do(spool.begin, job.id, self._hand.journal)
        if begun is None:
            return
        self._printing = True
        try:
            result = await self._print(begun, sheet)
            await self._surely(begun, result, round(sheet.millimetres))
            await self._hand.written(begun)
        finally:
            self._printing = False
        self._pace(failed=result.outcome is Outcome.NOT_SENT)

    async def _print(self, job: PrintJob, sheet: Sheet) -> Result:
        keeping = asyncio.create_task(asyncio.to_thread(keep, sheet, self._picture))
        try:
            result = await self._hand.print(job, sheet.job)
            await asyncio.gather(keeping, return_exceptions=True)  # a picture less is no reason to stop
        except Exception:
            log.exception("Print job %d broke off.", job.id)
            return Result(Outcome.UNKNOWN, State.UNKNOWN, "trouble_of_our_own")
        return result

    async def _surely(self, job: PrintJob, result: Result, millimetres: int) -> None:
        """Write down what became of a job, and go on trying: nobody else knows it."""
        self._take_note_of(PrinterState(result.state), result.reason)
        step = Step(result.outcome)
        while True:
            try:
                await self._house.do(
                    spool.end, job.id, step, self._state, reason=result.reason, millimetres=millimetres
                )
            except StoreUnavailable:
                await asyncio.sleep(AGAIN_S)
            else:
                return

    async def _look(self, *, waiting: bool) -> None:
        status = await self._hand.ask()
        await self._take_in(status)
        self._pace(failed=waiting and self._state.failing)

    def _pace(self, *, failed: bool) -> None:
        """Say when to look again, and when to try what waits."""
        now = time.monotonic()
        self._failures = self._failures + 1 if failed else 0
        self._next_try = now + pause_ms(self._failures) / 1000 if failed else now
        self._next_look = now + (FAILING_MS if self._state.failing else WATCH_MS) / 1000

    def notice(self, status: Status) -> None:
        """Take in what was seen of the printer while nobody asked."""
        task = asyncio.create_task(self._take_in(status))
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)

    async def _take_in(self, status: Status) -> None:
        answer = answer_text(status.replies) if status.replies else ""
        await self._note(PrinterState(status.state), status.reason, answer)

    async def _note(self, state: PrinterState, reason: str, answer: str = "") -> None:
        if (state, (reason, answer)) != (self._state, self._said):
            await self._house.do(spool.note, self._printer.id, state, reason, answer)
            self._take_note_of(state, reason, answer)

    def _take_note_of(self, state: PrinterState, reason: str, answer: str = "") -> None:
        """Remember how the printer is. Of one on another computer, log failure and recovery here too."""
        if self._printer.remote and state.failing != self._state.failing:
            if state.failing:
                self._failing_since = time.monotonic()
                trouble = "its agent is away" if reason == NO_AGENT else (reason or state).replace("_", " ")
                log.warning("Printer %s: %s; tickets show on screen.", self._printer.id, trouble)
            else:
                minutes = round((time.monotonic() - self._failing_since) / 60)
                log.info("Printer %s: printing again after %d minutes.", self._printer.id, minutes)
        self._state, self._said = state, (reason, answer)
