"""Why a number was called: told from what was kept with the call."""

from dataclasses import dataclass

from server.reception.asking import visit_of
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.turn import Kind
from server.store import visits


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of a call; moments in milliseconds UTC.

    Attributes:
        number: the number called.
        reason: as in ``store.visits.Why``.
        kind: what gave it its place.
        key: from when it counted.
        came: when its ticket was taken; the booked time of a booked client.
        let_pass: whether she has let somebody pass.
        called_at: when it was called.
        runner_up: who would have been next; ``None`` if nobody waited.
        runner_up_key: from when that one counted.
        runner_up_booked: for when that one was booked, if it was not yet her time.
        rule: the rule's version.
    """

    number: str
    reason: str
    kind: Kind
    key: int
    came: int
    let_pass: bool
    called_at: int
    runner_up: str | None
    runner_up_key: int | None
    runner_up_booked: int | None
    rule: int

    @property
    def by_arrival(self) -> bool:
        """Whether the guard chose: somebody who counts from earlier was ready, and was not called."""
        chosen = self.reason.startswith("chosen")
        earlier = self.runner_up_key is not None and self.runner_up_key < self.key
        return earlier and self.runner_up_booked is None and not chosen


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
        kind=visit.kind,
        key=call.key,
        came=visit.counted_from,
        let_pass=visit.let_pass > 0,
        called_at=call.at,
        runner_up=call.runner_up,
        runner_up_key=call.runner_up_key,
        runner_up_booked=_too_early(ledger, call.runner_up, call.at),
        rule=call.rule,
    )


def _too_early(ledger: Ledger, number: str | None, at: int) -> int | None:
    """Return for when a client was booked whom only an idle counter could have called yet."""
    if number is None:
        return None
    visit = visit_of(ledger, number)
    if visit.kind is not Kind.APPOINTMENT or visit.slot is None:
        return None
    return visit.slot if visit.slot - ledger.policy.early_min * MINUTE > at else None
