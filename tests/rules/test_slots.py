"""Which times can be booked."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from server.rules.hours import Span
from server.rules.moment import MINUTE
from server.rules.slots import Booking, Slot, common, fits, line, offer, standing, together, without


def span(start: int, end: int) -> Span:
    """From minute to minute."""
    return Span(start * MINUTE, end * MINUTE)


def begins(free: list[Span]) -> list[int]:
    return [one.start // MINUTE for one in free]


def test_times_step_from_opening_and_the_last_one_ends_before_closing() -> None:
    assert begins(line([span(0, 50), span(60, 100)], [], 20, 0)) == [0, 20, 60, 80]


def test_no_time_begins_in_the_past() -> None:
    assert begins(line([span(0, 100)], [], 20, 20 * MINUTE)) == [20, 40, 60, 80]
    assert begins(line([span(0, 100)], [], 20, 20 * MINUTE + 1)) == [40, 60, 80]


def test_a_booking_of_another_length_leaves_no_gap_behind_it() -> None:
    assert begins(line([span(0, 100)], [span(20, 50)], 20, 0)) == [0, 50, 70]
    assert begins(line([span(0, 100)], [span(10, 20)], 30, 0)) == [20, 50]


def test_after_an_absence_that_ends_between_minutes_the_next_time_is_a_whole_minute() -> None:
    assert begins(line([span(0, 60)], [Span(0, 7 * MINUTE + 1)], 20, 0)) == [8, 28]


def test_a_break_longer_than_the_day_leaves_nothing() -> None:
    assert line([span(10, 60)], [span(0, 100)], 20, 0) == []


def test_two_counters_offer_the_same_time_once() -> None:
    lines = [("2", [span(0, 20), span(20, 40)]), ("1", [span(20, 40)])]

    assert offer(lines) == [Slot(0, 20 * MINUTE, ("2",)), Slot(20 * MINUTE, 40 * MINUTE, ("2", "1"))]


def test_hours_in_common() -> None:
    assert common([span(0, 10), span(20, 30)], [span(5, 25)]) == (span(5, 10), span(20, 25))
    assert common([span(0, 10)], [span(10, 20)]) == ()
    assert together([span(20, 30), span(0, 10), span(10, 15)]) == (span(0, 15), span(20, 30))


def test_who_is_more_than_ten_minutes_late_has_lost_the_time() -> None:
    """Clause 19.3."""
    at = [standing(Booking.BOOKED, 0, n * MINUTE, 10) for n in (-60, 10)]

    assert at == [Booking.BOOKED, Booking.BOOKED]
    assert standing(Booking.BOOKED, 0, 10 * MINUTE + 1, 10) is Booking.MISSED
    assert standing(Booking.CAME, 0, 60 * MINUTE, 10) is Booking.CAME


spans = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 120)).map(lambda pair: span(pair[0], sum(pair))), max_size=6
)


@given(hours=spans, taken=spans, minutes=st.integers(1, 90), now=st.integers(0, 700))
def test_every_free_time_fits_and_no_two_overlap(
    hours: list[Span], taken: list[Span], minutes: int, now: int
) -> None:
    open_hours = together(hours)
    free = line(open_hours, taken, minutes, now * MINUTE)

    assert all(fits(one, open_hours, taken) and one.start >= now * MINUTE for one in free)
    assert all(one.end - one.start == minutes * MINUTE for one in free)
    assert all(before.end <= after.start for before, after in itertools.pairwise(free))


@given(hours=spans, wishes=st.lists(st.tuples(st.integers(1, 60), st.integers(0, 20)), max_size=12))
def test_whatever_is_booked_in_whatever_order_no_two_bookings_at_a_counter_overlap(
    hours: list[Span], wishes: list[tuple[int, int]]
) -> None:
    open_hours = together(hours)
    booked: list[Span] = []
    for minutes, choice in wishes:
        free = line(open_hours, booked, minutes, 0)
        if free:
            booked.append(free[choice % len(free)])

    ordered = sorted(booked, key=lambda one: one.start)
    assert all(before.end <= after.start for before, after in itertools.pairwise(ordered))


@given(hours=spans, taken=spans, minutes=st.integers(1, 60))
def test_no_room_for_a_time_is_left_behind_the_last_one(
    hours: list[Span], taken: list[Span], minutes: int
) -> None:
    """Nothing free is withheld: what is left between free and taken times is shorter than the service."""
    open_hours = together(hours)
    free = line(open_hours, taken, minutes, 0)
    left = line(open_hours, [*taken, *free], minutes, 0)

    assert left == []


@given(hours=spans, taken=spans)
def test_what_is_left_and_what_is_taken_of_the_hours_is_all_of_them(
    hours: list[Span], taken: list[Span]
) -> None:
    opened, out = together(hours), together(taken)
    left = [Span(start, end) for start, end in without([(one.start, one.end) for one in opened], taken)]

    assert common(left, out) == ()
    assert together([*left, *common(opened, out)]) == opened
