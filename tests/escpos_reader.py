"""A second opinion on our print jobs: reads ESC/POS as the Epson command reference describes it.

Shares no code and no method with `printer`: commands become a list first, dots are looked up byte by byte.
"""

from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image


class UnreadableError(Exception):
    """A byte that no command of ours explains."""


class Command(NamedTuple):
    name: str
    offset: int
    arguments: tuple[int, ...] = ()
    dots: bytes = b""


@dataclass
class _Tape:
    """Bytes taken one after the other, as a printer's input buffer gives them."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        taken = self.data[self.at : self.at + count]
        if len(taken) != count:
            raise UnreadableError(f"the job ends within a command: {count - len(taken)} bytes missing")
        self.at += count
        return taken


def read(job: bytes) -> list[Command]:
    """Split a job into commands; raises `UnreadableError` for anything a ticket should not contain."""
    tape = _Tape(job)
    commands = []
    while tape.at < len(job):
        commands.append(_next(tape))
    return commands


def _next(tape: _Tape) -> Command:
    offset = tape.at
    first = tape.take(1)[0]
    if first == 0:
        return Command("NUL", offset)
    if first == 10:
        return Command("LF", offset)
    if first not in (27, 29):
        raise UnreadableError(f"{first:02X}h at {offset}: a printer prints this as a character")
    family, letter = ("ESC", "GS")[first == 29], chr(tape.take(1)[0])
    name = f"{family} {letter}"
    if name in ("ESC @", "ESC i", "ESC m"):
        return Command(name, offset)
    if name in ("ESC d", "GS r"):
        return Command(name, offset, tuple(tape.take(1)))
    if name == "GS V":
        return Command(name, offset, _cut_arguments(tape))
    if name == "GS e":  # Custom's presenter: produce takes a number of steps, eject none
        function = tape.take(1)[0]
        return Command(name, offset, (function, *tape.take(function == 3)))
    if name == "GS v" and tape.take(1) == b"0":
        mode, low_x, high_x, low_y, high_y = tape.take(5)
        wide, high = low_x + 256 * high_x, low_y + 256 * high_y
        return Command("GS v 0", offset, (mode, wide, high), tape.take(wide * high))
    if name == "GS (":
        return _function(tape, offset)
    raise UnreadableError(f"{name} at {offset}")


def _function(tape: _Tape, offset: int) -> Command:
    """GS ( and a letter: functions that say how long they are."""
    letter = chr(tape.take(1)[0])
    low, high = tape.take(2)
    inside = _Tape(tape.take(low + 256 * high))
    if letter == "H":
        return Command("GS ( H", offset, tuple(inside.data))
    if letter != "L":
        raise UnreadableError(f"GS ( {letter} at {offset}")
    medium, function = inside.take(2)
    if (medium, function) == (48, 50):
        return Command("GS ( L print", offset)
    if (medium, function) != (48, 112):
        raise UnreadableError(f"graphics function {function} at {offset}")
    tone, across, down, colour, low_x, high_x, low_y, high_y = inside.take(8)
    if (tone, across, down, colour) != (48, 1, 1, 49):
        raise UnreadableError(f"graphics of another size or colour at {offset}")
    width, rows = low_x + 256 * high_x, low_y + 256 * high_y
    points = inside.take(len(inside.data) - inside.at)
    if width % 8 or len(points) != width // 8 * rows:
        raise UnreadableError(f"graphics of {len(points)} bytes for {width} × {rows} dots at {offset}")
    return Command("GS ( L", offset, (0, width // 8, rows), points)


def _cut_arguments(tape: _Tape) -> tuple[int, ...]:
    function = tape.take(1)[0]
    if function in (65, 66):  # A, B: feed to the cutter and n units further, then cut
        return function, tape.take(1)[0]
    if function in (0, 1, 48, 49):
        return (function,)
    raise UnreadableError(f"GS V {function}")


_EIGHT_DOTS = [bytes(0 if byte & (128 >> bit) else 255 for bit in range(8)) for byte in range(256)]


def dots(commands: list[Command]) -> Image.Image:
    """Put the pictures of a job below each other, as grey 0 (ink) and 255 (paper)."""
    pictures = [command for command in commands if command.name in ("GS v 0", "GS ( L")]
    widths = {picture.arguments[1] for picture in pictures}
    if len(widths) != 1:
        raise UnreadableError(f"slices of different widths: {widths}")
    points = b"".join(b"".join(map(_EIGHT_DOTS.__getitem__, picture.dots)) for picture in pictures)
    width = 8 * widths.pop()
    return Image.frombytes("L", (width, len(points) // width), points)
