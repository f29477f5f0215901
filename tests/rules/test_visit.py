"""What may follow what: every cell of the table."""

import pytest

from server.rules.refused import Reason, Refused
from server.rules.visit import (
    CAN_BE_UNDONE,
    PAPER_PATIENCE_MS,
    Act,
    Paper,
    Started,
    Status,
    apply,
    may_be_missing,
    paper_now,
)

EVERY_CELL = """
          None     waiting  called   serving  parked   served   no_show  left     refused   not_served
take      waiting  -        -        -        -        -        -        -        -         -
print     -        waiting  called   serving  parked   served   no_show  left     refused   not_served
reprint   -        waiting  called   serving  parked   served   no_show  left     refused   not_served
call      -        called   -        -        -        -        -        -        -         -
choose    -        called   -        -        -        -        -        -        -         -
recall    -        -        called   called   -        -        -        -        -         -
start     -        -        serving  -        -        -        -        -        -         -
finish    -        -        served   served   -        -        -        -        -         -
add_service -      -        serving  serving  -        -        -        -        -         -
no_show   -        -        no_show  no_show  -        -        -        -        -         -
restore   -        -        -        -        -        -        waiting  -        -         -
park      -        -        parked   parked   -        -        -        -        -         -
resume    -        -        -        -        called   -        -        -        -         -
transfer  -        waiting  waiting  waiting  waiting  -        -        -        -         -
grant_priority - waiting    -        -        -        -        -        -        -         -
take_priority_back - waiting -       -        -        -        -        -        -         -
let_pass  -        waiting  -        -        -        -        -        -        -         -
promise   -        waiting  -        -        -        -        -        -        -         -
leave     -        left     left     left     left     -        -        -        -         -
refuse    -        -        refused  refused  -        -        -        -        -         -
release   -        waiting  -        -        -        -        -        -        -         -
close     -        not_served served served   not_served -      -        -        -         -
"""


def cells() -> list[tuple[Status | None, Act, Status | None]]:
    head, *rows = [line.split() for line in EVERY_CELL.strip().splitlines()]
    return [
        (None if before == "None" else Status(before), Act(act), None if after == "-" else Status(after))
        for act, *afters in rows
        for before, after in zip(head, afters, strict=True)
    ]


def test_the_table_above_names_every_status_and_every_act() -> None:
    """But undo, which leads wherever the undone act came from."""
    assert {(before, act) for before, act, _ in cells()} == {
        (before, act) for before in (None, *Status) for act in Act if act is not Act.UNDO
    }


def test_what_has_left_the_counter_for_good_and_paper_cannot_be_undone() -> None:
    assert set(Act) - CAN_BE_UNDONE == {
        Act.TAKE,
        Act.PRINT,
        Act.REPRINT,
        Act.RECALL,
        Act.UNDO,
        Act.CLOSE,
        Act.RELEASE,
        Act.LET_PASS,
        Act.PROMISE,
    }


@pytest.mark.parametrize(("before", "act", "after"), cells())
def test_every_act_at_every_status(before: Status | None, act: Act, after: Status | None) -> None:
    if after:
        assert apply(before, act) is after
    else:
        with pytest.raises(Refused) as refused:
            apply(before, act)
        assert refused.value.reason is Reason.NOT_ALLOWED_NOW


@pytest.mark.parametrize("paper", Paper)
def test_nobody_waits_for_ever_in_front_of_a_printer_that_says_nothing(paper: Paper) -> None:
    silent = Paper.UNKNOWN if paper is Paper.PRINTING else paper

    assert paper_now(paper, taken_at=0, now=PAPER_PATIENCE_MS) is paper
    assert paper_now(paper, taken_at=0, now=PAPER_PATIENCE_MS + 1) is silent


def test_only_who_was_called_or_began_by_herself_may_be_missing() -> None:
    """Serving that began by itself is a guess; what the clerk has said is not."""
    missing = [
        (status, started)
        for status in Status
        for started in (None, *Started)
        if may_be_missing(status, started)
    ]

    assert missing == [
        ("called", None),
        ("called", "confirmed"),
        ("called", "assumed"),
        ("serving", "assumed"),
    ]
