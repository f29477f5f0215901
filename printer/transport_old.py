"""Ways to hand a print job to a printer, and what can be said about it afterwards."""

import errno
import os
import select
import socket
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Outcome(StrEnum):
    """What is known about a job. Three outcomes, because a job that broke off may still come out on paper."""

    SENT = "sent"  # handed over completely; not a confirmation that it is on paper
    NOT_SENT = "not_sent"  # not a byte was handed over: safe to try again
    UNKNOWN = "unknown"  # part was handed over: printing again might give two tickets


@dataclass(frozen=True)
class Result:
    """The outcome of one job.

    Args:
        outcome: what is known about the paper.
        reason: a short word for machines and logs, such as "refused", "timeout" or "no_such_device"; empty
            when the job was sent.
    """

    outcome: Outcome
    reason: str = ""


class Transport(Protocol):
    """One way to a printer. Used by one thread at a time."""

    def send(self, job: bytes) -> Result:
        """Hand over one print job.

        Args:
            job: all its bytes.

        Returns:
            What became of it. Trouble with the device is a result, never an exception.
        """


class Screen:
    """The virtual printer: keeps the newest jobs as files, for a page that shows them."""

    def __init__(self, folder: Path, keep: int = 60) -> None:
        """Open the folder; several processes may print into it.

        Args:
            folder: where the jobs are kept; made when missing.
            keep: how many jobs.

        Raises:
            OSError: the folder cannot be made or read.
        """
        self._folder = folder
        self._keep = keep
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob("*.part"):
            with suppress(OSError):  # another process may just have finished or removed it
                if time.time() - unfinished.stat().st_mtime > _ABANDONED_S:
                    unfinished.unlink()

    def send(self, job: bytes) -> Result:
        """Keep a job so that neither a crash nor a power cut leaves half of it; see `Transport.send`."""
        # Two processes may count to the same number; the process tells their papers apart.
        newest = max(map(_number, self.papers()), default=0)
        paper = self._folder / f"{newest + 1}-{os.getpid()}.escpos"
        try:
            _write_durably(paper, job)
        except OSError as trouble:
            return Result(Outcome.UNKNOWN if paper.exists() else Outcome.NOT_SENT, _reason(trouble))
        with suppress(OSError):  # an old ticket that stays is no reason to doubt the new one
            for old in self.papers()[self._keep :]:
                old.unlink(missing_ok=True)
        return Result(Outcome.SENT)

    def papers(self) -> list[Path]:
        """List the jobs that are kept.

        Returns:
            The files, newest first, by their running number: the clock may have been set back between them.

        Raises:
            OSError: the folder cannot be read.
        """
        return sorted(self._folder.glob("*-*.escpos"), key=_number, reverse=True)


class File:
    """A printer behind a device file such as /dev/usb/lp0, or a plain file that grows by each job."""

    def __init__(self, path: Path, seconds: float = 5.0) -> None:
        """Name the file.

        Args:
            path: of a device or file that exists. It is never made: a file in place of an unplugged printer
                would swallow the tickets.
            seconds: how long one job may take. A printer without paper stops reading, for ever.
        """
        self._path = path
        self._seconds = seconds

    def send(self, job: bytes) -> Result:
        """Write a job without ever waiting longer than the time allowed; see `Transport.send`."""
        try:
            device = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as trouble:
            return Result(Outcome.NOT_SENT, _reason(trouble))
        try:
            return _write_all(device, job, self._seconds)
        finally:
            os.close(device)


class Network:
    """A printer that takes raw jobs over TCP, usually on port 9100."""

    def __init__(self, host: str, port: int = 9100, connect_s: float = 2.5, send_s: float = 5.0) -> None:
        """Name the printer.

        Args:
            host: IPv4 or IPv6 address, or a name (looking it up is not timed: prefer an address).
            port: TCP port.
            connect_s: seconds to wait for a connection, for each address of the host.
            send_s: seconds that handing over one job may take.

        Raises:
            ValueError: `port` is not between 1 and 65535.
        """
        if not 0 < port < 65536:
            raise ValueError(f"a TCP port is a number from 1 to 65535, not {port}")
        self._address = (host, port)
        self._connect_s = connect_s
        self._send_s = send_s

    def send(self, job: bytes) -> Result:
        """Connect, hand over a job, and part in peace; see `Transport.send`.

        The connection is not kept: most printers serve one at a time and forget idle ones.
        """
        try:
            printer = socket.create_connection(self._address, self._connect_s)
        except OSError as trouble:
            return Result(Outcome.NOT_SENT, _reason(trouble))
        except ValueError:  # a name that cannot be a host's
            return Result(Outcome.NOT_SENT, "unknown_host")
        with printer:
            return self._hand_over(printer, job)

    def _hand_over(self, printer: socket.socket, job: bytes) -> Result:
        printer.settimeout(self._send_s)  # for all of sendall, not for each part
        try:
            printer.sendall(job)
            _part(printer)
        except OSError as trouble:
            return Result(Outcome.UNKNOWN, _reason(trouble))
        return Result(Outcome.SENT)


_ABANDONED_S = 60.0  # a half-written paper this old was left by a crash
_FAREWELL_S = 1.0


def _part(printer: socket.socket) -> None:
    """Say that the job is complete and read what the printer still says.

    Closing while its status bytes are unread makes Linux reset the connection, and the printer may lose the
    end of the ticket. A printer that keeps the connection open has the job all the same.
    """
    printer.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + _FAREWELL_S
    with suppress(TimeoutError):
        while (left := deadline - time.monotonic()) > 0:
            printer.settimeout(left)
            if not printer.recv(4096):
                return


def _write_all(device: int, job: bytes, seconds: float) -> Result:
    """Write to a non-blocking device, never longer than the time allowed."""
    deadline = time.monotonic() + seconds
    written = 0
    try:
        while written < len(job):
            _wait_writable(device, deadline)
            written += _write_some(device, job[written:])
        # The kernel's USB printer driver (usblp) drops what it has not yet delivered when it is closed.
        if stat.S_ISCHR(os.fstat(device).st_mode):
            _wait_writable(device, deadline)
    except OSError as trouble:
        return Result(Outcome.UNKNOWN if written else Outcome.NOT_SENT, _reason(trouble))
    return Result(Outcome.SENT)


def _write_some(device: int, rest: bytes) -> int:
    try:
        return os.write(device, rest)
    except BlockingIOError:
        time.sleep(0.02)  # usblp says "writable" while it has no paper: do not spin until the time is up
        return 0


def _wait_writable(device: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(device, select.POLLOUT)
    ready = poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
    if not ready:
        raise TimeoutError
    if ready[0][1] & (select.POLLERR | select.POLLHUP):
        raise BrokenPipeError(errno.EPIPE, "the device went away")


def _write_durably(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _number(paper: Path) -> int:
    """Read the running number; a file that we did not write counts as the oldest."""
    number = paper.stem.partition("-")[0]
    return int(number) if number.isdecimal() else 0


_REASONS = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.ECONNABORTED: "reset",
    errno.EPIPE: "reset",
    errno.ETIMEDOUT: "timeout",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.ENOENT: "no_such_device",
    errno.ENODEV: "no_such_device",
    errno.ENXIO: "no_such_device",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.EBUSY: "busy",
    errno.ENOSPC: "no_space",
}


def _reason(trouble: OSError) -> str:
    if isinstance(trouble, TimeoutError):
        return "timeout"
    if isinstance(trouble, socket.gaierror):
        return "unknown_host"
    number = trouble.errno or 0
    return _REASONS.get(number) or errno.errorcode.get(number, "unknown").lower()
