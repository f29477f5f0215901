"""When a printer's trouble is an alarm, and when its roll is nearly used up."""

from dataclasses import dataclass, replace
from enum import StrEnum


class PrinterState(StrEnum):
    """How a printer is. ``UNKNOWN``: it is there but says nothing about itself."""

    READY = "ready"
    LOW = "low"
    NO_PAPER = "no_paper"
    COVER = "cover"
    CUTTER = "cutter"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


# Tickets cannot come out: staff are called, visitors are told before they choose.
FAILING = frozenset({PrinterState.NO_PAPER, PrinterState.COVER, PrinterState.CUTTER, PrinterState.OFFLINE})

WATCH_MS = 20_000  # between two looks at a printer that has nothing to do
AGAIN_MS = 2_000  # a first sign of trouble is looked at once more
FAILING_MS = 5_000  # trouble, to see its end soon

LOW_SHARE = 0.85  # of a roll: time enough to fetch another one


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of a printer.

    Attributes:
        state: how it is.
        since: since when, milliseconds UTC.
        suspected: what the newest look saw, if that is not believed yet.
    """

    state: PrinterState
    since: int
    suspected: PrinterState | None = None

    @property
    def failing(self) -> bool:
        """Whether tickets cannot come out."""
        return self.state in FAILING

    @property
    def next_look_ms(self) -> int:
        """How long until the printer should be looked at again, milliseconds."""
        if self.suspected is not None:
            return AGAIN_MS
        return FAILING_MS if self.failing else WATCH_MS


def look(watch: Watch, seen: PrinterState, now: int, *, sure: bool = False) -> Watch:
    """Take in one look at a printer.

    Sensors flicker and connections stumble: trouble, and a nearly used up roll, is believed when two looks in
    a row see it. Its end is believed at once, and so is whatever a ticket has failed by.

    Args:
        watch: what was known.
        seen: what the look saw.
        now: milliseconds UTC.
        sure: whether a job has just failed by it.

    Returns:
        What is known now.
    """
    if seen is watch.state:
        return replace(watch, suspected=None)
    worse = seen in FAILING and not watch.failing
    nearly = PrinterState.LOW in (seen, watch.state) and not watch.failing
    again = watch.suspected is seen or (worse and watch.suspected in FAILING)
    if (worse or nearly) and not sure and not again:
        return replace(watch, suspected=seen)
    return Watch(seen, now)


def running_low(printed_mm: int, roll_mm: int) -> bool:
    """Say whether a roll is nearly used up by what was printed since it was changed.

    Args:
        printed_mm: millimetres.
        roll_mm: its length in millimetres; 0 when it is not known.
    """
    return roll_mm > 0 and printed_mm >= roll_mm * LOW_SHARE
