"""What keeps a service's numbers from being given."""

import pytest

from server.rules.issuing import EVERY_SERVICE, Issuing, Stop, StopReason, stop_of
from server.rules.moment import MINUTE

WHY = StopReason.TECHNICAL
OWN = Stop(issuing=Issuing.PAUSED, reason=WHY, since=0, until=30 * MINUTE)
OPEN_END = Stop(issuing=Issuing.PAUSED, reason=WHY, since=0)
CLOSED = Stop(issuing=Issuing.CLOSED, reason=WHY, since=0)
WHOLE = Stop(issuing=Issuing.PAUSED, reason=WHY, since=0, until=60 * MINUTE, whole=True)


@pytest.mark.parametrize(
    ("stops", "minute", "found"),
    [
        ({}, 0, None),
        ({"A": OWN}, 0, OWN),
        ({"B": OWN}, 0, None),
        ({"A": OWN}, 29.9, OWN),
        ({"A": OWN}, 30, None),
        ({"A": OPEN_END}, 500, OPEN_END),
        ({EVERY_SERVICE: WHOLE}, 0, WHOLE),
        ({"A": OWN, EVERY_SERVICE: WHOLE}, 0, WHOLE),
        ({"A": CLOSED, EVERY_SERVICE: WHOLE}, 0, CLOSED),
        ({"A": OPEN_END, EVERY_SERVICE: WHOLE}, 60, OPEN_END),
    ],
)
def test_what_lasts_longest_is_told(stops: dict[str, Stop], minute: float, found: Stop | None) -> None:
    assert stop_of(stops, "A", round(minute * MINUTE)) is found
