"""A printer that takes raw jobs over TCP."""

from printer.transport.link import Link


class Network:
    """A printer with an address of its own, usually on port 9100."""

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

    def open(self) -> Link:
        """Connect; see `Transport.open`. The connection serves one job: printers serve one at a time."""
        raise NotImplementedError
