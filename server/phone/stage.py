"""What a visitor's phone tells her: where her visit stands, in her words. Pure."""

from enum import StrEnum

from server.rules.visit import Status

NEARLY = 2  # with so few people ahead she had better be close by


class Stage(StrEnum):
    """What the page is about."""

    WAITING = "waiting"
    NEARLY = "nearly"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    NO_SHOW = "no_show"
    TOO_LATE = "too_late"
    SERVED = "served"
    LEFT = "left"
    REFUSED = "refused"
    NOT_SERVED = "not_served"
    VOID = "void"


def stage(status: Status, ahead: int, kept_until: int, now: int) -> Stage:
    """Say what a phone shows of a visit of today.

    Args:
        status: where the visit stands.
        ahead: how many people can be called before her.
        kept_until: of a no-show, until when the old place can be had back, milliseconds UTC.
        now: milliseconds UTC.

    Returns:
        The stage; never ``VOID``, which is for tickets that are unknown or of another day.
    """
    if status is Status.WAITING:
        return Stage.NEARLY if ahead <= NEARLY else Stage.WAITING
    if status is Status.NO_SHOW:
        return Stage.NO_SHOW if now <= kept_until else Stage.TOO_LATE
    return Stage(status.value)
