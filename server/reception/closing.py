"""The last half hour: how many will still be served, and who must be told that she will not (20.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.reception.asking import because, do, visit_of
from server.reception.ledger import Ledger
from server.rules.closing import Group
from server.rules.refused import Reason, Refused
from server.rules.visit import AT_A_COUNTER, OTHER_TIME, Act, Status
from server.store import views
from server.store.tables import Visit


@dataclass(frozen=True, slots=True)
class Notice:
    """What one group of counters tells those who wait for it.

    Attributes:
        counters: the ids of the counters; none for services that nobody gives any more today.
        closes: when they call nobody any more, milliseconds UTC.
        served: how many of those who wait will still be served.
        last: the number of the last one of them; empty when there is none.
        doubtful: who may not be reached, in the order of their turns.
        unlikely: who will hardly be reached.
    """

    counters: tuple[str, ...]
    closes: int
    served: int
    last: str
    doubtful: tuple[Visit, ...]
    unlikely: tuple[Visit, ...]

    @property
    def everybody(self) -> bool:
        """Whether all who wait will be served."""
        return not self.doubtful and not self.unlikely


def notices(ledger: Ledger, groups: Iterable[Group]) -> list[Notice]:
    """Say what each group of counters tells, once closing is near.

    Args:
        ledger: the open book.
        groups: as foretold; people who do not wait any more are left out.

    Returns:
        A notice for each group that somebody waits for; none before the configured minutes.
    """
    hours = ledger.hours
    if hours.last is None or not hours.warns(ledger.now, ledger.settings.calendar.closing_warning_min):
        return []
    waiting = {visit.id: visit for visit in views.all_waiting(ledger.connection, ledger.branch, ledger.day)}
    found = []
    for group in groups:
        promised, doubtful, unlikely = (
            tuple(waiting[visit] for visit in visits if visit in waiting)
            for visits in (group.promised, group.doubtful, group.unlikely)
        )
        if promised or doubtful or unlikely:
            last = promised[-1].number if promised else ""
            found.append(Notice(group.counters, hours.last, len(promised), last, doubtful, unlikely))
    return found


def offer_other_time(
    ledger: Ledger, number: str, *, counter: str | None = None, staff: str | None = None
) -> Visit:
    """Take note that a client was told she will not be served today and was offered another time: one who
    waits, or who is at this counter because whoever could help her is not there (standard, 17.5, 19.3).

    Args:
        ledger: the open book.
        number: the number on the ticket.
        counter: where it is done.
        staff: by whom, by login.

    Returns:
        The visit, which is over.

    Raises:
        Refused: ``UNKNOWN_TICKET``, ``UNKNOWN_COUNTER``, ``NOT_ALLOWED_NOW``.
    """
    visit = visit_of(ledger, number)
    here = visit.status in AT_A_COUNTER and visit.counter == counter
    if visit.status is not Status.WAITING and not here:  # a colleague has called her meanwhile
        raise Refused(Reason.NOT_ALLOWED_NOW, status=visit.status, act=Act.LEAVE)
    changes, why = {"ended_at": ledger.now}, because(visit, OTHER_TIME)
    return do(ledger, visit, Act.LEAVE, counter=counter, staff=staff, changes=changes, why=why)
