"""Days, weeks, months, years and ranges of days that figures are asked for, and the one before. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class Length(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"  # from Monday on
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from a first to a last one, both included."""

    length: Length
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.first <= day <= self.last

    @property
    def before(self) -> "Period":
        """The one of the same length before; of a range, as many days."""
        return self._moved(-1)

    @property
    def after(self) -> "Period":
        """The one of the same length after."""
        return self._moved(1)

    def _moved(self, by: int) -> "Period":
        if self.length is Length.RANGE:
            step = by * self.days * _DAY
            return Period(self.length, self.first + step, self.last + step)
        return period(self.length, self.first - _DAY if by < 0 else self.last + _DAY)

    def until(self, day: date) -> "Period":
        """Return the part of it up to a day, which must lie in it or be later."""
        return self if day >= self.last else Period(Length.RANGE, self.first, day)

    def as_far(self, other: "Period", day: date) -> "Period":
        """Return as many of its days as another period has up to a day, so that both can be compared."""
        if day >= other.last:
            return self
        return self.until(min(self.last, self.first + (day - other.first)))


def period(length: Length, day: date) -> Period:
    """Return the day, week, month or year that a day lies in."""
    if length is Length.WEEK:
        monday = day - day.weekday() * _DAY
        return Period(length, monday, monday + 6 * _DAY)
    if length is Length.MONTH:
        following = (day.replace(day=28) + 4 * _DAY).replace(day=1)
        return Period(length, day.replace(day=1), following - _DAY)
    if length is Length.YEAR:
        return Period(length, date(day.year, 1, 1), date(day.year, 12, 31))
    return Period(Length.DAY, day, day)


def last_open_day(day: date, is_open: Callable[[date], bool]) -> date:
    """Return the last working day before a day; the day before when there is none within a month."""
    earlier = (day - n * _DAY for n in range(1, 32))
    return next((one for one in earlier if is_open(one)), day - _DAY)
