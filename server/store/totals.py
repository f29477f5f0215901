"""Writing and reading the totals of days. They outlive the tickets that they were made of (standard, 4.4)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, insert, select

from server.rules.spread import Spread, as_bins
from server.rules.totals import (
    LINE,
    MOST,
    SPREADS,
    SUMS,
    UNKNOWN_BEFORE,
    WHOLE,
    Facet,
    Key,
    Totals,
)
from server.store.tables import DAY_TOTAL

T = DAY_TOTAL.c
Columns = Collection[str]  # names of ``Totals``; of a kind of times its histogram is "wait_bins"
_PARTS = ("count", "total", "longest")
_AT_ONCE = 10_000  # rows
_COUNTED = (*SUMS, *MOST, *LINE)
_NOTHING = dict.fromkeys((*_COUNTED, *SPREADS))
_WHOLE = (T.facet == WHOLE[0], T.key == WHOLE[1])


def write(connection: Connection, branch: str, day: date, totals: Mapping[Key, Totals]) -> None:
    """Write a day's totals in place of those it had. Those by person are left out (standard, 3.6)."""
    connection.execute(delete(DAY_TOTAL).where(T.branch == branch, T.day == day))
    connection.execute(
        insert(DAY_TOTAL),
        [
            {"branch": branch, "day": day, "facet": facet, "key": key, **_as_columns(found)}
            for (facet, key), found in totals.items()
            if facet is not Facet.PERSON
        ],
    )


def _as_columns(found: Totals) -> dict[str, Any]:
    columns: dict[str, Any] = {name: getattr(found, name) for name in _COUNTED}
    for name in SPREADS:
        times: Spread = getattr(found, name)
        columns |= {f"{name}_count": times.count, f"{name}_total": times.total}
        columns |= {f"{name}_longest": times.longest, f"{name}_bins": times.packed()}
    return columns


def _as_totals(row: Any, columns: Columns, bins: Mapping[str, int]) -> Totals:
    values: dict[str, Any] = {name: row[name] for name in _COUNTED if name in columns}
    for name in SPREADS:
        if name in columns:
            count, total, longest = (row[f"{name}_{part}"] for part in _PARTS)
            values[name] = Spread(count, total, longest, bins.get(name), None if count else ())
    return Totals(**{**_NOTHING, **values})


def days(connection: Connection, branch: str, first: date, last: date) -> list[date]:
    """Return which days have totals, from a first to a last one, both included."""
    here = (*_within(branch, first, last), *_WHOLE)
    return list(connection.scalars(select(T.day).where(*here).order_by(T.day)))


def by_day(
    connection: Connection,
    branch: str,
    first: date,
    last: date,
    columns: Columns,
    without: Collection[date] = (),
) -> dict[date, Totals]:
    """Return the whole of each day that has totals, from a first to a last one, but for some days.

    Args:
        connection: of a reader.
        branch: the branch.
        first: the first day.
        last: the last one, included.
        columns: what of the totals is read; the rest is ``None``.
        without: days that are left out.
    """
    here = (*_within(branch, first, last, without), *_WHOLE)
    read = (T[name] for name in _as_kept(columns))
    rows = connection.execute(select(T.day, *read).where(*here).order_by(T.day)).mappings()
    histograms = [name for name in SPREADS if f"{name}_bins" in columns]
    return {
        row["day"]: _as_totals(row, columns, {name: as_bins(row[f"{name}_bins"]) for name in histograms})
        for row in rows
    }


def _as_kept(columns: Columns) -> Iterator[str]:
    for name in sorted(columns):
        yield from (f"{name}_{part}" for part in _PARTS) if name in SPREADS else (name,)


def add_up(
    connection: Connection,
    branch: str,
    first: date,
    last: date,
    columns: Mapping[Facet, Columns],
    without: Collection[date] = (),
) -> dict[Key, Totals]:
    """Add up the totals of days; arguments as for ``by_day``, but ``columns`` are those of each facet.

    Returns:
        By facet and key; the whole is always there.
    """
    found = {WHOLE: Totals()}
    for facet, wanted in columns.items():
        here = and_(*_within(branch, first, last, without), T.facet == facet)
        bins: dict[str, dict[str, int]] = {}
        for name in SPREADS:
            if f"{name}_bins" in wanted:
                for key, added in _histograms(connection, here, name).items():
                    bins.setdefault(key, {})[name] = added
        lines = _lines(connection, here) if set(LINE) & set(wanted) else {}
        sums = select(T.key, *_added(wanted)).where(here).group_by(T.key)
        for row in connection.execute(sums).mappings():
            key = row["key"]
            longest = dict(zip(LINE, lines.get(key, (0, None)), strict=True))
            found[facet, key] = _as_totals({**row, **longest}, wanted, bins.get(key, {}))
    return found


def _added(columns: Columns) -> Iterator[Any]:
    for name in SUMS:
        if name in columns:
            yield _unless_unknown(name, func.sum(T[name]))
    for name in MOST:
        if name in columns:
            yield _unless_unknown(name, func.max(T[name]))
    for name in SPREADS:
        if name in columns:
            for part in _PARTS:
                column = T[f"{name}_{part}"]
                yield (func.max if part == "longest" else func.sum)(column).label(column.name)


def _unless_unknown(name: str, added: Any) -> Any:
    """What is added up of a column; nothing when it is unknown of one of the days."""
    known = case((func.count(T[name]) == func.count(), added)) if name in UNKNOWN_BEFORE else added
    return known.label(name)


def _lines(connection: Connection, here: Any) -> dict[str, tuple[int, int | None]]:
    # SQLite takes the other column from the row that has the greatest value, the first one of these.
    longest = select(T.key, func.max(T.line_max), T.line_max_at).where(here, T.line_max > 0).group_by(T.key)
    return {key: (line, at) for key, line, at in connection.execute(longest)}


def _histograms(connection: Connection, here: Any, name: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for some in connection.execute(select(T.key, T[f"{name}_bins"]).where(here)).partitions(_AT_ONCE):
        for key, histogram in some:
            sums[key] = sums.get(key, 0) + as_bins(histogram)
    return sums


def _within(branch: str, first: date, last: date, without: Collection[date] = ()) -> tuple[Any, ...]:
    return (T.branch == branch, T.day.between(first, last), T.day.not_in(without))


def forget(connection: Connection, branch: str, before: date) -> int:
    """Erase the totals of the days before one; return of how many days."""
    past = days(connection, branch, date.min, before - timedelta(days=1))
    connection.execute(delete(DAY_TOTAL).where(T.branch == branch, T.day.in_(past)))
    return len(past)
