"""A printer that this computer reaches by itself."""

import asyncio
from pathlib import Path

from printer.deliver import Findings, Result
from printer.press import Press
from printer.status import State, Status
from printer.transport import Cups, Device, File, LibUsb, Network, Screen, Serial, Transport
from server.config import Printer
from server.config import Transport as Kind
from server.spool.hand import Noticed
from server.store.tables import PrintJob


def transport_of(printer: Printer, data: Path) -> Transport:
    """Return the way to a printer.

    Args:
        printer: its settings, not remote.
        data: the data directory, where the virtual printer keeps its paper.
    """
    match printer.transport:
        case Kind.NETWORK:
            assert printer.host is not None and printer.port is not None
            return Network(printer.host, printer.port)
        case Kind.USB:
            assert printer.path is not None
            return Device(printer.path)
        case Kind.FILE:
            assert printer.path is not None
            return File(printer.path)
        case Kind.SERIAL:
            assert printer.path is not None and printer.baud is not None and printer.flow is not None
            return Serial(printer.path, printer.baud, printer.flow)
        case Kind.LIBUSB:
            assert printer.usb_id is not None
            vendor, product = (int(part, 16) for part in printer.usb_id.split(":"))
            return LibUsb(vendor, product)
        case Kind.CUPS:
            assert printer.queue is not None
            return Cups(printer.queue)
        case Kind.SCREEN:
            return Screen(data / "paper")
        case Kind.REMOTE:
            raise ValueError(f"{printer.id} is reached by its agent only")


class Local:
    """See ``Hand``.

    Args:
        press: the printer.
    """

    here = True
    journal = None

    def __init__(self, press: Press) -> None:
        self._press = press
        self._listener: Noticed = lambda _: None

    def listen(self, noticed: Noticed) -> None:
        """See ``Hand.listen``."""
        self._listener = noticed

    def expect_ruins(self) -> None:
        """See ``Hand.expect_ruins``."""
        self._press.expect_ruins()

    async def print(self, job: PrintJob, data: bytes) -> Result:
        """See ``Hand.print``."""
        loop = asyncio.get_running_loop()

        def from_its_thread(state: State) -> None:
            loop.call_soon_threadsafe(self._listener, Status(state))

        return await self._press.print_async(data, from_its_thread)

    async def written(self, job: PrintJob) -> None:
        """See ``Hand.written``: nobody else remembers it."""

    async def ask(self) -> Status:
        """See ``Hand.ask``."""
        return await self._press.ask_async()

    async def examine(self) -> Findings:
        """See ``Hand.examine``."""
        return await self._press.examine_async()

    async def close(self) -> None:
        """See ``Hand.close``."""
        await asyncio.to_thread(self._press.close)
