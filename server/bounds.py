"""The days that may be asked for: those that calendars of ours reach."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

_DAY = re.compile(r"(20\d\d|2100)-\d\d-\d\d")


def _is_day(day: object) -> object:
    # Bare numbers would be read as seconds since 1970.
    if not (isinstance(day, str) and _DAY.fullmatch(day)):
        raise ValueError("a day like 2026-11-24 is expected")
    return day


Day = Annotated[date, BeforeValidator(_is_day)]
