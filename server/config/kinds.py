"""The general kinds of value: text, words, numbers, lists, translations."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar
from unicodedata import category

from server.config.mistakes import nearest, shown
from server.config.nodes import kind_of, trap
from server.config.reading import Kind, Place, Wrong, words
from server.config.settings import LANGUAGES

T = TypeVar("T")
S = TypeVar("S", bound=str)

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_MOST_DIGITS = 9  # more than any setting needs


def raw(place: Place, expected: str) -> str:
    """A word as text. A bare number is its digits, when nobody could read them as another number."""
    node = place.scalar(expected)
    if place.empty:
        raise place.unexpected(expected)
    if kind_of(node) == "int" and _WHOLE.fullmatch(node.value):
        return str(node.value)
    hint = trap(node)
    if hint:
        raise Wrong(f'{hint}: write "{shown(node.value)}" in quotes')
    return str(node.value)


def _text(place: Place, expected: str) -> str:
    text = raw(place, expected).strip()
    if not text:
        raise Wrong(f"found an empty text, expected {expected}")
    # Control characters and half characters have no picture on paper or screen, and lines have no room.
    if any(category(c) in ("Cc", "Cs") for c in text):
        raise Wrong(f'found "{shown(text)}", expected {expected} in one line without control characters')
    return text


def text(expected: str = "text") -> Kind[str]:
    """Any text of one line, without the spaces around it."""
    return Kind(expected, lambda place: _text(place, expected), "")


def word(pattern: str, expected: str) -> Kind[str]:
    """Text of a certain form, given as a regular expression and in words."""
    form = re.compile(pattern)

    def read(place: Place) -> str:
        found = _text(place, expected)
        if not form.fullmatch(found):
            raise Wrong(f'found "{shown(found)}", expected {expected}')
        return found

    return Kind(expected, read, "")


def whole(low: int, high: int, step: int = 1) -> Kind[int]:
    """A whole number from ``low`` to ``high``, in plain digits; quotes around them do no harm."""
    expected = f"a whole number from {low} to {high}" + (f", a multiple of {step}" if step > 1 else "")

    def read(place: Place) -> int:
        node = place.scalar(expected)
        if kind_of(node) in ("int", "str") and _WHOLE.fullmatch(node.value):
            value = int(node.value) if len(node.value) <= _MOST_DIGITS else low - 1
            if low <= value <= high and value % step == 0:
                return value
            raise place.unexpected(expected)
        plain = kind_of(node) in ("str", "null") or (kind_of(node) == "float" and ":" not in node.value)
        hint = "" if plain else trap(node)
        raise Wrong(f"{hint}, expected {expected}") if hint else place.unexpected(expected)

    return Kind(expected, read, low)


def flag() -> Kind[bool]:
    """``true`` or ``false``, with YAML's other spellings of them."""
    expected = "true or false, without quotes"

    def read(place: Place) -> bool:
        node = place.scalar(expected)
        value = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(
            node.value.lower()
        )
        if kind_of(node) != "bool" or value is None:
            raise place.unexpected(expected)
        return value

    return Kind(expected, read, False)


def choice(values: Iterable[S], noun: str = "word") -> Kind[S]:
    """One of a few words; ``noun`` is what such a word is called."""
    known = {str(value): value for value in values}
    expected = " or ".join(f'"{value}"' for value in known)

    def read(place: Place) -> S:
        node = place.scalar(expected)
        hint = trap(node)
        if hint:
            raise Wrong(f"{hint}, expected {expected} in quotes")
        if node.value not in known:
            near = nearest(node.value, known)
            guess = f'. Did you mean "{near}"?' if near else f", expected {expected}"
            raise Wrong(f'unknown {noun} "{shown(node.value)}"{guess}')
        return known[node.value]

    return Kind(expected, read, next(iter(known.values())))


def list_of(kind: Kind[T], what: str, at_least: int = 1) -> Kind[tuple[T, ...]]:
    """A list without repeats. Items that cannot be read are noted one by one."""
    expected = f"a list of {what}"

    def read(place: Place) -> tuple[T, ...]:
        places = place.items(expected)
        if len(places) < at_least:
            raise Wrong(f"found an empty list, expected at least one of its {what}")
        seen: set[str] = set()
        values = []
        for item in places:
            if item.written in seen:
                item.wrong(f'"{shown(item.written)}" stands in this list already')
            else:
                values.append(item.read(kind))
            seen.update(filter(None, [item.written]))
        return tuple(values)

    return Kind(expected, read, ())


def translated(each: Kind[T], languages: Sequence[str]) -> Kind[Mapping[str, T]]:
    """A value for every language of the office, in the office's order.

    Texts in other languages that Eilė knows may wait in the file; they are checked, and left out.
    """
    blank: Mapping[str, T] = MappingProxyType({})

    def read(place: Place) -> Mapping[str, T]:
        found, complete = words(place, LANGUAGES, "language")
        values = {code: found[code].read(each) for code in LANGUAGES if code in found}
        for code in languages:
            if complete and code not in values:
                place.note(f"no {LANGUAGES[code]} ({code}) text")
        return MappingProxyType({code: values[code] for code in languages if code in values})

    return Kind("a text in every language", read, blank)


def translated_list(
    what: str, languages: Sequence[str], each: Kind[str]
) -> Kind[Mapping[str, tuple[str, ...]]]:
    """A list of texts for every language of the office, the same number of texts in each."""
    lists = translated(list_of(each, what), languages)

    def read(place: Place) -> Mapping[str, tuple[str, ...]]:
        before = len(place.mistakes)
        values = lists.read(place)
        if len(place.mistakes) == before:
            here, _ = words(place, LANGUAGES, "language")
            full = max(values, key=lambda code: len(values[code]), default="")
            for code, texts in values.items():
                if len(texts) < len(values[full]):
                    here[code].note(
                        f"{len(texts)} here, but {len(values[full])} in {full}: translate every item"
                    )
        return values

    return Kind(lists.expected, read, lists.blank)
