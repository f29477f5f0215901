"""Printers on a line: device files, serial ports, USB without a driver, and the print service's queues."""

import array
import errno
import logging
import os
import select
import socket
import sys
from contextlib import closing
from types import SimpleNamespace

import pytest
import usb.core
from fake_printer import FakePrinter
from links import LONGER_THAN_ANY_BUFFER, PATIENT, TICKET, send

from printer.deliver import Delivery, Outcome, Result
from printer.profile import make_profile
from printer.sheet import make_sheet
from printer.slip import Line, Slip, Style
from printer.status import State, Status
from printer.transport import Cups, Device, Flow, LibUsb, LinkError, Serial

EPSON = make_profile("TM-T20III")
PRINTED = Result(Outcome.PRINTED, State.READY)


def ticket():
    return make_sheet(Slip((Line("A017", Style.NUMBER),)), EPSON)


WAYS = {
    "device": Device,
    "serial": Serial,
    "slow serial": lambda path: Serial(path, 9600, Flow.NONE),
    "serial, XON/XOFF": lambda path: Serial(path, flow=Flow.XON_XOFF),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_printer_on_a_line_talks_as_one_on_the_network_does(terminal, way):
    far_end, path = terminal
    sheet = ticket()
    with FakePrinter().on_line(far_end) as printer:
        sending = Delivery(WAYS[way](path), EPSON, PATIENT)
        assert sending.ask() == Status(State.READY, replies=(0x12,) * 4)
        assert [sending.print(sheet.job) for _ in range(2)] == [PRINTED, PRINTED]
        printer.having(paper_rows=0)
        assert sending.print(sheet.job) == Result(Outcome.NOT_SENT, State.NO_PAPER, State.NO_PAPER)
        assert printer.whole(sheet.picture) == len(printer.pieces) == 2


@pytest.mark.parametrize("way", [Device, Serial])
def test_an_unplugged_line_got_nothing(tmp_path, way):
    assert send(way(tmp_path / "lp0"), TICKET) == ("no_such_device", False)


@pytest.mark.parametrize("way", [Device, Serial])
def test_a_line_that_is_unplugged_while_we_listen(terminal, way):
    far_end, path = terminal
    with closing(way(path).open()) as link:
        assert link.receive(0) == b""
        elsewhere, _ = os.pipe()
        os.dup2(elsewhere, far_end)
        with pytest.raises(LinkError):
            link.receive(10)


def test_a_serial_printer_that_holds_the_line_gets_no_more_than_went_out(terminal, monkeypatch):
    """A pseudo-terminal has no wire to hold, so what the driver says about its buffer is made up."""
    far_end, path = terminal
    link = Serial(path, send_s=0.05).open()
    with closing(link):
        monkeypatch.setattr(type(link._line), "out_waiting", 3)
        with pytest.raises(LinkError) as trouble:
            link.send(b"A017")
        assert (trouble.value.reason, trouble.value.handed) == ("timeout", 1)
    assert select.select([far_end], [], [], 0)[0] == [far_end]


def test_a_speed_that_no_line_has_is_named(terminal):
    assert send(Serial(terminal[1], baud=-1), TICKET) == ("no_such_speed", False)


class UsbDevice:
    """What pyusb would give for a printer: a pair of endpoints, here a line to a fake one."""

    def __init__(self, line):
        self.line = line
        self.backend = FakePrinter()  # not libusb1: no driver of the kernel to push aside
        self._ctx = SimpleNamespace(dispose=lambda _: None)

    def set_configuration(self):
        pass

    def reset(self):
        pass

    def write(self, endpoint, data, timeout):
        assert (endpoint, timeout > 0) == (0x01, True)
        if not select.select([], [self.line], [], timeout / 1000)[1]:
            raise usb.core.USBTimeoutError("timed out", errno=errno.ETIMEDOUT)
        return self.line.send(data)

    def read(self, endpoint, size, timeout):
        assert (endpoint, timeout > 0) == (0x82, True)
        if not select.select([self.line], [], [], timeout / 1000)[0]:
            raise usb.core.USBTimeoutError("timed out", errno=errno.ETIMEDOUT)
        return array.array("B", self.line.recv(size))


@pytest.fixture
def usb_cable(monkeypatch):
    """The printer's end of a cable, which pyusb finds under its numbers."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    device = UsbDevice(ours)
    numbers = {"idVendor": 0x04B8, "idProduct": 0x0E28}
    monkeypatch.setattr(usb.core, "find", lambda **asked: device if asked == numbers else None)
    with ours, theirs:
        yield theirs


def test_a_printer_on_usb_without_the_kernels_driver(usb_cable):
    sheet, handlers = ticket(), logging.getLogger().handlers[:]
    with FakePrinter().on_line(usb_cable.fileno()) as printer:
        sending = Delivery(LibUsb(0x04B8, 0x0E28), EPSON, PATIENT)
        assert sending.ask() == Status(State.READY, replies=(0x12,) * 4)
        assert sending.print(sheet.job) == PRINTED
        assert printer.whole(sheet.picture) == 1
    assert logging.getLogger().handlers == handlers


def test_a_printer_on_usb_that_stops_reading(usb_cable):
    assert send(LibUsb(0x04B8, 0x0E28, send_s=0.05), LONGER_THAN_ANY_BUFFER) == ("timeout", True)


def test_another_printer_is_on_usb(usb_cable):
    assert send(LibUsb(0x04B8, 0x0E29), TICKET) == ("no_such_device", False)


def test_the_usb_library_is_missing(monkeypatch):
    def no_backend(**_):
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", no_backend)
    assert send(LibUsb(0x04B8, 0x0E28), TICKET) == ("no_libusb", False)
    monkeypatch.setattr("escpos.printer.usb._DEP_USB", False)
    assert send(LibUsb(0x04B8, 0x0E28), TICKET) == ("no_pyusb", False)


def test_the_serial_library_is_missing(terminal, monkeypatch):
    monkeypatch.setitem(sys.modules, "serial", None)
    assert send(Serial(terminal[1]), TICKET) == ("no_pyserial", False)


COMMANDS = {
    "lpstat": """case $1 in -e) echo office; echo entrance;; -o) cat queue 2>/dev/null; exit 0;; esac""",
    "lp": """cat > printed; echo "request id is entrance-7 (0 file(s))"; cp holds queue; exit 0""",
    "cancel": """echo $1 > called_back; rm queue""",
}


@pytest.fixture
def cups(tmp_path, monkeypatch):
    """A print service in a folder: what it printed, what it holds, what was called back."""
    for name, does in COMMANDS.items():
        command = tmp_path / name
        command.write_text(f"#!/bin/sh\ncd {tmp_path}\n{does}\n")
        command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_a_queue_of_the_print_service_gets_the_ticket_unchanged(cups):
    assert Delivery(Cups("entrance"), EPSON, PATIENT).print(TICKET) == Result(
        Outcome.UNCONFIRMED, State.UNKNOWN
    )
    assert (cups / "printed").read_bytes() == TICKET


def test_a_ticket_that_the_print_service_holds_is_called_back(cups):
    (cups / "holds").write_text("entrance-70 root 1024\nentrance-7  root  57000  Wed 25 Nov 2026\n")
    sending = Delivery(Cups("entrance", send_s=0.1), EPSON, PATIENT)
    assert sending.print(TICKET) == Result(Outcome.UNKNOWN, State.OFFLINE, "timeout")
    assert (cups / "called_back").read_text() == "entrance-7\n"


@pytest.mark.parametrize(
    ("command", "does", "reason"),
    [("lpstat", "echo office", "no_such_queue"), ("lp", "exit 1", "refused")],
)
def test_a_queue_that_takes_nothing_got_nothing(cups, command, does, reason):
    (cups / command).write_text(f"#!/bin/sh\n{does}\n")
    assert send(Cups("entrance"), TICKET) == (reason, False)


def test_a_computer_without_the_print_service(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert send(Cups("entrance"), TICKET) == ("no_cups", False)
