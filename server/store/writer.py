"""The one writer: acts that are waiting are committed together, then answered, then announced once.

The cost of an act is the disk's flush, not the act. Sharing one flush among all acts that came in
meanwhile makes sixty desks and kiosks about as quick as one, and no act ever meets a locked database.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, bindparam, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import OperationalError

from server.store.prepared import Prepared
from server.store.tables import COUNTER_EVENT, EVENT, FACT

T = TypeVar("T")
Act = Callable[[Connection], T]

_Answer = Future[Any] | asyncio.Future[Any]
_Given = tuple[_Answer, Any, Exception | None]

MOST_TOGETHER = 256
MUCH = 96 * 1024  # bytes: more pages than an act with its indexes changes

log = logging.getLogger("eile.store")


class StoreUnavailable(Exception):  # noqa: N818 - named for what the caller must tell its user
    """The act is not confirmed: the disk is full, broken or read-only. It may be tried again."""


@dataclass(frozen=True, slots=True)
class _Asked:
    act: Act[Any]
    answer: _Answer
    quiet: bool

    def begins(self) -> bool:
        """Say whether anybody still waits for it; from now on it is done."""
        if isinstance(self.answer, Future):
            return self.answer.set_running_or_notify_cancel()
        return not self.answer.cancelled()


class Writer:
    """A thread that runs acts one after another on its own connection.

    Args:
        engine: the writing engine of the database.
        announce: called from the writer's thread after each commit that was not quiet, with the newest
            revision.
    """

    def __init__(self, engine: Engine, announce: Callable[[int], None]) -> None:
        self._engine = engine
        self._announce = announce
        self._waiting: SimpleQueue[_Asked | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="eile-writer", daemon=True)
        self.failing = False

    def start(self) -> None:
        """Start working."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is waiting, then end."""
        self._waiting.put(None)
        self._thread.join()

    @property
    def waiting(self) -> int:
        """How many acts wait, the one being done left out."""
        return self._waiting.qsize()

    def submit(self, act: Act[T], *, quiet: bool = False) -> "Future[T]":
        """Hand in an act.

        Args:
            act: gets a connection; all it writes is kept or none of it.
            quiet: whether it changes nothing that a page shows, so that nobody need be told.

        Returns:
            Its result, once that is on disk; or what it raised; or ``StoreUnavailable``.
        """
        answer: Future[T] = Future()
        self._waiting.put(_Asked(act, answer, quiet))
        return answer

    async def do(self, act: Act[T], *, quiet: bool = False) -> T:
        """Hand in an act and wait for the answer without holding up the event loop."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put(_Asked(act, answer, quiet))
        return await answer

    def _work(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            last = False
            while len(batch) < MOST_TOGETHER and not last:
                try:
                    more = self._waiting.get_nowait()
                except Empty:
                    break
                if more is None:
                    last = True
                else:
                    batch.append(more)
            self._commit([one for one in batch if one.begins()])
            if last:
                return

    def _commit(self, batch: list[_Asked]) -> None:
        try:
            if self.failing:
                self._clean_up()
            with self._engine.begin() as connection:
                given = [(one.answer, *_alone(connection, one.act)) for one in batch]
                revision = newest_revision(connection)
        except Exception as trouble:  # the thread outlives whatever it is
            self._fail(trouble)
            _give([(one.answer, None, StoreUnavailable()) for one in batch])
            return
        _give(given)
        if not all(one.quiet for one in batch):
            self._announce(revision)

    def _clean_up(self) -> None:
        # A commit whose flush failed may still lie in the write-ahead log, where a crash would bring it
        # back although its callers were told no. A commit as large as a ticket overwrites it, and shows
        # that there is room again.
        with self._engine.begin() as connection:
            connection.execute(_REHEARSE, {"value": "x" * MUCH})
        with self._engine.begin() as connection:
            connection.execute(_REHEARSE, {"value": ""})
        self.failing = False
        log.warning("The database can be written again.")

    def _fail(self, trouble: Exception) -> None:
        if not self.failing:
            cause = getattr(trouble, "orig", None) or trouble
            log.error("The database cannot be written (%s); nothing is accepted until it can.", cause)
        self.failing = True


_BEAT = insert(FACT).values(name="written", value=bindparam("value"))
_REHEARSE = _BEAT.on_conflict_do_update(index_elements=["name"], set_={"value": _BEAT.excluded.value})


_COUNTED = Prepared(
    text(
        "SELECT sum(seq) FROM sqlite_sequence"  # noqa: S608 - our words
        f" WHERE name IN ('{EVENT.name}', '{COUNTER_EVENT.name}')"
    ),
    ["events"],
)


def rehearse(connection: Connection) -> None:
    """Write as much as a ticket does, and take it back: an act that shows whether others would succeed."""
    connection.execute(_REHEARSE, {"value": "x" * MUCH})
    connection.execute(_REHEARSE, {"value": ""})


def _alone(connection: Connection, act: Act[Any]) -> tuple[Any, Exception | None]:
    # A savepoint of its own: a refused act takes nothing back but itself. When the disk is the
    # trouble, SQLite drops the whole transaction, the savepoint with it: then the trouble goes up.
    # The driver is asked itself: three words a savepoint need no compiling.
    driver: Any = connection.connection.driver_connection
    driver.execute("SAVEPOINT act")
    try:
        result = act(connection)
    except OperationalError:
        raise
    except Exception as trouble:  # whatever it is, it belongs to the one who asked
        driver.execute("ROLLBACK TO act")
        driver.execute("RELEASE act")
        # A future cannot carry a StopIteration, as a coroutine cannot.
        return None, RuntimeError(*trouble.args) if isinstance(trouble, StopIteration) else trouble
    driver.execute("RELEASE act")
    return result, None


def _give(given: list[_Given]) -> None:
    # An event loop is woken once for all who wait in it.
    by_loop: dict[asyncio.AbstractEventLoop, list[_Given]] = {}
    for one in given:
        if isinstance(one[0], Future):
            _give_here([one])
        else:
            by_loop.setdefault(one[0].get_loop(), []).append(one)
    for loop, those in by_loop.items():
        with suppress(RuntimeError):  # the loop is closing: nobody is left to be told
            loop.call_soon_threadsafe(_give_here, those)


def _give_here(given: list[_Given]) -> None:
    for answer, result, trouble in given:
        if answer.done():  # whoever asked has gone meanwhile
            continue
        if trouble is None:
            answer.set_result(result)
        else:
            answer.set_exception(trouble)


def newest_revision(connection: Connection) -> int:
    """Return a number that goes up with every event of a visit or a counter; 0 before the first.

    Both tables count on and never use a number twice, also after old rows were erased.
    """
    return int(_COUNTED.scalar(connection) or 0)
