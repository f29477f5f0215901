"""A printer behind the print service of the computer, CUPS."""

from printer.transport.link import Link


class Cups:
    """A raw queue of CUPS, by the commands ``lp``, ``lpstat`` and ``cancel``.

    What CUPS says about a printer is no evidence, so such a job is never better than unconfirmed.
    """

    def __init__(self, queue: str, send_s: float = 15.0) -> None:
        """Name the queue.

        Args:
            queue: its name, as ``lpstat -e`` tells it.
            send_s: seconds until a job that CUPS still holds is called back.
        """

    def open(self) -> Link:
        """Take hold of the queue; see `Transport.open`."""
        raise NotImplementedError
