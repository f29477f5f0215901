"""Alarms about printers: one fails, or will soon have no paper. Those about people: ``reception.alarms``."""

from dataclasses import dataclass

from server.house import House
from server.reception import printers
from server.reception.ledger import Ledger
from server.reception.printers import Standing
from server.rules.moment import local
from server.rules.printers import PrinterState
from server.words import Words


@dataclass(frozen=True, slots=True)
class PrinterAlarm:
    """One printer's trouble in words.

    Attributes:
        matter: what is the matter, and since when.
        meant: what it means for visitors; empty for nothing.
        remedy: what to do.
        failing: whether nothing is printed; else it is a warning.
    """

    matter: str
    meant: str
    remedy: str
    failing: bool
    kind: str = "printer"  # beside the kinds of ``rules.alarms``, for pages that show both

    @property
    def text(self) -> str:
        """All that there is to say."""
        return " ".join(filter(None, (self.matter, self.meant, self.remedy)))


def printer_alarms(house: House, words: Words, ledger: Ledger) -> list[PrinterAlarm]:
    """Return what is the matter with the printers, those that fail first; nothing when all is well.

    Args:
        house: the running branch.
        words: the language.
        ledger: the open book.
    """
    found = [
        PrinterAlarm(
            words(
                f"printer.alarm_{one.state}",
                name=one.printer.id,
                time=spoken_since(house, words, ledger, one),
            ),
            _meant(words, ledger, one),
            words(f"printer.do_{one.state}"),
            one.state.failing,
        )
        for one in printers.standings(ledger)
        if one.state.failing or one.state is PrinterState.PAPER_LOW
    ]
    return sorted(found, key=lambda alarm: not alarm.failing)


def _meant(words: Words, ledger: Ledger, one: Standing) -> str:
    if one.printer.id not in ledger.settings.kiosk_printers or not one.state.failing:
        return ""
    other = printers.instead_of(ledger, one.printer.id)
    return words("printer.on_other", name=other) if other else words("printer.on_screen")


def spoken_since(house: House, words: Words, ledger: Ledger, one: Standing) -> str:
    """Say since when a printer is as it is: the hour, with the day unless that is today; empty if unknown."""
    if one.known is None:
        return ""
    at = local(one.known.since, house.settings.office.timezone)
    return words.time(at) if at.date() == ledger.day else words.when(at)
