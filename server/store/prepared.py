"""Statements that are compiled once and put to the driver itself: the hot ones, asked in every act.

SQLAlchemy's own way from a compiled statement to its rows costs four to ten times what SQLite needs for the
answer, and an act asks a dozen of them.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Insert, Table, bindparam, insert
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.sql.expression import Executable

_DIALECT = pysqlite.dialect(paramstyle="named")


class Prepared:
    """A statement whose parameters have names (``bindparam``), all of which are given each time it is asked.

    Its rows have their columns as attributes, as types of the columns, and cannot be changed.

    Args:
        statement: of SQLAlchemy's core; without lists of a length that varies.
        columns: the names of what a ``text`` returns, whose values are handed on as SQLite has them.

    Attributes:
        sql: what SQLite is asked.
    """

    def __init__(self, statement: Executable, columns: Sequence[str] = ()) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self._into = [
            (name, into)
            for name, bound in compiled.binds.items()
            if (into := bound.type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
        ]
        returned = [] if columns else list(getattr(statement, "exported_columns", ()))
        processors = [one.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None) for one in returned]
        self._out_of = [(place, out_of) for place, out_of in enumerate(processors) if out_of]
        names = [*columns, *(one.name for one in returned)]
        self._row: Any = namedtuple("Row", names)  # type: ignore[misc]

    def all(self, connection: Connection, **asked: Any) -> list[Any]:
        """Ask, and return all rows.

        Raises:
            sqlalchemy.exc.DBAPIError: as if SQLAlchemy had asked.
        """
        return [self._made(row) for row in self._ask(connection, asked)]

    def first(self, connection: Connection, **asked: Any) -> Any:
        """Ask, and return the first row; ``None`` when there is none."""
        rows = self._ask(connection, asked)
        return self._made(rows[0]) if rows else None

    def one(self, connection: Connection, **asked: Any) -> Any:
        """Ask, and return the row there must be.

        Raises:
            sqlalchemy.exc.NoResultFound: there is none.
        """
        row = self.first(connection, **asked)
        if row is None:
            raise NoResultFound
        return row

    def scalar(self, connection: Connection, **asked: Any) -> Any:
        """Ask, and return the first column of the first row; ``None`` when there is no row."""
        row = self.first(connection, **asked)
        return row[0] if row else None

    def run(self, connection: Connection, **asked: Any) -> None:
        """Do it, where nothing is returned."""
        self._ask(connection, asked)

    def _ask(self, connection: Connection, asked: dict[str, Any]) -> list[Any]:
        if not connection.in_transaction():
            connection.begin()  # what SQLAlchemy does by itself, and ends with the connection
        for name, into in self._into:
            asked[name] = into(asked[name])
        return put(connection, self.sql, asked)

    def _made(self, row: tuple[Any, ...]) -> Any:
        if self._out_of:
            values = list(row)
            for place, out_of in self._out_of:
                values[place] = out_of(values[place])
            return self._row._make(values)
        return self._row._make(row)


def put(connection: Connection, sql: str, values: dict[str, Any] | None = None) -> list[Any]:
    """Put a statement to the driver itself.

    Returns:
        Its rows, as the driver has them.

    Raises:
        sqlalchemy.exc.DBAPIError: as if SQLAlchemy had put it; it tells no values.
    """
    driver: Any = connection.connection.driver_connection
    try:
        found: list[Any] = driver.execute(sql, values or {}).fetchall()
    except sqlite3.Error as trouble:
        raise DBAPIError.instance(sql, None, trouble, sqlite3.Error, hide_parameters=True) from trouble
    return found


def inserting(table: Table, *but: str) -> Insert:
    """Return the statement that writes a row whose columns are all given, but for these."""
    return insert(table).values(given(column.name for column in table.columns if column.name not in but))


def given(columns: Iterable[str]) -> dict[str, BindParameter[Any]]:
    """Return the values of columns, each to be given by the column's name when the statement is asked."""
    return {name: bindparam(name) for name in columns}
