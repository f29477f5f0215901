"""What a branch can set about a kiosk that speaks, and the tactile pad beside it, as frozen typed values."""

from dataclasses import dataclass, field

LOUDEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PadKeys:
    """What the keys of a tactile pad are called by the browser (``KeyboardEvent.key``).

    Attributes:
        up: to what is said before.
        down: to what is said next.
        enter: chooses what was said.
        repeat: says it once more.
        louder: after the loudest comes the quietest, so that a pad can do with one key.
        quieter: the other way round.
        headphones: is sent when headphones are plugged in.
    """

    up: str = "ArrowUp"
    down: str = "ArrowDown"
    enter: str = "Enter"
    repeat: str = "ArrowLeft"
    louder: str = "AudioVolumeUp"
    quieter: str = "AudioVolumeDown"
    headphones: str = "F15"


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskSpeech:
    """The kiosk's speech mode (EN 301 549, 5.1.3).

    Attributes:
        offered: whether the kiosk speaks at all.
        loudness: each visit begins this loud, from 1 to 5.
        keys: of the pad.
    """

    offered: bool = True
    loudness: int = 3
    keys: PadKeys = field(default_factory=PadKeys)
