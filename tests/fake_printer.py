"""A printer that can fail in every way a real one does, and counts what came out on its paper.

It shares no code with `printer`: commands are worked off one after the other from a buffer, as a printer
does; real-time commands are obeyed on arrival, wherever they stand, even inside a picture.
"""

import os
import re
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import ports
from PIL import Image

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", re.DOTALL)
WAIT_S = 10


class Cleared(Exception):  # noqa: N818
    """The printer was told to forget the job it is at."""


@dataclass
class Piece:
    """What one cut separated from the roll."""

    width: int
    dots: bytes  # a byte for each, 0 ink, 255 paper
    letters: bytes  # what was not understood and so printed as letters

    @property
    def picture(self) -> Image.Image:
        return Image.frombytes("L", (self.width, len(self.dots) // self.width), self.dots)


class FakePrinter:
    """An ESC/POS printer. Attributes may be changed at any time, through `having` when it must wake up."""

    def __init__(self) -> None:
        self.paper_rows: int | None = None  # left on the roll; None: no end of it
        self.near_end = False
        self.cover_open = False
        self.cutter_stuck = False
        self.silent = False  # answers no question about its condition
        self.confirms = {"gs_h", "gs_r"}
        self.clears = True
        self.works = True  # False: takes bytes, but does nothing with them
        self.accident: tuple[int, dict[str, object]] | None = None  # after so many rows these change
        self.answer_after_s = 0.0
        self.greeting = b""  # what it says as soon as somebody connects
        self.keeps_answers = False  # for the next one who connects, when nobody is there to hear them
        self.buffer_bytes: int | None = None
        self.reset_after: int | None = None  # bytes of a connection
        self.stops_after: int | None = None
        self.resets_on_close = False
        self.one_at_a_time = False
        self.pieces: list[Piece] = []
        self.received = bytearray()
        self.connections = 0
        self.address = ("", 0)
        self._unheard = b""
        self._rows = bytearray()  # since the last cut
        self._width = 0
        self._letters = bytearray()
        self._buffer = bytearray()
        self._working = False
        self._forget = False
        self._listener: Callable[[bytes], None] | None = None
        self._changed = threading.Condition()
        self._off = threading.Event()

    # What a test does and sees

    def having(self, **what: object) -> None:
        """Change attributes, such as paper_rows=None (a new roll)."""
        with self._changed:
            for name, value in what.items():
                assert hasattr(self, name), name
                setattr(self, name, value)
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, WAIT_S)

    def wait_until_idle(self) -> None:
        """Wait until everything received is worked off."""
        self.wait_until(lambda: not self._buffer and not self._working)

    def whole(self, picture: Image.Image) -> int:
        """Count the pieces of paper that are this ticket from its first row to its last, and nothing else."""
        dots = picture.convert("L").tobytes()
        return sum(piece.dots == dots and not piece.letters for piece in self.pieces)

    def originals(self, picture: Image.Image) -> int:
        """Count the pieces on which the whole ticket stands, whatever else does."""
        dots = picture.convert("L").tobytes()
        return sum(dots in piece.dots for piece in self.pieces)

    @property
    def out_of_paper(self) -> bool:
        return self.paper_rows == 0

    # The two ways to it

    @contextmanager
    def on_network(self, host: str = "127.0.0.1") -> Iterator["FakePrinter"]:
        """Switch it on with an address; `address` has it."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.address = (host, ports.kept(self, host))
        doors = [self._door(family)]

        def stand_at_the_door() -> None:
            while not self._off.is_set():
                if not select.select([doors[0]], [], [], 0.01)[0]:
                    continue
                guest, _ = doors[0].accept()
                if self.one_at_a_time:
                    doors[0].close()
                    self._serve(guest)
                    doors[0] = self._door(family)
                else:
                    threads.append(threading.Thread(target=self._serve, args=(guest,)))
                    threads[-1].start()

        with self._switched_on():
            threads = [threading.Thread(target=stand_at_the_door)]
            threads[0].start()
            try:
                yield self
            finally:
                self._off.set()
                self.having()
                for thread in threads:
                    thread.join()
                doors[0].close()

    @contextmanager
    def on_line(self, line: int) -> Iterator["FakePrinter"]:
        """Switch it on at the other end of a line, such as a pseudo-terminal."""

        def listen() -> None:
            while not self._off.is_set():
                if select.select([line], [], [], 0.01)[0]:
                    with suppress(OSError):  # nobody has the other end open
                        self._hear(os.read(line, 65536), lambda said: os.write(line, said))

        with self._switched_on():
            thread = threading.Thread(target=listen)
            thread.start()
            try:
                yield self
            finally:
                self._off.set()
                thread.join()

    @contextmanager
    def _switched_on(self) -> Iterator[None]:
        engine = threading.Thread(target=self._work)
        engine.start()
        try:
            yield
        finally:
            self._off.set()
            self.having()
            engine.join()

    def _door(self, family: int) -> socket.socket:
        door = socket.create_server(self.address, family=family)
        if self.stops_after is not None:  # or the system would take the rest of a ticket in its stead
            door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return door

    def _serve(self, guest: socket.socket) -> None:
        guest.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        taken = 0
        with guest, suppress(OSError):
            with self._changed:
                self.connections += 1
                said, self._unheard = self.greeting + self._unheard, b""
                self._changed.notify_all()
            guest.sendall(said)
            while not self._off.is_set():
                if self.stops_after is not None and taken >= self.stops_after:
                    self.wait_until(lambda: self._off.is_set() or self.stops_after is None)
                    continue
                if not select.select([guest], [], [], 0.01)[0]:
                    continue
                limit = self.reset_after if self.reset_after is not None else self.stops_after
                part = guest.recv(65536 if limit is None else max(1, limit - taken))
                if not part:
                    break
                taken += len(part)
                self._hear(part, guest.sendall)
                if self.reset_after is not None and taken >= self.reset_after:
                    guest.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                    break
            if self.resets_on_close:
                guest.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        with self._changed:
            self.connections -= 1
            if self._listener == guest.sendall:
                self._listener = None
            self._changed.notify_all()

    # Its ears and its mouth

    def _hear(self, part: bytes, answer: Callable[[bytes], None]) -> None:
        with self._changed:
            self._listener = answer
            start = max(0, len(self.received) - 9)
            already = len(self.received)
            self.received += part
            for found in REAL_TIME.finditer(bytes(self.received[start:])):
                if start + found.end() > already:
                    self._obey(found)
            self._buffer += part
            self._changed.notify_all()
            if self.buffer_bytes is not None:
                full = self.buffer_bytes
                self._changed.wait_for(lambda: self._off.is_set() or len(self._buffer) < full)

    def _obey(self, found: "re.Match[bytes]") -> None:
        if found[1]:
            if not self.silent:
                self._say(bytes([self._condition(found[1][0])]))
        elif self.clears:
            self._buffer.clear()
            self._forget = True
            self._say(b"\x37\x25\x00")

    def _condition(self, question: int) -> int:
        stuck = self.cover_open or self.out_of_paper or self.cutter_stuck
        return (
            0x12
            | {
                1: 0x08 * stuck,
                2: 0x04 * self.cover_open | 0x20 * self.out_of_paper | 0x40 * self.cutter_stuck,
                3: 0x08 * self.cutter_stuck,
                4: 0x0C * self.near_end | 0x6C * self.out_of_paper,
            }[question]
        )

    def _say(self, what: bytes) -> None:
        if self.answer_after_s:
            timer = threading.Timer(self.answer_after_s, self._say_now, (what,))
            timer.daemon = True
            timer.start()
        else:
            self._say_now(what)

    def _say_now(self, what: bytes) -> None:
        with self._changed:
            if self._listener is None:
                self._unheard += what if self.keeps_answers else b""
                return
            with suppress(OSError):
                self._listener(what)

    # Its works

    def _work(self) -> None:
        while not self._off.is_set():
            try:
                self._command()
            except Cleared:
                continue
            except EOFError:
                return

    def _command(self) -> None:
        first = self._next()
        try:
            if first == 0x00:
                self._skip_nothing()
            elif first == 0x10:
                self._skip_real_time()
            elif first == 0x1B:
                self._escape(self._next())
            elif first == 0x1D:
                self._group(self._next())
            else:
                self._print_letter(first)
        finally:
            with self._changed:
                self._working = False
                self._changed.notify_all()

    def _escape(self, letter: int) -> None:
        if letter == ord("d"):
            self._next()
        elif letter not in b"@":
            self._print_letter(0x1B, letter)

    def _group(self, letter: int) -> None:
        if letter == ord("v"):
            _, _, wide, wide256, high, high256 = self._take(6)
            self._print_rows(wide + 256 * wide256, high + 256 * high256)
        elif letter == ord("V"):
            if self._next() in b"AB":
                self._next()
            self._cut()
        elif letter == ord("r"):
            self._next()
            if "gs_r" in self.confirms:
                self._say(b"\x03" if self.near_end else b"\x00")
        elif letter == ord("("):
            self._function(self._next())
        else:
            self._print_letter(0x1D, letter)

    def _function(self, letter: int) -> None:
        low, high = self._take(2)
        if letter == ord("L"):
            head = self._take(2)
            if head == b"\x30\x70":
                _, _, _, _, wide, wide256, rows, rows256 = self._take(8)
                self._print_rows((wide + 256 * wide256) // 8, rows + 256 * rows256)
            return
        data = self._take(low + 256 * high)
        if letter == ord("H") and "gs_h" in self.confirms:
            self._say(b"\x37\x22" + data[2:] + b"\x00")
        else:
            self._print_letter(0x1D, 0x28, letter, low, high, *data)

    def _print_rows(self, wide: int, rows: int) -> None:
        """Print a picture row by row, each when its dots have come, there is paper and nothing is stuck."""
        for _ in range(rows):
            row = self._take(wide)
            with self._changed:
                self._wait(lambda: not self.out_of_paper and not self.cover_open)
                self._width = 8 * wide
                self._rows += b"".join(EIGHT[byte] for byte in row)
                if self.paper_rows:
                    self.paper_rows -= 1
                if self.accident and len(self._rows) >= self.accident[0] * self._width:
                    self.having(**self.accident[1])
                    self.accident = None

    def _print_letter(self, *letters: int) -> None:
        self._letters += bytes(letters)

    def _cut(self) -> None:
        with self._changed:
            self._wait(lambda: not self.cutter_stuck and not self.out_of_paper and not self.cover_open)
            if self._rows or self._letters:
                self.pieces.append(Piece(self._width or 8, bytes(self._rows), bytes(self._letters)))
                self._rows, self._letters = bytearray(), bytearray()
            self._changed.notify_all()

    def _skip_nothing(self) -> None:
        with self._changed:
            del self._buffer[: len(self._buffer) - len(self._buffer.lstrip(b"\0"))]

    def _skip_real_time(self) -> None:
        kind = self._next()
        if kind == 0x14 and self.clears:
            self._take(8)
        elif kind == 0x04:
            self._next()
        else:
            self._print_letter(0x10, kind)

    def _next(self) -> int:
        return self._take(1)[0]

    def _take(self, count: int) -> bytes:
        with self._changed:
            self._wait(lambda: self.works and len(self._buffer) >= count)
            taken = bytes(self._buffer[:count])
            del self._buffer[:count]
            self._working = True
            self._changed.notify_all()
            return taken

    def _wait(self, condition: Callable[[], bool]) -> None:
        self._changed.wait_for(lambda: self._off.is_set() or self._forget or condition())
        if self._off.is_set():
            raise EOFError
        if self._forget:
            self._forget = False
            raise Cleared


EIGHT = [bytes(0 if byte & (128 >> bit) else 255 for bit in range(8)) for byte in range(256)]
