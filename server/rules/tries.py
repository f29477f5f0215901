"""How long to wait after wrong passwords: five may be wrong, then one a minute."""

from collections.abc import Sequence

ACCOUNT_TRIES = 5
ACCOUNT_WAIT_MS = 60_000
ADDRESS_TRIES = 30
ADDRESS_WITHIN_MS = 10 * 60_000
REMEMBERED_MS = 60 * 60_000  # older ones are forgotten


def account_wait(wrong: Sequence[int], now: int) -> int:
    """Say how long an account must wait for its next try.

    Whoever guesses gets five tries and then one a minute, until one is right or an hour has passed since
    the first of the last five: at most 1440 a day.

    Args:
        wrong: when tries were wrong since one was right, in order, milliseconds.
        now: on the same clock.

    Returns:
        Milliseconds; 0 when a try is allowed.
    """
    recent = [at for at in wrong if now - at < REMEMBERED_MS]
    return max(0, recent[-1] + ACCOUNT_WAIT_MS - now) if len(recent) >= ACCOUNT_TRIES else 0


def address_wait(wrong: Sequence[int], now: int) -> int:
    """Say how long an address must wait, whichever accounts are tried from it: thirty in ten minutes.

    Args:
        wrong: when tries from there were wrong, in order, milliseconds.
        now: on the same clock.

    Returns:
        Milliseconds; 0 when a try is allowed.
    """
    if len(wrong) < ADDRESS_TRIES:
        return 0
    return max(0, wrong[-ADDRESS_TRIES] + ADDRESS_WITHIN_MS - now)
