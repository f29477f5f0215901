"""Reading and writing print jobs. Rows are handed on as they are and never changed in place."""

from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, select, text, update

from server.rules.spool import JobState
from server.store.prepared import Prepared, inserting
from server.store.tables import JOB, UNFINISHED, PrintJob

_ADD = Prepared(inserting(JOB, "id").returning(JOB))
# The condition stands there to the letter: only then does SQLite know that the partial index will do.
_UNFINISHED = select(JOB).where(JOB.c.branch == bindparam("branch"), text(UNFINISHED)).order_by(JOB.c.id)
_ALL_UNFINISHED = Prepared(_UNFINISHED)
_UNFINISHED_AT = Prepared(_UNFINISHED.where(JOB.c.printer == bindparam("printer")))


def _as_job(row: Row[Any]) -> PrintJob:
    return cast("PrintJob", row)


def add(connection: Connection, job: dict[str, Any]) -> PrintJob:
    """Write a new print job, complete but for its id.

    Raises:
        sqlalchemy.exc.IntegrityError: there is an original of this already.
    """
    return _as_job(_ADD.one(connection, **job))


def move(connection: Connection, job: PrintJob, state: JobState, changes: dict[str, Any]) -> PrintJob | None:
    """Bring a job to another state, if it still stands where it stood and at the same printer.

    Args:
        connection: of the writer.
        job: as the caller read it; its state and printer are the guard.
        state: the new one.
        changes: columns that change besides it.

    Returns:
        The job as it stands then; ``None`` when another server was faster.
    """
    stands = (JOB.c.id == job.id, JOB.c.state == job.state, JOB.c.printer == job.printer)
    row = connection.execute(
        update(JOB).where(*stands).values(**{"state": state, **changes}).returning(JOB)
    ).first()
    return _as_job(row) if row else None


def by_id(connection: Connection, branch: str, job: int) -> PrintJob | None:
    """Return a job by its id."""
    row = connection.execute(select(JOB).where(JOB.c.branch == branch, JOB.c.id == job)).first()
    return _as_job(row) if row else None


def unfinished(connection: Connection, branch: str, printer: str | None = None) -> list[PrintJob]:
    """Return the jobs of a printer, or of all, that wait or are being sent, in the order of asking."""
    if printer is None:
        return [_as_job(row) for row in _ALL_UNFINISHED.all(connection, branch=branch)]
    return [_as_job(row) for row in _UNFINISHED_AT.all(connection, branch=branch, printer=printer)]


def newest(connection: Connection, branch: str, printer: str, limit: int) -> list[PrintJob]:
    """Return the newest jobs of a printer, newest first."""
    here = (JOB.c.branch == branch, JOB.c.printer == printer)
    rows = connection.execute(select(JOB).where(*here).order_by(JOB.c.id.desc()).limit(limit))
    return [_as_job(row) for row in rows]


def original_of(connection: Connection, visit: int) -> PrintJob | None:
    """Return the job of a visit's own ticket."""
    # The constant condition makes SQLite use the index of originals.
    ours = (text("kind = 'original' AND visit IS NOT NULL"), JOB.c.visit == visit)
    row = connection.execute(select(JOB).where(*ours)).first()
    return _as_job(row) if row else None


def original_slip_of(connection: Connection, booking: int, edition: int) -> PrintJob | None:
    """Return the job of a booked time's slip.

    Args:
        connection: to read by.
        booking: the booking's id.
        edition: how often it had been moved.
    """
    ours = (
        text("kind = 'original' AND booking IS NOT NULL"),
        JOB.c.booking == booking,
        JOB.c.edition == edition,
    )
    row = connection.execute(select(JOB).where(*ours)).first()
    return _as_job(row) if row else None
