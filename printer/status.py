"""What a printer is like right now, in the few words that matter to a reception."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """One word for a printer's condition."""

    READY = "ready"
    PAPER_LOW = "paper_low"  # prints; the roll is near its end
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"  # the cutter is jammed
    OFFLINE = "offline"  # not reached, or it says that it is off-line
    UNKNOWN = "unknown"  # reached, but it tells nothing; it may well print

    @property
    def prints(self) -> bool:
        """Whether a ticket is worth trying: whoever tells nothing may well print."""
        return self in (State.READY, State.PAPER_LOW, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Status:
    """A printer's condition and why.

    Args:
        state: the condition.
        reason: a short word for machines and logs, such as "refused", "timeout" or "no_answer"; empty when
            the state says it all.
        replies: what the printer answered to DLE EOT 1, 2, 3 and 4, ``None`` where it did not.
    """

    state: State
    reason: str = ""
    replies: tuple[int | None, ...] = ()
