"""A printer on USB without the kernel's driver, through python-escpos and libusb (extra ``usb``)."""

import time
from contextlib import suppress
from typing import Any

from printer.transport.link import LinkError, reason

_PIECE = 4096  # bytes: what is lost from the count when a transfer is cut short


class LibUsb:
    """A USB printer named by its maker's and model's numbers, as ``lsusb`` shows them.

    Prefer `Device` where the kernel's driver serves the printer: it comes back by itself when it is plugged
    in anew.
    """

    def __init__(
        self,
        vendor: int,
        product: int,
        endpoint_in: int = 0x82,
        endpoint_out: int = 0x01,
        send_s: float = 5.0,
    ) -> None:
        """Name the printer.

        Args:
            vendor: idVendor, such as 0x04b8.
            product: idProduct.
            endpoint_in: where it answers.
            endpoint_out: where it takes jobs.
            send_s: seconds that handing over one job may take.
        """
        self._ids = (vendor, product)
        self._endpoint_in = endpoint_in
        self._endpoint_out = endpoint_out
        self._send_s = send_s

    def open(self) -> "_Claimed":
        """Claim the printer; see `Transport.open`."""
        from printer.borrowed import Error, Usb, unchanged_logging  # noqa: PLC0415 - it costs 0.2 s

        printer = Usb(*self._ids, in_ep=self._endpoint_in, out_ep=self._endpoint_out)
        try:
            with unchanged_logging():
                printer.open()
        except RuntimeError:
            raise LinkError("no_pyusb") from None
        except Error:
            raise LinkError("no_such_device") from None
        except ValueError:  # pyusb finds no libusb on this computer
            raise LinkError("no_libusb") from None
        except OSError as trouble:
            raise LinkError(reason(trouble)) from None
        return _Claimed(printer, self._send_s)


class _Claimed:
    answers = True
    certain = False

    def __init__(self, printer: Any, send_s: float) -> None:
        self._printer = printer
        self._send_s = send_s

    def send(self, data: bytes) -> None:
        handed = 0
        deadline = time.monotonic() + self._send_s
        try:
            while handed < len(data):
                piece = data[handed : handed + _PIECE]
                left = _milliseconds(deadline - time.monotonic())
                handed += self._printer.device.write(self._printer.out_ep, piece, left)
        except OSError as trouble:
            raise LinkError(reason(_timely(trouble)), handed) from None

    def receive(self, seconds: float) -> bytes:
        try:
            return bytes(self._printer.device.read(self._printer.in_ep, 64, _milliseconds(seconds)))
        except OSError as trouble:
            if isinstance(_timely(trouble), TimeoutError):
                return b""
            raise LinkError(reason(trouble)) from None

    def finish(self) -> None:
        pass

    def close(self) -> None:
        from printer.borrowed import unchanged_logging  # noqa: PLC0415 - as above

        with unchanged_logging(), suppress(OSError):
            self._printer.close()


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))  # to libusb 0 is "for ever"


def _timely(trouble: OSError) -> OSError:
    """Tell pyusb's timeout, an error class of its own, as the system's."""
    return TimeoutError() if type(trouble).__name__ == "USBTimeoutError" else trouble
