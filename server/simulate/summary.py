"""How long people waited, by what gave them their place: exact, and no longer in memory the more they are."""

import sqlite3
from dataclasses import dataclass
from math import ceil

from server.rules.moment import MINUTE
from server.rules.turn import Kind
from server.simulate.day import Call
from server.simulate.forecast import Quality

LONG_WAIT = 30 * MINUTE
REASONS = {Kind.APPOINTMENT: "appointment", Kind.PRIORITY: "priority", Kind.ORDINARY: "in turn"}
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of a class of visits.

    Attributes:
        count: how many were called.
        mean: milliseconds; ``None`` when nobody was called, as in the others.
        median: milliseconds, the mean of the middle two when the count is even.
        p90: milliseconds, nearest rank: 90 % waited no longer.
        longest: milliseconds.
        long_share: the share of those who waited longer than 30 minutes.
    """

    count: int
    mean: float | None = None
    median: float | None = None
    p90: int | None = None
    longest: int | None = None
    long_share: float | None = None

    def as_json(self) -> dict[str, float | None]:
        """Return them as machines read them, in seconds; the share is between 0 and 1."""
        return {
            "count": self.count,
            "mean_s": _over(self.mean, 1000, 3),
            "median_s": _over(self.median, 1000, 4),
            "p90_s": _over(self.p90, 1000, 3),
            "max_s": _over(self.longest, 1000, 3),
            "over_30_min": _over(self.long_share, 1, 6),
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the visits.

    Attributes:
        days: how many days were played.
        visits: how many there were.
        not_called: how many of them nobody called before all counters had closed, or that no counter serves.
        waits: by class: ``all``, ``appointment``, ``priority`` and ``in turn``.
        quality: how right the forecasts were; ``None`` when none were made.
    """

    days: int
    visits: int
    not_called: int
    waits: dict[str, Waits]
    quality: Quality | None = None

    def as_json(self) -> dict[str, object]:
        """Return it as machines read it, waits in seconds."""
        found: dict[str, object] = {
            "days": self.days,
            "visits": self.visits,
            "called": self.visits - self.not_called,
            "not_called": self.not_called,
            "waits": {name.replace(" ", "_"): waits.as_json() for name, waits in self.waits.items()},
        }
        if self.quality:
            found["forecast"] = self.quality.as_json()
        return found

    def as_text(self) -> str:
        """Return it as a person reads it, waits in minutes."""
        head = (
            f"Days: {self.days}, visits: {self.visits}, "
            f"called: {self.visits - self.not_called}, not called: {self.not_called}\n\n"
            f"{'wait, min':<12} {'count':>8} {'mean':>8} {'median':>8} {'p90':>8} {'max':>8} "
            f"{'over 30 min':>12}\n"
        )
        table = "".join(f"{name:<12}{_row(waits)}\n" for name, waits in self.waits.items())
        return head + table + (f"\n{self.quality.as_text()}" if self.quality else "")


def _row(waits: Waits) -> str:
    times = (waits.mean, waits.median, waits.p90, waits.longest)
    cells = "".join(f" {'–':>8}" if time is None else f" {time / MINUTE:>8.2f}" for time in times)
    share = "–" if waits.long_share is None else f"{waits.long_share:.2%}"
    return f" {waits.count:>8}{cells} {share:>12}"


def _over(value: float | None, unit: int, digits: int) -> float | None:
    return None if value is None else round(value / unit, digits)


class WaitBook:
    """Where the waits of a run are noted.

    Args:
        spool: a database with room for another table.
    """

    def __init__(self, spool: sqlite3.Connection) -> None:
        self._spool = spool
        self._batch: list[tuple[str, int]] = []
        spool.execute("CREATE TABLE wait (kind TEXT, wait INTEGER)")

    def note(self, call: Call) -> None:
        """Note how long somebody waited."""
        self._batch.append((call.kind.value, call.waited))
        if len(self._batch) >= _BATCH:
            self._write()

    def summary(self, days: int, visits: int, quality: Quality | None = None) -> Summary:
        """Sum up.

        Args:
            days: how many days were played.
            visits: how many visits there were, called or not.
            quality: how right the forecasts were.

        Returns:
            The summary of all that was noted.
        """
        self._write()
        self._spool.execute("CREATE INDEX by_kind ON wait (kind, wait)")
        self._spool.execute("CREATE INDEX by_wait ON wait (wait)")
        waits = {"all": self._waits("1 = 1", ())}
        for kind, reason in REASONS.items():
            waits[reason] = self._waits("kind = ?", (kind.value,))
        return Summary(days, visits, visits - waits["all"].count, waits, quality)

    def _write(self) -> None:
        self._spool.executemany("INSERT INTO wait VALUES (?, ?)", self._batch)
        self._batch.clear()

    def _waits(self, which: str, values: tuple[str, ...]) -> Waits:
        count, total, longest, long = self._spool.execute(
            f"SELECT count(*), sum(wait), max(wait), sum(wait > {LONG_WAIT}) FROM wait WHERE {which}",  # noqa: S608
            values,
        ).fetchone()
        if not count:
            return Waits(0)

        def ranked(rank: int) -> int:
            query = f"SELECT wait FROM wait WHERE {which} ORDER BY wait LIMIT 1 OFFSET ?"  # noqa: S608
            found: int = self._spool.execute(query, (*values, rank - 1)).fetchone()[0]
            return found

        middle = (ranked((count + 1) // 2) + ranked(count // 2 + 1)) / 2
        return Waits(count, total / count, middle, ranked(ceil(9 * count / 10)), longest, long / count)
