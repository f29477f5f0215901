"""Letting the next one pass: exactly one person comes before, and nobody else moves."""

from hypothesis import given
from hypothesis import strategies as st

from server.rules.passing import right_behind


def test_she_counts_from_when_the_next_one_does() -> None:
    assert right_behind((100, 5), [(90, 4), (200, 3), (300, 7)]) == 200


def test_a_millisecond_more_puts_her_behind_somebody_who_came_later_but_counts_as_early() -> None:
    assert right_behind((100, 5), [(100, 6)]) == 101
    assert right_behind((100, 5), [(200, 6), (202, 7)]) == 201


def test_with_nobody_behind_her_there_is_nobody_to_let_pass() -> None:
    assert right_behind((100, 5), []) is None
    assert right_behind((100, 5), [(90, 9), (100, 4)]) is None


places = st.tuples(st.integers(0, 10_000).map(lambda second: second * 1000), st.integers(1, 99))


@given(line=st.lists(places, unique_by=(lambda place: place[0], lambda place: place[1]), min_size=1))
def test_whoever_stands_in_the_line_exactly_the_next_one_passes(line: list[tuple[int, int]]) -> None:
    hers, *others = line
    key = right_behind(hers, others)
    before = sorted(line)
    if key is None:
        assert before[-1] == hers
        return
    after = sorted([*others, (key, hers[1])])
    at = before.index(hers)
    numbers = [visit for _, visit in before]
    numbers[at], numbers[at + 1] = numbers[at + 1], numbers[at]
    assert [visit for _, visit in after] == numbers
