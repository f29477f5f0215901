"""What the branch's own days teach."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from conftest import Reception

from server.forecast.lessons import Lessons
from server.reception import calls, handing, undoing
from server.rules.closing import Outlook
from server.rules.durations import Durations
from server.rules.interval import Interval
from server.rules.moment import MINUTE
from server.rules.state import Knowledge
from server.rules.told import Told
from server.store import views


def learned(reception: Reception) -> tuple[Lessons, Knowledge]:
    reception.minutes_later(2)  # what can still be undone teaches nothing yet
    lessons = Lessons(reception.settings)
    with reception.book() as book:
        for event in views.happened_since(book.connection, book.branch, date(2026, 1, 1), 0):
            lessons.tell(event)
    return lessons, lessons.knowledge(reception.now, ["A", "B"], [])


def serve(reception: Reception, minutes: float, end: Callable[..., Any] = calls.finish) -> None:
    reception.take()
    reception.call_next()
    reception.minutes_later(minutes)
    reception.do(end, "1")


def as_after(*durations: tuple[str, int]) -> Durations:
    found = Durations({"A": 10, "B": 10})
    for service, minutes in durations:
        found.add(service, minutes * MINUTE)
    return found


def test_durations_run_from_the_call_until_the_counter_is_free(reception: Reception) -> None:
    serve(reception, 4)
    serve(reception, 9)
    _, known = learned(reception)

    assert known.durations == as_after(("A", 4), ("A", 9)).predictives(["A", "B"])
    assert known.pace == as_after(("A", 4), ("A", 9)).pace()


def test_being_called_again_or_starting_does_not_begin_anew(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    reception.minutes_later(2)
    reception.do(calls.recall, "1")
    reception.do(calls.start, "1")
    reception.minutes_later(5)
    reception.do(calls.finish, "1")
    _, known = learned(reception)

    assert known.durations == as_after(("A", 7)).predictives(["A", "B"])


def test_a_client_handed_over_teaches_both_counters_times(reception: Reception) -> None:
    reception.take("B")
    reception.call_next()
    reception.minutes_later(3)
    reception.do(handing.transfer, "1", service="A")
    reception.call_next()
    reception.minutes_later(6)
    reception.do(calls.finish, "1")
    _, known = learned(reception)

    assert known.durations == as_after(("B", 3), ("A", 6)).predictives(["A", "B"])


def test_a_call_taken_back_teaches_nothing(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    reception.minutes_later(0.5)
    reception.do(undoing.undo, "1")
    _, known = learned(reception)

    assert known.durations == as_after().predictives(["A", "B"])


def test_a_client_finished_too_early_and_taken_back_teaches_her_whole_time(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    reception.minutes_later(4)
    reception.do(calls.finish, "1")
    reception.minutes_later(0.5)
    reception.do(undoing.undo, "1")
    reception.minutes_later(6)
    reception.do(calls.finish, "1")
    _, known = learned(reception)

    ten_and_a_half = Durations({"A": 10, "B": 10})
    ten_and_a_half.add("A", 10 * MINUTE + MINUTE // 2)
    assert known.durations == ten_and_a_half.predictives(["A", "B"])


def test_booked_clients_are_no_chance_arrivals(reception: Reception) -> None:
    reception.take(slot=reception.now + 30 * MINUTE)
    _, known = learned(reception)

    assert known.streams == []


def test_no_shows_are_counted_and_timed_apart(reception: Reception) -> None:
    _, before = learned(reception)
    for _ in range(10):
        reception.take()
        reception.call_next()
        reception.minutes_later(1)
        reception.do(calls.recall, "1")
        reception.minutes_later(2)
        reception.do(calls.no_show, "1")
    _, after = learned(reception)

    assert (before.no_show, before.no_show_ms) == (2 / 40, MINUTE)
    assert (after.no_show, after.no_show_ms) == (12 / 50, (10 * 3 + 2 * 1) * MINUTE // 12)
    assert after.durations == before.durations


def test_a_client_nobody_finished_teaches_nothing(reception: Reception) -> None:
    serve(reception, 5 * 60)
    _, known = learned(reception)

    assert known.durations == as_after().predictives(["A", "B"])


def test_ranges_grow_after_a_wait_outside_them_and_shrink_after_one_inside(reception: Reception) -> None:
    narrow = Told(Interval(MINUTE, 2 * MINUTE, 3 * MINUTE), Outlook.LIKELY)
    reception.take(told=narrow)
    reception.minutes_later(2)
    reception.call_next()
    inside, _ = learned(reception)
    reception.take(told=narrow)
    reception.minutes_later(30)
    reception.call_next()
    outside, _ = learned(reception)

    assert inside.levels.alpha == pytest.approx(0.2 + 0.02 * 0.2)
    assert outside.levels.alpha == pytest.approx(0.2 + 0.02 * 0.2 - 0.02 * 0.8)


def test_who_need_not_wait_teaches_nothing_about_ranges(reception: Reception) -> None:
    reception.take(told=Told(Interval(0, 0, 0), Outlook.LIKELY))
    reception.call_next()
    lessons, _ = learned(reception)

    assert lessons.levels.alpha == 0.2


def test_priority_arrivals_of_other_days_may_overtake(reception: Reception) -> None:
    for day in (23, 24, 25):
        reception.it_is(f"2026-11-{day} 10:00")
        reception.take()
        reception.minutes_later(5)
        reception.take(priority=True)
    reception.it_is("2026-11-26 10:00")
    _, known = learned(reception)

    heads = {(stream.lane, stream.heads[0] > 0) for stream in known.streams if stream.per_ms > 0}
    assert heads == {(("A", ""), True), (("A", ""), False)}
