"""When the branch is open. Days and hours are the branch's own; moments that come out are UTC."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from server.rules.moment import MINUTE, day_of, moment

MIDNIGHT = time(0)  # as a closing time: the end of the day
_AROUND_MS = 30 * MINUTE  # before opening and after closing screens are on
_DAY = timedelta(days=1)
_FAR = 366  # days ahead in which a branch that opens at all opens again


@dataclass(frozen=True, slots=True)
class Interval:
    """From opening to closing on the wall clock; a closing time of 00:00 is the end of the day."""

    opens: time
    closes: time

    def __contains__(self, at: time) -> bool:
        """Say whether a time on the wall clock lies in it; the end is no part of it."""
        return self.opens <= at and (at < self.closes or self.closes == MIDNIGHT)

    def __str__(self) -> str:
        """Return it as people write it: 08:00–17:00."""
        closes = "24:00" if self.closes == MIDNIGHT else f"{self.closes:%H:%M}"
        return f"{self.opens:%H:%M}–{closes}"

    @classmethod
    def read(cls, written: str) -> "Interval":
        """Read what ``str`` has written."""
        opens, closes = written.split("–")
        return cls(time.fromisoformat(opens), MIDNIGHT if closes == "24:00" else time.fromisoformat(closes))


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another, milliseconds UTC; the end is not part of it."""

    start: int
    end: int

    def __contains__(self, at: int) -> bool:
        """Say whether a moment lies in it."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A branch's working time.

    Attributes:
        zone: the branch's time zone.
        week: weekday (Monday is 0) -> intervals in order; a weekday that is not there is closed.
        holidays: the public holidays: closed, whatever the week says.
        eve_minus_min: how many minutes earlier the calendar day before a public holiday closes
            (Lithuanian Labour Code, 112(5): the day before by the calendar, not the working day before).
        exceptions: days with hours of their own; they win over everything.
        before_min: how many minutes before opening tickets are given (standard, 6.1).
        warning_min: how many minutes before the day's closing the waiting are told who will still
            be served (standard, 20.2).
        after_min: how many minutes after the day's closing those who were promised may still be called.
    """

    zone: tzinfo
    week: Mapping[int, Sequence[Interval]]
    holidays: Container[date] = ()
    eve_minus_min: int = 0
    exceptions: Mapping[date, Sequence[Interval]] = field(default_factory=dict)
    before_min: int = 0
    warning_min: int = 30
    after_min: int = 0
    _known: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """Return a day's hours by the wall clock, in order; none when it is closed."""
        if day in self.exceptions:
            return tuple(self.exceptions[day])
        if day in self.holidays:
            return ()
        usual = tuple(self.week.get(day.weekday(), ()))
        return _shortened(usual, self.eve_minus_min) if usual and day + _DAY in self.holidays else usual

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return a day's hours as moments, right on the days the clock changes too."""
        if day not in self._known:  # every act asks for today's
            self._known[day] = tuple(
                Span(
                    self._at(day, one.opens),
                    self._at(day + _DAY if one.closes == MIDNIGHT else day, one.closes),
                )
                for one in self.intervals(day)
            )
        return self._known[day]

    def next_day(self, day: date) -> date | None:
        """Return the next working day after a day; ``None`` when there is none within a year."""
        later = (day + n * _DAY for n in range(1, _FAR + 1))
        return next((one for one in later if self.intervals(one)), None)

    def hours(self, now: int) -> "Hours":
        """Say what the calendar says at a moment.

        Args:
            now: milliseconds UTC.

        Returns:
            The hours at that moment.
        """
        day = day_of(now, self.zone)
        today = self.spans(day)
        return Hours(
            day=day,
            holiday=day in self.holidays and not today,
            open=any(now in span for span in today),
            tickets=any(span.start - self.before_min * MINUTE <= now < span.end for span in today),
            opens=next((span.start for span in today if now < span.start), None),
            closes=self._closes(day, today, now),
            first=today[0].start if today else None,
            last=self._last(day, today),
        )

    def next_opening(self, now: int) -> int | None:
        """Return the next moment the branch opens after a moment; ``None`` if not within a year."""
        day = day_of(now, self.zone)
        later = next((span.start for span in self.spans(day) if span.start > now), None)
        if later is not None:
            return later
        following = self.next_day(day)
        return None if following is None else self.spans(following)[0].start

    def _at(self, day: date, at: time) -> int:
        return moment(datetime.combine(day, at, tzinfo=self.zone))

    def _last(self, day: date, today: tuple[Span, ...]) -> int | None:
        # Who is open round midnight does not close then.
        if not today:
            return None
        tomorrow = self.spans(day + _DAY)
        return None if tomorrow and tomorrow[0].start == today[-1].end else today[-1].end

    def _closes(self, day: date, today: tuple[Span, ...], now: int) -> int | None:
        last = self._last(day, today)
        for here, after in pairwise((*today, None)):
            if here and now < here.end:
                return last if after is None else here.end
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What the calendar says at one moment; moments are milliseconds UTC.

    Attributes:
        day: the branch's day.
        holiday: whether it is closed for a public holiday.
        open: whether clients are called now.
        tickets: whether tickets are given now: from a little before opening until closing.
        opens: when it opens next today; ``None`` when it does not any more.
        closes: when the hours of now, or the next ones today, end; ``None`` after the last or when
            the branch stays open round midnight.
        first: when it opens first today; ``None`` when it is closed all day.
        last: when it closes for the day; ``None`` when it is closed all day or open round midnight.
    """

    day: date
    holiday: bool
    open: bool
    tickets: bool
    opens: int | None
    closes: int | None
    first: int | None
    last: int | None

    def over(self, now: int) -> bool:
        """Say whether the day's work is over: past the last closing."""
        return self.last is not None and now >= self.last

    def warns(self, now: int, warning_min: int) -> bool:
        """Say whether closing is so near that the waiting are told who will still be served."""
        return self.last is not None and self.last - warning_min * MINUTE <= now < self.last


def _shortened(usual: tuple[Interval, ...], by_min: int) -> tuple[Interval, ...]:
    *earlier, last = usual
    closes = 24 * 60 if last.closes == MIDNIGHT else last.closes.hour * 60 + last.closes.minute
    closes -= by_min
    if closes <= last.opens.hour * 60 + last.opens.minute:
        return tuple(earlier)
    return (*earlier, Interval(last.opens, time(*divmod(closes, 60)) if closes < 24 * 60 else MIDNIGHT))


def awake(hours: Hours, now: int, standing: bool) -> bool:
    """Say whether a screen is switched on.

    Args:
        hours: what the calendar says.
        now: milliseconds UTC.
        standing: whether any call stands.

    Returns:
        From half an hour before the first opening until half an hour after the last closing, longer while
        somebody is served; never on a day that is closed.
    """
    if standing:
        return True
    if hours.first is None or now < hours.first - _AROUND_MS:
        return False
    return hours.last is None or now < hours.last + _AROUND_MS
