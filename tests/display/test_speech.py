"""What the waiting room hears."""

import pytest

from display.speech import Last, closing_sentences, counted


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "vieną klientą"),
        (2, "du klientus"),
        (4, "keturis klientus"),
        (9, "devynis klientus"),
        (10, "dešimt klientų"),
        (11, "vienuolika klientų"),
        (19, "devyniolika klientų"),
        (20, "dvidešimt klientų"),
        (21, "dvidešimt vieną klientą"),
        (34, "trisdešimt keturis klientus"),
    ],
)
def test_numbers_have_their_right_endings(n: int, said: str) -> None:
    assert counted(n) == said


def test_one_group_hears_how_many_will_be_served() -> None:
    """The wording of the standard's waiting room."""
    assert closing_sentences(17, 0, [Last(("1", "2"), 4, everybody=False)]) == (
        "Gerbiami klientai, darbo laikas baigiasi septynioliktą valandą. "
        "Spėsime aptarnauti dar keturis klientus. Kitiems pasiūlysime kitą laiką. Atsiprašome."
    )


def test_nobody_is_apologised_to_when_everybody_is_served() -> None:
    assert closing_sentences(15, 45, [Last(("1",), 2, everybody=True)]) == (
        "Gerbiami klientai, darbo laikas baigiasi netrukus. Spėsime aptarnauti visus, kurie laukia."
    )


def test_several_groups_hear_it_counter_by_counter() -> None:
    groups = [
        Last(("1", "2"), 1, everybody=False),
        Last(("3",), 0, everybody=False),
        Last(("608",), 1, everybody=True),  # a room: stands on the wall only
    ]
    assert closing_sentences(17, 0, groups) == (
        "Gerbiami klientai, darbo laikas baigiasi septynioliktą valandą. "
        "Prie pirmojo ir antrojo langelio spėsime aptarnauti dar vieną klientą. "
        "Prie trečiojo langelio šiandien daugiau aptarnauti nebespėsime. "
        "Kitiems pasiūlysime kitą laiką. Atsiprašome."
    )
