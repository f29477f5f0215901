"""The kinds of value with a form of their own: hours, time zones, ticket numbers, names of devices."""

import re
from collections.abc import Mapping
from datetime import date, time
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from server.config.holidays import countries
from server.config.kinds import list_of, raw, text, word
from server.config.mistakes import alternatives, nearest, shown
from server.config.reading import Kind, Place, Wrong, words
from server.config.settings import DAYS
from server.rules.hours import MIDNIGHT, Interval
from server.rules.season import Season

_TIME = "([01][0-9]|2[0-3]):([0-5][0-9])"
_INTERVAL = re.compile(f"{_TIME}-(?:{_TIME}|(24:00))")
_URL = re.compile(r"https?://[A-Za-z0-9_.-]+(:[0-9]{1,5})?(/[A-Za-z0-9_.~/-]*)?")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")
_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"(0?[1-9])?d?")
_LONGEST_NUMBER = 12

Hours = Mapping[int, tuple[Interval, ...]]


def hours() -> Kind[Hours]:
    """Opening hours by day, as weekday -> intervals; a day that is not written is closed."""

    def read(place: Place) -> Hours:
        days, _ = words(place, DAYS, "day")
        return MappingProxyType(
            {weekday: days[day].read(day_hours()) if day in days else () for weekday, day in enumerate(DAYS)}
        )

    return Kind(f"a group with {', '.join(DAYS)}", read, MappingProxyType({}))


def day_hours() -> Kind[tuple[Interval, ...]]:
    """The hours of one day, in order; an empty list is closed."""
    intervals = list_of(interval(), 'opening hours such as ["08:00-17:00"]', at_least=0)

    def read(place: Place) -> tuple[Interval, ...]:
        before = len(place.mistakes)
        day = intervals.read(place)
        if len(place.mistakes) == before:
            for i, (earlier, later) in enumerate(pairwise(day), start=1):
                if earlier.closes == MIDNIGHT or later.opens < earlier.closes:
                    place.items("")[i].wrong(
                        f"begins before the one before it ends, at {str(earlier).partition('–')[2]}"
                    )
        return day

    return Kind(intervals.expected, read, ())


def interval() -> Kind[Interval]:
    """From one time to a later one on the wall clock."""
    expected = 'a time from and to such as "08:00-17:00"'

    def read(place: Place) -> Interval:
        found = text(expected).read(place)
        match = _INTERVAL.fullmatch(found)
        if not match:
            raise Wrong(f'found "{shown(found)}", expected {expected}')
        opens = time(int(match[1]), int(match[2]))
        closes = MIDNIGHT if match[5] else time(int(match[3]), int(match[4]))
        if opens >= closes and not match[5]:
            raise Wrong(f'found "{found}", expected a closing time later than the opening time')
        return Interval(opens, closes)

    return Kind(expected, read, Interval(time(0), time(1)))


def day() -> Kind[date]:
    """A day, as 2026-12-31; quotes around it do no harm."""
    expected = "a day such as 2026-12-31"

    def read(place: Place) -> date:
        written = place.scalar(expected).value
        try:
            if _DAY.fullmatch(written):
                return date.fromisoformat(written)
        except ValueError:
            raise Wrong(f"found {written}, which is no day of the calendar") from None
        raise place.unexpected(expected)

    return Kind(expected, read, date.min)


def season() -> Kind[Season]:
    """A part of every year: its first and its last day, as ["10-01", "04-30"]."""
    expected = 'the first and the last day of a season such as ["10-01", "04-30"]'

    def month_day(place: Place) -> tuple[int, int]:
        found = text(expected).read(place)
        try:
            if _MONTH_DAY.fullmatch(found):
                there = date.fromisoformat(f"2028-{found}")  # a leap year has every day
                return there.month, there.day
        except ValueError:
            raise Wrong(f"found {found}, which is no day of the calendar") from None
        raise Wrong(f'found "{shown(found)}", expected {expected}')

    def read(place: Place) -> Season:
        items = place.items(expected)
        if len(items) != 2:
            raise place.unexpected(expected)
        first, last = (item.read(Kind(expected, month_day, (1, 1))) for item in items)
        return Season(first, last)

    return Kind(expected, read, Season((1, 1), (12, 31)))


def country() -> Kind[str]:
    """A country whose public holidays are known, by its ISO code."""
    expected = 'a country such as "LT"'

    def read(place: Place) -> str:
        found = text(expected).read(place)
        if found not in countries():
            raise Wrong(f'unknown country "{shown(found)}", expected {expected}')
        return found

    return Kind(expected, read, "")


def url() -> Kind[str]:
    """Where pages are reached, such as ``https://eile.rokiskis.lt``; without the slash at the end."""
    expected = 'an address such as "https://queue.example.lt"'

    def read(place: Place) -> str:
        found = text(expected).read(place)
        if not _URL.fullmatch(found):
            raise Wrong(f'found "{shown(found)}", expected {expected}')
        return found.rstrip("/")

    return Kind(expected, read, "")


def time_zone() -> Kind[ZoneInfo]:
    """A time zone by its name in the IANA database, such as ``Europe/Vilnius``."""
    expected = 'a time zone such as "Europe/Vilnius"'

    def read(place: Place) -> ZoneInfo:
        found = text(expected).read(place)
        try:
            if _ZONE.fullmatch(found):
                return ZoneInfo(found)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass  # the name of nothing, of a folder, or of another file in the database
        zones = available_timezones()
        guess = alternatives(found, zones) if nearest(found, zones) else f", expected {expected}"
        raise Wrong(f'unknown time zone "{shown(found)}"{guess}')

    return Kind(expected, read, ZoneInfo("UTC"))


def number_format() -> Kind[str]:
    """How a ticket's number is built: ``{prefix}`` and ``{n}`` once each, ``{n:03d}`` for leading zeros."""
    expected = '{prefix} and {n} once each, such as "{prefix}{n:03d}"'

    def read(place: Place) -> str:
        found = text(expected).read(place)
        try:
            pieces = [piece for piece in Formatter().parse(found) if piece[1] is not None]
        except ValueError:
            raise Wrong(f'found "{shown(found)}", whose braces do not match, expected {expected}') from None
        if sorted(str(name) for _, name, _, _ in pieces) != ["n", "prefix"]:
            raise Wrong(f'found "{shown(found)}", expected {expected}')
        for _, name, digits, conversion in pieces:
            if conversion or not (_DIGITS.fullmatch(digits or "") if name == "n" else not digits):
                raise Wrong(f'found "{shown(found)}", which cannot format {{{name}}}, expected {expected}')
        if len(found.format(prefix="AA", n=1000)) > _LONGEST_NUMBER:
            raise Wrong(f'found "{shown(found)}", whose numbers have more than {_LONGEST_NUMBER} characters')
        return found

    return Kind(expected, read, "{prefix}{n}")


def host() -> Kind[str]:
    """A computer's or device's name or address in the network, without a port."""
    expected = 'a name or an address such as "192.168.1.50"'

    def read(place: Place) -> str:
        found = text(expected).read(place)
        name, colon, port = found.partition(":")
        if colon and port.isdigit():
            raise Wrong(
                f'found "{shown(found)}", expected only "{shown(name)}": the port is a setting of its own'
            )
        if _HOST.fullmatch(found) and not found.replace(".", "").isdigit():
            return found
        try:
            return str(ip_address(found))
        except ValueError:
            raise Wrong(f'found "{shown(found)}", expected {expected}') from None

    return Kind(expected, read, "")


def clock() -> Kind[time]:
    """A time of the day on the wall clock."""
    expected = 'a time such as "17:15"'

    def read(place: Place) -> time:
        found = text(expected).read(place)
        match = re.fullmatch(_TIME, found)
        if not match:
            raise Wrong(f'found "{shown(found)}", expected {expected}')
        return time(int(match[1]), int(match[2]))

    return Kind(expected, read, time(0))


def device_id() -> Kind[str]:
    """The id of a kiosk or a display."""
    return word("[a-z0-9-]{1,32}", "1 to 32 small letters a-z, digits and hyphens")


def path(what: str) -> Kind[Path]:
    """A file or a folder; what it is called is given in words."""
    return Kind(what, lambda place: Path(text(what).read(place)), Path())


def email() -> Kind[str]:
    """An e-mail address."""
    return word(_EMAIL, 'an address such as "reception@example.lt"')


def delimiter() -> Kind[str]:
    """What stands between two columns of a CSV file: one character that a value would not have."""
    expected = 'one character such as ";", no letter, digit, quotation mark or space'

    def read(place: Place) -> str:
        found = raw(place, expected)
        printable = found.isprintable() and not found.isalnum() and found not in ('"', "'", " ")
        if len(found) != 1 or not (printable or found == "\t"):
            raise Wrong(f'found "{shown(found)}", expected {expected}')
        return found

    return Kind(expected, read, ";")
