"""What the waiting room hears."""

import asyncio
import wave
from io import BytesIO
from pathlib import Path

import pytest

from display.speech import Last, closing_sentences, counted
from display.voice import Voice


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
        Last(("608",), 1, everybody=True),  # stands on the wall only
    ]
    assert closing_sentences(17, 0, groups) == (
        "Gerbiami klientai, darbo laikas baigiasi septynioliktą valandą. "
        "Prie pirmojo ir antrojo langelio spėsime aptarnauti dar vieną klientą. "
        "Prie trečiojo langelio šiandien daugiau aptarnauti nebespėsime. "
        "Kitiems pasiūlysime kitą laiką. Atsiprašome."
    )


def test_the_voice_makes_sound_of_a_sentence() -> None:
    sound = asyncio.run(Voice().say("Spėsime aptarnauti dar keturis klientus."))

    assert sound is not None
    # A program that writes to a pipe does not know the length of its sound beforehand.
    with wave.open(BytesIO(sound)) as heard:
        assert (heard.getnchannels(), heard.getsampwidth()) == (1, 2)
        assert (len(sound) - 44) / 2 / heard.getframerate() > 1.5


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/espeak-ng", "/bin/cat"])
def test_a_voice_that_fails_leaves_the_room_to_read(program: str) -> None:
    assert asyncio.run(Voice(program).say("Laba diena.")) is None


def test_a_sentence_said_again_is_not_made_again(tmp_path: Path) -> None:
    program = tmp_path / "counting"
    program.write_text(f'#!/bin/sh\necho x >> {tmp_path}/runs\nexec espeak-ng "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    voice = Voice(str(program))
    twice = [asyncio.run(voice.say("Laba diena.")) for _ in range(2)]

    assert twice[0] == twice[1] and twice[0] is not None
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "x\n"
