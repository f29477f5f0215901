"""Printers behind a device file, and plain files."""

import errno
import os
import select
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from printer.transport.link import LinkError, reason

_BREATH_S = 0.02  # some drivers say "ready" and then are not: do not spin until the time is up


class Device:
    """A printer behind a device file that can be read too, such as /dev/usb/lp0."""

    def __init__(self, path: Path, send_s: float = 5.0) -> None:
        """Name the file.

        Args:
            path: of the device.
            send_s: seconds that handing over one job may take. A printer without paper stops reading, for
                ever.
        """
        self._path = path
        self._send_s = send_s

    def open(self) -> "FileLink":
        """Open the device; see `Transport.open`."""
        device = _open(self._path, os.O_RDWR)
        return FileLink(device, self._send_s, close=lambda: os.close(device), answers=True)


class File:
    """A file or device that is only written to, and grows by each job."""

    def __init__(self, path: Path, send_s: float = 5.0) -> None:
        """Name the file.

        Args:
            path: of a device or file that exists. It is never made: a file in place of an unplugged printer
                would swallow the tickets.
            send_s: seconds that handing over one job may take.
        """
        self._path = path
        self._send_s = send_s

    def open(self) -> "FileLink":
        """Open the file; see `Transport.open`."""
        device = _open(self._path, os.O_WRONLY | os.O_APPEND)
        return FileLink(device, self._send_s, close=lambda: os.close(device), answers=False)


class FileLink:
    """An open file whose calls never wait longer than told; serial lines use it too."""

    certain = False

    def __init__(self, device: int, send_s: float, close: Callable[[], None], answers: bool) -> None:
        """Take over an open file.

        Args:
            device: its number, opened with O_NONBLOCK.
            send_s: seconds that handing over one job may take.
            close: closes it.
            answers: whether it can be read.
        """
        self.answers = answers
        self._device = device
        self._send_s = send_s
        self._close = close

    def send(self, data: bytes) -> None:
        """Write; see `Link.send`."""
        handed, rest = 0, memoryview(data)
        deadline = time.monotonic() + self._send_s
        try:
            while handed < len(data):
                _wait_writable(self._device, deadline)
                handed += _write_some(self._device, rest[handed:])
            # The kernel's USB printer driver (usblp) drops what it has not yet delivered when it is closed.
            if stat.S_ISCHR(os.fstat(self._device).st_mode):
                _wait_writable(self._device, deadline)
        except OSError as trouble:
            raise LinkError(reason(trouble), handed) from None

    def receive(self, seconds: float) -> bytes:
        """Read; see `Link.receive`. Nothing to read is no end: usblp says so while the printer is silent."""
        deadline = time.monotonic() + seconds
        while self.answers:
            poll = select.poll()
            poll.register(self._device, select.POLLIN)
            ready = poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
            if not ready:
                break
            if ready[0][1] & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
                raise LinkError("no_such_device")
            try:
                if heard := os.read(self._device, 4096):
                    return heard
            except BlockingIOError:
                pass
            except OSError as trouble:
                raise LinkError(reason(trouble)) from None
            time.sleep(min(_BREATH_S, max(0.0, deadline - time.monotonic())))
            if time.monotonic() >= deadline:
                break
        return b""

    def finish(self) -> None:
        """Nothing is left to do: `send` saw to it that the driver has delivered everything."""

    def close(self) -> None:
        """Close; see `Link.close`."""
        with suppress(OSError):
            self._close()


def _open(path: Path, way: int) -> int:
    try:
        return os.open(path, way | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as trouble:
        raise LinkError(reason(trouble)) from None


def _write_some(device: int, rest: memoryview) -> int:
    try:
        return os.write(device, rest)
    except BlockingIOError:
        time.sleep(_BREATH_S)
        return 0


def _wait_writable(device: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(device, select.POLLOUT)
    ready = poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
    if not ready:
        raise TimeoutError
    if ready[0][1] & (select.POLLERR | select.POLLHUP):
        raise BrokenPipeError(errno.EPIPE, "the device went away")
