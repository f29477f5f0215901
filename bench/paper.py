"""What a ticket costs: drawing and encoding it, and bringing it to a printer on this machine's network.

Prints medians, beside the time that the same bytes take over a bare socket. The limit: the last byte is at
the printer at most 20 ms later than over the bare socket.
"""

import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from printer.press import Press
from printer.profile import make_profile
from printer.sheet import Sheet, make_sheet
from printer.slip import RULE, Line, Slip, Style
from printer.transport import Network

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from fake_printer import FakePrinter

TICKETS = 100
LIMIT_S = 0.020
PROFILE = make_profile("TM-T20III")


class Timed(FakePrinter):
    """A printer that notes when a ticket's last byte has come: the cut."""

    last = 0.0

    def _hear(self, part: bytes, answer: Callable[[bytes], None]) -> None:
        if PROFILE.cut in part:
            self.last = perf_counter()
        super()._hear(part, answer)


def main() -> int:
    """Measure; return 1 if the limit is not kept."""
    sheets, drawing = zip(*(_drawn(count) for count in range(TICKETS)), strict=True)
    jobs = [sheet.job for sheet in sheets]
    with (
        Timed().on_network() as printer,
        closing(Press("bench", Network(*printer.address), PROFILE)) as press,
    ):
        bare = [_timed(printer, lambda job=job: _bare(printer, job)) for job in jobs]
        ours = [_timed(printer, lambda job=job: press.print(job)) for job in jobs]
    came, asked = median(came for came, _ in bare), median(came for came, _ in ours)
    print(f"drawn and encoded           {median(drawing) * 1000:6.2f} ms for {len(jobs[0])} bytes")
    print(f"last byte, bare socket      {came * 1000:6.2f} ms")
    print(f"last byte, asked before     {asked * 1000:6.2f} ms")
    print(f"confirmed and parted        {median(done for _, done in ours) * 1000:6.2f} ms")
    return int(asked - came > LIMIT_S)


def _drawn(count: int) -> tuple[Sheet, float]:
    slip = Slip(
        (
            Line("Rokiškio rajono savivaldybės administracija", Style.ORGANISATION),
            Line("Jūsų eilės numeris", Style.LABEL),
            Line(f"A{count:03}", Style.NUMBER),
            Line("Gyvenamosios vietos deklaravimas", Style.SERVICE),
            Line("Declaring place of residence", Style.TRANSLATION),
            Line(f"2026-11-25  10:{count % 60:02}", Style.TEXT),
            Line(f"Prieš Jus laukia: {count}", Style.TEXT),
            Line("Turėkite: asmens dokumentas, savininko sutikimas (jei būstas ne Jūsų)", Style.TEXT),
            RULE,
            Line(f"https://eile.rokiskis.lt/t/abcdefghijklmnopqrs{count:03}", Style.QR),
            RULE,
            Line("Prašome prisėsti ir palaukti, kol Jūsų numeris bus parodytas ekrane.", Style.SMALL),
        )
    )
    since = perf_counter()
    sheet = make_sheet(slip, PROFILE)
    return sheet, perf_counter() - since


def _timed(printer: Timed, send: Callable[[], object]) -> tuple[float, float]:
    since = perf_counter()
    send()
    done = perf_counter() - since
    printer.wait_until_idle()
    return printer.last - since, done


def _bare(printer: Timed, job: bytes) -> None:
    with closing(socket.create_connection(printer.address)) as connection:
        connection.sendall(job)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass


if __name__ == "__main__":
    sys.exit(main())
