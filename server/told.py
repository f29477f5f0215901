"""What a ticket was told when it was taken: on paper it stays, and the kiosk's screen says the same."""

from server.rules.interval import Interval
from server.rules.told import Told
from server.store.tables import Visit


def told_at_first(visit: Visit) -> Told | None:
    """Return what a visit was told when its ticket was taken; ``None`` when nothing was foretold."""
    if visit.told_low is None or visit.told_mid is None or visit.told_high is None:
        return None
    return Told(Interval(visit.told_low, visit.told_mid, visit.told_high), visit.told_today)
