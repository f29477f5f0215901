"""Which ordinary tickets were overtaken: whether the rule of who is next is fair to who has nothing. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from server.rules.story import Story, Transaction
from server.rules.turn import Kind
from server.rules.visit import Act


class _Waiting(NamedTuple):
    """A client in the line for a service who is ordinary then."""

    start: int
    end: float
    visit: int
    transaction: Transaction


def note_overtaking(visits: Mapping[int, Story]) -> None:
    """Note on each transaction of a day who overtook the client while she waited for it.

    An ordinary ticket is overtaken when a ticket that was taken after it is called to the same service while
    it waits for that service, and that one has priority, comes to its booked time, or is chosen out of turn.
    What counts is what each of them was at the moment of the call: a priority granted later takes nothing
    back. Nothing else is asked: who was at which counter, or who might have been called there, does not
    matter. So anybody can count it again from the day's events. Who is called at the very moment in which
    another one is has not been overtaken by her. Of one ticket several calls count once.

    Args:
        visits: all of the day, by id: their order is that in which tickets were taken.
    """
    waiting: dict[str, list[_Waiting]] = defaultdict(list)
    calls: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, visit in visits.items():
        for one in visit.transactions:
            for line in one.lines:
                ordinary = line.kind == Kind.ORDINARY
                if ordinary:
                    end = inf if line.end is None else line.end
                    waiting[one.service].append(_Waiting(line.start, end, place, one))
                if line.end is not None and (
                    line.left is Act.CHOOSE or (line.left is Act.CALL and not ordinary)
                ):
                    calls[one.service].append((line.end, place))
    for service, called in calls.items():
        _note(sorted(waiting[service], key=lambda one: one.start), sorted(called))


def _note(waiting: list[_Waiting], calls: list[tuple[int, int]]) -> None:
    here: list[_Waiting] = []
    come = 0
    for at, visit in calls:
        while come < len(waiting) and waiting[come].start <= at:
            here.append(waiting[come])
            come += 1
        here = [one for one in here if at < one.end]
        for one in here:
            if one.visit < visit:
                one.transaction.overtaken_by.add(visit)
