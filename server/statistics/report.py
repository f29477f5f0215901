"""The figures of a day or a longer period, from what happened or from the totals that were kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.reception.figures import day_as_it_was, day_totals
from server.reception.ledger import Ledger
from server.rules.moment import local, moment
from server.rules.periods import Length, Period, last_open_day, period
from server.rules.story import stories
from server.rules.totals import WHOLE, Facet, Key, Totals, add_up, line_of
from server.rules.totals import kept as as_kept
from server.statistics.figures import COLUMNS, DAY_COLUMNS
from server.store import totals as kept
from server.store import views

# Figures of up to so many days are calculated from what happened, as long as that is not erased: percentiles
# are then exact. Of longer periods the totals of their days are added up, and ten years take no longer.
EXACT_DAYS = 31
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a period.

    Attributes:
        period: which.
        until: up to what moment, milliseconds UTC; ``None`` when the period is over.
        totals: by facet and key.
        by_day: the whole of each day on which anything happened, in order.
    """

    period: Period
    until: int | None
    totals: Mapping[Key, Totals]
    by_day: Mapping[date, Totals]

    @property
    def whole(self) -> Totals:
        """All together."""
        return self.totals[WHOLE]

    def by(self, facet: Facet) -> dict[str, Totals]:
        """Return the totals of one facet by its keys."""
        return {key: found for (one, key), found in self.totals.items() if one is facet}


def report(ledger: Ledger, wanted: Period, *, persons: bool = False, until: int | None = None) -> Report:
    """Calculate the figures of a period, as far as it has come.

    Args:
        ledger: the open book.
        wanted: which period.
        persons: whether also by member of staff: of days that are not erased only.
        until: only what had happened before this moment, milliseconds UTC: for a single day.
    """
    first, last = wanted.first, min(wanted.last, ledger.day)
    branch, connection = ledger.branch, ledger.connection
    there = views.days_with_visits(connection, branch, first, last) if first <= last else []
    short = wanted.days <= EXACT_DAYS
    totalled = set() if short else set(kept.days(connection, branch, first, last))
    # Today has totals once it is closed, but may still go on.
    fresh = [day for day in there if short or day not in totalled or day == ledger.day]
    if first == last and first not in fresh and first >= ledger.day:
        fresh.append(first)  # a day on which nobody has come yet has opening hours and bookings
    happened = {day: _of_day(ledger, day, until, short=short, persons=persons) for day in fresh}
    before = kept.add_up(connection, branch, first, last, COLUMNS, without=fresh)
    by_day = kept.by_day(connection, branch, first, last, DAY_COLUMNS, without=fresh)
    keys = {*before, *(key for day in happened.values() for key in day)}
    return Report(
        period=wanted,
        until=ledger.now if until is None and ledger.day in wanted else until,
        totals={
            key: add_up([one[key] for one in (before, *happened.values()) if key in one])
            for key in sorted(keys)
        },
        by_day=dict(sorted({**by_day, **{day: found[WHOLE] for day, found in happened.items()}}.items())),
    )


def _of_day(ledger: Ledger, day: date, until: int | None, *, short: bool, persons: bool) -> dict[Key, Totals]:
    found = day_totals(ledger, day, until, persons=persons)
    # However many days nobody has ended yet, the times of one at most are in memory.
    return found if short else {key: as_kept(one) for key, one in found.items()}


def report_before(ledger: Ledger, wanted: Period) -> Report:
    """Calculate the figures that a period is compared with: of the one before it.

    Of a period that is not over, as much of the one before; of a day the working day before, until the same
    time of the day.
    """
    if wanted.length is not Length.DAY:
        return report(ledger, wanted.before.as_far(wanted, ledger.day))
    opening = ledger.settings.opening
    earlier = period(Length.DAY, last_open_day(wanted.first, lambda day: bool(opening.intervals(day))))
    until = None
    if wanted.first == ledger.day and not ledger.hours.over(ledger.now):
        clock = local(ledger.now, opening.zone)
        until = moment(datetime.combine(earlier.first, clock.time(), tzinfo=opening.zone))
    return report(ledger, earlier, until=until)


def line_through(ledger: Ledger, day: date) -> list[tuple[int, int]]:
    """Say how long the line was through a day, as ``rules.totals.line_of`` does; nothing of an erased day."""
    return line_of(stories(day_as_it_was(ledger, day).events).values())
