"""A day worked out by hand: every kind of ending, and every figure made of it."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import Reception
from offices import with_hours

from server.reception import calls, counters, handing, papers, pauses, spool, tickets
from server.reception.closing import offer_other_time
from server.reception.day_end import end_day
from server.reception.figures import day_totals
from server.reception.opening import end_of_hours
from server.rules.closing import Outlook
from server.rules.counter import CounterState
from server.rules.interval import Interval
from server.rules.moment import MINUTE, moment
from server.rules.printers import PrinterState
from server.rules.spool import Step
from server.rules.told import Told
from server.rules.totals import SPREADS, WHOLE, Facet, Totals
from server.store import visits
from server.store.tables import Visit

MONDAY = date(2026, 11, 23)

# When, at which counter, what. The branch opens at 8 and closes at 17; both counters speak Lithuanian.
DAY = """
08:00 1  open
08:00 2  open
08:00 -  A001 takes A
08:02 -  A002 takes A, with priority
08:04 -  B001 takes B, no paper   and a copy
08:05 1  calls A002           priority: 30 minutes earlier; she has waited 3
08:06 1  she has come         walked 1
08:10 2  calls A001           waited 10
08:12 2  calls again          waited 12: the last call counts
08:20 1  finishes (done)      A002 served 15
08:20 2  finishes             A001 served 8
08:30 1  calls B001           waited 26
08:32 1  hands over to A      B001 served 2 for B, and begins to wait for A
08:40 2  calls B001           waited 8 for A
08:50 2  finishes             and served 10
09:00 -  A003 takes A
09:10 1  calls A003           waited 10
09:15 1  adds B               A003 served 5 for A
09:25 1  finishes             and 10 for B
10:00 -  A004 takes A
10:05 2  calls A004           waited 5
10:06 2  calls again
10:07 2  no-show
10:15 -  A004 comes back
10:20 2  calls A004           waited 20 since she came
10:30 2  finishes             served 10: the two minutes she was waited for are not serving
11:00 -  A005 takes A
11:01 1  calls A005           waited 1
11:02 1  sets aside           1 minute there
11:30 1  calls A005 back
11:34 1  finishes             and 4: served 5
12:00 2  lunch
12:45 2  back
12:50 1  other work
13:00 -  A006 takes A
13:05 1  calls A006           waited 5; other work ends
13:06 1  refuses
13:10 -  A007 takes A
13:15 -  A007 leaves
14:00 -  A008 takes A
14:10 1  chooses A008         waited 10, out of turn
14:11 1  leaves her for 5
14:14 1  is back
14:20 1  finishes             served 10
15:00 -  A009 takes A
15:02 2  calls A009           waited 2
15:03 2  calls again          waited 3
15:04 2  no-show
16:40 -  A010 takes A, told 5 to 15
16:40 -  A011 takes A
16:40 -  A012 takes A
16:45 -  promises A010 A011
16:50 -  offers A012 another time
16:55 1  calls A010           waited 15
17:00 -  closing time         A011 was promised in vain
17:05 1  finishes             served 10, 5 of them after hours
17:06 1  close
"""


def told(low: int, mid: int, high: int) -> Told:
    return Told(Interval(low * MINUTE, mid * MINUTE, high * MINUTE), Outlook.LIKELY)


def live(hall: Reception, day: str = "2026-11-23", until: str = "24:00", table: str = DAY) -> None:
    """Live through the table, up to a time."""
    for line in filter(None, table.splitlines()):
        at, counter, what = line.split(maxsplit=2)
        if at >= until:
            return
        hall.it_is(f"{day} {at}")
        what = what.split("  ")[0].strip()
        next(act for start, act in ACTS.items() if what.startswith(start) or f" {start}" in what)(
            hall, counter, what
        )


def _take(hall: Reception, _: str, what: str) -> None:
    number, _takes, service, *_more = what.replace(",", "").split()
    visit = hall.take(
        service,
        priority="priority" in what,
        printed="no paper" in what,
        told=told(5, 10, 14) if "told" in what else None,
    )
    assert visit.number == number
    if "no paper" in what:  # and a copy is asked for
        job = hall.job_of(visit)
        hall.do(spool.begin, job.id)
        hall.do(spool.end, job.id, Step.NOT_SENT, PrinterState.OFFLINE, reason="refused")
        hall.do(papers.reprint, number, counter="1")


def _does(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[Reception, str, str], None]:
    return lambda hall, counter, _: hall.do(verb, counter, *args, **kwargs)


def _calls(hall: Reception, counter: str, what: str) -> None:
    assert hall.call_next(counter) == what.split()[1]


ACTS: dict[str, Callable[[Reception, str, str], None]] = {
    "takes": _take,
    "open": _does(counters.open_counter),
    "calls again": _does(calls.recall),
    "calls A005 back": lambda hall, counter, _: hall.do(calls.resume, counter, "A005"),
    "calls": _calls,
    "she has come": _does(calls.start),
    "finishes (done)": _does(calls.finish, outcome="done"),
    "finishes": _does(calls.finish),
    "hands over to A": _does(handing.transfer, service="A"),
    "adds B": _does(handing.add_service, "B"),
    "no-show": _does(calls.no_show),
    "comes back": lambda hall, _, what: hall.do(tickets.restore, what.split()[0]),
    "sets aside": _does(calls.park),
    "lunch": _does(pauses.begin_pause, CounterState.LUNCH),
    "other work": _does(pauses.begin_pause, CounterState.OTHER_WORK),
    "is back": _does(pauses.come_back),
    "back": _does(pauses.end_pause),
    "refuses": _does(calls.refuse, calls.Refusal.INTOXICATED),
    "leaves her": lambda hall, counter, _: (
        hall.do(calls.start, counter),
        hall.do(pauses.step_out, counter, "copies", 5),
    ),
    "leaves": lambda hall, _, what: hall.do(tickets.leave, of(hall, what.split()[0]).token),
    "chooses": lambda hall, counter, what: hall.do(
        calls.call_chosen, counter, what.split()[1], calls.OutOfTurn.SHORT_QUESTION
    ),
    "promises": lambda hall, _, what: hall.do(tickets.promise, [of(hall, n).id for n in what.split()[1:]]),
    "offers": lambda hall, _, what: hall.do(offer_other_time, what.split()[1]),
    "closing time": lambda hall, _counter, _what: hall.do(end_of_hours),
    "close": _does(counters.close_counter),
}


def of(hall: Reception, number: str) -> Visit:
    with hall.book() as book:
        found = visits.by_number(book.connection, book.branch, book.day, number)
    assert found
    return found


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
