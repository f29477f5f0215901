"""What a desk with nobody at it should notice: who has come (standard, 6.2, 21.2).

Who is left for a colleague that speaks her language (14) is in ``choosing.left_for_others``.
"""

from dataclasses import dataclass

from server.reception.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody waits for a free counter.

    The page sounds and shows it at once when ``new``, and repeats it every ``desk.repeat_alert_s`` seconds
    from ``since`` on until she is called.

    Attributes:
        number: whom the counter would call now.
        service: what she has come for.
        since: since when the counter is free and somebody waits for it, milliseconds UTC.
        new: whether she came while the counter was free; otherwise she had been waiting before.
    """

    number: str
    service: str
    since: int
    new: bool


def arrival(ledger: Ledger, counter: str, staff: str | None) -> Arrival | None:
    """Say who waits for a free counter; silent while a client is there, on a break, at lunch and closed.

    During other work it is told only when no other free counter can call her (21.2).

    Args:
        ledger: the open book.
        counter: the counter's id.
        staff: who works there, by login.
    """
    raise NotImplementedError
