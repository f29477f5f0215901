"""Keeps what is foretold fresh: after every change, at most once a second, beside the requests."""

import asyncio
import logging
import time
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from server.forecast.foretell import Foretold, Question, foretell_roughly
from server.forecast.lessons import LEARN_FROM, Lessons, Taught
from server.forecast.worker import Worker, WorkerFailed
from server.house import House
from server.reception import tickets
from server.reception.counters import who_is_where
from server.reception.ledger import Ledger
from server.reception.plan import posts
from server.rules.moment import MINUTE
from server.rules.slots import Booking
from server.rules.state import State, Waiting
from server.rules.told import Told
from server.rules.turn import Turn, turn
from server.rules.visit import Status
from server.store import bookings, lessons, views
from server.store.tables import Visit
from server.store.writer import StoreUnavailable

LEAST_S = 1.0  # between two forecasts
MOST_S = 20.0  # waits grow shorter while nothing happens
AGAIN_S = 3.0  # after the second process was lost: nobody is told rough waits for longer than needed

log = logging.getLogger("eile.forecast")


class Forecaster:
    """Foretells waits from the house as it is, and keeps the promises made near closing time.

    Args:
        house: the running branch.

    Attributes:
        foretold: the newest forecast; empty until the first.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._lessons = Lessons(house.settings)
        self._learned = 0  # the newest event that was learned from
        self._recalled = False  # whether what erased days have taught is known
        self._worker = Worker()
        self._failing = False
        self._service_min = {
            one.id: one.head_start_min for one in house.settings.services if one.head_start_min
        }
        self.foretold = Foretold()

    def open(self) -> None:
        """Begin to foretell; the house must be open."""
        self._working = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Stop foretelling."""
        self._working.cancel()
        with suppress(asyncio.CancelledError):
            await self._working
        await self._worker.close()

    def newcomer(self, service: str, *, priority: bool = False) -> Told | None:
        """Return what somebody who comes now can be told; ``None`` when no counter will give the service."""
        return self.foretold.newcomers.get((service, priority))

    def ticket(self, visit: Visit) -> Told | None:
        """Return what somebody who waits can be told; ``None`` when nothing is known.

        A ticket just taken is told what it was taken with, until the next forecast has it.
        """
        if visit.status is not Status.WAITING:
            return None
        return self.foretold.tickets.get(visit.id) or tickets.told_at_first(visit)

    async def _work(self) -> None:
        live = self._house.live
        while True:
            before, begun = live.changes, time.monotonic()
            mine = 0
            try:
                if await self._foretell():
                    live.refresh()
                    mine = 1
            except SQLAlchemyError as trouble:
                log.error("Waits cannot be foretold (%s).", getattr(trouble, "orig", trouble))
            except Exception:  # the next change may go well again
                log.exception("Waits cannot be foretold.")
            await asyncio.sleep(max(0.0, LEAST_S - (time.monotonic() - begun)))
            await live.changed(before + mine, AGAIN_S if self._failing else MOST_S)

    async def _foretell(self) -> bool:
        """Foretell once; say whether anybody is told something else than before."""
        question = await asyncio.to_thread(self._question)
        before = self.foretold
        self.foretold = await self._answer(question) if question else Foretold(self._house.clock.now())
        await self._promise(question)
        return _shown(before) != _shown(self.foretold)

    async def _answer(self, question: Question) -> Foretold:
        try:
            foretold = await self._worker.ask(question)
        except WorkerFailed as trouble:
            if not self._failing:
                log.error("Waits are foretold by counting heads: the replay has failed (%s).", trouble)
            self._failing = True
            return foretell_roughly(question)
        if self._failing:
            log.info("Waits are foretold by the replay again.")
        self._failing = False
        return foretold

    def _question(self) -> Question | None:
        with self._house.look() as ledger:
            self._learn(ledger)
            hours = ledger.hours
            waiting = views.all_waiting(ledger.connection, ledger.branch, ledger.day)
            if not waiting and not hours.tickets and not hours.open:
                return None
            counters = posts(ledger)
            state = State(
                now=ledger.now,
                waiting=[*_waiting(ledger, waiting), *to_come(ledger)],
                posts=counters,
                policy=ledger.policy,
            )
        services = {one.lane[0] for one in state.waiting} | {s for one in counters for s in one.desk.services}
        levels = self._lessons.levels
        return Question(
            state=state,
            knowledge=self._lessons.knowledge(ledger.now, services, counters),
            service_min=self._service_min,
            levels=(levels.low, levels.high),
            closing=hours.last,
            promised=frozenset(visit.id for visit in waiting if visit.promised_at is not None),
            seed=ledger.day.toordinal(),  # the same all day, so that ranges do not tremble
        )

    def _learn(self, ledger: Ledger) -> None:
        first = ledger.day - LEARN_FROM
        if not self._recalled:
            known = lessons.since(ledger.connection, ledger.branch, first)
            self._recalled = True  # once they are read: what could not be is read the next time
            for day, kept in known:
                self._lessons.recall(day, Taught.read(kept))
        for event in views.happened_since(ledger.connection, ledger.branch, first, self._learned):
            self._lessons.tell(event)
            self._learned = event.id

    async def _promise(self, question: Question | None) -> None:
        """Promise those who will be served, from the configured minutes before closing (standard, 20.2)."""
        calendar = self._house.settings.opening
        if question is None or not calendar.hours(question.state.now).warns(
            question.state.now, calendar.warning_min
        ):
            return
        new = [
            visit for one in self.foretold.groups for visit in one.promised if visit not in question.promised
        ]
        if new:
            with suppress(StoreUnavailable):
                await self._house.do(tickets.promise, sorted(new))


def _waiting(ledger: Ledger, visits: list[Visit]) -> list[Waiting]:
    seats = {staff: counter for counter, staff in who_is_where(ledger).items() if staff}
    return [
        Waiting(
            Turn(visit.key, visit.id, visit.counted_from, visit.ready_at, visit.kind),
            (visit.service, visit.wish),
            visit.to_counter or (seats.get(visit.to_staff) if visit.to_staff else None),
        )
        for visit in visits
    ]


def to_come(ledger: Ledger) -> list[Waiting]:
    """Return today's booked clients who have not come yet, as if they waited for their time already.

    An idle counter may take them too early, which is in nobody's way. Their ``visit`` is below 0.
    """
    policy = ledger.policy
    today = bookings.on(ledger.connection, ledger.branch, ledger.day, ledger.day)
    return [
        Waiting(turn(-booking.id, booking.starts, policy, slot=booking.starts), (booking.service, ""), None)
        for booking in today
        if booking.status is Booking.BOOKED and booking.starts + policy.late_min * MINUTE > ledger.now
    ]


def _shown(foretold: Foretold) -> object:
    """What pages would show of it."""
    return (
        {who: _words_of(told) for who, told in foretold.newcomers.items()},
        {visit: _words_of(told) for visit, told in foretold.tickets.items()},
        foretold.groups,
    )


def _words_of(told: Told) -> object:
    return (told.wait and told.wait.printed(), told.today)
