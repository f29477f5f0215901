"""Saying figures in a language: numbers, times, shares, and the names of what they are sorted by."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from babel.dates import format_date

from server.config import Settings
from server.rules.moment import MINUTE, local
from server.rules.periods import Length, Period
from server.rules.totals import Facet, Totals
from server.statistics.figures import Figure, Unit, Value
from server.web import place
from server.words import OWN_NAMES, Words

_LONG = 120 * MINUTE  # times from here on are said in hours
_LITHUANIAN = str.maketrans({",": "\u00a0", ".": ","})  # of thousands and decimals


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its title, the names of its columns, and rows that begin with their own name."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Says figures in one language.

    Args:
        words: the language.
        settings: the office.
    """

    words: Words
    settings: Settings
    target: int = field(init=False)

    def __post_init__(self) -> None:
        """Look the target up once."""
        object.__setattr__(self, "target", self.settings.queue.targets.wait_target_min * MINUTE)

    def name(self, figure: Figure) -> str:
        """Return what a figure is called."""
        return self.words(f"stat.{figure.key}", n=self.settings.queue.targets.wait_target_min)

    def meaning(self, figure: Figure) -> str:
        """Return a figure's definition."""
        return self.words(f"stat.{figure.key}_is", n=self.settings.queue.targets.wait_target_min)

    def number(self, value: float, digits: int = 1) -> str:
        """Write a number the way the language does."""
        text = f"{value:,.{digits}f}".replace("-", "−")
        if not any(digit in text for digit in "123456789"):
            return "0"
        return text.translate(_LITHUANIAN) if self.words.language == "lt" else text

    def say(self, figure: Figure, value: Value, *, rounded: bool = False) -> str:
        """Write a figure's value with its unit.

        Args:
            figure: which.
            value: as the figure makes it.
            rounded: whether percentiles are rounded up, which is marked.
        """
        if value is None:
            return "–"
        mark = "≈ " if rounded and figure.ranked else ""
        if figure.unit is Unit.TIME:
            return mark + self.time(value)
        if figure.unit is Unit.SHARE:
            return self.share(value)
        if figure.unit is Unit.MOMENT:
            at = local(int(value), self.settings.office.timezone)
            return f"{at:%Y-%m-%d}\u00a0{at:%H:%M}"
        return self.number(value, 0 if value == int(value) else 1)

    def share(self, value: float) -> str:
        """Write a share of 1 in per cent."""
        return self.number(value * 100) + ("%" if self.words.language == "en" else "\u00a0%")

    def head(self, figure: Figure) -> str:
        """Return what a column of a figure is called, with its unit."""
        return self.name(figure) + (f", {self.words('stat.min')}" if figure.unit is Unit.TIME else "")

    def cell(self, figure: Figure, found: Totals) -> str:
        """Write a figure below such a head: a time in minutes."""
        value, mark = figure.of(found, self.target), "" if found.exact or not figure.ranked else "≈ "
        if figure.unit is not Unit.TIME or value is None:
            return self.say(figure, value)
        return mark + self.number(value / MINUTE)

    def time(self, value: float) -> str:
        """Write a time: minutes, from two hours on hours and minutes."""
        if abs(value) < _LONG:
            return f"{self.number(value / MINUTE)}\u00a0{self.words('stat.min')}"
        hours, minutes = divmod(round(value / MINUTE), 60)
        return self.words("stat.hours", h=hours, m=minutes).replace(" ", "\u00a0")

    def key(self, facet: Facet, key: str) -> str:
        """Return what a key of a facet is called; the key itself when today's settings do not know it."""
        words, settings = self.words, self.settings
        if facet in (Facet.ISSUE_HOUR, Facet.CALL_HOUR):
            return words("stat.hour", **{"from": key, "to": f"{(int(key) + 1) % 24:02}"})
        if facet is Facet.KIND:
            return words(f"stat.kind_{key}")
        if facet is Facet.LANGUAGE:
            return OWN_NAMES.get(key, key)
        if facet in (Facet.REFUSAL, Facet.OUT_OF_TURN):
            return words(f"desk.{key}")
        named = {
            Facet.SERVICE: {one.id: words.pick(one.name) for one in settings.services},
            Facet.COUNTER: {one.id: place(words, one) for one in settings.counters},
            Facet.OUTCOME: {one.id: one.said(words.language) for one in settings.desk.outcomes},
            Facet.PERSON: {one.login: one.name for one in settings.staff},
        }
        return str(named[facet].get(key, key))

    def order(self, facet: Facet, keys: Sequence[str]) -> list[str]:
        """Put the keys of a facet in the office's order; those that its settings do not know come last."""
        known = {
            Facet.SERVICE: [one.id for one in self.settings.services],
            Facet.COUNTER: [one.id for one in self.settings.counters],
            Facet.LANGUAGE: list(self.settings.office.languages),
            Facet.KIND: ["ordinary", "priority", "appointment"],
        }.get(facet, [])
        places = {key: at for at, key in enumerate(known)}
        return sorted(keys, key=lambda key: (places.get(key, len(places)), key))

    def period(self, period: Period) -> str:
        """Return the days of a period as they are said."""
        first, last = period.first, period.last
        if period.length is Length.DAY or first == last:
            return self.words.day(first)
        if period.length is Length.MONTH:
            pattern = "y 'm'. LLLL" if self.words.language == "lt" else "MMMM y"
            return format_date(first, pattern, locale=self.words.language)
        if period.length is Length.YEAR:
            return f"{first.year} m." if self.words.language == "lt" else str(first.year)
        return f"{first} – {last}"

    def hhmm(self, at: int | None) -> str:
        """Return a moment of the day on the branch's clock; nothing for none."""
        return "" if at is None else f"{local(at, self.settings.office.timezone):%H:%M}"
