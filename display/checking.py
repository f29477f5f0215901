"""``eile voice check``: what would be heard, and which clips are still to be recorded."""

import shutil
from collections.abc import Iterator

from display.speech import Form, Where, call
from server.config import CounterKind, Settings
from server.voice.clips import read
from server.voice.numerals import HUNDREDS


def needed(settings: Settings, language: str) -> list[str]:
    """Return the pieces that an office's calls are made of, each once.

    Numbers from 0 to 999, the letters of its services, its counters, rooms and floors: an office records no
    more than it says.
    """
    number = settings.queue.number_format
    prefixes = [service.prefix for service in settings.services]
    places = [
        Where(counter.id, counter.kind is CounterKind.ROOM, counter.floor) for counter in settings.counters
    ]

    def sentences() -> Iterator[tuple[str, ...]]:
        for n in range(HUNDREDS):
            yield call(language, number.format(prefix=prefixes[0], n=n), places[0])
        for prefix in prefixes:
            yield call(language, number.format(prefix=prefix, n=1), places[0])
        for place in places:
            for form in Form:
                yield call(language, number.format(prefix=prefixes[0], n=1), place, form)

    return list(dict.fromkeys(piece for sentence in sentences() for piece in sentence))


def check(settings: Settings) -> list[str]:
    """Say how each language is heard, line by line; under each the clips that are wrong or missing."""
    office, speech = settings.office, settings.speech
    languages = office.languages if speech.second_language else office.languages[:1]
    machine = "espeak-ng speaks" if shutil.which("espeak-ng") else "there is only the chime"
    said = []
    for language in languages:
        pieces = needed(settings, language)
        clips = read(speech.clips / language if speech.clips else None)
        missing = clips.missing(pieces)
        if not missing:
            said.append(f"{language}: recorded clips, {len(clips.files)} of them.")
        elif clips.files:
            said.append(f"{language}: {len(missing)} clips are missing; without each of them {machine}.")
        else:
            said.append(f"{language}: no recorded clips, {machine}. {len(missing)} would be needed.")
        said += [f"  wrong: {wrong}" for wrong in clips.wrong]
        said += [f"  missing: {name}.wav" for name in missing if speech.clips]
    return said
