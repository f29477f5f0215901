"""What can become of a print job."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.spool import OVER, PAPER, STEPS, TTL_MS, WAITING, JobState, Step, after, pause_ms, too_old
from server.rules.visit import Paper

EVERY_CELL = """
             queued    not_sent  sending      printed  unconfirmed  unknown      expired  cancelled
begin        sending   sending   -            -        -            -            -        -
printed      -         -         printed      -        -            printed      -        -
unconfirmed  -         -         unconfirmed  -        -            unconfirmed  -        -
not_sent     not_sent  -         not_sent     -        -            expired      -        -
unknown      -         -         unknown      -        -            -            -        -
lose         -         -         unknown      -        -            -            -        -
redirect     queued    queued    -            -        -            -            -        -
expire       expired   expired   -            -        -            -            -        -
cancel       cancelled cancelled -            -        -            -            -        -
"""


def cells() -> dict[tuple[JobState, Step], JobState | None]:
    head, *rows = [line.split() for line in EVERY_CELL.strip().splitlines()]
    return {
        (JobState(before), Step(step)): None if then == "-" else JobState(then)
        for step, *thens in rows
        for before, then in zip(head, thens, strict=True)
    }


def test_every_step_at_every_state() -> None:
    assert {(state, step): after(state, step) for state in JobState for step in Step} == cells()


@given(st.lists(st.sampled_from(Step)))
def test_what_may_have_come_out_is_never_sent_again_whatever_happens(steps: list[Step]) -> None:
    state, may_be_out = JobState.QUEUED, False
    for step in steps:
        then = after(state, step)
        assert not (may_be_out and then is JobState.SENDING)
        if then in (JobState.PRINTED, JobState.UNCONFIRMED, JobState.UNKNOWN):
            may_be_out = True
        state = then or state


def test_every_job_waits_is_being_sent_or_is_over() -> None:
    assert sorted([*WAITING, JobState.SENDING, *OVER]) == sorted(JobState)
    assert [state for state in OVER if (state, Step.BEGIN) in STEPS] == []
    assert PAPER.keys() == set(JobState)
    assert {PAPER[state] for state in WAITING} == {Paper.PRINTING, Paper.NOT_SENT}


def test_a_job_is_given_up_after_a_minute_and_when_the_clock_was_set_back_past_it() -> None:
    asked = 1_000_000
    assert [too_old(asked, asked + later) for later in (0, TTL_MS, TTL_MS + 1, -TTL_MS, -TTL_MS - 1)] == [
        False,
        False,
        True,
        False,
        True,
    ]


def test_a_printer_that_takes_nothing_is_tried_after_half_a_second_then_one_two_and_four() -> None:
    assert [pause_ms(attempt) for attempt in (1, 2, 3, 4, 5, 1000)] == [500, 1000, 2000, 4000, 4000, 4000]


@pytest.mark.parametrize("state", [JobState.PRINTED, JobState.UNCONFIRMED])
def test_only_what_came_out_lets_the_visitor_look_for_paper(state: JobState) -> None:
    assert [one for one in JobState if PAPER[one] is PAPER[state]] == [state]
