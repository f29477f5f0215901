"""A mistake in config.yaml, the error that carries all of them, and how they speak of what they found."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to correct.

    Args:
        name: the file.
        line: where it stands, from 1; 0 when the file as a whole is meant.
        path: which setting, like ``services[2].name``; empty for the file as a whole.
        text: what was found and what is expected.
    """

    name: str
    line: int
    path: str
    text: str

    def __str__(self) -> str:
        place = f"{self.name}:{self.line}" if self.line else self.name
        return f"{place}  {self.path}: {self.text}" if self.path else f"{place}  {self.text}"


class ConfigError(Exception):
    """The settings cannot be used. ``mistakes`` has every one, by line; ``str()`` has a line for each."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line))
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


def shown(text: str) -> str:
    """Make found text fit into a line: shortened to 40 characters, whatever cannot be seen as its escape."""
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that was probably meant, whatever its capitals; ``None`` when none is near."""
    spelt = {other.lower(): other for other in known}
    found = get_close_matches(word[:_LONGEST].lower(), spelt, n=1)
    return spelt[found[0]] if found else None


def alternatives(word: str, known: Iterable[str]) -> str:
    """Say what could stand in place of an unknown word: the nearest known one, or all of them.

    Returns:
        The end of a sentence, like ``. Did you mean "queue"?`` or ``, expected one of: A, B, D``.
    """
    known = tuple(known)
    near = nearest(word, known)
    if near:
        return f'. Did you mean "{shown(near)}"?'
    return f", expected one of: {', '.join(map(shown, known))}" if known else ""
