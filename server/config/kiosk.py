"""The section of the touch screen."""

from collections.abc import Mapping

from server.config.kinds import list_of, whole
from server.config.names import Names
from server.config.pad_sections import read_kiosk_speech
from server.config.pad_settings import KioskSpeech
from server.config.reading import Kind, Section
from server.config.settings import Group, Kiosk
from server.rules.reach import highest_top_edge

MOST_GROUPS = 14  # two screens of buttons


def read_kiosk(section: Section, services: Names, printers: Names, names: Kind[Mapping[str, str]]) -> Kiosk:
    """Read the touch screen.

    Args:
        section: the section.
        services: the services that groups can hold.
        printers: the printers that may stand beside it.
        names: how a group's name is read.
    """
    kiosk = Kiosk(
        printer=section.take("printer", printers.reference()),
        fallback=section.take("fallback", printers.reference()),
        show_ticket_s=section.take("show_ticket_s", whole(5, 120)),
        idle_s=section.take("idle_s", whole(30, 180)),
        idle_more_s=section.take("idle_more_s", whole(20, 120)),
        diagonal_in=section.take("diagonal_in", whole(10, 65)),
        top_edge_mm=section.take("top_edge_mm", whole(700, 2500)),
        groups=_groups(section, services, names),
        speech=read_kiosk_speech(section.group("speech", KioskSpeech)),
    )
    if kiosk.fallback and "printer" not in section.values:
        section.values["fallback"].wrong("nothing to stand in for: the kiosk has no printer")
    elif kiosk.fallback and kiosk.fallback == kiosk.printer:
        section.values["fallback"].wrong(f'"{kiosk.fallback}" cannot stand in for itself')
    _check_reach(section, kiosk)
    return kiosk


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
