"""What a printer says, byte by byte, sorted into answers.

Answers of several kinds come mixed in one stream: real-time status between the bytes of a block, status
nobody asked for, what is left of an earlier talk. Their forms tell them apart (Epson ESC/POS reference,
"Transmission status").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from printer.status import State, Status

_BLOCK_HEADS = frozenset(b"\x35\x37\x3b\x3d\x5f")
_LONGEST_BLOCK = 100


class Kind(StrEnum):
    """The kinds of answers."""

    REAL_TIME = "real_time"  # to DLE EOT
    AUTOMATIC = "automatic"  # status that the printer sends when it changes (ASB), four bytes
    SENSOR = "sensor"  # to GS r
    BLOCK = "block"  # a head and data up to NUL, which is left out here


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Args:
        kind: of which kind.
        data: its bytes.
    """

    kind: Kind
    data: bytes


class Sorter:
    """Sorts the bytes of one connection, in whatever pieces they come."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._automatic = bytearray()

    def sort(self, data: bytes) -> Iterator[Reply]:
        """Take the next bytes.

        Args:
            data: as they were received.

        Returns:
            The answers that are complete by now. Bytes that belong to none are dropped.
        """
        for byte in data:
            if reply := self._take(byte):
                yield reply

    def forget_block(self) -> None:
        """Take no further bytes for a block that has begun: it broke off."""
        self._block.clear()

    def _take(self, byte: int) -> Reply | None:
        if self._block:
            if byte >= 0x20 and len(self._block) < _LONGEST_BLOCK:
                self._block.append(byte)
                return None
            whole, self._block = bytes(self._block), bytearray()
            if byte == 0:
                return Reply(Kind.BLOCK, whole)
            # A block that broke off: this byte begins something else.
        if self._automatic:
            if byte & 0x90 == 0:
                self._automatic.append(byte)
                if len(self._automatic) < 4:
                    return None
                whole, self._automatic = bytes(self._automatic), bytearray()
                return Reply(Kind.AUTOMATIC, whole)
            self._automatic = bytearray()
        return self._begin(byte)

    def _begin(self, byte: int) -> Reply | None:
        if byte & 0x93 == 0x12:
            return Reply(Kind.REAL_TIME, bytes([byte]))
        if byte & 0x93 == 0x10:
            self._automatic.append(byte)
        elif byte in _BLOCK_HEADS:
            self._block.append(byte)
        elif byte & 0x90 == 0:
            return Reply(Kind.SENSOR, bytes([byte]))
        return None


def sound(question: int, byte: int) -> bool:
    """Tell whether a byte can be the answer to DLE EOT 1 to 4.

    Args:
        question: the number asked for.
        byte: the answer, of the form of real-time status.

    Returns:
        Whether its bits agree. The two sensors of 4 (near end, end) have two bits each, which are always
        equal.
    """
    return question != 4 or (byte & 0x0C in (0, 0x0C) and byte & 0x60 in (0, 0x60))


def understood(replies: tuple[int | None, ...]) -> Status:
    """Put the answers to DLE EOT 1, 2, 3 and 4 into one word.

    Args:
        replies: the bytes, ``None`` for one that was not answered.

    Returns:
        The condition. What keeps a printer from printing comes first, and of that what a person can see: an
        open cover usually lifts the paper off its sensor too.
    """
    printer, offline, error, paper = (byte or 0 for byte in replies)
    if offline & 0x04:
        return Status(State.COVER_OPEN, replies=replies)
    if offline & 0x20 or paper & 0x60:
        return Status(State.NO_PAPER, replies=replies)
    if error & 0x08:
        return Status(State.CUTTER, replies=replies)
    if error & 0x20:
        return Status(State.OFFLINE, "broken", replies)
    if error & 0x40:
        return Status(State.OFFLINE, "too_hot", replies)
    if offline & 0x40:
        return Status(State.OFFLINE, "error", replies)
    if printer & 0x08:
        return Status(State.OFFLINE, "off_line", replies)
    if None in replies:
        return Status(State.UNKNOWN, "no_answer", replies)
    if paper & 0x0C:
        return Status(State.PAPER_LOW, replies=replies)
    return Status(State.READY, replies=replies)
