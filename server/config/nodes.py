"""YAML text as nodes that remember their line and their written words, and the traps that YAML sets."""

import re
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from server.config.mistakes import shown

DEEPEST = 20
MERGE = "tag:yaml.org,2002:merge"
_STANDARD = "tag:yaml.org,2002:"
_EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+")

# What the YAML library says, and what it means for whoever wrote the file.
_PLAIN_WORDS = (
    ("character '\\t'", "a tab stands here: indent with spaces"),
    (
        "mapping values are not allowed",
        "a colon too many: check this line and the one above, or put the text in quotes",
    ),
    (
        "could not find expected ':'",
        'a word without its colon: write "word: value", or check the indentation',
    ),
    (
        "expected <block end>",
        "this does not fit the lines above it: check the indentation, quotes and commas",
    ),
    ("unexpected end of stream", "a quotation mark is opened and never closed"),
    ("expected ',' or ']'", "a list that begins with [ is never closed, or a comma is missing"),
    ("expected ',' or '}'", "a group that begins with { is never closed, or a comma is missing"),
    ("expected the node content", "a value is expected here"),
    ("another document", 'a second document begins here ("---"): the settings are one document'),
    ("that cannot start any token", "text cannot begin with this character: put it in quotes"),
    ("second occurrence", "a name given with & stands here twice: such names are not needed"),
    ("unknown escape character", 'a backslash in "…" has its own meaning: use single quotes'),
)


class Unreadable(Exception):  # noqa: N818 - becomes the one mistake of its file
    """The text is no YAML, or no YAML that we want.

    Args:
        line: where, from 1.
        text: what is wrong, in plain words.
    """

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


class Alias(yaml.ScalarNode):
    """A reference such as ``*name``, kept as the name: what it refers to may be very large, or itself."""


class _Loader(yaml.SafeLoader):
    """Composes nodes only: no values, no aliases, and not deeper than any setting can be."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            return Alias("alias", event.anchor, start, end)
        if self.depth == DEEPEST:
            raise Unreadable(start.line + 1, f"more than {DEEPEST} levels of brackets or indentation")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def compose(text: str) -> yaml.Node | None:
    """Read YAML as a tree of nodes; nothing is constructed, so no text can make anything happen.

    Args:
        text: the whole file.

    Returns:
        The top node, ``None`` for a file without content.

    Raises:
        Unreadable: the text is not YAML.
    """
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _explained(error) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable(line, f"a character that cannot be shown: {shown(text[error.position])}") from None
    except (ValueError, OverflowError):
        # PyYAML turns escapes such as "\UFFFFFFFF" into characters without asking whether they exist.
        line = loader.line + 1 if loader else 1
        raise Unreadable(line, "an escape or a number that does not exist") from None
    finally:
        if loader:
            loader.dispose()


def _explained(error: yaml.MarkedYAMLError) -> Unreadable:
    problem = error.problem or "it ends too early"
    text = next(
        (plain for said, plain in _PLAIN_WORDS if said in problem), f"cannot be read as YAML: {problem}"
    )
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    if opened and ("never closed" in text or "its colon" in text):
        mark = opened  # the end of the file is where it was noticed, not where it has to be mended
    return Unreadable(mark.line + 1 if mark else 1, text)


def kind_of(node: yaml.Node) -> str:
    """The YAML kind of a scalar: ``str``, ``int``, ``bool``, ``null``, ``timestamp``, ``alias`` …"""
    return node.tag.removeprefix(_STANDARD)


def trap(node: yaml.ScalarNode) -> str:
    """Say what YAML makes of a bare word that looks like text to people.

    Returns:
        A sentence like ``YAML reads a bare no as false``; empty when YAML takes the word as it stands.
    """
    kind, word = kind_of(node), node.value
    if kind in ("str", "value", "merge"):  # the last two are = and <<, which are ordinary text here
        bare_exponent = node.style is None and _EXPONENT.fullmatch(word)
        return f"some programs read a bare {shown(word)} as a number" if bare_exponent else ""
    if kind == "null":
        return f"YAML reads a bare {word} as nothing" if word else "nothing is written here"
    if kind == "timestamp":
        return f"YAML reads a bare {word} as a date"
    if kind == "bool":
        value = str(SafeConstructor.bool_values.get(word.lower(), word)).lower()
        return f"YAML reads a bare {shown(word)} as {'yes or no' if value == word else value}"
    if kind in ("int", "float"):
        return f"YAML reads a bare {shown(word)} as {_number(node, kind)}"
    return f"tags such as {shown(node.tag)} are not read here"


def _number(node: yaml.ScalarNode, kind: str) -> str:
    constructor = SafeConstructor()
    if len(node.value) > 20:  # long enough for every time and number that somebody means
        return "a number"
    try:
        build = constructor.construct_yaml_int if kind == "int" else constructor.construct_yaml_float
        return f"the number {build(node)}"
    except (ValueError, IndexError, OverflowError):  # a tag claims a number that is none
        return "a number"
