"""What every way to a printer offers, and how it fails."""

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
            What came, or nothing.

        Raises:
            LinkError: the printer hung up.
        """

    def finish(self) -> bool:
        """Part in peace: see that everything sent has left this machine, and read to the end.

        Returns:
            Whether this alone proves that the job came out, as with the virtual printer.

        Raises:
            LinkError: a part of what was sent was not taken; it has been called back as far as possible, so that
                it does not come out later.
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
