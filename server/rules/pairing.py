"""Codes that pair a device once. Pure."""

from server.rules.moment import MINUTE

DIGITS = 6
VALID_MS = 10 * MINUTE


def written(typed: str) -> str:
    """Return a code as it is kept, whatever somebody types between its digits."""
    return "".join(sign for sign in typed if "0" <= sign <= "9")


def spoken(code: str) -> str:
    """Return a code in two halves, as it is read aloud and typed: ``123 456``."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def valid(made_at: int, used_at: int | None, now: int) -> bool:
    """Say whether a code still pairs; moments in milliseconds UTC."""
    return used_at is None and made_at <= now < made_at + VALID_MS
