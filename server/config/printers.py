"""The printers of config.yaml: the way to each, and what its model can do."""

import dataclasses
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from printer.profile import Profile, WrongProfile, checked, make_profile
from printer.raster import load_logo, missing_glyphs
from printer.transport.serial_port import Flow
from server.config.forms import host
from server.config.kinds import choice, flag, raw, text, whole, word
from server.config.mistakes import shown
from server.config.names import Names
from server.config.nodes import kind_of
from server.config.reading import Kind, Place, Section, Wrong
from server.config.settings import Printer, Transport

T = TypeVar("T")

_NETWORK_PORT = 9100
_USB = Path("/dev/usb/lp0")
_BAUD = 115_200
_WHOLE = re.compile("[0-9]{1,9}")
_DEVICES = (Transport.USB, Transport.SERIAL, Transport.FILE)
_PROFILE = {field.name: field.default for field in dataclasses.fields(Profile)}

# Each printer is one group, though what is about its model makes a profile.
WORDS = dataclasses.make_dataclass(
    "WORDS",
    [
        *((one.name, Any) for one in dataclasses.fields(Printer) if one.name in ("id", "transport")),
        *(
            (name, Any, dataclasses.field(default=None))
            for name in dict.fromkeys([*(one.name for one in dataclasses.fields(Printer)), *_PROFILE])
            if name not in ("id", "transport")
        ),
    ],
)


def read_printer(item: Section, names: Names, place: Kind[Mapping[str, str]]) -> Printer:
    """Read one printer.

    Args:
        item: its group.
        names: the ids of printers so far.
        place: how a text in every language is read.
    """
    form = "1 to 32 letters A-Z, digits, dots, underscores and hyphens"
    printer_id = item.take("id", word("[A-Za-z0-9._-]{1,32}", form))
    names.define(item.values.get("id"), printer_id)
    path = _only(_DEVICES, item, "path", text("a file or a device"), _path_of(item))
    usb_id = word("[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}", 'maker and model as lsusb tells them, such as "04b8:0e15"')
    return Printer(
        id=printer_id,
        transport=item.take("transport", choice(Transport)),
        place=item.take("place", place, {}),
        profile=_profile(item),
        host=_only((Transport.NETWORK,), item, "host", host()),
        port=_only((Transport.NETWORK,), item, "port", whole(1, 65535), _NETWORK_PORT),
        path=None if path is None else Path(path),
        baud=_only((Transport.SERIAL,), item, "baud", whole(1200, 921_600), _BAUD),
        flow=_only((Transport.SERIAL,), item, "flow", choice(Flow), Flow.RTS_CTS),
        usb_id=_only((Transport.LIBUSB,), item, "usb_id", usb_id),
        queue=_only((Transport.CUPS,), item, "queue", word("[^ /#]{1,127}", "the name of a queue of CUPS")),
    )


def printable() -> Kind[str]:
    """Text of one line that comes to stand on tickets, whose font has to have all of its letters."""

    def read(place: Place) -> str:
        found = text().read(place)
        if missing := missing_glyphs([found]):
            letters = ", ".join(f'"{shown(letter)}"' for letter in sorted(missing))
            raise Wrong(f"the letters of tickets have no {letters}: write this without")
        return found

    return replace(text(), read=read)


def picture() -> Kind[Path | None]:
    """A picture for tickets, named from the folder of the settings."""
    expected = "the file of a picture"

    def read(place: Place) -> Path:
        found = text(expected).read(place)
        path = Path(place.name).parent / found
        try:
            load_logo(path, Profile())
        except OSError as trouble:
            raise Wrong(f'"{shown(found)}" cannot be read: {trouble.strerror or trouble}') from None
        except ValueError:
            raise Wrong(f'"{shown(found)}" is no picture, or too large a one') from None
        return path

    return Kind(expected, read, None)


def _path_of(item: Section) -> str | None:
    usb = "transport" in item.values and item.values["transport"].written == Transport.USB
    return str(_USB) if usb else None


def _profile(item: Section) -> Profile:
    """Make the profile; what is wrong with it is noted where it stands."""
    written = {field: item.values[field] for field in _PROFILE if field in item.values}
    read = {field: place.read(_part(field)) for field, place in written.items()}
    changes = {field: value for field, value in read.items() if value is not None}
    name = item.take("profile", text("the name of a printer model"), "generic-80")
    try:
        return make_profile(name, changes) if name else Profile()
    except WrongProfile as wrong:
        place = item.values.get("profile", item.place)
        place.note(wrong.text) if wrong.field == "width" else place.wrong(wrong.text)
        return Profile()


def _part(field: str) -> Kind[Any]:
    """One field of a profile, as `printer.profile` checks it: bytes stand as a hex text."""
    default = _PROFILE[field]

    def read(place: Place) -> Any:
        value: Any
        if isinstance(default, bool):
            value = flag().read(place)
        elif isinstance(default, int):
            node = place.scalar("a whole number")
            plain = kind_of(node) in ("int", "str") and _WHOLE.fullmatch(node.value)
            value = int(node.value) if plain else node.value
        else:
            value = raw(place, "a text")
        try:
            checked(field, value)
        except WrongProfile as wrong:
            raise place.unexpected(wrong.text.partition("expected ")[2]) from None
        return value

    return Kind("", read, None)


def _only(
    owners: Collection[Transport], item: Section, key: str, kind: Kind[T], default: T | None = None
) -> T | None:
    """Read a setting of some transports. With another it would do nothing, so it may not stand there."""
    transport = item.values["transport"].written if "transport" in item.values else ""
    if key not in item.values:
        if transport in owners and default is None:
            item.missing(key, kind.expected)
        return default if transport in owners else None
    if transport not in owners and transport in list(Transport):
        have = " and ".join(f'"{owner}"' for owner in owners)
        verb = "has" if len(owners) == 1 else "have"
        item.values[key].note(f'does nothing with transport "{transport}": only {have} {verb} it')
        return None
    return item.take(key, kind)
