"""A printer on a serial line (extra ``serial``)."""

from enum import StrEnum
from pathlib import Path

from printer.transport.link import Link


class Flow(StrEnum):
    """How a printer on a serial line says that its buffer is full."""

    RTS_CTS = "rts_cts"
    XON_XOFF = "xon_xoff"
    NONE = "none"


class Serial:
    """A printer on a serial line: 8 data bits, no parity, 1 stop bit."""

    def __init__(
        self, path: Path, baud: int = 115200, flow: Flow = Flow.RTS_CTS, send_s: float = 5.0
    ) -> None:
        """Name the line.

        Args:
            path: of the device, such as /dev/ttyS0.
            baud: its speed; a ticket takes 5 s at 115200 and a minute at 9600.
            flow: how the printer says that its buffer is full.
            send_s: seconds that handing over one job may take beside the time of its bytes on the line.
        """

    def open(self) -> Link:
        """Open the line; see `Transport.open`."""
        raise NotImplementedError
