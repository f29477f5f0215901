"""Reading and writing what is known of printers."""

from typing import Any, cast

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from server.rules.printers import PrinterState
from server.store.tables import PRINTER, PrinterRow

NEW = {"reason": "", "answer": "", "confirm": "", "printed_mm": 0, "roll_changed_at": None}


def all_known(connection: Connection, branch: str) -> dict[str, PrinterRow]:
    """Return what is known of a branch's printers, by their ids."""
    rows = connection.execute(select(PRINTER).where(PRINTER.c.branch == branch))
    return {row.printer: cast("PrinterRow", row) for row in rows}


def known(connection: Connection, branch: str, printer: str) -> PrinterRow | None:
    """Return what is known of a printer; ``None`` for one that nobody has looked at yet."""
    return all_known(connection, branch).get(printer)


def save(
    connection: Connection,
    branch: str,
    printer: str,
    state: PrinterState,
    since: int,
    changes: dict[str, Any],
) -> None:
    """Write how a printer is, since when (milliseconds UTC), and other columns that change with it."""
    columns = {"state": state, "since": since, **changes}
    connection.execute(
        insert(PRINTER)
        .values(branch=branch, printer=printer, **{**NEW, **columns})
        .on_conflict_do_update(index_elements=["branch", "printer"], set_=columns)
    )


def count_paper(connection: Connection, branch: str, printer: str, millimetres: int) -> None:
    """Count paper that was used."""
    connection.execute(
        update(PRINTER)
        .where(PRINTER.c.branch == branch, PRINTER.c.printer == printer)
        .values(printed_mm=PRINTER.c.printed_mm + millimetres)
    )
