"""A day worked out by hand, with every kind of ending; and living through it, or another table like it."""

from collections.abc import Callable
from typing import Any

from conftest import Reception

from server.reception import calls, counters, handing, papers, pauses, spool, tickets
from server.reception.closing import offer_other_time
from server.reception.opening import end_of_hours
from server.rules.closing import Outlook
from server.rules.counter import CounterState
from server.rules.interval import Interval
from server.rules.moment import MINUTE
from server.rules.printers import PrinterState
from server.rules.spool import Step
from server.rules.told import Told
from server.store import visits
from server.store.tables import Visit

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
