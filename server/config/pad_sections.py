"""The section of the touch screen's speech mode."""

from dataclasses import fields

from server.config.kinds import flag, raw, whole
from server.config.mistakes import nearest, shown
from server.config.pad_settings import LOUDEST, KioskSpeech, PadKeys
from server.config.reading import Kind, Place, Section, Wrong

KEYS = (  # as browsers call them; a letter or a digit could be what somebody types
    "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter", "Tab", "Home", "End", "PageUp", "PageDown",
    "Insert", "Delete", "Escape", "AudioVolumeUp", "AudioVolumeDown", "AudioVolumeMute",
    *(f"F{n}" for n in range(1, 25)),
)  # fmt: skip


def read_kiosk_speech(section: Section) -> KioskSpeech:
    """Read the section below the kiosk's."""
    return KioskSpeech(
        offered=section.take("offered", flag()),
        loudness=section.take("loudness", whole(1, LOUDEST)),
        keys=_keys(section.group("keys", PadKeys)),
    )


def _keys(section: Section) -> PadKeys:
    keys = PadKeys(**{one.name: section.take(one.name, _key()) for one in fields(PadKeys)})
    does: dict[str, str] = {}
    for one in fields(PadKeys):
        pressed = getattr(keys, one.name)
        if pressed and does.setdefault(pressed, one.name) != one.name:
            place = section.values.get(one.name) or section.values[does[pressed]]
            place.wrong(f'"{pressed}" would be {does[pressed]} and {one.name} at once')
    return keys


def _key() -> Kind[str]:
    expected = 'a key as browsers call it, such as "ArrowUp", "Enter" or "F13"'

    def read(place: Place) -> str:
        found = raw(place, expected)
        if found not in KEYS:
            near = nearest(found, KEYS)
            guess = f'. Did you mean "{near}"?' if near else f", expected {expected}"
            raise Wrong(f'unknown key "{shown(found)}"{guess}')
        return found

    return Kind(expected, read, "")
