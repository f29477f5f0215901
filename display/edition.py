"""Which edition of the page a display shows: it loads itself anew when the server has another one."""

import hashlib
from pathlib import Path

from server.config import OneDisplay, Settings

ROOMS = (Path(__file__).parent, Path(__file__).parent.parent / "server")


def edition(settings: Settings, display: OneDisplay) -> str:
    """Name the edition of a display's page: of its files, and of what the settings say about it."""
    told = (settings.office, settings.speech, display)
    return f"{FILES}-{hashlib.sha256(repr(told).encode()).hexdigest()[:8]}"


def _files() -> str:
    found = hashlib.sha256()
    for room in ROOMS:
        for folder in (room / "static", room / "templates", room / "locale"):
            for path in sorted(folder.rglob("*")):
                if path.suffix in {".js", ".css", ".html", ".po"}:
                    found.update(path.read_bytes())
    return found.hexdigest()[:8]


FILES = _files()
