"""What a printer says, in pieces, mixed and broken off."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.replies import Kind, Reply, Sorter, sound, understood
from printer.status import State, Status

WELL = Reply(Kind.REAL_TIME, b"\x12")
OPEN = Reply(Kind.REAL_TIME, b"\x1a")
DONE = Reply(Kind.BLOCK, b"\x37\x22A017")
CLEARED = Reply(Kind.BLOCK, b"\x37\x25")
PAPER = Reply(Kind.SENSOR, b"\x00")
CHANGED = Reply(Kind.AUTOMATIC, b"\x10\x00\x00\x0f")


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        (b"", []),
        (b"\x12\x1a", [WELL, OPEN]),
        (b"\x37\x22A017\x00", [DONE]),
        (b"\x37\x25\x00\x12", [CLEARED, WELL]),
        (b"\x00\x0c", [PAPER, Reply(Kind.SENSOR, b"\x0c")]),
        (b"\x10\x00\x00\x0f\x12", [CHANGED, WELL]),
        (b"\x37\x22OLD\x12\x00", [WELL, PAPER]),  # a block broke off
        (b"\x10\x00\x12\x00", [WELL, PAPER]),  # an automatic status broke off
        (b"\x37" + b"x" * 200 + b"\x12", [WELL]),  # no block is that long
        (b"\xff\x90\x11\x13", []),  # no answer at all, XON, XOFF
    ],
)
def test_answers_are_told_apart_by_their_form(said: bytes, understood: list[Reply]) -> None:
    sorter = Sorter()
    found = list(sorter.sort(said))
    assert [reply for reply in found if reply.data[0] != ord("x")] == understood


@given(
    replies=st.lists(st.sampled_from([WELL, OPEN, DONE, CLEARED, PAPER, CHANGED]), max_size=12),
    cuts=st.lists(st.integers(0, 80), max_size=6),
)
def test_it_does_not_matter_in_what_pieces_they_come(replies: list[Reply], cuts: list[int]) -> None:
    said = b"".join(reply.data + b"\0" * (reply.kind is Kind.BLOCK) for reply in replies)
    edges = [0, *sorted(min(cut, len(said)) for cut in cuts), len(said)]
    sorter = Sorter()
    found = [reply for start, end in pairwise(edges) for reply in sorter.sort(said[start:end])]
    assert found == replies


@given(noise=st.binary(max_size=300))
def test_no_noise_can_hide_the_answers_after_it_for_long(noise: bytes) -> None:
    sorter = Sorter()
    list(sorter.sort(noise))
    found = list(sorter.sort(b"\x12\x12\x37\x22A017\x00"))
    assert found[-1] == DONE
    assert WELL in found


CONDITIONS = {
    (0x12, 0x12, 0x12, 0x12): Status(State.READY),
    (0x16, 0x12, 0x12, 0x12): Status(State.READY),  # the drawer's pin
    (0x12, 0x12, 0x12, 0x1E): Status(State.PAPER_LOW),
    (0x1A, 0x32, 0x12, 0x7E): Status(State.NO_PAPER),
    (0x1A, 0x12, 0x12, 0x72): Status(State.NO_PAPER),
    (0x1A, 0x36, 0x12, 0x7E): Status(State.COVER_OPEN),
    (0x1A, 0x52, 0x1A, 0x12): Status(State.CUTTER),
    (0x1A, 0x52, 0x32, 0x12): Status(State.OFFLINE, "broken"),
    (0x1A, 0x52, 0x52, 0x12): Status(State.OFFLINE, "too_hot"),
    (0x1A, 0x52, 0x12, 0x12): Status(State.OFFLINE, "error"),
    (0x1A, 0x1A, 0x12, 0x12): Status(State.OFFLINE, "off_line"),  # somebody holds the feed button
    (0x12, None, None, None): Status(State.UNKNOWN, "no_answer"),
    (0x1A, None, None, None): Status(State.OFFLINE, "off_line"),
    (None, None, None, None): Status(State.UNKNOWN, "no_answer"),
}


@pytest.mark.parametrize("replies", CONDITIONS)
def test_four_answers_are_one_word(replies: tuple[int | None, ...]) -> None:
    expected = CONDITIONS[replies]
    assert understood(replies) == Status(expected.state, expected.reason, replies)


def test_paper_answers_have_two_equal_bits_for_each_sensor() -> None:
    answers = [byte for byte in range(256) if byte & 0x93 == 0x12]
    assert [byte for byte in answers if sound(4, byte)] == [0x12, 0x1E, 0x72, 0x7E]
    assert all(sound(question, byte) for question in (1, 2, 3) for byte in answers)
