"""Calling back: the half-hour rule, and what can be a telephone number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.callback import CallbackStatus, Try, no_answer, phone
from server.rules.moment import MINUTE


def test_nobody_is_called_again_within_half_an_hour_and_after_three_tries_the_supervisor_decides() -> None:
    """Clause 23.4."""
    tries = [no_answer(done, now=0, retry_min=30, max_tries=3) for done in range(4)]

    assert tries == [
        Try(1, CallbackStatus.OPEN, 30 * MINUTE),
        Try(2, CallbackStatus.OPEN, 30 * MINUTE),
        Try(3, CallbackStatus.UNDECIDED, 30 * MINUTE),
        Try(4, CallbackStatus.UNDECIDED, 30 * MINUTE),  # once more, by the supervisor's leave
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+370 600 12345", "+370 600 12345"),
        (" 8  458\u00a071442 ", "8 458 71442"),
        ("8-600-12345", "8-600-12345"),
        ("112", "112"),
        ("12", None),
        ("", None),
        ("+", None),
        ("600 12345 rytoj", None),
        ("Ona 860012345", None),
        ("++37060012345", None),
        ("370+60012345", None),
        ("1" * 16, None),
        ("(8-458) 71442", "8-458 71442"),
        ("٣٧٠٦٠٠", None),
    ],
)
def test_a_number_is_digits_and_spaces_with_a_plus_in_front_if_need_be(typed: str, kept: str | None) -> None:
    assert phone(typed) == kept


@given(st.text(max_size=60))
def test_what_is_kept_holds_nothing_but_a_number(typed: str) -> None:
    kept = phone(typed)

    assert kept is None or set(kept) <= set("+- 0123456789")
    assert kept is None or phone(kept) == kept
