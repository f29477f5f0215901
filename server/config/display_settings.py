"""What a branch can set about its displays and their voice, as frozen typed values."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from server.rules.hours import Interval


class DisplayKind(StrEnum):
    """What a display looks like: the wall of a waiting room, or one number above a counter's window."""

    WALL = "wall"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What displays show and how they sound, unless one of them says otherwise.

    Attributes:
        last_called: how many calls stand beside the newest.
        languages: of the labels, the state language first.
        chime: whether it sounds when somebody is called.
        speak: whether it says aloud who is called, and before closing how many will still be served.
        volume: of chime and voice, percent.
        portrait: whether the screen stands upright.
        diagonal_in: the screen's diagonal, inches.
        farthest_seat_m: how far away the last seat is, metres.
        slides: a folder of pictures to show; ``None`` for none.
        paired_only: whether only a paired device may show it.
    """

    last_called: int = 5
    languages: tuple[str, ...] = ("lt",)
    chime: bool = True
    speak: bool = True
    volume: int = 100
    portrait: bool = False
    diagonal_in: int = 55
    farthest_seat_m: int = 5
    slides: Path | None = None
    paired_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OneDisplay(Display):
    """One of several displays.

    Attributes:
        id: the office's name for it.
        kind: what it looks like.
        services: it shows calls of these, by id; with ``counters`` both empty it shows all.
        counters: it shows calls to these, by id; a display of the kind ``COUNTER`` has exactly one.
    """

    id: str
    kind: DisplayKind = DisplayKind.WALL
    services: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The voice of the displays (standard, 22.1).

    Attributes:
        clips: a folder of recorded clips; ``None`` for none.
        speed: of the machine's voice, words a minute.
        second_language: whether a call is said again in the language of its ticket.
        repeat: whether a call is said once more, shortly, when nobody else is called meanwhile.
        quiet: hours of the day without any sound.
    """

    clips: Path | None = None
    speed: int = 140
    second_language: bool = False
    repeat: bool = True
    quiet: tuple[Interval, ...] = ()
