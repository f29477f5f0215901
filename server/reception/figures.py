"""A clerk's own figures of today: of her counter, not of her (standard, 3.6)."""

from dataclasses import dataclass

from server.reception.ledger import Ledger


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """What was done at a counter today, by the definitions of the day's report.

    Attributes:
        served: how many clients were served to the end there.
        wait_mean: how long these had waited, milliseconds; ``None`` without any.
        service_mean: how long they were served, milliseconds; ``None`` without any.
    """

    served: int
    wait_mean: float | None
    service_mean: float | None


def own_figures(ledger: Ledger, counter: str) -> OwnFigures:
    """Return today's figures of a counter.

    Raises:
        Refused: ``UNKNOWN_COUNTER``.
    """
    raise NotImplementedError
