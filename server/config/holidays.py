"""Public holidays, by the library ``holidays``."""

from collections.abc import Container
from datetime import date
from functools import cache

import holidays


class _Holidays(Container[date]):
    """The public holidays of a country in any year."""

    def __init__(self, country: str) -> None:
        self._country = country

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _year(self._country, day.year)


@cache
def _year(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


def holiday_name(country: str, day: date, language: str) -> str:
    """Return what a public holiday is called.

    Args:
        country: the country's ISO code.
        day: the holiday.
        language: of the name.

    Returns:
        The name; empty when it is not known in that language.
    """
    if not country:
        return ""
    known = holidays.country_holidays(country).supported_languages
    # The library says en_US where we say en.
    wanted = next((one for one in known if one.partition("_")[0] == language), None)
    return holidays.country_holidays(country, language=wanted).get(day, "") if wanted else ""


@cache
def countries() -> tuple[str, ...]:
    """Return the ISO codes of the countries whose public holidays are known."""
    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


@cache
def holidays_of(country: str) -> Container[date]:
    """Return a country's public holidays.

    Args:
        country: its ISO code, one of ``countries()``; empty for no holidays.

    Returns:
        What says whether a day is one.
    """
    return _Holidays(country) if country else frozenset()
