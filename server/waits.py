"""What visitors are told of their wait, in words: a range, never a bare number (standard, 12.2, 17.2)."""

from server.rules.closing import Outlook
from server.rules.told import Told
from server.words import Words


def wait_text(words: Words, told: Told | None) -> str:
    """Say how long somebody will wait, as a sentence.

    Args:
        words: the language.
        told: what is foretold; ``None`` when no counter gives the service now.
    """
    if told is None or told.wait is None:
        return words("wait.nobody")
    low, high = told.wait.printed()
    return words("wait.range", low=low, high=high) if high else words("wait.now")


def wait_short(words: Words, told: Told | None) -> str:
    """Say the same in a word or two, for a button."""
    if told is None or told.wait is None:
        return "–"
    low, high = told.wait.printed()
    return words("wait.range_short", low=low, high=high) if high else words("wait.now_short")


def line_text(words: Words, ahead: int, told: Told | None) -> str:
    """Say on a service's button what somebody who comes now may expect.

    Args:
        words: the language.
        ahead: how many people can be called before her.
        told: what is foretold; ``None`` when no counter gives the service now.
    """
    if told is not None and told.today is Outlook.UNLIKELY:
        return words("wait.full_short")
    if told is None or told.wait is None:
        return words("wait.nobody_short")
    line = words("wait.line", n=ahead) if ahead else words("wait.no_line")
    return f"{line} · {wait_short(words, told)}"


def today_text(words: Words, told: Told | None, *, promised: bool) -> str:
    """Say whether somebody who waits will be served before closing; empty unless it matters.

    Args:
        words: the language.
        told: what is foretold.
        promised: whether she was told that she will be.
    """
    if promised:
        return words("wait.promised")
    today = told.today if told else None
    return "" if today in (None, Outlook.LIKELY) else words(f"wait.{today}")
