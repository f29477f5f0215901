"""Reading values from nodes so that every mistake is noted at its line and reading goes on."""

from collections.abc import Callable, Collection
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Generic, TypeVar, cast

import yaml

from server.config.mistakes import Mistake, alternatives, nearest, shown
from server.config.nodes import MERGE, Alias, kind_of

T = TypeVar("T")


class Wrong(Exception):  # noqa: N818 - becomes a Mistake at the place of the value
    """A value cannot be used. The argument says why, to the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How one kind of value is read.

    Args:
        expected: what it should look like, for "expected …".
        read: makes the value from its place, or raises ``Wrong``.
        blank: stands in for a value that could not be read. It never gets out, as a mistake has been noted.
    """

    expected: str
    read: "Callable[[Place], T]"
    blank: T


@dataclass(frozen=True, slots=True)
class Place:
    """Where one value stands: its node, its path, the line of its word, its file, and all mistakes so far."""

    node: yaml.Node
    path: str
    line: int
    name: str
    mistakes: list[Mistake] = field(repr=False)

    def below(self, word: str, node: yaml.Node, line: int) -> "Place":
        """The place of a value inside this one; ``word`` is a setting or an index like ``[2]``."""
        dot = "." if self.path and not word.startswith("[") else ""
        return Place(node, f"{self.path}{dot}{word}", line, self.name, self.mistakes)

    def note(self, text: str, word: str = "") -> None:
        """Note a mistake at this line, about this value or about a word that should stand below it."""
        path = ".".join(filter(None, (self.path, word)))
        self.mistakes.append(Mistake(self.name, self.line, path, text))

    def wrong(self, text: str) -> None:
        """Note a mistake about the value itself, which may stand a line below its word."""
        line = _line(self.node) if isinstance(self.node, yaml.ScalarNode) else self.line
        self.mistakes.append(Mistake(self.name, line, self.path, text))

    def read(self, kind: Kind[T]) -> T:
        """Read the value, or note what is wrong with it and return the kind's blank."""
        if isinstance(self.node, Alias):
            self.wrong(f"references such as *{shown(self.node.value)} are not read: write the value here")
            return kind.blank
        try:
            return kind.read(self)
        except Wrong as wrong:
            self.wrong(str(wrong))
            return kind.blank

    @property
    def written(self) -> str:
        """The text as it stands in the file; empty for nothing, a list or a group."""
        readable = isinstance(self.node, yaml.ScalarNode) and not isinstance(self.node, Alias)
        return self.node.value if readable else ""

    @property
    def empty(self) -> bool:
        """Whether the word stands alone, as when everything below it is commented out."""
        return isinstance(self.node, yaml.ScalarNode) and kind_of(self.node) == "null"

    def unexpected(self, expected: str) -> Wrong:
        """What to raise when something else stands here."""
        if self.empty:
            return Wrong(f"nothing is written here, expected {expected}")
        if isinstance(self.node, yaml.ScalarNode):
            quote = '"' if kind_of(self.node) == "str" else ""
            return Wrong(f"found {quote}{shown(self.node.value)}{quote}, expected {expected}")
        found = "a list" if isinstance(self.node, yaml.SequenceNode) else "a group of settings"
        return Wrong(f"found {found}, expected {expected}")

    def scalar(self, expected: str) -> yaml.ScalarNode:
        """The node of a single value; ``Wrong`` for a list or a group."""
        if isinstance(self.node, yaml.ScalarNode):
            return self.node
        raise self.unexpected(expected)

    def items(self, expected: str) -> "list[Place]":
        """The places of a list's items; ``Wrong`` when it is no list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.unexpected(expected)
        return [self.below(f"[{i}]", node, _line(node)) for i, node in enumerate(self.node.value)]


def words(place: Place, known: Collection[str], noun: str = "word") -> tuple[dict[str, Place], bool]:
    """Read a group as its words. Words that are unknown, or come twice, are noted.

    Args:
        place: where the group stands.
        known: the words it may have.
        noun: what such a word is called.

    Returns:
        The place of each known word's value, and whether these are all: merging may hide others.

    Raises:
        Wrong: it is no group.
    """
    if not isinstance(place.node, yaml.MappingNode):
        raise place.unexpected(f"a group with {', '.join(known)}")
    values: dict[str, Place] = {}
    strangers: list[tuple[str, Place]] = []
    complete = True
    for key, node in place.node.value:
        word = key.value if isinstance(key, yaml.ScalarNode) and not isinstance(key, Alias) else ""
        here = place.below(shown(word) or "?", node, _line(key))
        if not word:
            here.note("expected a word and a colon")
        elif key.tag == MERGE:
            complete = False
            here.note("merging (<<) is not read: write the settings here")
        elif word in values:
            here.note(f'"{word}" already stands in line {values[word].line}')
        elif word in known:
            values[word] = here
        else:
            strangers.append((word, here))
    for word, here in strangers:
        here.note(f'unknown {noun} "{shown(word)}"{alternatives(word, known)}')
        # A misspelt word is one mistake: it does not also leave the right one missing.
        values.setdefault(nearest(word, known) or word, here)
    return values, complete


class Section:
    """One group of settings, documented by its dataclass: the fields are its words and their defaults.

    Args:
        shape: the dataclass.
        place: where the group stands, or would stand.
        values: the places of its settings.
        complete: ``False`` when a setting that is not here may yet be meant: then none is called missing.
    """

    def __init__(
        self, shape: type[Any], place: Place, values: dict[str, Place], complete: bool = True
    ) -> None:
        self.place = place
        self.values = values
        self.complete = complete
        self._defaults = _defaults(shape)

    @classmethod
    def at(cls, place: Place, shape: type[Any]) -> "Section":
        """Enter the group at a place; when there is no group, that is noted and the section is incomplete."""
        known = [setting.name for setting in fields(shape)]
        nothing: tuple[dict[str, Place], bool] = ({}, False)
        values, complete = place.read(Kind("", lambda here: words(here, known), nothing))
        return cls(shape, place, values, complete)

    def take(self, word: str, kind: Kind[T], default: T | None = None) -> T:
        """Read one setting.

        Args:
            word: the setting.
            kind: how it is read.
            default: what holds without it; else the dataclass's own default, and without that it is required.

        Returns:
            The value; the kind's blank when a mistake was noted.
        """
        if word in self.values:
            return self.values[word].read(kind)
        if default is not None:
            return default
        if word in self._defaults:
            return cast("T", self._defaults[word]())
        self.missing(word, kind.expected)
        return kind.blank

    def group(self, word: str, shape: type[Any]) -> "Section":
        """Enter the group below a word. One whose settings all have defaults may be empty or left out."""
        required = [setting.name for setting in fields(shape) if setting.name not in _defaults(shape)]
        here = self.values.get(word)
        if here and not (here.empty and not required):
            return Section.at(here, shape)
        if required:
            self.missing(word, f"a group with {', '.join(required)}")
        return Section(shape, self.place, {}, complete=not required)

    def groups(self, word: str, shape: type[Any]) -> "list[Section] | None":
        """Enter each group of a list; ``None`` when there is none to read, though it is required."""
        here, required = self.values.get(word), word not in self._defaults
        if not required and (here is None or here.empty):
            return []
        expected = "a list with at least one entry" if required else "a list"
        if here is None:
            self.missing(word, expected)
            return None
        places = here.read(Kind(expected, lambda place: place.items(expected), None))
        if places is not None and required and not places:
            here.wrong(f"found an empty list, expected {expected}")
            return None
        return None if places is None else [Section.at(place, shape) for place in places]

    def missing(self, word: str, expected: str) -> None:
        """Note that a required setting is not there."""
        if self.complete:
            self.place.note(f"missing, expected {expected}", word)


def _defaults(shape: type[Any]) -> dict[str, Callable[[], Any]]:
    made = {f.name: f.default_factory for f in fields(shape) if f.default_factory is not MISSING}
    return made | {f.name: (lambda f=f: f.default) for f in fields(shape) if f.default is not MISSING}


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
