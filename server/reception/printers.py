"""What is known of the printers, and the roll of paper in each."""

from dataclasses import dataclass

from server.config import Printer
from server.reception.ledger import Ledger
from server.reception.staff_log import staff_log
from server.rules import printers as rules
from server.rules.chain import StaffAct
from server.rules.printers import PrinterState
from server.rules.refused import Reason, Refused
from server.store import printers as store
from server.store.tables import PrinterRow


@dataclass(frozen=True, slots=True)
class Standing:
    """How a printer is.

    Attributes:
        printer: which one.
        state: how it is, with what was counted.
        known: what is known of it; ``None`` when nobody has looked yet.
    """

    printer: Printer
    state: PrinterState
    known: PrinterRow | None

    @property
    def left_m(self) -> int | None:
        """Metres of paper left on the roll; ``None`` when nothing was counted."""
        roll = self.printer.profile.roll_m
        if not roll or not self.known or not self.known.printed_mm:
            return None
        return max(roll - self.known.printed_mm // 1000, 0)


def known_printer(ledger: Ledger, printer: str) -> Printer:
    """Return a printer by its id.

    Raises:
        Refused: ``UNKNOWN_PRINTER``.
    """
    for one in ledger.settings.printers:
        if one.id == printer:
            return one
    raise Refused(Reason.UNKNOWN_PRINTER)


def for_kiosk(ledger: Ledger, kiosk: str = "") -> str | None:
    """Say where a kiosk's papers come out now: its own printer, or the one that stands in while that fails.

    Args:
        ledger: the open book.
        kiosk: its id; "" for the usual one.

    Returns:
        The printer's id; ``None`` for a kiosk without one.
    """
    at = ledger.settings.kiosk_of(kiosk)
    if at.printer and at.fallback and failing(ledger, at.printer) and not failing(ledger, at.fallback):
        return at.fallback
    return at.printer


def instead_of(ledger: Ledger, printer: str) -> str | None:
    """Return the other one of a kiosk's two printers, if it does not fail too."""
    for kiosk in ledger.settings.all_kiosks:
        pair = (kiosk.printer, kiosk.fallback)
        if kiosk.fallback and printer in pair:
            other = pair[1 - pair.index(printer)]
            if other and not failing(ledger, other):
                return other
    return None


def failing(ledger: Ledger, printer: str) -> bool:
    """Say whether a printer is known to print nothing now."""
    row = store.known(ledger.connection, ledger.branch, printer)
    return row is not None and row.state.failing


def standings(ledger: Ledger) -> list[Standing]:
    """Return how every printer of the office is, in the order of the settings."""
    rows = store.all_known(ledger.connection, ledger.branch)
    found = []
    for printer in ledger.settings.printers:
        row = rows.get(printer.id)
        state = PrinterState.UNKNOWN
        if row is not None:
            state = rules.standing(row.state, row.printed_mm, printer.profile.roll_m * 1000)
        found.append(Standing(printer, state, row))
    return found


def note_state(ledger: Ledger, printer: str, state: PrinterState, reason: str, answer: str) -> None:
    """Write down how a printer is now.

    Args:
        ledger: the open book.
        printer: its id.
        state: how it is.
        reason: its word for why.
        answer: what it answered to DLE EOT 1 to 4, bytes in hex; empty leaves what it answered before.
    """
    row = store.known(ledger.connection, ledger.branch, printer)
    since = ledger.now if row is None or row.state is not state else row.since
    said = {"answer": answer} if answer else {}
    store.save(ledger.connection, ledger.branch, printer, state, since, {"reason": reason, **said})


def found_out(ledger: Ledger, printer: str, confirm: str) -> None:
    """Write down which way of confirming a test print has found to work."""
    row = store.known(ledger.connection, ledger.branch, printer)
    if row:
        store.save(ledger.connection, ledger.branch, printer, row.state, row.since, {"confirm": confirm})


def change_roll(ledger: Ledger, printer: str, *, staff: str | None = None) -> None:
    """Take note that a new roll of paper was put in: counting begins anew; ``staff``: by whom, by login.

    Raises:
        Refused: ``UNKNOWN_PRINTER``.
    """
    known_printer(ledger, printer)
    row = store.known(ledger.connection, ledger.branch, printer)
    state, since = (row.state, row.since) if row else (PrinterState.UNKNOWN, ledger.now)
    new_roll = {"printed_mm": 0, "roll_changed_at": ledger.now}
    store.save(ledger.connection, ledger.branch, printer, state, since, new_roll)
    ledger.notes.append(f"printer {printer} roll changed")
    staff_log(ledger, staff, StaffAct.CHANGE_ROLL, printer)
