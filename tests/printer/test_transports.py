"""Ways to a printer that work, refuse, stall, break off or chatter."""

import errno
import fcntl
import os
import select
import socket
import struct
import threading
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from links import LONGER_THAN_ANY_BUFFER, PATIENT, TICKET, send

from printer.deliver import Delivery, Outcome, Result
from printer.profile import make_profile
from printer.status import State, Status
from printer.transport import File, Network, Screen

F_SETPIPE_SZ = 1031
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
EPSON = make_profile("TM-T20III")


@contextmanager
def fake_printer(behave, host="127.0.0.1", send_s=2.0):
    """A printer on this machine: `behave(connection)` runs for one connection; yields its transport."""
    with closing(
        socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    ) as door:
        door.settimeout(10)

        def serve():
            connection, _ = door.accept()
            with connection:
                connection.settimeout(10)
                behave(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield Network(host, door.getsockname()[1], connect_s=2, send_s=send_s)
        finally:
            thread.join()


def read_all(connection):
    received = bytearray()
    while part := connection.recv(65536):
        received += part
    return bytes(received)


def addresses_of_this_machine():
    """A container may be without IPv6."""
    with suppress(OSError), closing(socket.create_server(("::1", 0), family=socket.AF_INET6)):
        return ["127.0.0.1", "::1"]
    return ["127.0.0.1"]


@pytest.mark.parametrize("host", addresses_of_this_machine())
def test_a_good_printer_gets_the_whole_ticket_and_a_proper_end(host):
    paper = []
    with fake_printer(lambda connection: paper.append(read_all(connection)), host) as printer:
        assert send(printer, TICKET) is None
    assert paper == [TICKET]


@pytest.mark.parametrize("host", ["printer.invalid", "a..b", "x" * 70, "a\0b"])
def test_a_printer_with_an_impossible_name_got_nothing(host, monkeypatch):
    def nobody_knows(*_):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    if host == "printer.invalid":  # without asking any name server
        monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
    assert send(Network(host), TICKET) == ("unknown_host", False)


def test_a_printer_that_stops_reading_may_have_printed():
    finished = threading.Event()
    with fake_printer(lambda _: finished.wait(10), send_s=0.1) as printer:
        assert send(printer, LONGER_THAN_ANY_BUFFER) == ("timeout", True)
        finished.set()


def test_a_printer_that_breaks_off_within_a_ticket_may_have_printed():
    def break_off(connection):
        connection.recv(1000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)

    with fake_printer(break_off) as printer:
        assert send(printer, LONGER_THAN_ANY_BUFFER) == ("reset", True)


def test_status_bytes_that_nobody_asked_for_do_not_cost_the_end_of_the_ticket():
    paper = []

    def chatter(connection):
        connection.sendall(b"\x14\x00\x00\x0f" * 2000)
        paper.append(read_all(connection))
        connection.sendall(b"\x14\x00\x00\x0f")

    with fake_printer(chatter) as printer:
        assert send(printer, TICKET) is None
    assert paper == [TICKET]


def test_a_printer_that_never_hangs_up_has_the_ticket_all_the_same(monkeypatch):
    monkeypatch.setattr("printer.transport.network._FAREWELL_S", 0.1)
    paper, served = [], threading.Event()

    def keep_the_line(connection):
        paper.append(read_all(connection))
        served.wait(10)

    with fake_printer(keep_the_line) as printer:
        assert send(printer, TICKET) is None
        served.set()
    assert paper == [TICKET]


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_does_not_exist_is_refused_at_the_start(port):
    with pytest.raises(ValueError, match="TCP port"):
        Network("127.0.0.1", port)


@pytest.fixture
def fifo(tmp_path):
    """A device file, like /dev/usb/lp0, with a buffer of one page."""
    path = tmp_path / "lp0"
    os.mkfifo(path)
    return path


@contextmanager
def held_open(path):
    """Somebody at the other end who does not read by himself."""
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.fcntl(reader, F_SETPIPE_SZ, 4096)
        yield reader
    finally:
        os.close(reader)


def test_a_device_file_gets_the_whole_ticket(fifo):
    paper = bytearray()

    def take_slowly():
        while len(paper) < len(TICKET):
            paper.extend(os.read(reader, 1000))

    with held_open(fifo) as reader:
        os.set_blocking(reader, True)
        taking = threading.Thread(target=take_slowly)
        taking.start()
        assert send(File(fifo), TICKET) is None
        taking.join()
    assert paper == TICKET


def test_a_device_that_takes_nothing_got_nothing(fifo):
    with held_open(fifo), fifo.open("wb", buffering=0) as somebody_else:
        somebody_else.write(b"\0" * 4096)
        assert send(File(fifo, send_s=0.1), TICKET) == ("timeout", False)


def test_a_printer_that_runs_out_of_paper_within_a_ticket_does_not_hang_us(fifo):
    with held_open(fifo):
        assert send(File(fifo, send_s=0.1), TICKET) == ("timeout", True)


def test_a_device_nobody_is_behind_got_nothing(fifo):
    assert send(File(fifo), TICKET) == ("no_such_device", False)


def test_a_printer_unplugged_within_a_ticket_may_have_printed(fifo):
    def unplug_after_the_first_bytes():
        while not os.read(reader, 10):
            pass
        os.dup2(elsewhere.fileno(), reader)

    with held_open(fifo) as reader, Path(os.devnull).open("rb") as elsewhere:
        os.set_blocking(reader, True)
        unplugging = threading.Thread(target=unplug_after_the_first_bytes)
        unplugging.start()
        assert send(File(fifo), TICKET) == ("reset", True)
        unplugging.join()


def test_a_driver_that_says_ready_and_then_not_is_asked_again(fifo, monkeypatch):
    write, refusals = os.write, [errno.EAGAIN, errno.EAGAIN]

    def usblp_without_paper(device, data):
        if refusals:
            raise BlockingIOError(refusals.pop(), "no paper yet")
        return write(device, data)

    monkeypatch.setattr(os, "write", usblp_without_paper)
    with held_open(fifo) as reader:
        assert send(File(fifo), b"A017") is None
        assert os.read(reader, 100) == b"A017"


def test_a_character_device_gets_the_bytes_unchanged(terminal):
    far_end, path = terminal
    assert send(File(path), b"\x1b@A017\n\x1dV\x42\x00") is None
    assert os.read(far_end, 100) == b"\x1b@A017\n\x1dV\x42\x00"


def test_a_device_that_still_holds_the_last_part_may_lose_it_when_closed(terminal, monkeypatch):
    _, path = terminal
    waits = iter([[(0, select.POLLOUT)], []])

    class Poll:
        def register(self, *_):
            pass

        def poll(self, _):
            return next(waits)

    monkeypatch.setattr(select, "poll", Poll)
    assert send(File(path), b"A017") == ("timeout", True)


def test_a_plain_file_grows_like_a_roll_of_paper(tmp_path):
    roll = tmp_path / "roll"
    roll.touch()
    assert [send(File(roll), job) for job in (b"A001", b"A002")] == [None, None]
    assert roll.read_bytes() == b"A001A002"


def test_an_unplugged_printer_is_not_replaced_by_a_file(tmp_path):
    assert send(File(tmp_path / "lp0"), TICKET) == ("no_such_device", False)
    assert list(tmp_path.iterdir()) == []


def test_a_device_in_a_wrong_place_is_named_by_the_systems_word(tmp_path):
    assert send(File(tmp_path), TICKET) == ("eisdir", False)


def test_the_virtual_printer_shows_the_newest_tickets_first_and_keeps_only_so_many(tmp_path):
    screen = Screen(tmp_path / "paper", keep=3)
    assert {send(screen, job) for job in (b"A001", b"A002", b"A003", b"A004")} == {None}
    assert [paper.read_bytes() for paper in screen.papers()] == [b"A004", b"A003", b"A002"]
    assert len(list((tmp_path / "paper").iterdir())) == 3


def test_the_virtual_printers_order_survives_a_restart_and_a_clock_set_back(tmp_path, monkeypatch):
    send(Screen(tmp_path), b"before")
    half = tmp_path / "1-9.part"
    half.write_bytes(b"half a ticket, from a power cut")
    os.utime(half, (0, 0))
    monkeypatch.setattr("time.time_ns", lambda: 1_000)
    screen = Screen(tmp_path)
    send(screen, b"after")
    assert [paper.read_bytes() for paper in screen.papers()] == [b"after", b"before"]
    assert list(tmp_path.glob("*.part")) == []


def test_a_strange_file_in_the_virtual_printers_folder_counts_as_old(tmp_path):
    (tmp_path / "some-thing.escpos").touch()
    screen = Screen(tmp_path)
    send(screen, b"A001")
    assert screen.papers()[0].read_bytes() == b"A001"


def test_the_virtual_printer_without_its_folder_keeps_nothing(tmp_path):
    screen = Screen(tmp_path / "paper")
    (tmp_path / "paper").rmdir()
    assert send(screen, b"A001") == ("no_such_device", False)


def test_a_full_disk_leaves_no_half_ticket_on_the_virtual_printer(tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    screen = Screen(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    assert send(screen, b"A001") == ("no_space", False)
    assert screen.papers() == []


def test_a_printer_without_the_way_back_is_never_better_than_unconfirmed(tmp_path):
    roll = tmp_path / "roll"
    roll.touch()
    sending = Delivery(File(roll), EPSON, PATIENT)
    assert sending.print(b"A001") == Result(Outcome.UNCONFIRMED, State.UNKNOWN)
    assert sending.ask() == Status(State.UNKNOWN, "one_way")
    assert sending.examine().status == Status(State.UNKNOWN, "one_way")
    assert roll.read_bytes() == b"A001"


def test_what_the_virtual_printer_keeps_is_printed(tmp_path):
    screen = Screen(tmp_path)
    sending = Delivery(screen, EPSON, PATIENT)
    assert sending.ask() == Status(State.READY)
    assert sending.print(b"A001") == Result(Outcome.PRINTED, State.READY)
    assert [paper.read_bytes() for paper in screen.papers()] == [b"A001"]


def test_the_virtual_printer_that_does_not_know_whether_it_kept_a_ticket(tmp_path, monkeypatch):
    answers = iter([None, OSError(errno.EIO, "Input/output error")])

    def folder_cannot_be_flushed(_):
        if trouble := next(answers):
            raise trouble

    monkeypatch.setattr(os, "fsync", folder_cannot_be_flushed)
    screen = Screen(tmp_path)
    result = Delivery(screen, EPSON, PATIENT).print(b"A001")
    assert result == Result(Outcome.UNKNOWN, State.OFFLINE, "eio")
