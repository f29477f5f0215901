"""The words of all pages: gettext catalogues, one per room and language, read at start.

A catalogue's entry is named by where it is said (``kiosk.choose``); values in braces are filled in.
"""

import gettext
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from server.config import STAFF_LANGUAGES

__all__ = ["OWN_NAMES", "STAFF_LANGUAGES", "Words", "load"]

OWN_NAMES: Mapping[str, str] = {"lt": "Lietuvių", "en": "English", "uk": "Українська", "ru": "Русский"}


class Words:
    """What we say in one language.

    Args:
        language: its code.
        catalogues: the ``.po`` files of that language.
    """

    def __init__(self, language: str, catalogues: list[Path]) -> None:
        self.language = language
        self._said = gettext.NullTranslations()
        for path in catalogues:
            said = gettext.GNUTranslations(BytesIO(_compiled(path, language)))
            said.add_fallback(self._said)
            self._said = said

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a text with its values filled in; a ``datetime`` or a ``time`` as it is said."""
        said = {name: self._say(value) for name, value in values.items()}
        # "8.00 val." at the end of a sentence ends it too.
        return self._said.gettext(key).format(**said).replace("val..", "val.")

    def count(self, key: str, n: int, /, **values: object) -> str:
        """Return a text that depends on a number (``{n}``) by the language's own plural rule."""
        return self._said.ngettext(key, key, n).format(n=n, **values)

    def pick(self, text: Mapping[str, Any]) -> Any:
        """Return a text of the office's configuration in this language."""
        return text[self.language]

    def day(self, day: date) -> str:
        """Return a date as it is said: ``2026 m. lapkričio 23 d., pirmadienis``."""
        return format_date(day, "full", locale=self.language)

    def when(self, at: datetime) -> str:
        """Return a moment as it is said: ``lapkričio 24 d., antradienis, 8.00 val.``"""
        return f"{self.weekday(at.date())}, {self.time(at)}"

    def weekday(self, day: date) -> str:
        """Return a day of this year as it is said: ``lapkričio 24 d., antradienis``."""
        pattern = "MMMM\u00a0d\u00a0'd.', EEEE" if self.language == "lt" else "EEEE, d MMMM"
        return format_date(day, pattern, locale=self.language)

    def month_day(self, day: date) -> str:
        """Return a day of any year as it is said: ``lapkričio 24 d.``"""
        pattern = "MMMM\u00a0d\u00a0'd.'" if self.language == "lt" else "d\u00a0MMMM"
        return format_date(day, pattern, locale=self.language)

    def time(self, at: datetime | time) -> str:
        """Return a time as it is said within a sentence: ``8.00 val.``, elsewhere ``8:00``."""
        return f"{at.hour}.{at:%M}\u00a0val." if self.language == "lt" else f"{at.hour}:{at:%M}"

    def _say(self, value: object) -> object:
        if isinstance(value, time):
            return self.time(value)
        return self.when(value) if isinstance(value, datetime) else value


@cache
def _compiled(path: Path, language: str) -> bytes:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def load(rooms: list[Path]) -> dict[str, Words]:
    """Read the catalogues ``locale/<language>.po`` of these rooms.

    Args:
        rooms: directories that may hold a ``locale`` directory.

    Returns:
        The words of each language.
    """
    return {
        language: Words(
            language, [path for room in rooms if (path := room / "locale" / f"{language}.po").exists()]
        )
        for language in OWN_NAMES
    }
