"""What can be heard of a screen: exactly what stands on it, sealed so that nobody makes the voice say else.

In speech mode a drawn page is gone through once more. Each text gets a seal, each choice says its place and
its state (``1 iš 9``, ``įjungta``), and its heading how many choices there are. The page sends a text with
its seal back to hear it (docs/decisions/0023): the texts are the page's own, and no address holds any.
"""

import hmac
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from server.words import Words

_KEY = secrets.token_bytes(32)  # a page from before a restart asks for itself anew
_EMPTY = frozenset({"meta", "link", "input", "img", "br", "hr", "path", "circle", "rect", "wbr"})
_SILENT = frozenset({"head", "svg", "script", "style", "noscript", "template"})


def seal(language: str, text: str, *, secret: bool) -> str:
    """Return what proves that a text stood on a screen of ours.

    Args:
        language: it is in.
        text: with single spaces.
        secret: whether its sound must not be kept, as that of a code.
    """
    told = f"{language}\n{int(secret)}\n{text}".encode()
    return hmac.digest(_KEY, told, "sha256").hex()


def is_sealed(given: str, language: str, text: str, *, secret: bool) -> bool:
    """Say whether a text has this seal; the arguments are those of ``seal``."""
    return hmac.compare_digest(given.encode(), seal(language, text, secret=secret).encode())


def heard(html: str, words: Words, spoken: Mapping[str, Words]) -> str:
    """Seal what can be heard.

    Args:
        html: of a page, or of its living parts.
        words: of the page's language.
        spoken: the words of every language that has a voice; other texts stay silent.

    Returns:
        The same with ``data-seal`` on each element that has a text of its own, and ``data-place`` with
        ``data-place-seal`` on choices and on the heading of the main part.
    """
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    counted = Counter(element.group for element in reader.found if element.chosen)
    seen: Counter[str] = Counter()
    added: list[tuple[int, str]] = []
    for element in reader.found:
        language = element.language or words.language
        if language not in spoken:
            continue
        attributes = {}
        if text := element.stale or " ".join(" ".join(element.texts).split()):
            attributes["data-seal"] = seal(language, text, secret=element.secret)
        if element.chosen:
            seen[element.group] += 1
            label = element.label if language == words.language else ""
            place = _place(spoken[language], label, element, seen[element.group], counted[element.group])
        else:
            place = _choices(spoken[language], counted[_MAIN]) if element.heads else ""
        if place:
            attributes |= {"data-place": place, "data-place-seal": seal(language, place, secret=False)}
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        added.append((element.end, written))
    for end, text in sorted(added, reverse=True):
        html = f"{html[:end]}{text}{html[end:]}"
    return html


def _place(words: Words, label: str, element: "_Element", number: int, of: int) -> str:
    state = {"true": "kiosk.heard_on", "false": "kiosk.heard_off"}.get(element.pressed)
    state = "kiosk.heard_chosen" if element.current else state
    told = [label, words(state) if state else "", words("kiosk.heard_place", n=number, of=of)]
    return ", ".join(filter(None, told))


def _choices(words: Words, of: int) -> str:
    return words("kiosk.heard_choices", n=of) if of > 1 else ""


_MAIN = "main"


@dataclass(slots=True)
class _Element:
    """One element that is open, or was: where its start tag ends, and what it means to who hears it."""

    tag: str
    end: int
    attributes: Mapping[str, str]
    silent: bool
    language: str
    secret: bool
    group: str
    label: str
    texts: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> bool:
        return (self.tag == "a" and "href" in self.attributes) or self.tag == "button"

    @property
    def heads(self) -> bool:
        return self.tag == "h1"

    @property
    def stale(self) -> str:
        return self.attributes.get("data-stale", "")

    @property
    def pressed(self) -> str:
        return self.attributes.get("aria-pressed", "")

    @property
    def current(self) -> bool:
        return "aria-current" in self.attributes


class _Reader(HTMLParser):
    """Finds the elements of a page that say something, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[_Element] = []
        self._open: list[_Element] = []
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        above = self._open[-1] if self._open else None
        line, column = self.getpos()
        length = len(self.get_starttag_text() or "")
        # A navigation in the bar is counted for itself, and so is what is asked in a dialog.
        apart = (tag == "nav" and self._in_bar()) or tag == "dialog"
        element = _Element(
            tag=tag,
            end=self._lines[line - 1] + column + length - 1,
            attributes=attributes,
            silent=bool(above and above.silent)
            or tag in _SILENT
            or attributes.get("aria-hidden") == "true"
            or attributes.get("role") == "timer",
            language=attributes.get("lang") or (above.language if above else ""),
            secret="data-secret" in attributes or bool(above and above.secret),
            group=f"{tag} {line}" if apart else above.group if above else _MAIN,
            label=attributes.get("aria-label", "") if apart else above.label if above else "",
        )
        if not element.silent:
            self.found.append(element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over an element that has nothing in it."""

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].texts.append(data)

    def _in_bar(self) -> bool:
        return any("bar" in element.attributes.get("class", "").split() for element in self._open)
