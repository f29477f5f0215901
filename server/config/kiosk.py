"""The sections of the touch screens."""

from collections.abc import Mapping
from typing import Any, Protocol

from server.config.forms import device_id
from server.config.kinds import flag, list_of, whole
from server.config.names import Names, state_language_first
from server.config.pad_sections import read_kiosk_speech
from server.config.pad_settings import KioskSpeech
from server.config.reading import Kind, Section
from server.config.settings import Group, Kiosk, OneKiosk
from server.rules.reach import highest_top_edge

MOST_GROUPS = 14  # two screens of buttons


class Known(Protocol):
    """The ids that earlier sections have defined."""

    root: Section
    languages: Names
    services: Names
    printers: Names


def read_kiosk(known: Known, names: Kind[Mapping[str, str]]) -> Kiosk:
    """Read what all touch screens share.

    Args:
        known: the file, and the ids in it.
        names: how a group's name is read.
    """
    section = known.root.group("kiosk", Kiosk)
    kiosk = Kiosk(**_shared(known, section, names, Kiosk()))
    _check(section, kiosk)
    return kiosk


def read_kiosks(known: Known, base: Kiosk, names: Kind[Mapping[str, str]]) -> tuple[OneKiosk, ...]:
    """Read the touch screens, where there are several.

    Args:
        known: the file, and the ids in it.
        base: what holds for one that says nothing else.
        names: how a group's name is read.
    """
    ids = Names("kiosk")
    return tuple(
        _kiosk(known, ids, item, base, names) for item in known.root.groups("kiosks", OneKiosk) or ()
    )


def _kiosk(known: Known, ids: Names, item: Section, base: Kiosk, names: Kind[Mapping[str, str]]) -> OneKiosk:
    kiosk_id = item.take("id", device_id())
    ids.define(item.values.get("id"), kiosk_id)
    kiosk = OneKiosk(id=kiosk_id, **_shared(known, item, names, base))
    _check(item, kiosk)
    return kiosk


def _shared(known: Known, section: Section, names: Kind[Mapping[str, str]], base: Kiosk) -> dict[str, Any]:
    services = list_of(known.services.reference(), "service ids")
    # What stands in for one kiosk's printer may be far from another's.
    fallback = None if "printer" in section.values else base.fallback
    return {
        "printer": section.take("printer", known.printers.reference(), base.printer),
        "fallback": section.take("fallback", known.printers.reference(), fallback),
        "show_ticket_s": section.take("show_ticket_s", whole(5, 120), base.show_ticket_s),
        "idle_s": section.take("idle_s", whole(30, 180), base.idle_s),
        "idle_more_s": section.take("idle_more_s", whole(20, 120), base.idle_more_s),
        "diagonal_in": section.take("diagonal_in", whole(10, 65), base.diagonal_in),
        "top_edge_mm": section.take("top_edge_mm", whole(700, 2500), base.top_edge_mm),
        "groups": _groups(section, known.services, names) if "groups" in section.values else base.groups,
        "services": section.take("services", services, base.services),
        "languages": section.take("languages", state_language_first(known.languages), base.languages),
        "paired_only": section.take("paired_only", flag(), base.paired_only),
        "speech": read_kiosk_speech(section.group("speech", KioskSpeech))
        if "speech" in section.values
        else base.speech,
    }


def _check(section: Section, kiosk: Kiosk) -> None:
    if kiosk.fallback and kiosk.printer is None and "printer" not in section.values:
        section.values["fallback"].wrong("nothing to stand in for: the kiosk has no printer")
    elif kiosk.fallback and kiosk.fallback == kiosk.printer and "fallback" in section.values:
        section.values["fallback"].wrong(f'"{kiosk.fallback}" cannot stand in for itself')
    _check_reach(section, kiosk)


def _groups(section: Section, services: Names, names: Kind[Mapping[str, str]]) -> tuple[Group, ...]:
    items = section.groups("groups", Group) or []
    found = []
    held: dict[str, Section] = {}
    for item in items:
        group = Group(
            name=item.take("name", names),
            services=item.take("services", list_of(services.reference(), "service ids")),
        )
        for service in group.services:
            if service and held.setdefault(service, item) is not item:
                item.values["services"].wrong(
                    f'"{service}" is in the group of line {held[service].place.line} already'
                )
        found.append(group)
    if len(found) > MOST_GROUPS:
        section.values["groups"].wrong(f"found {len(found)} groups, expected at most {MOST_GROUPS}")
    return tuple(found)


def _check_reach(section: Section, kiosk: Kiosk) -> None:
    place = section.values.get("top_edge_mm") or section.values.get("diagonal_in")
    highest = highest_top_edge(kiosk.diagonal_in)
    if place and 0 < highest < kiosk.top_edge_mm:
        place.wrong(
            f"a screen of {kiosk.diagonal_in} inches with its upper edge at {kiosk.top_edge_mm} mm cannot be "
            f"reached from a wheelchair, expected at most {highest} mm"
        )
