"""What one person can be told of her wait."""

from dataclasses import dataclass

from server.rules.closing import Outlook
from server.rules.interval import Interval


@dataclass(frozen=True, slots=True)
class Told:
    """What one person can be told.

    Attributes:
        wait: how long she will wait from when it was foretold; ``None`` when nobody will call her.
        today: whether she will be served before closing; ``None`` for a branch that does not close.
    """

    wait: Interval | None
    today: Outlook | None
