"""A printer on a serial line (extra ``serial``)."""

import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from printer.transport.device import FileLink
from printer.transport.link import LinkError, reason

if TYPE_CHECKING:
    import serial

_BITS = 10  # on the line for each byte: a start bit, eight, a stop bit
_LOOK_S = 0.005


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
        self._path = path
        self._baud = baud
        self._flow = flow
        self._send_s = send_s

    def open(self) -> "_Line":
        """Open the line; see `Transport.open`."""
        try:
            import serial  # noqa: PLC0415 - an extra
        except ImportError:
            raise LinkError("no_pyserial") from None
        try:
            line = serial.Serial(
                str(self._path),
                self._baud,
                rtscts=self._flow is Flow.RTS_CTS,
                xonxoff=self._flow is Flow.XON_XOFF,
                exclusive=True,
            )
        except ValueError:
            raise LinkError("no_such_speed") from None
        except OSError as trouble:
            raise LinkError(reason(trouble)) from None
        return _Line(line, self._baud, self._send_s)


class _Line(FileLink):
    def __init__(self, line: "serial.Serial", baud: int, send_s: float) -> None:
        super().__init__(line.fileno(), send_s, close=line.close, answers=True)
        self._line = line
        self._baud = baud
        self._slack_s = send_s

    def send(self, data: bytes) -> None:
        """Write, and wait until the bytes have left: what the printer says next answers to them.

        pyserial's own write with a time limit does not tell how much it wrote.
        """
        self._send_s = self._slack_s + len(data) * _BITS / self._baud
        deadline = time.monotonic() + self._send_s
        super().send(data)
        while left := self._left():
            if time.monotonic() > deadline:
                raise LinkError("timeout", len(data) - left)
            time.sleep(_LOOK_S)

    def close(self) -> None:
        """Close; what has not left is dropped, or closing would wait half a minute for it (Linux)."""
        with suppress(LinkError, OSError):
            if self._left():
                self._line.reset_output_buffer()
        super().close()

    def _left(self) -> int:
        try:
            return int(self._line.out_waiting)
        except OSError as trouble:
            raise LinkError(reason(trouble)) from None
