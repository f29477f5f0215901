"""What every way to a printer offers, and how it fails."""

import errno
import socket
from typing import Protocol


class LinkError(Exception):
    """A printer that cannot be reached, stalls or breaks off.

    Args:
        reason: a short word for machines and logs, such as "refused", "timeout" or "reset".
        handed: how many bytes of what was being sent had been handed over.
    """

    def __init__(self, reason: str, handed: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.handed = handed


class Link(Protocol):
    """An open way to a printer, for one job. Used by one thread; no call waits for ever."""

    @property
    def answers(self) -> bool:
        """Whether anything can come back on this way."""

    @property
    def certain(self) -> bool:
        """Whether what is handed over is printed for certain, as with the virtual printer."""

    def send(self, data: bytes) -> None:
        """Hand over bytes, in one piece where the system allows.

        Args:
            data: the bytes.

        Raises:
            LinkError: not all could be handed over in time; says how many were.
        """

    def receive(self, seconds: float) -> bytes:
        """Wait for what the printer says.

        Args:
            seconds: how long at most; 0 takes only what is there.

        Returns:
            What came, or nothing; at once where nothing can come back.

        Raises:
            LinkError: the printer hung up.
        """

    def finish(self) -> None:
        """Part in peace: see that everything sent has left this machine, and read to the end.

        Raises:
            LinkError: a part of what was sent was not taken. `close` calls it back as far as possible, so
                that it does not come out later.
        """

    def close(self) -> None:
        """Let go of the printer. Never fails, and may be called at any time."""


class Transport(Protocol):
    """One way to a printer."""

    def open(self) -> Link:
        """Reach the printer.

        Returns:
            The open way, to be closed by the caller.

        Raises:
            LinkError: it cannot be reached.
        """


def reason(trouble: OSError) -> str:
    """Return the short word for what the system says."""
    if isinstance(trouble, TimeoutError):
        return "timeout"
    if isinstance(trouble, socket.gaierror):
        return "unknown_host"
    number = trouble.errno or 0
    return _REASONS.get(number) or errno.errorcode.get(number, "unknown").lower()


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
