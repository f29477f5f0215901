"""Tickets of a town hall's reception, one in each language of the kiosk."""

import os
import pty
import tty
from collections.abc import Callable, Iterator

import pytest

from printer.slip import RULE, Line, Slip, Style

WORDS = {
    "lt": ("Žemės ūkis", "Mokesčių grąžinimas", "Įmonių šventės, tęsinys"),
    "en": ("Queue number", "Declaring your address", "Please take a seat"),
    "uk": ("Номер у черзі", "Декларування місця", "Київ, їжа, єдність, ґанок"),
    "ru": ("Номер в очереди", "Объявление адреса", "Подождите, пожалуйста"),
}


def _ticket(language: str = "lt", number: str = "A017") -> Slip:
    label, service, advice = WORDS[language]
    return Slip(
        (
            Line("Rokiškio rajono savivaldybės administracija", Style.ORGANISATION),
            Line(label, Style.LABEL),
            Line(number, Style.NUMBER),
            Line(service, Style.SERVICE),
            RULE,
            Line("2026-11-23 10:42", Style.TEXT),
            Line(advice, Style.TEXT),
            Line("Talonas galioja tik šiandien", Style.SMALL),
        )
    )


@pytest.fixture
def ticket() -> Callable[..., Slip]:
    """Makes a ticket: `ticket()`, `ticket("uk")`, `ticket(number="B203")`."""
    return _ticket


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """A device that is neither file nor pipe: the number of the far end, and the path of the near one."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)
