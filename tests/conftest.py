"""The branch, its people and its clock, as the tests speak of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from branches import Branch
from offices import small
from prepared import prepare

from server.config import Settings
from server.reception import calls, tickets
from server.reception.ledger import Ledger
from server.rules.moment import moment
from server.store import jobs
from server.store import staff_log as store
from server.store.database import Database
from server.store.tables import PrintJob, Visit
from server.store.writer import Writer

# How quick a test is depends on the machine, and says nothing about the branch.
hypothesis.settings.register_profile(
    "branch", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("branch")


class Reception:
    """A reception on a real SQLite file, with a wall clock that tests move by hand."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.settings = settings
        self.revisions: list[int] = []
        self.database = Database(prepare(folder))
        self.writer = Writer(self.database.writing, self.revisions.append)
        self.writer.start()
        self.it_is("2026-11-23 08:00")

    def it_is(self, text: str) -> None:
        """Set the branch's wall clock."""
        self.now = moment(datetime.fromisoformat(text).replace(tzinfo=self.settings.office.timezone))

    def minutes_later(self, minutes: float) -> None:
        self.now += round(minutes * 60_000)

    def do(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Have a verb done by the writer, as pages do."""
        now = self.now
        act = self.writer.submit(lambda c: verb(Ledger(c, self.settings, now), *args, **kwargs))
        return act.result(timeout=30)

    @contextmanager
    def book(self) -> Iterator[Ledger]:
        with self.database.read() as connection:
            yield Ledger(connection, self.settings, self.now)

    def staff_log(self) -> list[tuple[str, str, str]]:
        """Who did what about what, in the staff log."""
        with self.book() as book:
            return [(one.who, one.act, one.about) for one in store.entries(book.connection, book.branch)]

    def take(self, service: str = "A", **kwargs: Any) -> Visit:
        visit: Visit = self.do(tickets.take, service, kwargs.pop("language", "lt"), **kwargs).visit
        return visit

    def job_of(self, visit: Visit) -> PrintJob:
        """Return the print job of a visit's own ticket."""
        with self.book() as book:
            job = jobs.original_of(book.connection, visit.id)
        assert job is not None
        return job

    def call_next(self, counter: str = "1") -> str | None:
        """Call the next one and say which number it was."""
        called = self.do(calls.call_next, counter).called
        return called.number if called else None

    def close(self) -> None:
        self.writer.stop()
        self.database.close()


@pytest.fixture
def reception(tmp_path: Path) -> Iterator[Reception]:
    """The small office's reception, Monday at eight."""
    open_reception = Reception(tmp_path / "data", small())
    yield open_reception
    open_reception.close()


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    """The small office with a real server process."""
    office = Branch(tmp_path)
    office.opens()
    yield office
    office.closes()
