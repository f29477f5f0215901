"""What can be chosen on one screen of the kiosk: few things at a time, and nothing to scroll. Pure.

Every service is at most two touches away: its own button, or its group's and then its own.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.view import Mode
from server.config import OneKiosk, Settings

TWO = 2
MANY = 20  # services: more than that can be searched
ROOM = {  # how many choices a screen holds (people see at most seven at a glance), by what is switched on
    frozenset(): 7,
    frozenset({Mode.LARGE}): 4,
    frozenset({Mode.LOW}): 6,
    frozenset({Mode.LARGE, Mode.LOW}): TWO,
}


class Leads(StrEnum):
    """Where a choice leads."""

    SERVICE = "service"
    GROUP = "group"
    UNSURE = "unsure"
    BOOKED = "booked"
    PRIORITY = "priority"
    HOW = "how"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Choice:
    """One button; ``id`` is the service's, or the group's place in the settings."""

    leads: Leads
    id: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of choices.

    Attributes:
        choices: in order; whoever does not know what to choose finds that in last place.
        beside: what stands beside them, smaller.
        number: of this screen, from 1.
        of: how many there are.
    """

    choices: tuple[Choice, ...]
    beside: tuple[Choice, ...]
    number: int
    of: int


def start(kiosk: OneKiosk) -> tuple[Choice, ...]:
    """Return a kiosk's first choices: services, and groups where their first service would stand."""
    group_of = {
        service: str(place)
        for place, group in enumerate(kiosk.groups)
        for service in group.services
        if len(group.services) > 1
    }
    found = dict.fromkeys(
        Choice(Leads.GROUP, group_of[service]) if service in group_of else Choice(Leads.SERVICE, service)
        for service in kiosk.services
    )
    return tuple(found)


def others(settings: Settings, kiosk: OneKiosk) -> tuple[Choice, ...]:
    """Return what can be chosen at a kiosk besides its services."""
    wanted = {
        Leads.SEARCH: len(kiosk.services) > MANY,
        Leads.BOOKED: any(service.appointments for service in settings.services),
        Leads.PRIORITY: settings.queue.priority.mode in ("auto", "suggest"),
        Leads.HOW: True,
    }
    return tuple(Choice(leads) for leads, there in wanted.items() if there)


def screen(
    choices: Sequence[Choice],
    beside: Sequence[Choice],
    modes: Collection[Mode],
    number: int,
    *,
    unsure: bool,
) -> Screen:
    """Lay out one screen.

    Args:
        choices: all of this place.
        beside: what stands beside them on every screen; where there is no room, it follows them.
        modes: what is switched on.
        number: which screen is asked for, from 1; another one is given when there is no such.
        unsure: whether whoever does not know what to choose finds that here.
    """
    room = ROOM[frozenset(modes) & {Mode.LARGE, Mode.LOW}]
    roomy = room == ROOM[frozenset()]
    items = [*choices] if roomy else [*choices, *beside]
    # Whoever is unsure finds a way on every screen, except where two choices are all there is room for.
    always = [Choice(Leads.UNSURE)] if unsure and room > TWO else []
    if unsure and not always:
        items.append(Choice(Leads.UNSURE))
    each = room - len(always)
    of = max(1, -(-len(items) // each))
    number = min(max(number, 1), of)
    shown = items[(number - 1) * each : number * each]
    return Screen((*shown, *always), tuple(beside) if roomy else (), number, of)


def folded(text: str) -> str:
    """Return a text without capitals, accents and signs: ``zeme`` finds ``Žemė``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", kept))


def search(names: Mapping[str, str], typed: str) -> list[str]:
    """Find services by the beginning of any word of their names.

    Args:
        names: by service id.
        typed: letters, folded or not; nothing finds nothing.

    Returns:
        Ids in the order of ``names``, those that begin with what was typed first.
    """
    wanted = folded(typed)
    if not wanted:
        return []
    said = {service: f" {folded(name)}" for service, name in names.items()}
    found = [service for service, name in said.items() if f" {wanted}" in name]
    return sorted(found, key=lambda service: not said[service].startswith(f" {wanted}"))
