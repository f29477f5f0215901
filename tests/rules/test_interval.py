"""What a visitor is told of her wait."""

from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.interval import AdaptiveLevels, Interval, Starts, quantile
from server.rules.moment import MINUTE


def wait(low: float, mid: float, high: float) -> Interval:
    return Interval(round(low * MINUTE), round(mid * MINUTE), round(high * MINUTE))


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        (wait(12.4, 17, 21.1), (10, 25)),
        (wait(15, 17, 25), (15, 25)),
        (wait(0.1, 0.2, 0.3), (0, 5)),
        (wait(10, 10, 10), (10, 15)),
        (wait(0, 0, 0.001), (0, 5)),
        (wait(0, 0, 0), (0, 0)),
        (wait(58, 70, 121), (55, 125)),
    ],
)
def test_a_range_is_printed_in_steps_of_five_minutes(told: Interval, printed: tuple[int, int]) -> None:
    assert told.printed() == printed


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_printed_range_holds_the_interval_and_is_never_a_bare_number(one: int, other: int) -> None:
    low, high = sorted((one, other))
    least, most = Interval(low, low, high).printed()

    assert least * MINUTE <= low <= high <= most * MINUTE
    assert least < most or high == 0
    assert least % 5 == most % 5 == 0


def test_the_wait_is_told_for_the_case_that_she_is_called_and_the_chance_of_it_apart() -> None:
    starts = Starts(1000, (*range(1100, 2000, 100), inf))

    assert starts.interval(0.1, 0.9) == (100, 500, 900)
    assert [starts.chance(at) for at in (1100, 1101, 1900, 10**9)] == [0, 0.1, 0.8, 0.9]
    assert Starts(0, (inf, inf)).interval() is None
    assert Starts(7, (7, 7, 7)).interval() == (0, 0, 0)


def test_one_in_five_new_draws_lies_outside_of_an_interval_from_a_small_sample() -> None:
    random = Random(8)
    outside = 0
    for _ in range(20_000):
        sample = sorted(random.expovariate(1) for _ in range(19))
        outside += not quantile(sample, 0.1) <= random.expovariate(1) <= quantile(sample, 0.9)

    assert outside / 20_000 == pytest.approx(0.2, abs=0.01)


def test_quantiles_beyond_the_sample_are_its_ends() -> None:
    assert [quantile([3, 4, 9], share) for share in (0.01, 0.25, 0.5, 0.625, 0.75, 0.99)] == [
        3,
        3,
        4,
        6.5,
        9,
        9,
    ]


def test_a_miss_widens_the_next_interval_four_times_as_much_as_a_hit_narrows_it() -> None:
    levels = AdaptiveLevels()
    levels.learn(wait(5, 10, 15), 15 * MINUTE + 1)
    assert levels.alpha == pytest.approx(0.184)
    assert (levels.low, levels.high) == (pytest.approx(0.092), pytest.approx(0.908))
    for _ in range(4):
        levels.learn(wait(5, 10, 15), 15 * MINUTE)
    assert levels.alpha == pytest.approx(0.2)


def test_levels_stay_sensible_whatever_happens() -> None:
    never, always = AdaptiveLevels(), AdaptiveLevels()
    for _ in range(1000):
        never.learn(wait(5, 10, 15), 0)
        always.learn(wait(5, 10, 15), 10 * MINUTE)

    assert (never.alpha, always.alpha) == (0.02, 0.6)


def test_one_in_five_is_missed_though_the_forecasts_are_much_too_narrow() -> None:
    """Gibbs & Candès 2021: in the long run, whatever the data."""
    random, levels, missed = Random(2), AdaptiveLevels(), 0
    guesses = [random.gauss(60, 5) for _ in range(2000)]
    ascending = sorted(guess * MINUTE for guess in guesses)
    for _ in range(4000):
        told = Interval(*(round(quantile(ascending, share)) for share in (levels.low, 0.5, levels.high)))
        waited = round(random.gauss(60, 6.25) * MINUTE)
        missed += not told.low <= waited <= told.high
        levels.learn(told, waited)

    assert missed / 4000 == pytest.approx(0.2, abs=0.015)  # 0.3 without learning
