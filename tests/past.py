"""Days that are over."""

from pathlib import Path

from conftest import Reception

from server.config import Settings
from server.reception import calls


def a_monday(data: Path, settings: Settings, day: str = "2026-11-23") -> None:
    """One client, served before closing."""
    hall = Reception(data, settings)
    hall.database.claim("real")
    hall.it_is(f"{day} 10:00")
    hall.take()
    hall.call_next()
    hall.minutes_later(5)
    hall.do(calls.finish, "1")
    hall.close()
