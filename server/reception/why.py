"""Why a number was called: told from what was kept with the call."""

from dataclasses import dataclass

from server.reception.asking import visit_of
from server.reception.ledger import Ledger
from server.rules.refused import Reason, Refused
from server.rules.turn import Kind
from server.store import visits


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of a call; moments in milliseconds UTC.

    Attributes:
        number: the number called.
        reason: as in ``store.visits.Why``.
        key: from when it counted.
        came: when its ticket was taken, or the booked time if
        booked: it has one.
        called_at: when it was called.
        runner_up: who would have been next; ``None`` if nobody waited.
        runner_up_key: from when that one counted.
        rule: the rule's version.
    """

    number: str
    reason: str
    key: int
    came: int
    booked: bool
    called_at: int
    runner_up: str | None
    runner_up_key: int | None
    rule: int


def why(ledger: Ledger, number: str) -> Told:
    """Return why one of today's numbers was called last (standard, 2.2, 2.4, 29.1).

    Raises:
        Refused: ``UNKNOWN_TICKET``, ``NOT_CALLED_YET``.
    """
    visit = visit_of(ledger, number)
    call = visits.last_call_of(ledger.connection, visit.id)
    if call is None:
        raise Refused(Reason.NOT_CALLED_YET, number=visit.number)
    return Told(
        number=visit.number,
        reason=call.reason,
        key=call.key,
        came=visit.counted_from,
        booked=visit.kind is Kind.APPOINTMENT,
        called_at=call.at,
        runner_up=call.runner_up,
        runner_up_key=call.runner_up_key,
        rule=call.rule,
    )
