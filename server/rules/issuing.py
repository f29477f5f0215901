"""Whether a service's numbers are given today, when staff have decided otherwise than the settings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

EVERY_SERVICE = ""


class Issuing(StrEnum):
    """What staff have decided."""

    PAUSED = "paused"  # for a while: no numbers are given
    CLOSED = "closed"  # no more numbers today
    OPENED = "opened"  # numbers are given today, also out of its season and its hours


class StopReason(StrEnum):
    """Why no numbers are given: visitors are told (standard, 12.3, 15.9), so it names nobody."""

    TECHNICAL = "technical"
    FEWER_STAFF = "fewer_staff"
    MANY_WAITING = "many_waiting"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A service of which no numbers are given.

    Attributes:
        issuing: ``PAUSED`` or ``CLOSED``.
        reason: why.
        since: since when, milliseconds UTC.
        until: of a pause, until when: numbers are given again by themselves then; ``None`` when nobody knows.
        whole: whether it is of all services at once.
    """

    issuing: Issuing
    reason: StopReason
    since: int
    until: int | None = None
    whole: bool = False


def stop_of(stops: Mapping[str, Stop], service: str, now: int) -> Stop | None:
    """Say what keeps a service's numbers from being given now.

    Args:
        stops: by service; of all services at once under ``EVERY_SERVICE``.
        service: which one.
        now: milliseconds UTC.

    Returns:
        What lasts longest for whoever comes: the end of the service's day, else what is of all services, else
        its own pause; ``None`` when numbers are given.
    """
    own, all_of_them = (
        one if one and (one.until is None or now < one.until) else None
        for one in (stops.get(service), stops.get(EVERY_SERVICE))
    )
    return own if own and own.issuing is Issuing.CLOSED else all_of_them or own
