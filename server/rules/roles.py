"""Who may do what: four roles, each may what the one before it may, and more (standard, 9.2)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a member of staff is to Eilė, from the fewest rights to all of them."""

    CLERK = "clerk"
    RECEPTION = "reception"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Area(StrEnum):
    """What staff can be let into."""

    DESK = "desk"
    PAPER = "paper"
    AGENDA = "agenda"
    PRINTERS = "printers"
    FIGURES = "figures"
    ANY_COUNTER = "any_counter"
    PERSONS = "persons"
    MONITOR = "monitor"
    STAFF = "staff"


# The whole table. A clerk serves at her own counter, prints copies, and sees the paper that came out; the
# reception also sees who is expected, with their codes, and the day's figures, and looks after the printers;
# a supervisor also acts at any counter, sees figures of persons, and steers the branch from her own page; an
# administrator says who works here.
FROM: Mapping[Area, Role] = MappingProxyType(
    {
        Area.DESK: Role.CLERK,
        Area.PAPER: Role.CLERK,
        Area.AGENDA: Role.RECEPTION,
        Area.PRINTERS: Role.RECEPTION,
        Area.FIGURES: Role.RECEPTION,
        Area.ANY_COUNTER: Role.SUPERVISOR,
        Area.PERSONS: Role.SUPERVISOR,
        Area.MONITOR: Role.SUPERVISOR,
        Area.STAFF: Role.ADMINISTRATOR,
    }
)
_ORDER = tuple(Role)


def may(role: Role, area: Area) -> bool:
    """Say whether a role is let into an area.

    Args:
        role: of who asks.
        area: where to.
    """
    return _ORDER.index(role) >= _ORDER.index(FROM[area])
