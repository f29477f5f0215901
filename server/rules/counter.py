"""What a counter goes through in a day, and who may be called from it. Pure.

A visit's table of moves is in ``visit``; this is the counter's own: open, on a break, back, closed.
"""

from enum import StrEnum

from server.rules.moment import MINUTE


class CounterState(StrEnum):
    """What whoever works at an open counter does (standard, 9.3). A closed counter has no state."""

    WORKING = "working"
    BREAK = "break"
    LUNCH = "lunch"
    OTHER_WORK = "other_work"


PAUSES = (CounterState.BREAK, CounterState.LUNCH, CounterState.OTHER_WORK)


class CounterAct(StrEnum):
    """What happens at a counter besides serving; the word that its events keep.

    ``STEP_OUT`` and ``COME_BACK`` are about a client left for a moment (19.5), the last three about help
    (21.3, 29.3); these five leave the counter's state as it is.
    """

    OPEN = "open"
    CLOSE = "close"
    PAUSE = "pause"
    RETURN = "return"
    STEP_OUT = "step_out"
    COME_BACK = "come_back"
    ASK_HELP = "ask_help"
    HELP_COMES = "help_comes"
    END_HELP = "end_help"


class HelpReason(StrEnum):
    """Why a counter asks for help: codes only, no words about the person (standard, 21.3, 29.3)."""

    EMERGENCY = "emergency"
    ASKS_FOR_HEAD = "asks_for_head"


FORGOTTEN = "forgotten"  # the reason of a closing at midnight: nobody knows when work there really ended

# How long an open-ended pause is foretold to last, and one that should be over already.
_USUAL_MS = {CounterState.BREAK: 15 * MINUTE, CounterState.LUNCH: 45 * MINUTE}
_ANY_MINUTE = MINUTE


def calls_from(state: CounterState) -> bool:
    """Say whether people are called from a counter in this state.

    Nobody is called from a break or lunch. Other work is put aside as soon as a client comes (standard,
    21.2): such a counter counts as free.
    """
    return state not in (CounterState.BREAK, CounterState.LUNCH)


def calls_again(state: CounterState, since: int, until: int | None, now: int) -> int:
    """Say from when a counter is expected to call.

    Args:
        state: its state.
        since: since when, milliseconds UTC.
        until: until when, as was said; ``None`` for an open end.
        now: milliseconds UTC.

    Returns:
        Now for a counter that calls. From a break or lunch the end that was said, or a usual length of it;
        whoever should be back already is expected any minute, never at once.
    """
    if calls_from(state):
        return now
    end = since + _USUAL_MS[state] if until is None else until
    return max(end, now + _ANY_MINUTE)
