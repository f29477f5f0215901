"""Figures of long periods: from the totals of days, which outlive tickets and know what was counted then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Reception
from lived import live
from offices import ROOT, with_hours
from recompute import read
from sqlalchemy import event

from server.reception import absences
from server.reception.day_end import end_day
from server.reception.days import close_past_days
from server.rules.moment import MINUTE
from server.rules.periods import Length, Period, period
from server.rules.totals import Facet
from server.statistics.export import Exporter, Kind
from server.statistics.report import report, report_before
from server.statistics.shown import Shown, shown
from server.store import bookings
from server.store.tables import DAY_END, DAY_PLAN, DAY_TOTAL
from server.words import load

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
WORDS = load([ROOT / "server", ROOT / "server" / "statistics", ROOT / "server" / "desk"])["en"]
DAY, YEAR = period(Length.DAY, MONDAY), period(Length.YEAR, MONDAY)
UNKNOWN = {
    "planned": "–",
    "adherence": "–",
    "overtaken": "–",
    "overtaken_most": "–",
}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    """On Wednesday, after two days by hand that are done with."""
    hall = Reception(tmp_path / "data", with_hours())
    for day in (MONDAY, TUESDAY):
        live(hall, day.isoformat())
        hall.it_is(f"{day} 23:00")
        hall.do(end_day, day)
    hall.it_is("2026-11-25 07:00")
    yield hall
    hall.close()


def year_of(hall: Reception, wanted: Period = YEAR) -> Shown:
    with hall.book() as book:
        return shown(WORDS, book.settings, report(book, wanted), report_before(book, wanted), [])


def values(found: Shown) -> dict[str, str]:
    return {row.key: row.value for _, rows in found.groups for row in rows}


def forget_what_was_not_counted_yet(hall: Reception, day: date) -> None:
    """Make a day's totals those of an older version."""
    unknown = dict.fromkeys(("overtaken", "overtaken_most", "counter_planned", "counter_as_planned"))
    with hall.database.writing.begin() as connection:
        connection.execute(DAY_TOTAL.update().where(DAY_TOTAL.c.day == day).values(unknown))


def test_days_are_added_up_to_the_same_figures_as_what_happened(hall: Reception) -> None:
    """Two days as a year, from totals, and as two days, from events: but for rounded percentiles the same."""
    from_totals, from_events = year_of(hall), year_of(hall, Period(Length.RANGE, MONDAY, TUESDAY))
    rounded = {"wait_med", "wait_p90", "service_med", "service_p90"}

    assert {key: value for key, value in values(from_totals).items() if key not in rounded} == {
        key: value for key, value in values(from_events).items() if key not in rounded
    }
    assert [table.title for table in from_totals.tables] == [table.title for table in from_events.tables]
    for one, other in zip(from_totals.tables, from_events.tables, strict=True):
        places = [place for place, head in enumerate(one.heads) if "90%" not in head and "edian" not in head]
        assert one.heads == other.heads
        assert [[row[place] for place in places] for row in one.rows] == [
            [row[place] for place in places] for row in other.rows
        ]
    # On Tuesdays the hall is closed from 12:00 to 12:45, when counter 2 has its lunch: 495 + 495 minutes.
    assert values(from_totals)["overtaken"] == "2" and values(from_totals)["overtaken_most"] == "1"
    assert values(from_totals)["planned"] == "34\u00a0h\u00a030\u00a0min"
    assert values(from_totals)["adherence"] == "97.8%"  # 45 of 2070 minutes


def test_every_file_can_be_made_of_totals(hall: Reception, tmp_path: Path) -> None:
    kinds = (Kind.SUMMARY, Kind.WORKBOOK, Kind.REPORT)
    with hall.book() as book:
        files = Exporter(book, YEAR, WORDS).write(kinds, tmp_path / "out", "eile", overwrite=False)
    told = {(row["by"], row["key"], row["figure"]): row["value"] for row in read(files[0])}

    assert told["whole", "", "overtaken"] == told["service", "A", "overtaken"] == "2"
    assert told["kind", "ordinary", "overtaken"] == "2" and told["kind", "priority", "overtaken"] == "0"
    assert (told["counter", "1", "adherence"], told["counter", "2", "adherence"]) == ("100,0", "95,65")
    assert told["whole", "", "promises_broken"] == "2"


def test_what_an_older_version_did_not_count_is_a_dash(hall: Reception, tmp_path: Path) -> None:
    """Also for a year of which only one day is older: part of it would look like all of it."""
    before = values(year_of(hall))
    forget_what_was_not_counted_yet(hall, MONDAY)
    found = year_of(hall)
    with hall.book() as book:
        (summary,) = Exporter(book, YEAR, WORDS).write((Kind.SUMMARY,), tmp_path, "eile", overwrite=False)
    told = {(row["by"], row["figure"]): row["value"] for row in read(summary)}

    assert values(found) == {**before, **UNKNOWN}
    assert (told["whole", "overtaken"], told["whole", "adherence"]) == ("", "")


def test_nobody_asks_the_kept_totals_for_persons(hall: Reception) -> None:
    """They are never kept (standard, 3.6)."""
    asked: list[str] = []

    @event.listens_for(hall.database.reading, "before_cursor_execute")
    def note(_: object, __: object, ___: object, values: tuple[Any, ...], *____: object) -> None:
        asked.extend(one for one in values if one in list(Facet))

    year_of(hall)

    assert set(asked) == set(Facet) - {Facet.PERSON}


def test_who_was_away_is_forgotten_with_the_day_and_what_was_planned_is_not(tmp_path: Path) -> None:
    """Darius is away on Monday until noon; his absence is erased in the evening, and later everybody's
    counter is another one: the plan stays what it was."""
    office = with_hours()
    hall = Reception(tmp_path / "data", office)
    noon = hall.now + 4 * 60 * MINUTE
    hall.do(absences.add, "darius", hall.now, noon)
    live(hall)
    found = []

    def look() -> None:
        with hall.book() as book:
            one = report(book, period(Length.DAY, MONDAY)).totals[Facet.COUNTER, "2"]
        assert one.counter_planned is not None
        found.append(one.counter_planned // MINUTE)

    hall.it_is("2026-11-23 17:30")
    look()
    hall.do(end_day, MONDAY)
    look()
    hall.it_is("2026-11-24 09:00")
    hall.settings = replace(office, staff=tuple(replace(one, counters=("608",)) for one in office.staff))
    look()
    with hall.book() as book:
        left = bookings.absences(book.connection, book.branch, 0)
    hall.close()

    assert (found, left) == ([300, 300, 300], [])


def test_a_day_on_which_nobody_was_planned_stays_one(tmp_path: Path) -> None:
    """Everybody is away, and others work in their places: that is known in the evening, after midnight, when
    absences are erased, and in the year."""
    hall = Reception(tmp_path / "data", with_hours())
    for login in ("rasa", "darius"):
        hall.do(absences.add, login, hall.now, hall.now + 10 * 60 * MINUTE)
    live(hall)
    found = []

    def look(wanted: Period) -> None:
        with hall.book() as book:
            one = report(book, wanted).whole
        found.append((one.counter_planned, one.counter_as_planned, one.counter_open > 0))

    hall.it_is("2026-11-23 17:30")
    look(DAY)
    hall.it_is("2026-11-24 00:01")
    hall.do(close_past_days)
    look(DAY)
    hall.do(end_day, MONDAY)
    look(DAY)
    look(YEAR)
    hall.close()

    assert found == [(0, 0, True)] * 4


def test_a_plan_that_an_older_version_did_not_keep_is_a_dash_for_every_period(hall: Reception) -> None:
    """Also when something happens later, and the day is ended again."""
    with hall.database.writing.begin() as connection:
        connection.execute(DAY_PLAN.delete().where(DAY_PLAN.c.day == MONDAY))
    forget_what_was_not_counted_yet(hall, MONDAY)
    periods = [period(length, MONDAY) for length in (Length.DAY, Length.WEEK, Length.MONTH, Length.YEAR)]

    def told() -> set[tuple[str, str]]:
        each = [values(year_of(hall, wanted)) for wanted in periods]
        return {(one["planned"], one["adherence"]) for one in each}

    before = told()
    with hall.book() as book:
        counter = report(book, DAY).totals[Facet.COUNTER, "1"]
    with hall.database.writing.begin() as connection:
        connection.execute(DAY_END.update().values(visit_event=0))
    hall.do(end_day, MONDAY)

    assert before == told() == {("–", "–")}
    assert (counter.counter_planned, counter.counter_as_planned) == (None, None)
    assert values(year_of(hall, period(Length.DAY, TUESDAY)))["planned"] == "16\u00a0h\u00a030\u00a0min"
