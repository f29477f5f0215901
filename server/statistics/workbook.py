"""The figures as an Excel workbook: formatted sheets with charts, written row by row in bounded memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter

from server.rules.moment import MINUTE, local
from server.rules.totals import Facet, Totals
from server.statistics.figures import BY, DAYS, FIGURES, GROUPS, Figure, Unit
from server.statistics.report import Report
from server.statistics.rows import TICKETS, Cell, Row
from server.statistics.shown import Shown
from server.statistics.telling import Teller

PINE, AMBER, PALE, LINE = "#0B4A3A", "#F3B93F", "#DFECE5", "#D9D4C5"
FORMATS = {
    Unit.COUNT: "#,##0.##",
    Unit.TIME: "#,##0.0",
    Unit.SHARE: "0.0%",
    Unit.MOMENT: "yyyy-mm-dd hh:mm",
}
ROWS = 2**20  # that a sheet of Excel may have; further ones would be left out without a word
_LINE, _HIGH = 120, 15  # characters of a definition in one line, and how high that is
_WIDE = 31  # characters a sheet's name may have


class Workbook:
    """One workbook in the making.

    Args:
        path: where it is written.
        tell: the language and the office.
        made: when the figures were made, milliseconds UTC: the same figures make the same bytes.
    """

    def __init__(self, path: Path, tell: Teller, made: int) -> None:
        self._tell = tell
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "in_memory": False})
        at = local(made, tell.settings.office.timezone).replace(tzinfo=None, microsecond=0)
        self._book.set_properties({"title": "Eilė", "created": at})
        self._plain = self._format()
        self._head = self._format(
            bold=True, font_color="#FFFFFF", bg_color=PINE, text_wrap=True, valign="top"
        )
        self._name = self._format(bold=True)
        self._title = self._format(bold=True, font_size=18, font_color=PINE)
        self._group = self._format(bold=True, bg_color=PALE, font_color=PINE)
        self._soft = self._format(font_color="#4A5751", text_wrap=True, valign="top")
        self._units = {unit: self._format(num_format=form, valign="top") for unit, form in FORMATS.items()}
        self._clock = self._format(num_format="yyyy-mm-dd hh:mm:ss")

    def _format(self, **looks: Any) -> Any:
        return self._book.add_format({"font_name": "Calibri", "font_size": 11, **looks})

    def close(self) -> None:
        """Write what is left and end."""
        self._book.close()

    def summary(self, shown: Shown, report: Report, before: Report) -> None:
        """Write the sheet of all figures with their definitions, and the one before beside each."""
        tell, words = self._tell, self._tell.words
        sheet = self._sheet("stat.sheet_summary")
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, 2, 14)
        sheet.set_column(3, 3, 7)
        sheet.set_column(4, 4, 110)
        sheet.write(0, 0, f"{shown.title}: {shown.when}", self._title)
        sheet.write(1, 0, " ".join(filter(None, [shown.so_far, shown.compared])), self._plain)
        columns = ("stat.figure", "stat.value", "stat.before", "stat.unit", "stat.meaning")
        heads = [words(one) for one in columns]
        sheet.write_row(3, 0, heads, self._head)
        sheet.freeze_panes(4, 1)
        row = 4
        for group, figures in GROUPS.items():
            sheet.write_row(row, 0, [words(f"stat.group_{group}"), "", "", "", ""], self._group)
            row += 1
            for one in figures:
                sheet.write(row, 0, tell.name(one), self._name)
                self._figure(sheet, row, 1, one, report.whole)
                self._figure(sheet, row, 2, one, before.whole)
                sheet.write(row, 3, words("stat.min") if one.unit is Unit.TIME else "", self._soft)
                sheet.write(row, 4, meaning := tell.meaning(one), self._soft)
                sheet.set_row(row, _HIGH * -(-len(meaning) // _LINE))
                row += 1
        sheet.write(row + 1, 0, words("stat.anon"), self._plain)
        if shown.rounded:
            sheet.write(row + 2, 0, words("stat.rounded"), self._plain)

    def facet(self, facet: Facet, report: Report) -> None:
        """Write the sheet of one facet, with a chart of its first figure."""
        found = report.by(facet)
        if not found:
            return
        keys = self._tell.order(facet, list(found))
        names = [self._tell.key(facet, key) for key in keys]
        self._table(f"stat.by_{facet}", names, [found[key] for key in keys], BY[facet])

    def days(self, report: Report) -> None:
        """Write the sheet of the period's days, with a chart."""
        names = [day.isoformat() for day in report.by_day]
        self._table("stat.sheet_days", names, list(report.by_day.values()), DAYS)

    def _table(self, title: str, names: Sequence[str], found: Sequence[Totals], keys: Sequence[str]) -> None:
        words, figures = self._tell.words, [FIGURES[key] for key in keys]
        sheet = self._sheet(title)
        sheet.set_column(0, 0, 38)
        sheet.set_column(1, len(keys), 13)
        sheet.freeze_panes(1, 1)
        heads = [self._tell.head(one) for one in figures]
        sheet.set_row(0, 48)
        sheet.write_row(0, 0, [words(title), *heads], self._head)
        for row, (name, totals) in enumerate(zip(names, found, strict=True), 1):
            sheet.write(row, 0, name, self._name)
            for column, one in enumerate(figures, 1):
                self._figure(sheet, row, column, one, totals)
        waits = next((place for place, key in enumerate(keys, 1) if key == "wait_avg"), None)
        columns = [(1, heads[0], PINE), *([(waits, heads[waits - 1], AMBER)] if waits else [])]
        for place, (column, head, colour) in enumerate(columns):
            self._chart(sheet, title, len(names), column, head, colour, place)

    def _chart(
        self, sheet: Any, title: str, rows: int, column: int, head: str, colour: str, place: int
    ) -> None:
        chart = self._book.add_chart({"type": "column" if rows > 12 else "bar"})
        here = self._tell.words(title)[:_WIDE]
        chart.add_series(
            {
                "name": head,
                "categories": [here, 1, 0, rows, 0],
                "values": [here, 1, column, rows, column],
                "fill": {"color": colour},
                "border": {"color": PINE},
                "gap": 60,
                "data_labels": {"value": rows <= 12},
            }
        )
        chart.set_title({"name": head, "name_font": {"size": 12, "color": PINE}})
        chart.set_legend({"none": True})
        lines = {"major_gridlines": {"visible": True, "line": {"color": LINE}}}
        chart.set_x_axis({} if rows > 12 else lines)
        chart.set_y_axis(lines if rows > 12 else {"reverse": True, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 620, "height": 320})
        sheet.insert_chart(rows + 2 + place * 17, 0, chart)

    def _figure(self, sheet: Any, row: int, column: int, figure: Figure, totals: Totals) -> None:
        value = figure.of(totals, self._tell.target)
        form = self._units[figure.unit]
        if value is None:
            sheet.write_blank(row, column, None, form)
        elif figure.unit is Unit.MOMENT:
            at = local(int(value), self._tell.settings.office.timezone)
            sheet.write_datetime(row, column, at.replace(tzinfo=None, second=0, microsecond=0), form)
        else:
            sheet.write_number(row, column, value / MINUTE if figure.unit is Unit.TIME else value, form)

    def tickets(self, rows: Iterable[Row]) -> None:
        """Write the tickets, row by row: on a sheet, and what it may not hold on further ones."""
        left = iter(rows)
        row, place = next(left, None), 1
        while row is not None or place == 1:
            here = chain([row], islice(left, ROWS - 2)) if row is not None else ()
            self._tickets_on(self._sheet("stat.sheet_tickets", place), here)
            row, place = next(left, None), place + 1

    def _tickets_on(self, sheet: Any, rows: Iterable[Row]) -> None:
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(TICKETS) - 1, 12)
        sheet.set_column(3, 3, 34)
        sheet.set_column(7, 10, 20)
        sheet.set_column(13, 13, 20)
        sheet.write_row(0, 0, TICKETS, self._head)
        last = 0
        for last, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                self._cell(sheet, last, column, cell)
        sheet.autofilter(0, 0, last, len(TICKETS) - 1)

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell, self._clock)
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell, self._plain)
        elif cell:
            sheet.write_string(row, column, cell, self._plain)  # never read as a formula

    def _sheet(self, title: str, place: int = 1) -> Any:
        name = self._tell.words(title) + (f" {place}" if place > 1 else "")
        sheet = self._book.add_worksheet(name[:_WIDE])
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet
