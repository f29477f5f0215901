"""What visitors are told of disturbances: an apology, the cause, until when (standard, 12.3, 31). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from server.rules.moment import MINUTE

LONGEST_TEXT = 120  # characters: one line of a wall
RESTART_MS = 5 * MINUTE  # so long after a start in the middle of a day it is told
SILENT_MS = 2 * MINUTE  # a display that was not heard of for so long is not working


class Cause(StrEnum):
    """Why something is not as it should be; the order in which several are shown."""

    OTHER = "other"  # in the staff's own words
    PRINTER = "printer"
    NETWORK = "network"
    TECHNICAL = "technical"
    FEWER_COUNTERS = "fewer_counters"
    LONG_WAITS = "long_waits"
    RESTART = "restart"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice, as visitors see it.

    Attributes:
        cause: why.
        id: of a notice that staff have posted; ``None`` for one that goes by itself.
        text: of ``OTHER``, by language; the state language is always there.
        until: until when it is expected to last, milliseconds UTC; ``None`` when nobody knows.
        starts: from when it is shown, milliseconds UTC.
        ends: until when it is shown at most; ``None`` for as long as its cause lasts.
    """

    cause: Cause
    id: int | None = None
    text: Mapping[str, str] = field(default_factory=dict)
    until: int | None = None
    starts: int
    ends: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What automatic notices are made from; moments are milliseconds UTC.

    Attributes:
        open: whether the branch is open.
        printer_out_since: since when a printer of visitors' tickets prints nothing; ``None`` while all do.
        restarted_at: when the server was started although the day had begun; ``None`` when it had not.
        waits_since: since when the one who waits longest has waited; ``None`` when nobody waits.
        displays_seen: when each paired display was heard of last.
    """

    open: bool
    printer_out_since: int | None = None
    restarted_at: int | None = None
    waits_since: int | None = None
    displays_seen: tuple[int, ...] = ()


def automatic(facts: Facts, now: int, long_wait_ms: int) -> list[Notice]:
    """Name the disturbances that tell themselves, and go by themselves when their cause has gone.

    Args:
        facts: the branch now.
        now: milliseconds UTC.
        long_wait_ms: how long a wait is too long, milliseconds.

    Returns:
        Notices without an id; none while the branch is closed.
    """
    if not facts.open:
        return []
    found = {
        Cause.PRINTER: facts.printer_out_since,
        Cause.RESTART: facts.restarted_at
        if facts.restarted_at is not None and now < facts.restarted_at + RESTART_MS
        else None,
        Cause.LONG_WAITS: facts.waits_since + long_wait_ms if facts.waits_since is not None else None,
        Cause.DISPLAY: min((seen + SILENT_MS for seen in facts.displays_seen), default=None),
    }
    return [
        Notice(cause=cause, starts=since)
        for cause, since in found.items()
        if since is not None and since <= now
    ]


def shown(notices: Iterable[Notice], now: int) -> list[Notice]:
    """Choose what is shown now.

    Args:
        notices: posted ones and automatic ones.
        now: milliseconds UTC.

    Returns:
        Those whose time it is: posted ones first, the newest of them first of all, then by cause. What staff
        have posted themselves about a cause takes the place of what tells itself about it.
    """
    now_ones = [one for one in notices if one.starts <= now and (one.ends is None or now < one.ends)]
    posted = sorted(
        (one for one in now_ones if one.id is not None), key=lambda one: (-one.starts, -(one.id or 0))
    )
    said = {one.cause for one in posted}
    order = list(Cause)
    by_itself = sorted(
        (one for one in now_ones if one.id is None and one.cause not in said),
        key=lambda one: order.index(one.cause),
    )
    return posted + by_itself
