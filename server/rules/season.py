"""When a service is given: a part of the year, and hours of its own. Days and hours are the branch's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.rules.hours import Interval


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year, from one day to another as (month, day), both part of it; over new year too."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __contains__(self, day: date) -> bool:
        """Say whether a day lies in it."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


def given(season: Season | None, hours: Mapping[int, Sequence[Interval]] | None, at: datetime) -> bool:
    """Say whether a service's numbers are given now, as far as the service itself goes.

    Args:
        season: the part of the year; ``None`` for all of it.
        hours: weekday (Monday is 0) -> intervals; ``None`` for whenever the branch is open.
        at: now, on the branch's clock.
    """
    if season is not None and at.date() not in season:
        return False
    if hours is None:
        return True
    return any(at.time() in one for one in hours.get(at.weekday(), ()))
