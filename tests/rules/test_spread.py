"""Times put together: percentiles that are exact, and those of what is kept for years."""

from dataclasses import replace
from math import ceil

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.rules.moment import MINUTE
from server.rules.spread import Spread, as_bins, as_bytes, bin_of, end_of, spread, together

TIMES = st.lists(st.integers(0, 26 * 60 * MINUTE), max_size=60)


def kept(times: list[int]) -> Spread:
    """The same as it is years later."""
    found = spread(times)
    return replace(found, bins=as_bins(as_bytes(found.bins)), times=None)


@given(TIMES.filter(bool), st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_a_percentile_is_the_least_time_that_enough_do_not_exceed(times: list[int], share: float) -> None:
    found = spread(times).percentile(share)

    needed = share * len(times) - 1e-9
    assert found is not None
    assert sum(time <= found for time in times) >= needed
    assert all(sum(time <= less for time in times) < needed for less in set(times) if less < found)


@given(TIMES.filter(bool), st.sampled_from([0.5, 0.9, 1.0]))
def test_years_later_it_is_rounded_up_by_less_than_half_a_minute_or_a_minute(
    times: list[int], share: float
) -> None:
    exact, rounded = spread(times).percentile(share), kept(times).percentile(share)

    assert exact is not None and rounded is not None
    assert 0 <= rounded - exact < (MINUTE / 2 if exact <= 30 * MINUTE else MINUTE) or exact > 24 * 60 * MINUTE


@given(TIMES, st.integers(0, 24 * 60))
@example([24 * 60 * MINUTE + 1], 24 * 60)
def test_the_share_within_a_target_of_whole_minutes_is_always_exact(times: list[int], minutes: int) -> None:
    limit = minutes * MINUTE
    share = sum(time <= limit for time in times) / len(times) if times else None

    assert spread(times).within(limit) == share
    assert kept(times).within(limit) == share


@given(TIMES, TIMES)
def test_days_together_are_as_if_they_had_been_one(one: list[int], other: list[int]) -> None:
    assert together([spread(one), spread(other)]) == spread(one + other)
    assert together([spread(one), kept(other)]) == kept(one + other)


@given(st.integers(0, 30 * 60 * MINUTE))
def test_a_bin_holds_what_is_not_longer_than_its_end_and_longer_than_the_one_before(time: int) -> None:
    place = bin_of(time)

    assert place == 0 or end_of(place - 1) < time
    assert time <= end_of(place) or time > 24 * 60 * MINUTE


def test_the_middle_of_an_even_number_is_the_mean_of_two() -> None:
    assert spread([MINUTE, 2 * MINUTE, 5 * MINUTE, 9 * MINUTE]).median == 3.5 * MINUTE
    assert spread([3, 1, 2]).median == 2
    assert [spread([]).median, spread([]).mean, spread([]).most, spread([]).percentile(0.9)] == [None] * 4
    assert ceil(spread([MINUTE]).percentile(0.9) or 0) == MINUTE


def test_what_was_not_read_tells_no_shares() -> None:
    unread = replace(spread([MINUTE]), bins=None, times=None)
    found = together([spread([3 * MINUTE]), unread])

    assert (found.mean, found.most, found.bins) == (2 * MINUTE, 3 * MINUTE, None)
    with pytest.raises(ValueError, match="not read"):
        found.within(MINUTE)
    with pytest.raises(ValueError, match="not read"):
        found.percentile(0.9)
