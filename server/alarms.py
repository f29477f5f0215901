"""What the staff must know at once: a printer that fails, or will soon have no paper."""

from dataclasses import dataclass

from server.house import House
from server.reception import printers
from server.reception.ledger import Ledger
from server.reception.printers import Standing
from server.rules.moment import local
from server.rules.printers import PrinterState
from server.words import Words


@dataclass(frozen=True, slots=True)
class Alarm:
    """One trouble in words.

    Attributes:
        text: what is the matter, what it means for visitors, what to do.
        failing: whether nothing is printed; else it is a warning.
    """

    text: str
    failing: bool


def printer_alarms(house: House, words: Words, ledger: Ledger) -> list[Alarm]:
    """Return what is the matter with the printers, those that fail first; nothing when all is well.

    Args:
        house: the running branch.
        words: the language.
        ledger: the open book.
    """
    found = [
        Alarm(" ".join(filter(None, _said(house, words, ledger, one))), one.state.failing)
        for one in printers.standings(ledger)
        if one.state.failing or one.state is PrinterState.PAPER_LOW
    ]
    return sorted(found, key=lambda alarm: not alarm.failing)


def _said(house: House, words: Words, ledger: Ledger, one: Standing) -> tuple[str, str, str]:
    since = spoken_since(house, words, ledger, one)
    return (
        words(f"printer.alarm_{one.state}", name=one.printer.id, time=since),
        _meant(words, ledger, one),
        words(f"printer.do_{one.state}"),
    )


def _meant(words: Words, ledger: Ledger, one: Standing) -> str:
    if one.printer.id != ledger.settings.kiosk.printer or not one.state.failing:
        return ""
    other = printers.instead_of(ledger, one.printer.id)
    return words("printer.on_other", name=other) if other else words("printer.on_screen")


def spoken_since(house: House, words: Words, ledger: Ledger, one: Standing) -> str:
    """Say since when a printer is as it is: the hour, with the day unless that is today; empty if unknown."""
    if one.known is None:
        return ""
    at = local(one.known.since, house.settings.office.timezone)
    return words.time(at) if at.date() == ledger.day else words.when(at)
