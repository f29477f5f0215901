"""Opening hours in words, for pages of visitors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from babel.dates import get_day_names

from server.config import Service, Settings, holiday_name
from server.rules.hours import Interval
from server.rules.moment import day_of, local
from server.words import Words


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closed branch tells.

    Attributes:
        holiday: whether it is closed for a public holiday.
        named: what that holiday is called; empty when it has no name in this language.
        opens: when it opens next, as it is said; empty when it does not within a year.
        note: what the office says about today's hours; empty for nothing.
        week: the usual hours, of days with the same ones together: ``("pirmadienis–ketvirtadienis",
            "8.00–17.00")``.
        special: days to come within two weeks whose hours are not the usual ones.
    """

    holiday: bool
    named: str
    opens: str
    note: str
    week: tuple[tuple[str, str], ...]
    special: tuple[tuple[str, str], ...]


def closed(settings: Settings, words: Words, now: int) -> Closed | None:
    """Say what a branch that gives no tickets now tells those who come; ``None`` while it gives them.

    Args:
        settings: the office.
        words: the visitor's language.
        now: milliseconds UTC.
    """
    calendar = settings.opening
    hours = calendar.hours(now)
    if hours.tickets:
        return None
    following = calendar.next_opening(now)
    zone = settings.office.timezone
    notes = {other.date: other.note for other in settings.calendar.exceptions if other.note}
    return Closed(
        holiday=hours.holiday,
        named=holiday_name(settings.calendar.country, hours.day, words.language) if hours.holiday else "",
        opens="" if following is None else words.when(local(following, zone)),
        note=words.pick(notes[hours.day]) if hours.day in notes else "",
        week=week(settings, words),
        special=_special(settings, words, day_of(now, zone)),
    )


def week(settings: Settings, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the usual hours, days with the same ones together, as ``Closed.week`` has them."""
    return tuple(
        (days, hours or words("hours.closed")) for days, hours in _together(words, settings.calendar.hours)
    )


def _together(words: Words, hours: Mapping[int, Sequence[Interval]]) -> Iterator[tuple[str, str]]:
    """Give days with the same hours together; the hours of a day without any are empty."""
    names = get_day_names("wide", "stand-alone", locale=words.language)
    for span, days in groupby(range(7), key=lambda weekday: tuple(hours.get(weekday, ()))):
        first, *others = days
        last = others[-1] if others else first
        said = names[first] if first == last else f"{names[first]}–{names[last]}"
        yield said, _said(words, span) if span else ""


def given_text(words: Words, service: Service) -> tuple[str, ...]:
    """Say when a service is given: its part of the year, and its hours of days with the same ones together.

    Args:
        words: the language.
        service: which one.

    Returns:
        One text for each; nothing for a service that is given whenever the branch is open.
    """
    found = []
    if service.season is not None:
        first, last = (date(2028, *day) for day in (service.season.first, service.season.last))
        found.append(f"{words.month_day(first)} – {words.month_day(last)}")
    if service.hours is not None:
        found += [f"{days} {hours}" for days, hours in _together(words, service.hours) if hours]
    return tuple(found)


def _special(settings: Settings, words: Words, today: date) -> tuple[tuple[str, str], ...]:
    calendar = settings.opening
    coming = (today + timedelta(days=n) for n in range(1, 15))
    return tuple(
        (words.weekday(day), _said(words, calendar.intervals(day)))
        for day in coming
        if calendar.intervals(day) != tuple(settings.calendar.hours.get(day.weekday(), ()))
    )


def _said(words: Words, hours: tuple[Interval, ...]) -> str:
    if not hours:
        return words("hours.closed")
    if words.language == "lt":
        return ", ".join(str(one).replace(":", ".").lstrip("0").replace("–0", "–") for one in hours)
    return ", ".join(map(str, hours))
