"""What is exported, row by row: tickets, events, the summary. Nothing tells who came or who served (4.1)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from heapq import merge
from typing import Any

from server.reception.figures import as_events
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE, local
from server.rules.story import Story, stories
from server.rules.totals import WHOLE, Facet
from server.rules.visit import Priority
from server.statistics.figures import BY, FIGURES, Figure, Unit, Value
from server.statistics.report import Report
from server.statistics.telling import Teller
from server.store import counters, views
from server.store.tables import Visit

# A time is a naive datetime on the branch's clock: what a spreadsheet takes for one.
Cell = str | int | float | datetime | None
Row = tuple[Cell, ...]

TICKETS = (
    "day", "number", "service", "service_name", "language", "kind", "priority", "slot", "taken",
    "first_called", "called", "calls", "counter", "ended", "outcome", "reason", "transfers", "wait_min",
    "service_min", "visit_min", "told_from_min", "told_likely_min", "told_to_min", "promised", "paper",
)  # fmt: skip
EVENTS = (
    "day", "number", "at", "utc", "act", "before", "after", "service", "kind", "counter", "reason", "state",
    "until",
)  # fmt: skip
SUMMARY = (
    "first_day", "last_day", "by", "key", "key_name", "figure", "name", "value", "unit", "value_before",
    "meaning",
)  # fmt: skip


def ticket_rows(ledger: Ledger, day: date) -> Iterator[Row]:
    """Give a row for each ticket of a day, in order of arrival: the columns ``TICKETS``.

    ``service`` is the one it was taken for. ``reason`` is a code: how serving ended if the clerk chose to say
    so, why it was refused, or that another time was offered. Waits and services are minutes.
    """
    told = stories(as_events(ledger, views.events_of(ledger.connection, ledger.branch, day)))
    names = {service.id: service.name["lt"] for service in ledger.settings.services}
    for visit in views.visits_of(ledger.connection, ledger.branch, day):
        yield _ticket(ledger, visit, told[visit.id], names)


def _ticket(ledger: Ledger, visit: Visit, story: Story, names: dict[str, str]) -> Row:
    def clock(at: int | None) -> datetime | None:
        return None if at is None else as_clock(ledger, at)

    first, now = story.transactions[0], story.now
    times = [one.service_time for one in story.transactions if one.service_time is not None]
    counter = next((one.counter for one in reversed(story.transactions) if one.counter), None)
    return (
        visit.day.isoformat(), visit.number, first.service, names.get(first.service, first.service),
        visit.language, visit.kind, int(visit.priority is Priority.GRANTED), clock(visit.slot),
        clock(story.taken_at), clock(story.first_called_at), clock(story.called_at), story.calls, counter,
        clock(now.ended_at), story.status, now.reason, len(story.transactions) - 1, minutes(story.wait),
        minutes(sum(times)) if times else None, minutes(story.total_time), minutes(visit.told_low),
        minutes(visit.told_mid), minutes(visit.told_high), int(story.promised_at is not None), story.paper,
    )  # fmt: skip


def event_rows(ledger: Ledger, day: date) -> Iterator[Row]:
    """Give a row for all that happened on a day, to visits and at counters, in order: the columns ``EVENTS``.

    ``at`` is on the branch's clock, ``utc`` exact to the millisecond; ``kind`` is how the ticket counted in
    the line then. What was undone stands here too, followed by its ``undo``.
    """
    at_counters = counters.events_of(ledger.connection, ledger.branch, day)
    of_visits = views.events_of(ledger.connection, ledger.branch, day)
    happened: Iterator[Any] = merge(of_visits, at_counters, key=lambda row: row.at)
    for row in happened:
        visit = hasattr(row, "after")
        yield (
            day.isoformat(), row.number if visit else None, as_clock(ledger, row.at), exact(row.at), row.act,
            *((row.before, row.after, row.service, row.kind) if visit else (None,) * 4),
            row.counter, row.reason, None if visit else row.state,
            None if visit or row.until is None else as_clock(ledger, row.until),
        )  # fmt: skip


def summary_rows(tell: Teller, report: Report, before: Report) -> Iterator[Row]:
    """Give the figures of a period, whole and by each facet: the columns ``SUMMARY``.

    Times are minutes, shares per cent. Those by person are left out.
    """
    period = (report.period.first.isoformat(), report.period.last.isoformat())
    nothing = before.totals[WHOLE]
    for facet, keys in _facets(tell, report):
        figures: Iterable[Figure] = (
            FIGURES.values() if facet is Facet.WHOLE else (FIGURES[key] for key in BY[facet])
        )
        for figure in figures:
            for key in keys:
                now = report.totals[facet, key]
                then = before.totals.get((facet, key)) if facet is not Facet.WHOLE else nothing
                yield (
                    *period, facet, key, tell.key(facet, key) if key else "", figure.key, tell.name(figure),
                    in_units(tell, figure, figure.of(now, tell.target)), unit_of(tell, figure),
                    None if then is None else in_units(tell, figure, figure.of(then, tell.target)),
                    tell.meaning(figure),
                )  # fmt: skip


def _facets(tell: Teller, report: Report) -> Iterator[tuple[Facet, list[str]]]:
    for facet in Facet:
        if facet is not Facet.PERSON:
            yield facet, tell.order(facet, list(report.by(facet)))


def in_units(tell: Teller, figure: Figure, value: Value) -> Cell:
    """Return a figure's value as it is exported: times in minutes, shares in per cent, to a hundredth."""
    if value is None:
        return None
    if figure.unit is Unit.TIME:
        return minutes(value)
    if figure.unit is Unit.SHARE:
        return round(value * 100, 2)
    if figure.unit is Unit.MOMENT:
        return local(int(value), tell.settings.office.timezone).replace(tzinfo=None, microsecond=0)
    return int(value) if value == int(value) else round(value, 2)


def unit_of(tell: Teller, figure: Figure) -> str:
    """Return what a figure counts in, in words; empty for a count."""
    return {Unit.TIME: tell.words("stat.min"), Unit.SHARE: "%"}.get(figure.unit, "")


def minutes(milliseconds: float | None) -> float | None:
    """Return a time in minutes, to a hundredth."""
    return None if milliseconds is None else round(milliseconds / MINUTE, 2)


def as_clock(ledger: Ledger, at: int) -> datetime:
    """Return a moment on the branch's clock, whole seconds, as a spreadsheet takes it."""
    return local(at, ledger.settings.office.timezone).replace(tzinfo=None, microsecond=0)


def exact(at: int) -> str:
    """Return a moment in UTC to the millisecond: 2026-11-23T06:10:00.123Z."""
    return local(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
