"""The staff log's chain: what was changed, taken out or put in is found, and named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.chain import NOTHING_BEFORE, Entry, StaffAct, first_broken, forgotten, link


def chained(*acts: tuple[str, str, str], before: str = NOTHING_BEFORE, first: int = 1) -> list[Entry]:
    """Entries of who, act and about, a minute apart."""
    entries = []
    for place, (who, act, about) in enumerate(acts, first):
        before = link(before, "small", place * 60_000, who, act, about)
        entries.append(Entry(place, "small", place * 60_000, who, act, about, before))
    return entries


FOUR = chained(
    ("rasa", "sign_in", ""), ("rasa", "choose", "1 child"), ("ausra", "export", "x"), ("eile", "erase", "")
)


def test_a_whole_chain_holds() -> None:
    assert first_broken(FOUR, 4) is None
    assert first_broken([], 0) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"who": "darius"},
        {"act": "refuse"},
        {"about": "1 urgent"},
        {"at": 1},
        {"branch": "other"},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_entry_is_named(changed: dict[str, object]) -> None:
    entries = [*FOUR[:1], replace(FOUR[1], **changed), *FOUR[2:]]  # type: ignore[arg-type]

    assert first_broken(entries, 4) == 2


@given(st.integers(0, 3))
def test_a_missing_entry_is_found_at_the_one_after_it(gone: int) -> None:
    kept = [entry for entry in FOUR if entry.id != gone + 1]

    assert first_broken(kept, 4) == (gone + 2 if gone < 3 else 4)


def test_an_entry_put_in_between_is_found() -> None:
    (more,) = chained(("rasa", "refuse", ""), before=FOUR[1].hash, first=3)

    assert first_broken([*FOUR[:2], more, *FOUR[2:]], 4) == 3


def test_the_chain_holds_after_its_oldest_entries_were_erased_and_not_when_more_are_missing() -> None:
    kept = FOUR[2:] + chained(("eile", StaffAct.FORGET, forgotten(FOUR[1])), before=FOUR[3].hash, first=5)

    assert first_broken(kept, 5) is None
    assert first_broken(kept[1:], 5) == 4
    assert first_broken(FOUR[2:], 4) == 3
