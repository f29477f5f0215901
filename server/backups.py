"""Copies of the database: one a day, and none older than its term (standard, 4.4, 4.5)."""

import os
import re
from datetime import date, datetime, timedelta
from pathlib import Path

from server.store.database import Database

_OURS = re.compile(r"(?:eile|rehearsal)-(\d{4}-\d\d-\d\d)(?:T\d{4})?\.db")


def copy(database: Database, folder: Path, begin: str, at: datetime | date) -> Path | None:
    """Copy the database, whole or not at all.

    Args:
        database: which.
        folder: where; made when it is missing.
        begin: how the file's name begins.
        at: the day that the copy is of, or the moment, which its name tells.

    Returns:
        The file; ``None`` when there is one of that day, or minute, already.

    Raises:
        OSError, sqlite3.OperationalError: it cannot be written.
    """
    name = f"{at:%Y-%m-%dT%H%M}" if isinstance(at, datetime) else at.isoformat()
    path = folder / f"{begin}-{name}.db"
    if path.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        database.copy_to(part)
        part.chmod(0o600)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def outlived(folder: Path, today: date, keep_days: int) -> list[Path]:
    """Return the copies that are older than they may grow."""
    first = today - timedelta(days=keep_days)
    return [
        path
        for path in (sorted(folder.glob("*.db")) if folder.is_dir() else ())
        if (match := _OURS.fullmatch(path.name)) and date.fromisoformat(match[1]) < first
    ]
