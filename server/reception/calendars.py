"""The calendars of the counters and rooms: what can be booked there, and when nobody is in."""

from collections.abc import Iterable
from datetime import date, timedelta

from server.config import Counter, Service
from server.reception.ledger import Ledger
from server.rules import hours
from server.rules.counter_day import Plan
from server.rules.hours import Interval, Span
from server.rules.moment import MINUTE, day_of, midnight
from server.rules.slots import Booking as Status
from server.rules.slots import Slot, common, fits, line, offer, standing, together, without
from server.store import bookings


class Calendars:
    """All counters' calendars for some days, read once.

    Args:
        ledger: the open book.
        first: the first day.
        last: the last one, included.
        without: the id of a booking that is about to move: its time counts as free.
    """

    def __init__(self, ledger: Ledger, first: date, last: date, without: int = 0) -> None:
        self._settings = ledger.settings
        self._now = ledger.now
        self._booked: dict[str, list[Span]] = {}
        late = ledger.settings.queue.appointment.late_tolerance_min
        for one in bookings.holding(ledger.connection, ledger.branch, first, last):
            # Who has not come in time has lost it: it is free for others (19.3).
            lost = standing(one.status, one.starts, ledger.now, late) is Status.MISSED
            if one.id != without and not lost:
                self._booked.setdefault(one.counter, []).append(Span(one.starts, one.ends))
        self._away: dict[str, list[Span]] = {}
        begins = midnight(first, ledger.settings.office.timezone)
        for absence in bookings.absences(ledger.connection, ledger.branch, begins):
            self._away.setdefault(absence.staff, []).append(Span(absence.starts, absence.ends))

    def free(self, service: Service, day: date, counter: str | None = None) -> list[Slot]:
        """Return the free times of a service on a day, in order.

        Args:
            service: what the time is for.
            day: the branch's day.
            counter: only at this one; ``None`` for all that serve it.
        """
        lines = [
            (place.id, line(self._hours(place, day), self._taken(place, day), service.minutes, self._now))
            for place in self._settings.counters
            if service.id in place.services and counter in (None, place.id)
        ]
        return offer(lines)

    def can_take(self, place: Counter, wanted: Span) -> bool:
        """Say whether a time is free at a counter."""
        day = day_of(wanted.start, self._settings.office.timezone)
        return wanted.start >= self._now and fits(wanted, self._hours(place, day), self._taken(place, day))

    def nobody_in(self, place: Counter, day: date, *, lunch: bool = True) -> tuple[Span, ...]:
        """Return when nobody who usually works at a counter is in: absences and usual lunches at once.

        Nobody in particular works at a counter that no person names: it never counts as left.

        Args:
            place: the counter.
            day: the branch's day.
            lunch: whether lunches count too.
        """
        usual = [person for person in self._settings.staff if place.id in person.counters]
        left: tuple[Span, ...] | None = None
        for person in usual:
            out = list(self._away.get(person.login, ()))
            if lunch and person.lunch:
                out += self._on(day, [person.lunch])
            left = together(out) if left is None else common(left, together(out))
        return left or ()

    def plan(self, place: Counter, day: date) -> Plan:
        """Return when a counter is meant to be open on a day: in its hours, unless nobody is in."""
        opened = [(span.start, span.end) for span in self._hours(place, day)]
        away = self.nobody_in(place, day, lunch=False)
        hours = tuple(Span(start, end) for start, end in without(opened, away))
        return Plan(hours, common(hours, self.nobody_in(place, day)))

    def _hours(self, place: Counter, day: date) -> tuple[Span, ...]:
        opened = self._settings.opening.spans(day)
        if place.booking_hours is None:
            return opened
        return common(self._on(day, place.booking_hours.get(day.weekday(), ())), opened)

    def _taken(self, place: Counter, day: date) -> list[Span]:
        return [*self._booked.get(place.id, ()), *self.nobody_in(place, day)]

    def _on(self, day: date, intervals: Iterable[Interval]) -> tuple[Span, ...]:
        zone = self._settings.office.timezone
        return hours.Calendar(zone=zone, week={day.weekday(): tuple(intervals)}).spans(day)


def days_ahead(ledger: Ledger) -> list[date]:
    """Return the days on which times can be booked, today first."""
    ahead = ledger.settings.queue.appointment.book_ahead_days
    return [ledger.day + timedelta(days=n) for n in range(ahead + 1)]


def length(service: Service, start: int) -> Span:
    """Return the time that a service takes from a moment on."""
    return Span(start, start + service.minutes * MINUTE)
