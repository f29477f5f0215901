"""What is done by itself when a day is over: closing, files, mail, erasing, the copy; also days later.

Everything is written down in the database before and after, so that it is done once, however many servers and
supervisors do it at the same time, and goes on where it was stopped.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from server import backups
from server.forecast.lessons import LEARN_FROM, Taught, taught_by
from server.house import House
from server.reception import day_end, purging
from server.reception.ledger import Ledger
from server.rules.interval import MISSES
from server.rules.moment import local
from server.rules.periods import Length, period
from server.spool.spool import pictures_of_before
from server.statistics import folder, mail
from server.statistics.export import KINDS, Exporter, Kind, NoParquet, begin_of
from server.store import day_ends, lessons
from server.store.writer import StoreUnavailable

EVERY_S = 20.0
AGAIN_S = 600.0  # after something has failed
_SENT = (Kind.SUMMARY, Kind.REPORT)

log = logging.getLogger("eile.nightly")


def teach(ledger: Ledger, days: list[date]) -> dict[date, str]:
    """Say what days have taught, as it is kept; see ``purging.purge``."""
    before = lessons.since(ledger.connection, ledger.branch, ledger.day - LEARN_FROM)
    alpha = Taught.read(before[-1][1]).alpha if before else MISSES
    return {day: taught.kept() for day, taught in taught_by(ledger, days, alpha).items()}


class Nightly:
    """Does it for one house.

    Args:
        house: the running branch.
        data: its data directory.
    """

    def __init__(self, house: House, data: Path) -> None:
        self._house = house
        self._data = data
        self._swept: date | None = None
        self._mails = bool(house.settings.export.mail.to) and not house.rehearsal
        self._noted = False
        self._failing: dict[str, float] = {}

    def open(self) -> None:
        """Begin; the house must be open."""
        self._working = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Stop."""
        self._working.cancel()
        with suppress(asyncio.CancelledError):
            await self._working

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)  # a morning begins with people, not with yesterday
            await self.run()

    def try_again(self) -> None:
        """Let what has failed be tried at the next run, however soon."""
        self._failing = dict.fromkeys(self._failing, 0.0)

    async def run(self) -> None:
        """Do all that is due now."""
        await self._try("Whether reports are sent cannot be noted", self._switch_mail)
        await self._try("The day cannot be ended", self._end_days)
        if self._house.settings.export.daily:
            await self._try("The day's files cannot be written", self._export)
        if self._mails:
            await self._try("The day's report cannot be sent", self._mail)
        await self._try("What is past its term cannot be erased", self._purge)
        if self._house.settings.backup.daily:
            await self._try("The database cannot be copied", self._copy)

    async def _try(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._failing.get(what, 0):
            return
        try:
            await work()
        except (OSError, sqlite3.Error, SQLAlchemyError, StoreUnavailable, mail.NotSent) as trouble:
            if what not in self._failing:
                log.error("%s (%s). It will be tried again.", what, getattr(trouble, "orig", None) or trouble)
            self._failing[what] = now + AGAIN_S
        except NoParquet:
            if what not in self._failing:
                log.error('%s: Parquet needs pyarrow, install "eile[parquet]".', what)
            self._failing[what] = now + AGAIN_S
        except Exception:  # whatever it is, the other nights' work goes on
            log.exception("%s.", what)
            self._failing[what] = now + AGAIN_S
        else:
            if self._failing.pop(what, None) is not None:
                log.info("Done after all: %s", what[0].lower() + what[1:])

    async def _switch_mail(self) -> None:
        if not self._noted:
            await self._house.do_quietly(day_end.switch_mail, self._mails)
            self._noted = True

    async def _end_days(self) -> None:
        with self._house.look() as ledger:
            days = day_end.due(ledger)
        for day in days:
            await self._house.do(day_end.end_day, day)

    def _waiting_for(self, what: str, ended_since: int = 0) -> list[date]:
        # What older tickets would tell is erased.
        with self._house.look() as ledger:
            since = ledger.day - timedelta(days=self._house.settings.privacy.ticket_events_days)
            return day_ends.days_without(ledger.connection, ledger.branch, what, since, ended_since)

    async def _once(self, what: str, work: Callable[[date], object], day: date) -> object:
        """Do what comes after a day, unless somebody else does; ``None`` then."""
        if not await self._house.do_quietly(day_end.claim, day, what):
            return None
        try:
            return await asyncio.to_thread(work, day)
        except BaseException:
            await self._house.do_quietly(day_end.failed, day, what)
            raise

    async def _export(self) -> None:
        for day in self._waiting_for("exported"):
            files = await self._once("exported", self._write, day)
            if files is not None:
                assert isinstance(files, list)
                await self._house.do(day_end.exported, day, [path.name for path in files])

    def _write(self, day: date) -> list[Path]:
        settings = self._house.settings
        kinds = [kind for one in settings.export.formats for kind in KINDS[one]]
        with self._house.look() as ledger:
            exporter = Exporter(ledger, period(Length.DAY, day), self._house.words["lt"])
            into = self._data / settings.export.folder
            return folder.write_day(exporter, day, kinds, into, rehearsal=self._house.rehearsal)

    async def _mail(self) -> None:
        with self._house.look() as ledger:
            on_since = day_ends.mails_since(ledger.connection, ledger.branch)
        for day in self._waiting_for("mailed", on_since) if on_since is not None else ():
            if await self._once("mailed", self._send, day) is not None:
                await self._house.do(day_end.mailed, day)

    def _send(self, day: date) -> bool:
        settings, words = self._house.settings.export.mail, self._house.words["lt"]
        begin = f"{begin_of(self._house.rehearsal)}-{day}"
        with self._house.look() as ledger:
            exporter = Exporter(ledger, period(Length.DAY, day), words)
            files = {f"{begin}-{kind}": exporter.content(kind) for kind in _SENT}
        subject = f"{words('stat.day')}: {words.day(day)}"
        text = words("stat.mail_text", office=words.pick(self._house.settings.office.name))
        mail.send(settings, mail.letter(settings, subject, text, files))
        return True

    async def _purge(self) -> None:
        with self._house.look() as ledger:
            hours, today = ledger.hours, ledger.day
            wanted = purging.terms(ledger, LEARN_FROM)
        erases = await asyncio.to_thread(self._erases, wanted)
        if erases:
            await self._house.do(purging.purge, wanted, teach)
        settings = self._house.settings
        files = folder.outlived(self._data / settings.export.folder, wanted.tickets, wanted.totals)
        for path in (*files, *pictures_of_before(self._data, wanted.tickets)):
            path.unlink(missing_ok=True)
            log.info("%s is erased by its term.", path.name)
        # Building the file anew holds up whoever writes meanwhile: not while people are served.
        quiet = hours.last is None or not (hours.open or hours.tickets)
        due = quiet and (erases or self._swept != today)
        if due:
            await self._house.do_quietly(purging.forget_sign_ins, self._house.real_clock.now())
        if due and await asyncio.to_thread(self._house.database.sweep):
            self._swept = today

    def _erases(self, wanted: purging.Terms) -> bool:
        with self._house.look() as ledger:
            return any(purging.count(ledger, wanted).values())

    async def _copy(self) -> None:
        settings = self._house.settings
        into = self._data / settings.backup.folder
        with self._house.look() as ledger:
            now = local(ledger.now, settings.office.timezone).replace(tzinfo=None)
            ended = day_ends.last_closed_at(ledger.connection, ledger.branch)
            works = ledger.hours.first is not None
        newest = backups.newest(into)
        missing = newest is None or (not works and newest.date() < now.date())
        if ended is not None and newest is not None:
            missing = missing or newest < local(ended, settings.office.timezone).replace(tzinfo=None)
        if missing:
            begin = begin_of(self._house.rehearsal)
            path = await asyncio.to_thread(backups.copy, self._house.database, into, begin, now)
            log.info("The database is copied to %s.", path)
        for path in backups.outlived(into, now.date(), settings.backup.keep_days):
            path.unlink(missing_ok=True)
            log.info("%s is erased by its term.", path.name)
