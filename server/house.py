"""The running branch: its settings, clock, database, writer, live revision and words, in one place.

Pages get a ``House`` and nothing else: they look something up, or have a verb done.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from server.clock import Clock, RehearsalClock
from server.config import Settings
from server.live import Live
from server.reception import starting
from server.reception.days import close_past_days
from server.reception.ledger import Ledger
from server.reception.notices import in_the_middle_of_a_day
from server.reception.opening import end_of_hours
from server.rules.moment import MINUTE, day_of
from server.rules.refused import Refused
from server.store.database import Database, WrongKind
from server.store.writer import StoreUnavailable, Writer, newest_revision
from server.words import Words

P = ParamSpec("P")
T = TypeVar("T")

OTHER_SERVERS_S = 0.25  # how soon a change made by another server process is seen

log = logging.getLogger("eile")


class House:
    """One branch, running on one data directory.

    Args:
        settings: the office.
        data: the data directory.
        clock: the real clock, or a rehearsal's.
        words: what we say, by language.
        address: where visitors' phones reach the pages: scheme, host and port.

    Attributes:
        restarted_at: when it was opened in the middle of a day, milliseconds UTC; ``None`` when visitors came
            later.

    Raises:
        WrongKind: the directory holds rehearsed days and the clock is real, or the other way round.
        OSError, sqlalchemy.exc.DatabaseError: the directory or the database cannot be used.
    """

    def __init__(
        self, settings: Settings, data: Path, clock: Clock, words: dict[str, Words], address: str
    ) -> None:
        self._plan = self._settings = settings
        self.clock = clock
        self.words = words
        self.address = address.rstrip("/")
        self.database = Database(data)
        try:
            self.database.claim("rehearsal" if self.rehearsal else "real")
        except WrongKind:
            self.database.close()
            raise
        self.live = Live()
        # Whether somebody is still in front of her screen is a matter of real minutes, also in a rehearsal.
        self.real_clock = Clock()
        self.restarted_at: int | None = None
        self._day: date | None = None
        self._ended: tuple[date, int, bool] | None = None
        self._phase: tuple[object, ...] = ()

    @property
    def settings(self) -> Settings:
        """The office as it is today; see ``Ledger.settings``."""
        return self._settings

    @property
    def rehearsal(self) -> bool:
        """Whether these days are rehearsed."""
        return isinstance(self.clock, RehearsalClock)

    async def open(self) -> None:
        """Start the writer and begin to follow the database."""
        loop = asyncio.get_running_loop()
        self.writer = Writer(
            self.database.writing, lambda revision: _in_loop(loop, self.live.committed, revision)
        )
        self.writer.start()
        with self.look() as ledger:
            self.live.publish(newest_revision(ledger.connection))
            if in_the_middle_of_a_day(ledger):
                self.restarted_at = ledger.now
        await self._turn_the_page()
        await self._keep_hours()
        await self._start_serving()
        self._following = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Finish what is being written and close the database."""
        self._following.cancel()
        with suppress(asyncio.CancelledError):
            await self._following
        await asyncio.to_thread(self.writer.stop)
        self.database.close()
        log.info("Closed.")

    async def do(self, verb: Callable[Concatenate[Ledger, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Have a verb done.

        Returns:
            What the verb returns, once it is on disk.

        Raises:
            Refused: the rules say no.
            StoreUnavailable: nothing could be written.
        """
        notes: list[str] = []
        renewed: list[Settings] = []

        def act(connection: Connection) -> T:
            ledger = Ledger(connection, self._plan, self.clock.now(), notes, renewed)
            return verb(ledger, *args, **kwargs)

        result = await self.writer.do(act)
        if renewed:
            self._settings = renewed[-1]
        for note in notes:
            log.info(note)
        return result

    async def do_quietly(
        self, verb: Callable[Concatenate[Ledger, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same with a verb that changes nothing a page shows: no page is woken for it."""
        return await self.writer.do(
            lambda connection: verb(Ledger(connection, self._plan, self.clock.now()), *args, **kwargs),
            quiet=True,
        )

    @contextmanager
    def look(self) -> Iterator[Ledger]:
        """Open the book for reading, as of now."""
        with self.database.read() as connection:
            yield Ledger(connection, self._plan, self.clock.now())

    async def _follow(self) -> None:
        while True:
            try:
                await self._follow_others()
            except SQLAlchemyError as trouble:
                log.error(
                    "Changes by other servers are not seen at once (%s).", getattr(trouble, "orig", trouble)
                )
                await asyncio.sleep(OTHER_SERVERS_S * 20)

    async def _follow_others(self) -> None:
        # Another server on the same file writes too. SQLite's data_version costs microseconds to ask.
        with self.database.reading.connect() as connection:
            seen = None
            while True:
                version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
                if version != seen:
                    self.live.publish(newest_revision(connection))
                    seen = version
                    self._renew()
                connection.rollback()
                await self._turn_the_page()
                await self._keep_hours()
                await self._start_serving()
                await asyncio.sleep(OTHER_SERVERS_S)

    async def _turn_the_page(self) -> None:
        # At midnight on the branch's clock, and when a server starts after days switched off.
        today = day_of(self.clock.now(), self.settings.office.timezone)
        if today != self._day:
            with suppress(StoreUnavailable):
                await self.do(close_past_days)
                self._day = today
                self._renew()
                self.live.refresh()

    def _renew(self) -> None:
        # What staff have changed of the settings ends with its day, or comes from another server.
        with self.look() as ledger:
            settings = ledger.settings
        if settings is not self._settings:
            self._settings = settings
            self.live.refresh()

    async def _keep_hours(self) -> None:
        now, calendar = self.clock.now(), self.settings.opening
        hours = calendar.hours(now)
        over, last = hours.over(now), hours.last or now
        phase = (hours.day, hours.open, hours.tickets, over, hours.warns(now, calendar.warning_min))
        if phase != self._phase:
            self._phase = phase
            self.live.refresh()
        # After closing too something can happen that leaves somebody waiting in vain, or a counter free.
        ended = (hours.day, self.live.revision, now < last + calendar.after_min * MINUTE)
        if over and ended != self._ended:
            with suppress(StoreUnavailable):
                await self.do(end_of_hours)
                self._ended = ended

    async def _start_serving(self) -> None:
        with self.look() as book:
            due = starting.due(book)
        if due:
            with suppress(StoreUnavailable, Refused):  # it is tried again at once
                await self.do(starting.start_due)


def _in_loop(loop: asyncio.AbstractEventLoop, say: Callable[[int], None], revision: int) -> None:
    with suppress(RuntimeError):  # the loop is closing: nobody is left to be told
        loop.call_soon_threadsafe(say, revision)
