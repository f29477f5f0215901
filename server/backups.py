"""Copies of the database: one a day, and none older than its term (standard, 4.4, 4.5)."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from server.store.database import Database
from server.whole import whole

_OURS = re.compile(r"(?:eile|rehearsal)-(\d{4}-\d\d-\d\dT\d{6})\.db")
_FORM = "%Y-%m-%dT%H%M%S"


def copy(database: Database, folder: Path, begin: str, at: datetime) -> Path:
    """Copy the database, whole or not at all.

    Args:
        database: which.
        folder: where; made when it is missing.
        begin: how the file's name begins.
        at: now, on the branch's clock, which its name tells to the second.

    Returns:
        The file.

    Raises:
        OSError, sqlite3.OperationalError: it cannot be written.
    """
    path = folder / f"{begin}-{at.strftime(_FORM)}.db"
    with whole(path, overwrite=True) as part:
        database.copy_to(part)
        part.chmod(0o600)
    return path


def _all(folder: Path) -> list[tuple[datetime, Path]]:
    found = folder.glob("*.db") if folder.is_dir() else ()
    matches = ((path, _OURS.fullmatch(path.name)) for path in found)
    return sorted((datetime.strptime(match[1], _FORM), path) for path, match in matches if match)  # noqa: DTZ007


def newest(folder: Path) -> datetime | None:
    """Return when the newest copy was made, on the branch's clock; ``None`` without any."""
    found = _all(folder)
    return found[-1][0] if found else None


def outlived(folder: Path, today: date, keep_days: int) -> list[Path]:
    """Return the copies that are older than they may grow."""
    first = today - timedelta(days=keep_days)
    return [path for at, path in _all(folder) if at.date() < first]
