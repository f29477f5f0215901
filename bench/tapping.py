"""From a tap at the kiosk to the ticket's last byte at a network printer, by a real server.

Prints medians beside the time that the same bytes take over a bare socket in the same run. The limit: 150 ms.
"""

import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import httpx2 as httpx

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from fake_printer import FakePrinter
from killed import KilledBranch

TAPS = 100
LIMIT_S = 0.150
CUT = b"\x1dV\x42\x00"
BETWEEN_S = 0.05  # a visitor after the other


class Timed(FakePrinter):
    """A printer that notes when a ticket's last byte has come: the cut."""

    last = 0.0

    def _hear(self, part: bytes, answer: Callable[[bytes], None]) -> None:
        if CUT in part:
            self.last = perf_counter()
        super()._hear(part, answer)


def main() -> int:
    """Measure; return 1 if the limit is not kept."""
    with (
        TemporaryDirectory() as folder,
        Timed().on_network() as printer,
        KilledBranch(Path(folder), printer) as branch,
    ):
        pid = branch.opens()
        with httpx.Client(base_url=branch.served[pid]) as kiosk:
            _tap(kiosk, printer, 0)  # the first one loads what all later ones use
            printer.received.clear()
            taps = [_tap(kiosk, printer, count) for count in range(1, TAPS + 1)]
            job = bytes(printer.received[: printer.received.index(CUT) + len(CUT)])
            bare = [_bare(printer, job) for _ in range(TAPS)]
    last, answered = [last for last, _ in taps], [answered for _, answered in taps]
    print(f"last byte, bare socket   {median(bare) * 1000:6.1f} ms for {len(job)} bytes")
    print(f"tap to the answer        {median(answered) * 1000:6.1f} ms")
    slow = quantiles(last, n=10)[-1]
    print(f"tap to the last byte     {median(last) * 1000:6.1f} ms, nine in ten {slow * 1000:6.1f} ms")
    return int(median(last) > LIMIT_S)


def _tap(kiosk: httpx.Client, printer: Timed, count: int) -> tuple[float, float]:
    printer.last = 0.0
    since = perf_counter()
    kiosk.post("/kiosk/tickets", data={"service": "A", "nonce": f"tap-{count:06}"}, follow_redirects=False)
    answered = perf_counter() - since
    printer.wait_until(lambda: printer.last > 0)
    printer.wait_until_idle()
    sleep(BETWEEN_S)
    return printer.last - since, answered


def _bare(printer: Timed, job: bytes) -> float:
    printer.last = 0.0
    since = perf_counter()
    with closing(socket.create_connection(printer.address)) as connection:
        connection.sendall(job)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    printer.wait_until_idle()
    return printer.last - since


if __name__ == "__main__":
    sys.exit(main())
