"""All printers of the branch: a worker for each, in every server process."""

import asyncio
from contextlib import suppress
from datetime import date
from pathlib import Path

from printer.deliver import PATIENCE
from printer.press import Press
from server.config import Printer
from server.house import House
from server.reception import spool
from server.spool.hand import Hand
from server.spool.local import Local, transport_of
from server.spool.remote import Remote
from server.spool.sheets import Sheets
from server.spool.worker import Worker
from server.store.writer import StoreUnavailable

FOLDER = "printers"  # in the data directory: each printer's lock and the picture of its newest job


class Spool:
    """The printers at work.

    Args:
        house: the running branch.
        data: the data directory.
    """

    def __init__(self, house: House, data: Path) -> None:
        self._house = house
        self._folder = data / FOLDER
        self.remotes: dict[str, Remote] = {}
        sheets = Sheets(house)
        self._workers = [
            Worker(house, printer, self._hand(printer, data), sheets, self._folder)
            for printer in house.settings.printers
        ]

    def _hand(self, printer: Printer, data: Path) -> Hand:
        if printer.remote:
            return self.remotes.setdefault(printer.id, Remote(self._house, printer))
        return Local(Press(printer.id, transport_of(printer, data), printer.profile, PATIENCE))

    async def open(self) -> None:
        """Begin to work.

        Raises:
            OSError: the folder of the printers' locks cannot be used.
        """
        with suppress(StoreUnavailable):  # the branch opens anyway
            await self._house.do(spool.forget_printers, [one.id for one in self._house.settings.printers])
        for worker in self._workers:
            worker.start()

    async def close(self) -> None:
        """Finish the jobs under way; those that still wait are left to the next server."""
        await asyncio.gather(*(worker.close() for worker in self._workers))

    def picture(self, printer: str) -> bytes | None:
        """Return the very picture of a printer's newest job (PNG); ``None`` before the first."""
        return self._file(printer).read_bytes() if self.pictured_at(printer) else None

    def pictured_at(self, printer: str) -> int:
        """Say when the picture of a printer's newest job was kept, as a number; 0 before the first."""
        known = any(one.id == printer for one in self._house.settings.printers)
        file = self._file(printer)
        return file.stat().st_mtime_ns if known and file.exists() else 0

    def _file(self, printer: str) -> Path:
        return self._folder / f"{printer}.png"


def pictures_of_before(data: Path, day: date) -> list[Path]:
    """Return the pictures of printers' newest jobs that were kept before a day: of tickets erased by now.

    Args:
        data: the data directory.
        day: the first day whose tickets are kept.
    """
    return [
        path
        for path in sorted((data / FOLDER).glob("*.png"))
        if date.fromtimestamp(path.stat().st_mtime) < day  # noqa: DTZ012 - a day more or less is none
    ]
