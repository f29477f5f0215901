"""One printer, several kiosks, one log."""

import asyncio
import logging
import threading
from contextlib import closing

import escpos_reader
import pytest

from printer.commands import encode
from printer.press import Press
from printer.raster import draw
from printer.transport import Outcome, Result


class Paper:
    """A printer that takes a job in small parts and has a result ready for each."""

    def __init__(self, *results):
        self.roll = bytearray()
        self.results = list(results)

    def send(self, job):
        for at in range(0, len(job), 1000):
            self.roll += job[at : at + 1000]
        return self.results.pop(0) if self.results else Result(Outcome.SENT)


REFUSED = Result(Outcome.NOT_SENT, "refused")
BROKEN_OFF = Result(Outcome.UNKNOWN, "reset")
SENT = Result(Outcome.SENT)


def test_two_kiosks_printing_at_once_never_mix_their_tickets(ticket):
    paper = Paper()
    numbers = [[f"{letter}{count:03}" for count in range(10)] for letter in "AB"]
    with closing(Press("entrance", paper, 384)) as press:
        kiosks = [
            threading.Thread(target=lambda mine=mine: [press.print(ticket(number=number)) for number in mine])
            for mine in numbers
        ]
        for kiosk in kiosks:
            kiosk.start()
        for kiosk in kiosks:
            kiosk.join()
    whole = sorted(encode(draw(ticket(number=number), 384)) for mine in numbers for number in mine)
    cut = b"\x1dV\x42\x00"
    assert sorted(job + cut for job in bytes(paper.roll).split(cut)[:-1]) == whole
    assert sum(command.name == "GS V" for command in escpos_reader.read(bytes(paper.roll))) == 20


def test_the_reception_goes_on_while_a_printer_is_slow(ticket):
    class Slow(Paper):
        def send(self, job):
            assert served_someone_else.wait(10)
            return super().send(job)

    async def a_morning():
        printing = [asyncio.ensure_future(press.print_async(ticket())) for _ in range(3)]
        await asyncio.sleep(0)
        assert not any(job.done() for job in printing)
        served_someone_else.set()
        return await asyncio.gather(*printing)

    served_someone_else = threading.Event()
    with closing(Press("entrance", Slow(), 576)) as press:
        assert asyncio.run(a_morning()) == [SENT] * 3


def test_a_failing_printer_is_logged_once_and_its_recovery_once(ticket, caplog):
    caplog.set_level(logging.DEBUG, logger="eile.printer")
    now = [1000.0]
    paper = Paper(SENT, REFUSED, REFUSED, BROKEN_OFF, SENT, SENT, BROKEN_OFF, SENT)
    with closing(Press("entrance", paper, 384, monotonic=lambda: now[0])) as press:
        for _ in range(8):
            press.print(ticket())
            now[0] += 4 * 60
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "Printer entrance: cannot be reached (refused); tickets show on screen."),
        ("INFO", "Printer entrance: printing again after 12 minutes."),
        ("WARNING", "Printer entrance: stopped within a ticket (reset); tickets show on screen."),
        ("INFO", "Printer entrance: printing again after 4 minutes."),
    ]


@pytest.mark.parametrize(
    ("seconds", "spoken"), [(5, "less than a minute"), (62, "1 minute"), (7200, "120 minutes")]
)
def test_the_log_says_how_long_a_printer_was_away(ticket, caplog, seconds, spoken):
    caplog.set_level(logging.INFO, logger="eile.printer")
    clock = iter([0.0, float(seconds)])
    with closing(Press("hall", Paper(REFUSED), 384, monotonic=lambda: next(clock))) as press:
        press.print(ticket())
        press.print(ticket())
    assert caplog.messages[-1] == f"Printer hall: printing again after {spoken}."


def test_the_result_reaches_the_kiosk(ticket):
    with closing(Press("entrance", Paper(REFUSED, BROKEN_OFF), 384)) as press:
        assert [press.print(ticket()) for _ in range(3)] == [REFUSED, BROKEN_OFF, SENT]


def test_a_closed_press_takes_no_more_tickets(ticket):
    press = Press("entrance", Paper(), 384)
    press.close()
    with pytest.raises(RuntimeError):
        asyncio.run(press.print_async(ticket()))


def test_a_press_for_an_impossible_width_is_refused_at_the_start():
    with pytest.raises(ValueError, match="multiple of 8"):
        Press("entrance", Paper(), 575)
