"""The voice: recorded clips, else a machine, else nothing; and never in anybody's way."""

import asyncio
import os
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from loops import run
from offices import SMALL

from display.checking import check
from display.speech import Form, Where, call
from server.config import Speech, parse
from server.voice import voice as voices
from server.voice.clips import clip, read
from server.voice.voice import Voice

CALL = call("lt", "A012", Where("3"), Form.SHORT)


def say(voice: Voice, language: str, *pieces: str) -> Path | None:
    return run(voice.say(language, *pieces))


def seconds(sound: Path | None) -> float:
    assert sound is not None
    with wave.open(str(sound), "rb") as heard:
        assert (heard.getnchannels(), heard.getsampwidth()) == (1, 2)
        return heard.getnframes() / heard.getframerate()


def record(path: Path, seconds: float, rate: int = 24_000, channels: int = 1) -> None:
    """A colleague reads a word into a microphone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as clip:
        clip.setnchannels(channels)
        clip.setsampwidth(2)
        clip.setframerate(rate)
        clip.writeframes(b"\1\0" * channels * round(seconds * rate))


def counting(tmp_path: Path) -> str:
    """An espeak-ng that counts how often it is run."""
    program = tmp_path / "counting"
    program.write_text(f'#!/bin/sh\necho x >> {tmp_path}/runs\nexec espeak-ng "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_the_machine_speaks_what_nobody_has_recorded(tmp_path: Path) -> None:
    voice = Voice(Speech(), tmp_path / "voice", ("lt",))

    assert seconds(say(voice, "lt", *CALL)) > 1.5
    assert seconds(say(voice, "lt", "Spėsime aptarnauti dar keturis klientus.")) > 1.5


def test_every_language_of_the_office_has_a_voice(tmp_path: Path) -> None:
    voice = Voice(Speech(), tmp_path, ("lt", "en", "uk", "ru"))
    sounds = [say(voice, one, *call(one, "A012", Where("3"))) for one in ("lt", "en", "uk", "ru")]

    assert all(seconds(sound) > 1.5 for sound in sounds)
    assert len(set(sounds)) == 4


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/espeak-ng", "/bin/cat"])
def test_a_voice_that_fails_leaves_the_room_to_read(
    tmp_path: Path, program: str, caplog: pytest.LogCaptureFixture
) -> None:
    voice = Voice(Speech(), tmp_path, ("lt",), program)

    assert [say(voice, "lt", "Laba diena."), say(voice, "lt", "Labas rytas.")] == [None, None]
    assert len([line for line in caplog.messages if line.startswith("The voice has failed")]) == 1


def test_a_voice_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "TOO_LONG_S", 0.1)
    program = tmp_path / "hanging"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)

    assert say(Voice(Speech(), tmp_path / "voice", ("lt",), str(program)), "lt", "Laba diena.") is None


def test_a_sentence_said_again_is_not_made_again_not_even_after_a_restart(tmp_path: Path) -> None:
    program = counting(tmp_path)
    first = say(Voice(Speech(), tmp_path / "voice", ("lt",), program), "lt", "Laba diena.")
    again = say(Voice(Speech(), tmp_path / "voice", ("lt",), program), "lt", "Laba diena.")

    assert first == again and first is not None
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "x\n"


def test_a_sentence_that_many_want_at_once_is_made_once(tmp_path: Path) -> None:
    voice = Voice(Speech(), tmp_path / "voice", ("lt",), counting(tmp_path))

    async def all_at_once() -> set[Path | None]:
        return set(await asyncio.gather(*(voice.say("lt", "Laba diena.") for _ in range(20))))

    assert len(run(all_at_once())) == 1
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "x\n"


def test_another_speed_is_another_sound(tmp_path: Path) -> None:
    slow, quick = (say(Voice(Speech(speed=speed), tmp_path, ("lt",)), "lt", *CALL) for speed in (100, 200))

    assert seconds(slow) > 1.3 * seconds(quick)


def test_a_call_is_said_by_recorded_clips_when_all_are_there(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    for name in map(clip, CALL):
        record(pack / "lt" / f"{name}.wav", 0.5)
    voice = Voice(Speech(clips=pack), tmp_path / "voice", ("lt",), "/nowhere")
    sound = say(voice, "lt", *CALL)

    # Five clips, and a short silence after each: longest after the full stop.
    assert seconds(sound) == pytest.approx(5 * 0.5 + 0.04 + 0.14 + 0.04 + 0.04 + 0.3, abs=0.001)


def test_with_one_clip_missing_the_machine_says_the_whole_sentence(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    for name in list(map(clip, CALL))[1:]:
        record(pack / "lt" / f"{name}.wav", 3)
    voice = Voice(Speech(clips=pack), tmp_path / "voice", ("lt",), counting(tmp_path))

    assert seconds(say(voice, "lt", *CALL)) < 10
    assert (tmp_path / "runs").exists()
    assert read(pack / "lt").missing(CALL) == ["a"]


def test_clips_of_another_form_are_named_and_not_used(tmp_path: Path) -> None:
    record(tmp_path / "a.wav", 0.1)
    record(tmp_path / "du.wav", 0.1, channels=2)
    record(tmp_path / "trys.wav", 0.1, rate=22_050)
    (tmp_path / "vienas.wav").write_bytes(b"RIFF")
    clips = read(tmp_path)

    assert list(clips.files) == ["a"]
    assert clips.wrong == (
        "du.wav: 2 channels, 16 bits, 24000 Hz; expected 1 channel, 16 bits, 24000 Hz",
        "trys.wav: 1 channels, 16 bits, 22050 Hz; expected 1 channel, 16 bits, 24000 Hz",
        "vienas.wav: it ends too soon",
    )


def test_a_name_typed_on_another_system_is_the_same_name(tmp_path: Path) -> None:
    record(tmp_path / "Trec\u030ciojo.wav", 0.1)

    assert read(tmp_path).missing(["trečiojo"]) == []


def test_the_office_is_told_what_to_record_and_when_it_has_all(tmp_path: Path) -> None:
    office = parse(SMALL + f"speech: {{clips: '{tmp_path}'}}\n", "c.yaml")
    first, *missing = check(office)
    for line in missing:
        record(tmp_path / "lt" / line.removeprefix("  missing: "), 0.05)

    assert first == f"lt: no recorded clips, espeak-ng speaks. {len(missing)} would be needed."
    assert 45 < len(missing) < 70
    assert {"  missing: kviečiamas-klientas-kurio-numeris.wav", "  missing: devyniolika.wav"} < set(missing)
    assert check(office) == [f"lt: recorded clips, {len(missing)} of them."]
    (tmp_path / "lt" / "du.wav").unlink()
    assert check(office) == [
        "lt: 1 clips are missing; without each of them espeak-ng speaks.",
        "  missing: du.wav",
    ]


def test_in_every_language_the_office_could_record_all_it_says(tmp_path: Path) -> None:
    office = parse(SMALL + "speech: {second_language: true}\n", "c.yaml")

    assert [line.split(":")[0] for line in check(office)] == ["lt", "en", "uk", "ru"]


def test_clips_recorded_anew_are_heard_at_once(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    for seconds_long in (0.2, 0.4):
        for name in map(clip, CALL):
            record(pack / "lt" / f"{name}.wav", seconds_long)
        heard = seconds(say(Voice(Speech(clips=pack), tmp_path / "voice", ("lt",)), "lt", *CALL))
        assert heard > 5 * seconds_long
    assert heard > 2


def test_old_sounds_make_room_for_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "KEPT_BYTES", 250_000)
    voice = Voice(Speech(), tmp_path, ("lt",))
    sounds = []
    for n, text in enumerate(("Vienas.", "Du.", "Trys.", "Keturi.", "Penki.", "Šeši.")):
        sounds.append(say(voice, "lt", f"{text} Prašome palaukti."))
        assert sounds[-1] is not None
        os.utime(sounds[-1], (n, n))

    kept = [sound for sound in sounds if sound and sound.exists()]
    assert 0 < sum(sound.stat().st_size for sound in kept) <= 250_000
    assert kept == sounds[-len(kept) :]


def test_sentences_made_at_the_same_time_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    voice = Voice(Speech(), tmp_path / "voice", ("lt",))

    async def all_at_once() -> list[Path | bytes | None]:
        kept = (voice.say("lt", f"{word}.") for word in ("Vienas", "Du", "Trys", "Keturi", "Penki", "Šeši"))
        once = (voice.say_once("lt", "Septyni.") for _ in range(6))
        return list(await asyncio.gather(*kept, *once))

    made = run(all_at_once())

    assert all(made)
    assert len(list((tmp_path / "voice").iterdir())) == 6


def test_a_sound_that_is_finished_while_old_ones_are_looked_for_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tmp_path / "another.part"
    part.touch()
    look = os.scandir

    @contextmanager
    def look_late(folder: Path) -> Iterator[list[os.DirEntry[str]]]:
        with look(folder) as entries:
            found = list(entries)
        part.unlink()
        yield found

    monkeypatch.setattr(os, "scandir", look_late)

    assert say(Voice(Speech(), tmp_path, ("lt",)), "lt", "Laba diena.") is not None
