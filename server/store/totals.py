"""Writing and reading the totals of days. They outlive the tickets that they were made of (standard, 4.4)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select

from server.rules.spread import Spread, as_bins
from server.rules.totals import SPREADS, SUMS, WHOLE, Facet, Key, Totals
from server.store.tables import DAY_TOTAL

T = DAY_TOTAL.c
_ADDED = [
    *(func.sum(T[name]).label(name) for name in SUMS),
    *(
        func.sum(T[f"{name}_{part}"]).label(f"{name}_{part}")
        for name in SPREADS
        for part in ("count", "total")
    ),
    *(func.max(T[f"{name}_longest"]).label(f"{name}_longest") for name in SPREADS),
]
_AT_ONCE = 10_000  # rows
Histograms = Mapping[str, Collection[Facet]]  # of each kind of times, of which facets they are read


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
    columns: dict[str, Any] = {name: getattr(found, name) for name in (*SUMS, "line_max", "line_max_at")}
    for name in SPREADS:
        times: Spread = getattr(found, name)
        columns |= {f"{name}_count": times.count, f"{name}_total": times.total}
        columns |= {f"{name}_longest": times.longest, f"{name}_bins": times.packed()}
    return columns


def _as_totals(row: Any, bins: Mapping[str, int | None], line: tuple[int, int | None]) -> Totals:
    values: dict[str, Any] = {name: row[name] for name in SUMS}
    for name in SPREADS:
        count, total, longest = (row[f"{name}_{part}"] for part in ("count", "total", "longest"))
        values[name] = Spread(count, total, longest, bins.get(name), None if count else ())
    return Totals(**values, line_max=line[0], line_max_at=line[1])


def days(connection: Connection, branch: str, first: date, last: date) -> list[date]:
    """Return which days have totals, from a first to a last one, both included."""
    here = (T.branch == branch, T.day.between(first, last), T.facet == Facet.WHOLE)
    return list(connection.scalars(select(T.day).where(*here).order_by(T.day)))


def by_day(
    connection: Connection,
    branch: str,
    first: date,
    last: date,
    histograms: Histograms,
    without: Collection[date] = (),
) -> dict[date, Totals]:
    """Return the whole of each day that has totals; arguments as for ``add_up``."""
    here = (*_within(branch, first, last, without), T.facet == Facet.WHOLE)
    names = [name for name, facets in histograms.items() if Facet.WHOLE in facets]
    rows = connection.execute(select(DAY_TOTAL).where(*here).order_by(T.day)).mappings()
    return {
        row["day"]: _as_totals(
            row,
            {name: as_bins(row[f"{name}_bins"]) for name in names},
            (row["line_max"], row["line_max_at"]),
        )
        for row in rows
    }


def add_up(
    connection: Connection,
    branch: str,
    first: date,
    last: date,
    histograms: Histograms,
    without: Collection[date] = (),
) -> dict[Key, Totals]:
    """Add up the totals of some days.

    Args:
        connection: of a reader.
        branch: the branch.
        first: the first day.
        last: the last one, included.
        histograms: which of the histograms are wanted. They are most of what is kept: those that nobody
            looks at are not read.
        without: some days in between that are left out.

    Returns:
        By facet and key; the whole is always there.
    """
    here = and_(*_within(branch, first, last, without))
    bins: dict[Key, dict[str, int | None]] = {}
    for name, facets in histograms.items():
        kept = select(T.facet, T.key, T[f"{name}_bins"]).where(here, T.facet.in_(facets))
        sums: dict[Key, int] = {}
        for some in connection.execute(kept).partitions(_AT_ONCE):
            for facet, key, histogram in some:
                sums[facet, key] = sums.get((facet, key), 0) + as_bins(histogram)
        for place, total in sums.items():
            bins.setdefault(place, {})[name] = total
    # SQLite takes the other column from the row that has the greatest value, the first one of these.
    longest = select(T.facet, T.key, func.max(T.line_max), T.line_max_at).where(here, T.line_max > 0)
    lines = {
        (facet, key): (line, at)
        for facet, key, line, at in connection.execute(longest.group_by(T.facet, T.key))
    }
    added = select(T.facet, T.key, *_ADDED).where(here).group_by(T.facet, T.key)
    found = {WHOLE: Totals()}
    for row in connection.execute(added).mappings():
        place = (Facet(row["facet"]), row["key"])
        found[place] = _as_totals(row, bins.get(place, {}), lines.get(place, (0, None)))
    return found


def _within(branch: str, first: date, last: date, without: Collection[date]) -> tuple[Any, ...]:
    return (T.branch == branch, T.day.between(first, last), T.day.not_in(without))


def forget(connection: Connection, branch: str, before: date) -> int:
    """Erase the totals of the days before one; return of how many days."""
    past = (T.branch == branch, T.day < before)
    count = connection.scalar(select(func.count(T.day.distinct())).where(*past)) or 0
    connection.execute(delete(DAY_TOTAL).where(*past))
    return count
