"""What can become of a print job, and when it is tried again: one table, as for visits."""

from enum import StrEnum

from server.rules.visit import Paper


class JobKind(StrEnum):
    """Why something is printed."""

    ORIGINAL = "original"
    COPY = "copy"
    TEST = "test"


class JobState(StrEnum):
    """Where a print job stands."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What happens to a print job."""

    BEGIN = "begin"
    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    LOSE = "lose"
    REDIRECT = "redirect"
    EXPIRE = "expire"
    CANCEL = "cancel"


S, T = JobState, Step

# (state before, step) -> state after. A pair that is not here changes nothing.
STEPS: dict[tuple[JobState, Step], JobState] = {
    # Committed before the first byte: from here on there may be paper.
    (S.QUEUED, T.BEGIN): S.SENDING,
    (S.NOT_SENT, T.BEGIN): S.SENDING,
    (S.SENDING, T.PRINTED): S.PRINTED,
    (S.SENDING, T.UNCONFIRMED): S.UNCONFIRMED,
    (S.SENDING, T.NOT_SENT): S.NOT_SENT,
    (S.SENDING, T.UNKNOWN): S.UNKNOWN,
    # Whoever was sending it is gone.
    (S.SENDING, T.LOSE): S.UNKNOWN,
    # The answer was lost on its way and comes late: the truth is learnt, and nothing printed because of it.
    (S.UNKNOWN, T.PRINTED): S.PRINTED,
    (S.UNKNOWN, T.UNCONFIRMED): S.UNCONFIRMED,
    (S.UNKNOWN, T.NOT_SENT): S.EXPIRED,
    # Its printer fails: it waits for the end of that, or another one is asked.
    (S.QUEUED, T.NOT_SENT): S.NOT_SENT,
    (S.QUEUED, T.REDIRECT): S.QUEUED,
    (S.NOT_SENT, T.REDIRECT): S.QUEUED,
    # Nobody waits for it any more.
    (S.QUEUED, T.EXPIRE): S.EXPIRED,
    (S.NOT_SENT, T.EXPIRE): S.EXPIRED,
    (S.QUEUED, T.CANCEL): S.CANCELLED,
    (S.NOT_SENT, T.CANCEL): S.CANCELLED,
}

WAITING = (S.QUEUED, S.NOT_SENT)
OVER = (S.PRINTED, S.UNCONFIRMED, S.UNKNOWN, S.EXPIRED, S.CANCELLED)

# What is said of a ticket whose original stands so. One that is sent again meanwhile had failed before.
PAPER: dict[JobState, Paper] = {
    S.QUEUED: Paper.PRINTING,
    S.SENDING: Paper.PRINTING,
    S.PRINTED: Paper.PRINTED,
    S.UNCONFIRMED: Paper.UNCONFIRMED,
    S.NOT_SENT: Paper.NOT_SENT,
    S.UNKNOWN: Paper.UNKNOWN,
    S.EXPIRED: Paper.NOT_SENT,
    S.CANCELLED: Paper.NOT_SENT,
}

TTL_MS = 60_000  # a printer that gets paper again must not print the tickets of an hour
_FIRST_PAUSE_MS = 500
_LONGEST_PAUSE_MS = 4_000


def after(state: JobState, step: Step) -> JobState | None:
    """Say where a job stands after a step; ``None`` when the step does not concern it."""
    return STEPS.get((state, step))


def too_old(asked_at: int, now: int) -> bool:
    """Say whether the time for a print job is over.

    Args:
        asked_at: when it was asked for, milliseconds UTC.
        now: milliseconds UTC. A clock that was set back past the asking ends it too.
    """
    return abs(now - asked_at) > TTL_MS


def pause_ms(attempts: int) -> int:
    """Say how long a printer is left alone after it took nothing: 0.5, 1, 2, then always 4 seconds.

    Args:
        attempts: how many times in a row it took nothing, from 1.

    Returns:
        Milliseconds.
    """
    return min(_FIRST_PAUSE_MS << min(attempts - 1, 8), _LONGEST_PAUSE_MS)
