"""How a printer is, when that is an alarm, and when its roll is nearly used up."""

from enum import StrEnum


class PrinterState(StrEnum):
    """How a printer is. ``UNKNOWN``: it tells nothing about itself, and may well print."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    OFFLINE = "offline"
    UNKNOWN = "unknown"

    @property
    def failing(self) -> bool:
        """Whether nothing can come out: staff are called, and visitors told before they choose."""
        return self not in (PrinterState.READY, PrinterState.PAPER_LOW, PrinterState.UNKNOWN)


WATCH_MS = 20_000  # between two looks at a printer that has nothing to do
FAILING_MS = 5_000  # the same while it fails, to see its end soon

LOW_SHARE = 0.85  # of a roll: time enough to fetch another one


def running_low(printed_mm: int, roll_mm: int) -> bool:
    """Say whether a roll is nearly used up by what was printed since it was changed.

    Args:
        printed_mm: millimetres.
        roll_mm: its length in millimetres; 0 when it is not known.
    """
    return roll_mm > 0 and printed_mm >= roll_mm * LOW_SHARE


def standing(state: PrinterState, printed_mm: int, roll_mm: int) -> PrinterState:
    """Say how a printer is with what was counted: many have no sensor for a roll that is nearly used up.

    Args:
        state: what the printer says.
        printed_mm: millimetres printed since the roll was changed.
        roll_mm: the roll's length in millimetres; 0 when it is not known.
    """
    prints_well = state in (PrinterState.READY, PrinterState.UNKNOWN)
    return PrinterState.PAPER_LOW if prints_well and running_low(printed_mm, roll_mm) else state
