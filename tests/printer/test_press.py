"""One printer, several kiosks, one log."""

import asyncio
import logging
import threading
from contextlib import closing
from dataclasses import replace

import escpos_reader
import pytest
from fake_printer import FakePrinter
from links import PATIENT
from loops import run

from printer.deliver import Findings, Outcome, Result
from printer.press import Press
from printer.profile import Confirm, Profile, make_profile
from printer.sheet import make_sheet
from printer.status import State, Status
from printer.transport import LinkError, Network

SMALL, EPSON = Profile(384), make_profile("TM-T20III")
REFUSED, BROKEN_OFF = LinkError("refused"), LinkError("reset", handed=1000)


class Paper:
    """A way to a printer that never answers; it takes a job in small parts, or has trouble ready for it."""

    answers = certain = False

    def __init__(self, *troubles):
        self.roll = bytearray()
        self.troubles = list(troubles)

    def open(self):
        return self

    def send(self, job):
        if self.troubles and (trouble := self.troubles.pop(0)):
            raise trouble
        for at in range(0, len(job), 1000):
            self.roll += job[at : at + 1000]

    def receive(self, seconds):
        return b""

    def finish(self):
        pass

    def close(self):
        pass


SENT = Result(Outcome.UNCONFIRMED, State.UNKNOWN)


def test_two_kiosks_printing_at_once_never_mix_their_tickets(ticket):
    paper = Paper()
    numbers = [[f"{letter}{count:03}" for count in range(10)] for letter in "AB"]
    jobs = {number: make_sheet(ticket(number=number), SMALL).job for mine in numbers for number in mine}
    with closing(Press("entrance", paper, SMALL)) as press:
        kiosks = [
            threading.Thread(target=lambda mine=mine: [press.print(jobs[number]) for number in mine])
            for mine in numbers
        ]
        for kiosk in kiosks:
            kiosk.start()
        for kiosk in kiosks:
            kiosk.join()
    cut = b"\x1dV\x42\x00"
    assert sorted(job + cut for job in bytes(paper.roll).split(cut)[:-1]) == sorted(jobs.values())
    assert sum(command.name == "GS V" for command in escpos_reader.read(bytes(paper.roll))) == 20


def test_the_reception_goes_on_while_a_printer_is_slow():
    class Slow(Paper):
        def send(self, job):
            assert served_someone_else.wait(10)
            return super().send(job)

    async def a_morning():
        printing = [asyncio.ensure_future(press.print_async(b"A017")) for _ in range(3)]
        await asyncio.sleep(0)
        assert not any(job.done() for job in printing)
        served_someone_else.set()
        return await asyncio.gather(*printing)

    served_someone_else = threading.Event()
    with closing(Press("entrance", Slow(), SMALL)) as press:
        assert run(a_morning()) == [SENT] * 3


def test_a_failing_printer_is_logged_once_and_its_recovery_once(caplog):
    caplog.set_level(logging.DEBUG, logger="eile.printer")
    now = [1000.0]
    paper = Paper(None, REFUSED, REFUSED, BROKEN_OFF, None, None, BROKEN_OFF, None)
    with closing(Press("entrance", paper, SMALL, monotonic=lambda: now[0])) as press:
        for _ in range(8):
            press.print(b"A017")
            now[0] += 4 * 60
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "Printer entrance: off-line (refused); tickets show on screen."),
        ("INFO", "Printer entrance: printing again after 12 minutes."),
        ("WARNING", "Printer entrance: off-line (reset); tickets show on screen."),
        ("INFO", "Printer entrance: printing again after 4 minutes."),
    ]


@pytest.mark.parametrize(
    ("seconds", "spoken"), [(5, "less than a minute"), (62, "1 minute"), (7200, "120 minutes")]
)
def test_the_log_says_how_long_a_printer_was_away(caplog, seconds, spoken):
    caplog.set_level(logging.INFO, logger="eile.printer")
    clock = iter([0.0, float(seconds)])
    with closing(Press("hall", Paper(REFUSED), SMALL, monotonic=lambda: next(clock))) as press:
        press.print(b"A017")
        press.print(b"A017")
    assert caplog.messages[-1] == f"Printer hall: printing again after {spoken}."


def test_the_result_reaches_the_kiosk():
    with closing(Press("entrance", Paper(REFUSED, BROKEN_OFF), SMALL)) as press:
        assert [press.print(b"A017") for _ in range(3)] == [
            Result(Outcome.NOT_SENT, State.OFFLINE, "refused"),
            Result(Outcome.UNKNOWN, State.OFFLINE, "reset"),
            SENT,
        ]


def test_a_closed_press_takes_no_more_tickets():
    press = Press("entrance", Paper(), SMALL)
    press.close()
    with pytest.raises(RuntimeError):
        run(press.print_async(b"A017"))


@pytest.fixture
def printer():
    with FakePrinter().on_network() as printer:
        yield printer


@pytest.fixture
def press(printer):
    with closing(Press("hall", Network(*printer.address), EPSON, PATIENT)) as press:
        yield press


def test_the_watch_sees_trouble_and_its_end_and_logs_a_line_for_each(printer, press, caplog):
    caplog.set_level(logging.INFO, logger="eile.printer")
    seen = [press.status.state]
    for change in ({}, {"near_end": True}, {"paper_rows": 0}, {"cover_open": True}, {"paper_rows": None}):
        printer.having(**change)
        seen.append(run(press.ask_async()).state)
        assert press.status.state is seen[-1]
    printer.having(cover_open=False, near_end=False)
    seen.append(press.ask().state)
    assert seen == [
        State.UNKNOWN,
        State.READY,
        State.PAPER_LOW,
        State.NO_PAPER,
        State.COVER_OPEN,
        State.COVER_OPEN,
        State.READY,
    ]
    assert caplog.messages == [
        "Printer hall: out of paper; tickets show on screen.",
        "Printer hall: printing again after less than a minute.",
    ]
    assert printer.pieces == []


def test_a_trouble_that_is_over_at_the_second_look_was_none(press, monkeypatch, caplog):
    answers = [Status(State.OFFLINE, "timeout"), Status(State.READY)]
    monkeypatch.setattr(press._delivery, "ask", lambda: answers.pop(0))
    assert press.ask() == press.status == Status(State.READY)
    assert caplog.messages == []


def test_trouble_within_a_ticket_is_known_at_once(ticket, printer, press, caplog):
    caplog.set_level(logging.INFO, logger="eile.printer")
    printer.paper_rows = 50
    seen = []

    def somebody_comes(state):
        seen.append((state, press.status.state))
        printer.having(paper_rows=None)

    job = make_sheet(ticket(), EPSON).job
    assert press.print(job, somebody_comes) == Result(Outcome.PRINTED, State.READY)
    assert seen == [(State.NO_PAPER, State.NO_PAPER), (State.READY, State.READY)]
    assert caplog.messages == [
        "Printer hall: out of paper; tickets show on screen.",
        "Printer hall: printing again after less than a minute.",
    ]


def test_a_ticket_that_was_never_confirmed_is_logged(printer, caplog):
    printer.confirms = set()
    patience = replace(PATIENT, confirm=0.1)
    with closing(Press("hall", Network(*printer.address), EPSON, patience)) as press:
        press.print(b"\x1b@\x1dV\x42\x00")
    assert caplog.messages == [
        "Printer hall: stopped within a ticket (not_confirmed); tickets show on screen."
    ]


def test_a_press_examines_its_printer(printer, press):
    findings = run(press.examine_async())
    assert findings == Findings(
        Status(State.READY, replies=(0x12,) * 4), Confirm.GS_H, seconds=findings.seconds
    )
    assert press.status.state is State.READY


def test_after_a_crash_the_ruins_are_cut_off(ticket, printer, press):
    press.expect_ruins()
    job = make_sheet(ticket(), EPSON).job
    assert press.print(job).outcome is Outcome.PRINTED
    assert bytes(9232) + b"\x1b@\x1dVB\x00\x1b@" in printer.received


def test_closing_does_not_wait_for_somebody_to_bring_paper(printer, ticket):
    printer.paper_rows = 50
    press = Press("hall", Network(*printer.address), EPSON, replace(PATIENT, repair=600))
    job = make_sheet(ticket(), EPSON).job
    assert press.print(job, lambda _: press.close()) == Result(Outcome.UNKNOWN, State.NO_PAPER, "no_paper")


def test_a_printer_that_tells_nothing_has_recovered_when_it_prints(caplog):
    caplog.set_level(logging.INFO, logger="eile.printer")
    with closing(Press("hall", Paper(REFUSED), SMALL)) as press:
        press.print(b"A017")
        assert press.ask() == Status(State.UNKNOWN, "one_way")
        assert len(caplog.messages) == 1
        press.print(b"A018")
    assert caplog.messages == [
        "Printer hall: off-line (refused); tickets show on screen.",
        "Printer hall: printing again after less than a minute.",
    ]
