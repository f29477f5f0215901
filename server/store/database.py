"""Opening the database: SQLite's settings, migrations at start, one engine to write and one to read."""

import fcntl
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.dialects.sqlite import insert

from server.store.prepared import put
from server.store.tables import FACT

BUSY_TIMEOUT_MS = 10_000
AT_HAND = 2  # connections that are kept open for reading


class WrongKind(Exception):  # noqa: N818 - an answer for the person at the command line
    """The directory is not for this: it holds real days and not rehearsed ones, the other way round, or
    days of a newer version."""


class Database:
    """The file ``eile.db`` in a data directory, ready to use.

    Several server processes may have the same file open.

    Args:
        folder: the data directory; made when it is missing.

    Raises:
        OSError: the directory cannot be made or written.
        sqlalchemy.exc.DatabaseError: the file is not a database, or is damaged.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "eile.db"
        self.writing = _engine(self.path, begin="BEGIN IMMEDIATE", pool_size=1)
        self.reading = _engine(self.path, begin="BEGIN", pool_size=AT_HAND)
        self._at_hand: list[Connection] = []
        try:
            with _one_at_a_time(folder / "eile.lock"):
                self._migrate()
        except BaseException:
            self.close()
            raise

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.writing.connect() as connection:
            # A migration may rebuild a table that others point at. Outside of a transaction only.
            connection.connection.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                config.attributes["connection"] = connection
                try:
                    command.upgrade(config, "head")
                except CommandError as trouble:
                    raise WrongKind(
                        f"{self.path} was written by a newer version of Eilė ({trouble})"
                    ) from None
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise WrongKind(f"{self.path} cannot be brought up to date: {tuple(broken)}")
            connection.connection.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one unchanging state of the database."""
        # Every page looks in here: a connection that is kept at hand spares the pool's ceremony.
        try:
            connection = self._at_hand.pop()
        except IndexError:  # others, in other threads, have them all
            connection = self.reading.connect()
        try:
            yield connection
            connection.rollback()
        except BaseException:
            connection.close()
            raise
        if len(self._at_hand) < AT_HAND:
            self._at_hand.append(connection)
        else:
            connection.close()

    def claim(self, kind: str) -> None:
        """Mark a new directory as holding this kind of days, or make sure that it does.

        Args:
            kind: ``"real"`` or ``"rehearsal"``.

        Raises:
            WrongKind: the directory already holds the other kind.
        """
        with self.writing.begin() as connection:
            connection.execute(insert(FACT).values(name="kind", value=kind).on_conflict_do_nothing())
        if (found := self.kind()) != kind:
            raise WrongKind(f"{self.path.parent} holds {found} days, not {kind} ones")

    def kind(self) -> str | None:
        """Return which kind of days the directory holds; ``None`` when it holds none yet."""
        with self.read() as connection:
            return connection.scalar(select(FACT.c.value).where(FACT.c.name == "kind"))

    def sweep(self) -> bool:
        """Leave nothing of what was erased in any file: build the database anew, empty its write-ahead log.

        Erased rows are overwritten with zeros at once, but what a row was before it was moved or changed may
        stay in unused parts of a page, and in the log until it is used again.

        Returns:
            Whether it is done; not while somebody else reads or writes: then it can be tried again.

        Raises:
            sqlite3.OperationalError: the disk is full or broken.
        """
        with self._alone() as connection:
            try:
                connection.execute("VACUUM")
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError as trouble:
                if trouble.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    return False
                raise
        return not busy

    def copy_to(self, path: Path) -> None:
        """Write a copy of the database as it is now, without anything that was erased.

        Args:
            path: a file that does not exist yet.

        Raises:
            sqlite3.OperationalError: the file exists or cannot be written.
        """
        with self._alone() as connection:
            connection.execute("VACUUM INTO ?", (str(path),))

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
        try:
            yield connection
        finally:
            connection.close()

    def identity(self) -> str:
        """Return the name of this record of days: another one counts its print jobs from 1 too."""
        asked = select(FACT.c.value).where(FACT.c.name == "identity")
        with self.read() as connection:
            found: str | None = connection.scalar(asked)
        if found is None:
            with self.writing.begin() as connection:
                new = insert(FACT).values(name="identity", value=secrets.token_hex(8))
                connection.execute(new.on_conflict_do_nothing())
                found = str(connection.scalar(asked))
        return found

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give every connection back; the write-ahead log is folded into the file."""
        while self._at_hand:
            self._at_hand.pop().close()
        self.reading.dispose()
        self.writing.dispose()


def _engine(path: Path, begin: str, pool_size: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        pool_size=pool_size,
        max_overflow=32,
        hide_parameters=True,  # a log tells of no ticket's address and no client's contact
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: object) -> None:
        # The driver's own idea of transactions would start them too late: we say BEGIN ourselves.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # an act is on disk before its reply
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only forgotten

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        put(connection, begin)

    return engine


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    # Two servers started together must not both bring the schema up to date.
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
