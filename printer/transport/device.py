"""Printers behind a device file, and plain files."""

from pathlib import Path

from printer.transport.link import Link


class Device:
    """A printer behind a device file that can be read too, such as /dev/usb/lp0."""

    def __init__(self, path: Path, send_s: float = 5.0) -> None:
        """Name the file.

        Args:
            path: of the device.
            send_s: seconds that handing over one job may take. A printer without paper stops reading, for ever.
        """

    def open(self) -> Link:
        """Open the device; see `Transport.open`."""
        raise NotImplementedError


class File:
    """A file or device that is only written to, and grows by each job."""

    def __init__(self, path: Path, send_s: float = 5.0) -> None:
        """Name the file.

        Args:
            path: of a device or file that exists. It is never made: a file in place of an unplugged printer
                would swallow the tickets.
            send_s: seconds that handing over one job may take.
        """

    def open(self) -> Link:
        """Open the file; see `Transport.open`."""
        raise NotImplementedError
