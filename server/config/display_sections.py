"""The sections of config.yaml about displays and their voice."""

from typing import Any, Protocol

from server.config.display_settings import Display, DisplayKind, OneDisplay, Speech
from server.config.forms import day_hours, device_id, path
from server.config.kinds import choice, flag, list_of, whole
from server.config.names import Names, state_language_first
from server.config.reading import Section


class Known(Protocol):
    """The ids that earlier sections have defined."""

    root: Section
    languages: Names
    services: Names
    counters: Names


def read_display(known: Known) -> Display:
    """What all displays share."""
    display = known.root.group("display", Display)
    return Display(**_shared(known, display, Display()))


def read_displays(known: Known, base: Display) -> tuple[OneDisplay, ...]:
    """The displays, where there are several."""
    names = Names("display")
    return tuple(
        _display(known, names, item, base) for item in known.root.groups("displays", OneDisplay) or ()
    )


def _display(known: Known, names: Names, item: Section, base: Display) -> OneDisplay:
    display_id = item.take("id", device_id())
    names.define(item.values.get("id"), display_id)
    counters = item.take("counters", list_of(known.counters.reference(), "counter ids"), ())
    found = OneDisplay(
        id=display_id,
        kind=item.take("kind", choice(DisplayKind)),
        services=item.take("services", list_of(known.services.reference(), "service ids"), ()),
        counters=counters,
        **_shared(known, item, base),
    )
    if found.kind is DisplayKind.COUNTER and (len(counters) != 1 or found.services):
        place = item.values.get("counters") or item.values["kind"]
        place.note('a display of the kind "counter" shows one counter: expected one id, and no services')
    return found


def _shared(known: Known, section: Section, base: Display) -> dict[str, Any]:
    return {
        "last_called": section.take("last_called", whole(1, 6), base.last_called),
        "languages": section.take("languages", state_language_first(known.languages), base.languages),
        "chime": section.take("chime", flag(), base.chime),
        "speak": section.take("speak", flag(), base.speak),
        "volume": section.take("volume", whole(0, 100), base.volume),
        "portrait": section.take("portrait", flag(), base.portrait),
        "diagonal_in": section.take("diagonal_in", whole(5, 150), base.diagonal_in),
        "farthest_seat_m": section.take("farthest_seat_m", whole(1, 50), base.farthest_seat_m),
        "slides": section.take("slides", path("a folder"), base.slides),
        "paired_only": section.take("paired_only", flag(), base.paired_only),
    }


def read_speech(known: Known) -> Speech:
    """How calls are said."""
    speech = known.root.group("speech", Speech)
    return Speech(
        clips=speech.take("clips", path("a folder")),
        speed=speech.take("speed", whole(80, 300)),
        second_language=speech.take("second_language", flag()),
        repeat=speech.take("repeat", flag()),
        quiet=speech.take("quiet", day_hours()),
    )
