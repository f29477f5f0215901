"""Who may yet come and overtake."""

import pytest

from server.rules.arrivals import Arrivals
from server.rules.moment import MINUTE
from server.rules.state import Stream
from server.rules.turn import Policy, turn

POLICY = Policy(priority_min=20, appointment_min=15, early_min=5)
HOUR = 60 * MINUTE
A, B = ("A", ""), ("B", "en")


def test_before_anybody_has_come_nobody_is_expected() -> None:
    assert Arrivals().streams(0) == ()


def test_on_the_first_day_people_go_on_coming_as_they_have() -> None:
    arrivals = Arrivals()
    arrivals.start_day(0)
    for minute in range(0, 120, 2):
        priority = minute % 6 == 0
        arrivals.add(A, turn(minute, minute * MINUTE, POLICY, priority=priority), minute * MINUTE)

    overtaking, others = arrivals.streams(120 * MINUTE)
    assert overtaking == Stream(A, pytest.approx(1 / 6 / MINUTE), (20 * MINUTE,) * 20)
    assert others == Stream(A, pytest.approx(2 / 6 / MINUTE), (0,) * 40)


def test_on_later_days_people_come_as_they_came_at_that_time_of_the_day() -> None:
    """Ten an hour from eight to nine, two from nine to ten, smoothed by one day of six an hour."""
    arrivals = Arrivals()
    for day in range(30):
        zero = day * 24 * HOUR
        arrivals.start_day(zero)
        for place in range(12):
            came = zero + 8 * HOUR + (place * 6 * MINUTE if place < 10 else HOUR + (place - 10) * 30 * MINUTE)
            arrivals.add(B if place % 2 else A, turn(place, came, POLICY, priority=place % 2 == 1), came)
    zero = 30 * 24 * HOUR
    arrivals.start_day(zero)

    def an_hour(at: int) -> dict[str, float]:
        return {one.lane[0]: one.per_ms * HOUR for one in arrivals.streams(zero + at)}

    assert an_hour(8 * HOUR + 1) == {"A": pytest.approx(5, abs=0.2), "B": pytest.approx(5, abs=0.2)}
    assert an_hour(9 * HOUR + 1) == {"A": pytest.approx(1, abs=0.2), "B": pytest.approx(1, abs=0.2)}
    assert an_hour(20 * HOUR) == {"A": pytest.approx(0, abs=0.2), "B": pytest.approx(0, abs=0.2)}
    assert [one.heads[0] for one in arrivals.streams(zero)] == [0, 20 * MINUTE]


def test_a_booked_client_overtakes_from_when_she_can_be_called() -> None:
    arrivals = Arrivals()
    for visit, came in enumerate((0, 55, 60, 70)):  # her time is 60; ready from 55, counted from 45
        arrivals.add(A, turn(visit, came * MINUTE, POLICY, slot=60 * MINUTE), came * MINUTE)

    assert [one.heads for one in arrivals.streams(70 * MINUTE)] == [
        tuple(minutes * MINUTE for minutes in (10, 10, 15, 25))
    ]


def test_a_day_on_which_nobody_came_does_not_count() -> None:
    arrivals = Arrivals()
    arrivals.start_day(0)
    arrivals.add(A, turn(1, 0, POLICY), 0)
    arrivals.start_day(24 * HOUR)
    before = arrivals.streams(24 * HOUR)
    arrivals.start_day(48 * HOUR)

    assert arrivals.streams(48 * HOUR) == before != ()
