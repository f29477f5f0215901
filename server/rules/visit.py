"""What can happen to a visit, and when: one table to read to a receptionist."""

from enum import StrEnum

from server.rules.refused import Reason, Refused


class Status(StrEnum):
    """Where a visit stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    SERVED = "served"
    NO_SHOW = "no_show"
    LEFT = "left"
    REFUSED = "refused"
    NOT_SERVED = "not_served"


class Act(StrEnum):
    """What people do to a visit; the same word in the table, the verbs, the events and the pages."""

    TAKE = "take"
    PRINT = "print"
    REPRINT = "reprint"
    CALL = "call"
    CHOOSE = "choose"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    ADD_SERVICE = "add_service"
    NO_SHOW = "no_show"
    RESTORE = "restore"
    PARK = "park"
    RESUME = "resume"
    TRANSFER = "transfer"
    GRANT_PRIORITY = "grant_priority"
    TAKE_PRIORITY_BACK = "take_priority_back"
    LET_PASS = "let_pass"  # noqa: S105 - a word, not a password
    PROMISE = "promise"
    LEAVE = "leave"
    REFUSE = "refuse"
    RELEASE = "release"
    CLOSE = "close"
    UNDO = "undo"


class Priority(StrEnum):
    """Whether a visitor may be called ahead of others; never why (standard, 4.8)."""

    NONE = "none"
    WISHED = "wished"
    GRANTED = "granted"


class Handed(StrEnum):
    """How a visit came from another counter."""

    TRANSFERRED = "transferred"
    LANGUAGE = "language"


class Started(StrEnum):
    """How serving began."""

    CONFIRMED = "confirmed"  # the clerk has said that the client has come
    ASSUMED = "assumed"  # some time had passed since the call: she may not have come at all


class Paper(StrEnum):
    """What became of the printed ticket. The number is valid whatever the paper does."""

    PRINTING = "printing"
    PRINTED = "printed"  # the printer says so
    UNCONFIRMED = "unconfirmed"  # the printer took all of it and says nothing
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    NONE = "none"


OTHER_TIME = "other_time"  # the reason of who leaves because she was offered another time
AUTOMATIC = "automatic"  # the reason of a start that nobody pressed: serving began by itself

S, A = Status, Act
AT_A_COUNTER = (S.CALLED, S.SERVING)

# (status before, act) -> status after. A pair that is not here is refused.
MOVES: dict[tuple[Status | None, Act], Status] = {
    (None, A.TAKE): S.WAITING,
    (S.WAITING, A.CALL): S.CALLED,
    (S.WAITING, A.CHOOSE): S.CALLED,
    (S.CALLED, A.RECALL): S.CALLED,
    # Serving may have begun by itself, and nobody come: then she is called again, or is a no-show after all.
    # A clerk who has said that the client is there has settled it (see ``may_be_missing``).
    (S.SERVING, A.RECALL): S.CALLED,
    (S.SERVING, A.NO_SHOW): S.NO_SHOW,
    (S.CALLED, A.START): S.SERVING,
    (S.CALLED, A.FINISH): S.SERVED,
    (S.SERVING, A.FINISH): S.SERVED,
    (S.CALLED, A.ADD_SERVICE): S.SERVING,
    (S.SERVING, A.ADD_SERVICE): S.SERVING,
    (S.CALLED, A.NO_SHOW): S.NO_SHOW,
    (S.NO_SHOW, A.RESTORE): S.WAITING,
    (S.CALLED, A.PARK): S.PARKED,
    (S.SERVING, A.PARK): S.PARKED,
    (S.PARKED, A.RESUME): S.CALLED,
    (S.WAITING, A.TRANSFER): S.WAITING,
    (S.CALLED, A.TRANSFER): S.WAITING,
    (S.SERVING, A.TRANSFER): S.WAITING,
    (S.PARKED, A.TRANSFER): S.WAITING,
    # Whom she was handed to has gone: she waits for anybody who serves her.
    (S.WAITING, A.RELEASE): S.WAITING,
    (S.WAITING, A.GRANT_PRIORITY): S.WAITING,
    (S.WAITING, A.TAKE_PRIORITY_BACK): S.WAITING,
    # The next one behind her goes first; she asked for it on her phone.
    (S.WAITING, A.LET_PASS): S.WAITING,
    # She was told that she will still be served today (standard, 20.2).
    (S.WAITING, A.PROMISE): S.WAITING,
    (S.WAITING, A.LEAVE): S.LEFT,
    (S.CALLED, A.LEAVE): S.LEFT,
    (S.PARKED, A.LEAVE): S.LEFT,
    # Whoever could help her is not there: at the counter she was offered another time (standard, 17.5, 19.3).
    (S.SERVING, A.LEAVE): S.LEFT,
    (S.CALLED, A.REFUSE): S.REFUSED,
    (S.SERVING, A.REFUSE): S.REFUSED,
    # Closing time ends waiting, a day that is over ends everything.
    (S.WAITING, A.CLOSE): S.NOT_SERVED,
    (S.PARKED, A.CLOSE): S.NOT_SERVED,
    (S.CALLED, A.CLOSE): S.SERVED,
    (S.SERVING, A.CLOSE): S.SERVED,
    # Paper may come out, fail to, or be asked for again at any moment: it changes nothing in the queue.
    **{(status, act): status for status in Status for act in (A.PRINT, A.REPRINT)},
}

# What happens beside the queue: it stands in no undo's way and is not undone itself.
BESIDE = frozenset({A.PRINT, A.REPRINT, A.PROMISE})

# The acts at a counter that can be taken back; an undone visit stands where it stood before. A start that
# nobody pressed is taken back with the press before it.
CAN_BE_UNDONE = frozenset(
    {
        A.CALL, A.CHOOSE, A.START, A.FINISH, A.ADD_SERVICE, A.NO_SHOW, A.RESTORE, A.PARK, A.RESUME,
        A.TRANSFER, A.GRANT_PRIORITY, A.TAKE_PRIORITY_BACK, A.REFUSE, A.LEAVE,
    }
)  # fmt: skip


def apply(status: Status | None, act: Act) -> Status:
    """Say where a visit stands after an act.

    Args:
        status: where it stands before; ``None`` for a visit that does not exist yet.
        act: what is done; not ``UNDO``, which leads wherever the undone act came from.

    Returns:
        The status after the act.

    Raises:
        Refused: ``NOT_ALLOWED_NOW`` when the table has no such move.
    """
    try:
        return MOVES[status, act]
    except KeyError:
        raise Refused(Reason.NOT_ALLOWED_NOW, status=status, act=act) from None


def may_be_missing(status: Status, started: Started | None) -> bool:
    """Say whether a client at a counter may not have come: she can be called again, or be a no-show."""
    return status is S.CALLED or (status is S.SERVING and started is Started.ASSUMED)


PAPER_PATIENCE_MS = 4_000


def paper_now(paper: Paper, taken_at: int, now: int) -> Paper:
    """Say what a visitor is told about the paper.

    Args:
        paper: what is written down.
        taken_at: when the ticket was taken, milliseconds UTC.
        now: milliseconds UTC.

    Returns:
        The same, but ``UNKNOWN`` for a printer that has said nothing for too long: nobody is left
        waiting in front of it, not even when the server was stopped in the middle of printing.
    """
    if paper is Paper.PRINTING and now - taken_at > PAPER_PATIENCE_MS:
        return Paper.UNKNOWN
    return paper
