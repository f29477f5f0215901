"""A printer that takes raw jobs over TCP."""

import fcntl
import select
import socket
import struct
import termios
import time
from contextlib import suppress

from printer.transport.link import LinkError, reason

_FAREWELL_S = 1.0
_LOOK_MS = 2
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Network:
    """A printer with an address of its own, usually on port 9100."""

    def __init__(self, host: str, port: int = 9100, connect_s: float = 2.5, send_s: float = 5.0) -> None:
        """Name the printer.

        Args:
            host: IPv4 or IPv6 address, or a name (looking it up is not timed: prefer an address).
            port: TCP port.
            connect_s: seconds to wait for a connection, for each address of the host.
            send_s: seconds that handing over one job may take, and seconds more for the printer to take it.

        Raises:
            ValueError: `port` is not between 1 and 65535.
        """
        if not 0 < port < 65536:
            raise ValueError(f"a TCP port is a number from 1 to 65535, not {port}")
        self._address = (host, port)
        self._connect_s = connect_s
        self._send_s = send_s

    def open(self) -> "_Connection":
        """Connect; see `Transport.open`.

        A connection serves one job: most printers serve one at a time and forget idle ones.
        """
        try:
            return _Connection(socket.create_connection(self._address, self._connect_s), self._send_s)
        except OSError as trouble:
            raise LinkError(reason(trouble)) from None
        except ValueError:  # a name that cannot be a host's
            raise LinkError("unknown_host") from None


class _Connection:
    answers = True
    certain = False

    def __init__(self, printer: socket.socket, send_s: float) -> None:
        printer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._printer = printer
        self._send_s = send_s

    def send(self, data: bytes) -> None:
        handed = 0
        deadline = time.monotonic() + self._send_s
        try:
            while handed < len(data):
                self._printer.settimeout(max(0.001, deadline - time.monotonic()))
                handed += self._printer.send(data[handed:])
        except OSError as trouble:
            raise LinkError(reason(trouble), handed) from None

    def receive(self, seconds: float) -> bytes:
        poll = select.poll()
        poll.register(self._printer, select.POLLIN)
        try:
            if not poll.poll(max(0.0, seconds) * 1000):
                return b""
            if heard := self._printer.recv(4096):
                return heard
        except OSError as trouble:
            raise LinkError(reason(trouble)) from None
        raise LinkError("hung_up")

    def finish(self) -> None:
        """See that the printer has taken everything, say that the job is complete, and read to the end.

        Closing while its status bytes are unread makes Linux reset the connection, and the printer may lose
        the end of the ticket. Once it has taken everything, whatever it does to the connection is no loss.
        """
        deadline = time.monotonic() + self._send_s
        gone = select.poll()
        gone.register(self._printer, 0)  # told without being asked for: the connection is broken
        while self._not_taken():
            if gone.poll(_LOOK_MS):
                raise LinkError("reset")
            if time.monotonic() > deadline:
                raise LinkError("timeout")
        with suppress(OSError, LinkError):
            self._printer.shutdown(socket.SHUT_WR)
            deadline = time.monotonic() + _FAREWELL_S
            while (left := deadline - time.monotonic()) > 0:
                self.receive(left)

    def close(self) -> None:
        with suppress(OSError, LinkError):
            if self._not_taken():
                # The system would go on offering the rest for minutes, and paper would come out when nobody
                # waits for it any more.
                self._printer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._printer.close()

    def _not_taken(self) -> int:
        """Count the bytes that the printer has not acknowledged (Linux: SIOCOUTQ, the number of TIOCOUTQ)."""
        try:
            answer = fcntl.ioctl(self._printer, termios.TIOCOUTQ, b"\0\0\0\0")
        except OSError as trouble:
            raise LinkError(reason(trouble)) from None
        return int.from_bytes(answer, "little")
