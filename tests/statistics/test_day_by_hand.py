"""A day worked out by hand: every kind of ending, and every figure made of it."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import Reception
from lived import live
from offices import with_hours

from server.reception import calls, counters
from server.reception.day_end import end_day
from server.reception.figures import day_totals
from server.rules.moment import MINUTE, moment
from server.rules.totals import SPREADS, WHOLE, Facet, Totals

MONDAY = date(2026, 11, 23)


def counted(found: Totals) -> dict[str, Any]:
    """What is not nothing: counts as they are, times in minutes, spreads as their times in minutes."""
    values = {one.name: getattr(found, one.name) for one in fields(found)}
    for name in SPREADS:
        values[name] = [time / MINUTE for time in values[name].times or ()]
    for name in TIMES:
        values[name] /= MINUTE
    return {name: value for name, value in values.items() if value}


TIMES = (
    "off", "bias", "overtime", "counter_open", "counter_serving", "counter_idle", "counter_breaks",
    "counter_other", "counter_out", "counter_planned", "counter_as_planned", "hours", "line_ms",
)  # fmt: skip


@pytest.fixture(scope="module")
def totals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Any, Totals]]:
    hall = Reception(tmp_path_factory.mktemp("day") / "data", with_hours())
    live(hall)
    with hall.book() as book:
        yield day_totals(book, MONDAY)
    hall.close()


def test_the_whole_day(totals: dict[Any, Totals]) -> None:
    whole = counted(totals[WHOLE])
    at = whole.pop("line_max_at")

    assert whole == {
        "issued": 13,
        "handed_in": 1,
        "added_in": 1,
        "called": 11,  # ten clients, one of them for two services
        "served": 8,
        "added": 1,
        "transferred": 1,
        "no_show": 1,
        "left": 1,
        "other_time": 1,
        "refused": 1,
        "not_served": 1,
        "chosen": 1,
        "overtaken": 1,  # A001, by A002 who came two minutes later
        "overtaken_most": 1,
        "restored": 1,
        "without_paper": 1,
        "reprinted": 1,
        "promised": 2,
        "kept": 1,
        "foretold": 1,
        "off": 5.0,  # ten foretold, fifteen waited
        "bias": -5.0,
        "printed": 1,  # 5 to 15 on paper, 5 to 14 foretold
        "overtime": 5.0,
        # 540 minutes open until 17, counter 1 until 17:06, counter 2 closed at 17.
        "counter_open": 546.0 + 540.0,
        "counter_serving": 15 + 2 + 15 + 5 + 1 + 10 + 10.0 + (8 + 10 + 1 + 10 + 1),
        "counter_idle": 546 - 15 - 58 + 0.0 + (540 - 45 - 30),
        "counter_breaks": 45.0,
        "counter_other": 15.0,
        "counter_out": 3.0,
        # Each is meant to be open in the branch's hours. Nobody has a usual lunch: none was planned at 2.
        "counter_planned": 540.0 + 540.0,
        "counter_as_planned": 540.0 + (540 - 45),
        "hours": 540.0,
        "line_ms": 10 + 3 + 26 + 8 + 10 + 5 + 5 + 1 + 5 + 5 + 10 + 2 + 15 + 20 + 10.0,
        "line_max": 3,
        "wait": [1, 3, 8, 10, 10, 12, 15, 20, 26],
        "service": [2, 5, 5, 8, 10, 10, 10, 10, 10, 15],
        "walking": [1, 1],
        "visit": [18, 20, 20, 25, 25, 30, 34, 46],
    }
    assert at == date_ms("08:04")


def date_ms(at: str) -> int:
    return moment(datetime.fromisoformat(f"2026-11-23 {at}").replace(tzinfo=ZoneInfo("Europe/Vilnius")))


def test_every_ticket_ends_in_one_way(totals: dict[Any, Totals]) -> None:
    whole = totals[WHOLE]

    assert whole.issued == (
        whole.served + whole.no_show + whole.left + whole.other_time + whole.refused + whole.not_served
        + whole.waiting + whole.at_counter
    )  # fmt: skip


@pytest.mark.parametrize(
    "facet", [Facet.SERVICE, Facet.ISSUE_HOUR, Facet.KIND, Facet.LANGUAGE], ids=lambda facet: facet.value
)
def test_the_parts_of_the_day_are_the_whole(facet: Facet, totals: dict[Any, Totals]) -> None:
    parts = [found for (one, _), found in totals.items() if one is facet]

    for name in ("issued", "called", "served", "transferred", "no_show", "left", "not_served", "overtime"):
        assert sum(getattr(part, name) for part in parts) == getattr(totals[WHOLE], name), name
    assert sorted(time for part in parts for time in part.wait.times or ()) == list(
        totals[WHOLE].wait.times or ()
    )


def test_a_client_handed_over_counts_for_both_services(totals: dict[Any, Totals]) -> None:
    b, a = totals[Facet.SERVICE, "B"], totals[Facet.SERVICE, "A"]

    assert counted(b) == {
        "issued": 1, "added_in": 1, "called": 1, "transferred": 1, "served": 1, "without_paper": 1,
        "reprinted": 1,
        "wait": [26], "service": [2, 10], "visit": [25],
        "hours": 540.0, "line_ms": 26.0, "line_max": 1, "line_max_at": date_ms("08:04"),
    }  # fmt: skip
    assert (a.issued, a.handed_in, a.served, a.added) == (12, 1, 7, 1)


def test_counters_and_hours(totals: dict[Any, Totals]) -> None:
    one, two = totals[Facet.COUNTER, "1"], totals[Facet.COUNTER, "2"]

    assert (one.counter_breaks, two.counter_breaks, one.counter_other) == (0, 45 * MINUTE, 15 * MINUTE)
    assert (one.overtime, two.overtime) == (5 * MINUTE, 0)
    assert (one.counter_planned, two.counter_planned) == (540 * MINUTE, 540 * MINUTE)
    assert (one.counter_as_planned, two.counter_as_planned) == (540 * MINUTE, 495 * MINUTE)
    assert {key: found.issued for (facet, key), found in totals.items() if facet is Facet.ISSUE_HOUR} == {
        "08": 3, "09": 1, "10": 1, "11": 1, "13": 2, "14": 1, "15": 1, "16": 3,
    }  # fmt: skip
    assert {key: found.called for (facet, key), found in totals.items() if facet is Facet.CALL_HOUR} == {
        "08": 4, "09": 1, "10": 1, "11": 1, "13": 1, "14": 1, "15": 1, "16": 1,
    }  # fmt: skip
    assert {
        (facet, key): (found.served, found.refused, found.chosen)
        for (facet, key), found in totals.items()
        if facet in (Facet.OUTCOME, Facet.REFUSAL, Facet.OUT_OF_TURN)
    } == {
        (Facet.OUTCOME, "done"): (1, 0, 0),
        (Facet.REFUSAL, "intoxicated"): (0, 1, 0),
        (Facet.OUT_OF_TURN, "short_question"): (1, 0, 1),
    }


def test_a_day_that_is_not_over(tmp_path: Path) -> None:
    """At 8:07: A002 is at counter 1, two wait, nobody has been served."""
    hall = Reception(tmp_path / "data", with_hours())
    live(hall, until="08:07")
    hall.it_is("2026-11-23 08:07")
    with hall.book() as book:
        whole = counted(day_totals(book, MONDAY)[WHOLE])
    hall.close()
    whole.pop("line_max_at")

    assert whole == {
        "issued": 3, "called": 1, "waiting": 2, "at_counter": 1, "without_paper": 1, "reprinted": 1,
        "counter_open": 14.0, "counter_serving": 2.0, "counter_idle": 5 + 7.0,
        "counter_planned": 14.0, "counter_as_planned": 14.0, "overtaken": 1, "overtaken_most": 1,
        "hours": 7.0, "line_ms": 7 + 3 + 3.0, "line_max": 3,
    }  # fmt: skip


def test_an_empty_day(tmp_path: Path) -> None:
    hall = Reception(tmp_path / "data", with_hours())
    hall.it_is("2026-11-24 12:00")
    with hall.book() as book:
        monday, sunday = day_totals(book, MONDAY), day_totals(book, date(2026, 11, 22))
    hall.close()

    assert {key: counted(found) for key, found in monday.items()} == {
        WHOLE: {"hours": 540.0, "counter_planned": 1080.0},
        (Facet.COUNTER, "1"): {"counter_planned": 540.0},
        (Facet.COUNTER, "2"): {"counter_planned": 540.0},
    }
    assert {key: counted(found) for key, found in sunday.items()} == {WHOLE: {}}


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 25), ("2027-03-28", 23)])
def test_a_day_on_which_the_clock_changes(day: str, hours: int, reception: Reception) -> None:
    """The night office: somebody waits from before the change until after it. Minutes are minutes."""
    reception.it_is(f"{day} 02:50")
    reception.do(counters.open_counter, "1")
    reception.take()
    reception.minutes_later(20)
    reception.call_next()
    reception.minutes_later(30)
    reception.do(calls.finish, "1")
    reception.do(counters.close_counter, "1")
    reception.minutes_later(24 * 60)
    reception.do(end_day, date.fromisoformat(day))
    with reception.book() as book:
        whole = counted(day_totals(book, date.fromisoformat(day))[WHOLE])

    assert (whole["wait"], whole["service"], whole["counter_open"]) == ([20], [30], 50.0)
    assert whole["hours"] == hours * 60.0
