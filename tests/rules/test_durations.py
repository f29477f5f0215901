"""How long serving takes: the guess, what is learned, and how today compares."""

import pickle
from math import exp, log, sqrt
from random import Random
from statistics import mean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.durations import POINTS, Durations, Pace, Predictive
from server.rules.moment import MINUTE


def seen(*minutes: float, guess: float = 10) -> Durations:
    durations = Durations({"A": guess})
    for one in minutes:
        durations.remember("A", round(one * MINUTE))
    return durations


def test_on_the_first_day_an_office_has_its_guess() -> None:
    known = Durations({"A": 4}).predictive("A")
    unnamed = Durations().predictive("B")

    assert len(known.points) == POINTS
    assert sorted(known.points) == list(known.points)
    assert mean(known.points) == pytest.approx(4 * MINUTE)
    assert pstdev(known.points) / mean(known.points) == pytest.approx(0.8, abs=0.03)
    # The median of a lognormal distribution with that mean.
    assert known.points[POINTS // 2] == pytest.approx(4 * MINUTE / sqrt(1 + 0.8**2), rel=0.02)
    assert mean(unnamed.points) == pytest.approx(10 * MINUTE)


def test_real_durations_take_the_place_of_the_guess() -> None:
    """After n of them a share of 20 / (20 + n) is still guessed."""
    known = seen(*[5] * 180).predictive("A")

    assert known.points.count(5 * MINUTE) == POINTS * 180 // 200
    # The guess has come nearer: it counts as 4 clients of 10 minutes.
    guessed = [point for point in known.points if point != 5 * MINUTE]
    assert mean(guessed) == pytest.approx((4 * 10 + 180 * 5) / 184 * MINUTE, rel=0.05)


def test_what_was_seen_is_predicted_as_often_as_it_was_seen() -> None:
    random = Random(5)
    real = [random.choice([2, 3, 30]) for _ in range(400)]
    known = seen(*real, guess=8).predictive("A")

    for minutes in (2, 3, 30):
        predicted = known.points.count(minutes * MINUTE) / POINTS
        assert predicted == pytest.approx(real.count(minutes) / 420, abs=0.01)


def test_only_the_last_500_count() -> None:
    durations = seen(*[50] * 700, *[2] * 499)
    durations.add("A", 50 * MINUTE)

    known = durations.predictive("A")
    assert known.points.count(50 * MINUTE) <= 1
    assert known.mean == pytest.approx(2.1 * MINUTE, rel=0.01)


@given(st.lists(st.integers(0, 10**7), max_size=30), st.integers(0, 10**7), st.floats(0.001, 0.999))
def test_who_is_being_served_will_have_been_served_for_longer_than_now(
    lasted: list[int], elapsed: int, share: float
) -> None:
    durations = Durations()
    for one in lasted:
        durations.add("A", one)
    known = durations.predictive("A")

    assert elapsed < known.lasting_longer(elapsed, share) < 1e9
    assert known.mean_longer(elapsed) > elapsed


def test_who_is_being_served_takes_as_long_as_those_who_took_longer_than_that() -> None:
    points = tuple(float(place + 1) for place in range(POINTS))
    known = Predictive(points, 250.5, log(250.5))

    assert [known.lasting_longer(400, share) for share in (0.005, 0.5, 0.995)] == [401, 451, 500]
    assert known.mean_longer(400) == 450.5
    # Longer than anybody ever: the tail of the guess, of which every further minute is a little less likely.
    later = [known.lasting_longer(1000, share) for share in (0.01, 0.5, 0.99)]
    assert 1000 < later[0] < 1010 < later[1] < 1500 < later[2]


def test_a_day_that_began_slowly_goes_on_slowly_and_the_surer_the_more_have_been_served() -> None:
    durations = seen(*range(1, 20))
    usual = durations.predictive("A").mean
    assert durations.pace() == Pace(0, 0.15)

    for _ in range(10):
        durations.add("A", round(2 * usual))
    after_ten = durations.pace()
    for _ in range(40):
        durations.add("A", round(2 * usual))
    after_fifty = durations.pace()

    # k = .15² / (.15² + .6 / n); the mean has moved a little with the new durations.
    ratio = 2 * usual / durations.predictive("A").mean
    weight = 0.15**2 / (0.15**2 + 0.6 / 50)
    assert after_fifty == Pace(pytest.approx(weight * log(ratio)), pytest.approx(0.15 * sqrt(1 - weight)))
    assert 0 < after_ten.mean < log(2) * 0.3
    assert after_fifty.sd < after_ten.sd < 0.15

    durations.start_day()
    assert durations.pace() == Pace(0, 0.15)


def test_a_service_may_take_no_time_at_all() -> None:
    durations = seen(guess=0)
    for _ in range(5):
        durations.add("A", 0)
    assert durations.pace([("A", 0)]).sd == 0.15  # no ratio can be had of nothing

    durations.add("A", MINUTE)
    assert durations.pace([("A", 0)]).sd < 0.15
    assert durations.predictive("A").points[0] == 0


def test_a_morning_does_not_look_quick_because_the_short_visits_end_first() -> None:
    """Ordinary days, looked at half an hour after opening: on average as quick as any."""
    random = Random(3)
    log_sd = sqrt(log(1 + 0.7**2))
    usual = [exp(random.gauss(log(8) - log_sd**2 / 2, log_sd)) for _ in range(500)]
    found, without = [], []
    for _ in range(400):
        durations = seen(*usual)
        serving = []
        for _ in range(5):
            at = 0.0
            while (lasts := random.choice(usual)) + at < 30:
                durations.add("A", round(lasts * MINUTE))
                at += lasts
            serving.append(("A", round((30 - at) * MINUTE)))
        found.append(durations.pace(serving).mean)
        without.append(durations.pace().mean)

    assert abs(mean(found)) < 0.01
    assert mean(without) < -0.02


def test_what_is_known_can_be_sent_to_another_process() -> None:
    durations = seen(3, 4, 5)
    durations.add("A", 6 * MINUTE)
    copy = pickle.loads(pickle.dumps(durations))

    assert copy.predictive("A") == durations.predictive("A")
    assert copy.pace() == durations.pace()
    copy.add("A", MINUTE)
    assert copy.predictive("A") != durations.predictive("A")
