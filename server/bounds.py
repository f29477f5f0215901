"""The days and moments that may be asked for: those that calendars of ours reach."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, NaiveDatetime

_DAY = re.compile(r"(20\d\d|2100)-\d\d-\d\d")


def _is_day(day: object) -> object:
    # Bare numbers would be read as seconds since 1970.
    if not (isinstance(day, str) and _DAY.fullmatch(day)):
        raise ValueError("a day like 2026-11-24 is expected")
    return day


def _is_text(at: object) -> object:
    # Bare numbers would be read as seconds since 1970.
    if not isinstance(at, str):
        raise ValueError("a time like 2026-11-24T09:30:00+02:00 is expected")  # noqa: TRY004 - pydantic's way
    return at


def _is_near(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2100:
        raise ValueError("a year from 2000 to 2100 is expected")
    return at


Day = Annotated[date, BeforeValidator(_is_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_is_text), AfterValidator(_is_near)]
WallTime = Annotated[AwareDatetime | NaiveDatetime, BeforeValidator(_is_text), AfterValidator(_is_near)]
