"""A year's figures, 500 000 tickets on 250 days, beside a bare aggregation of the same rows; and ten years'.

Prints how long a day's totals take, a year's and ten years' figures with everything the page shows, and a
query with counts, means and percentiles by the same facets over the bare rows: in SQLite, and in DuckDB where
that is installed. Times are of the processor, so that a busy machine tells the same. The limits: a year at
most twice the faster of these, ten years in a second, and 200 MiB.
"""

import csv
import resource
import sqlite3
import sys
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from server.config import Settings, load
from server.reception.figures import day_totals
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE
from server.rules.periods import Length, Period
from server.statistics.report import report
from server.store import totals
from server.store.database import Database

DAYS, A_DAY = 250, 2_000
FIRST = date(2025, 1, 1)
EIGHT = 1_735_711_200_000  # that day, 8:00 in Vilnius, milliseconds UTC
LATER = 2_100_000_000_000  # in 2036
DAY_MS = 24 * 60 * MINUTE
LIMIT, TEN_YEARS_S, MEMORY_MIB = 2.0, 1.0, 200
SOME = 5  # the other days are the same
SERVICES = "ABDSKHMZTLV"

# Waits of up to an hour, most of them short, and services of a few minutes, told by the place of the ticket.
WAIT = f"(abs(n * 7919 % 977) * abs(n * 104729 % 977) * {MINUTE} / 16000)"
SERVED = f"({MINUTE} + n * 6007 % 907 * {MINUTE} / 90)"
VISITS = f"""
WITH RECURSIVE t(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM t WHERE n < {A_DAY - 1}),
s AS (SELECT n, substr('{SERVICES}', 1 + n % 11, 1) AS service,
  {EIGHT} + n * {9 * 60 * MINUTE // A_DAY} AS taken FROM t)
INSERT INTO visit (id, branch, day, prefix, count, number, token, code, service, language, wish, priority,
  kind, counted_from, ready_at, key, status, paper, counter, taken_at, called_at, calls, ended_at, let_pass)
SELECT n + 1, :branch, :day, service, n, service || n, 't' || n, 'c' || n, service, 'lt', '', 'none',
  CASE n % 8 WHEN 0 THEN 'priority' ELSE 'ordinary' END, taken, taken, taken, 'served', 'printed',
  substr('1 2 3 4 608105', 1 + n % 4 * 2, 1), taken, taken + {WAIT}, 1, taken + {WAIT} + {SERVED}, 0 FROM s
"""
EVENTS = """
INSERT INTO visit_event (visit, act, at, before, after, service, kind, paper, counter, press)
SELECT id, act, CASE act WHEN 'take' THEN taken_at WHEN 'finish' THEN ended_at ELSE called_at END,
  CASE act WHEN 'take' THEN NULL WHEN 'call' THEN 'waiting' WHEN 'start' THEN 'called' ELSE 'serving' END,
  CASE act WHEN 'take' THEN 'waiting' WHEN 'call' THEN 'called' WHEN 'start' THEN 'serving' ELSE 'served' END,
  service, kind, paper, CASE act WHEN 'take' THEN NULL ELSE counter END, id
FROM visit CROSS JOIN
  (SELECT 'take' AS act UNION ALL SELECT 'call' UNION ALL SELECT 'start' UNION ALL SELECT 'finish')
WHERE id <= :last
"""
# The same question that the page asks: by each facet, and all together. SQLite has no grouping sets.
FACETS = ("''", "service", "counter", "kind", "language", "hour", "call_hour")
PLAIN = " UNION ALL ".join(
    f"""SELECT * FROM (
  WITH r AS (SELECT *, percent_rank() OVER (PARTITION BY {facet} ORDER BY wait) AS place FROM w)
  SELECT {facet}, count(*), avg(wait), max(wait), avg(served), avg(wait <= 900000),
    min(CASE WHEN place >= 0.5 THEN wait END), min(CASE WHEN place >= 0.9 THEN wait END) FROM r GROUP BY 1)"""
    for facet in FACETS
)
WAITS = """
SELECT service, counter, kind, language, called_at - taken_at AS wait, ended_at - called_at AS served,
  taken_at / 3600000 % 24 AS hour, called_at / 3600000 % 24 AS call_hour FROM visit"""
DUCK = f"""
SELECT {", ".join(FACETS[1:])}, count(*), avg(wait), max(wait), avg(served),
  avg(CAST(wait <= 900000 AS INTEGER)), quantile_disc(wait, [0.5, 0.9]), quantile_disc(served, [0.5, 0.9])
FROM w GROUP BY GROUPING SETS ((), {", ".join(f"({facet})" for facet in FACETS[1:])})
"""


def main() -> int:
    """Measure; return 1 if a limit is not kept."""
    settings = load(Path(__file__).parent.parent / "config.yaml")
    with TemporaryDirectory() as folder, Database(Path(folder)) as database:
        _fill(database.path, settings)
        each = [_total(database, settings, FIRST + timedelta(days=n)) for n in range(SOME)]
        _copy_totals(database.path)
        print(f"a day's totals of {A_DAY} tickets: {median(each) * 1e3:7.0f} ms")
        year = _report(database, settings, 1)
        print(f"a year's figures, {DAYS * A_DAY} tickets: {year * 1e3:7.0f} ms")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare = _bare(database.path, Path(folder))
        for name, seconds in bare.items():
            print(f"the bare rows in {name}: {seconds * 1e3:7.0f} ms, {year / seconds:5.2f} × as long")
        _repeat(database.path, 10)
        ten = _report(database, settings, 10)
        print(f"ten years' figures: {ten * 1e3:7.0f} ms;  memory: {memory:.0f} MiB")
    kept = year <= LIMIT * min(bare.values()) and ten <= TEN_YEARS_S and memory <= MEMORY_MIB
    return int(not kept)


def _fill(path: Path, settings: Settings) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(VISITS, {"branch": settings.office.id, "day": FIRST.isoformat()})
        columns = [row[1] for row in connection.execute("PRAGMA table_info(visit)")]
        moved = {"counted_from", "ready_at", "key", "taken_at", "called_at", "ended_at"}

        def later(column: str) -> str:
            if column in moved:
                return f"{column} + :n * {DAY_MS}"
            texts = {
                "id": f"id + :n * {A_DAY}",
                "token": "token || '-' || :n",
                "day": "date(day, :n || ' days')",
            }
            return texts.get(column, column)

        copy = f"INSERT INTO visit SELECT {', '.join(map(later, columns))} FROM visit WHERE id <= {A_DAY}"
        for n in range(1, DAYS):
            connection.execute(copy, {"n": n})
        connection.execute(EVENTS, {"last": DAYS * A_DAY})
    connection.close()


def _ledger(connection: object, settings: Settings) -> Ledger:
    return Ledger(connection, settings, LATER)  # type: ignore[arg-type]


def _total(database: Database, settings: Settings, day: date) -> float:
    since = process_time()
    with database.writing.begin() as connection:
        ledger = _ledger(connection, settings)
        totals.write(connection, ledger.branch, day, day_totals(ledger, day))
    return process_time() - since


def _report(database: Database, settings: Settings, years: int) -> float:
    period = Period(Length.RANGE, FIRST, FIRST.replace(year=FIRST.year + years))
    times = []
    for _ in range(5):
        since = process_time()
        with database.read() as connection:
            found = report(_ledger(connection, settings), period)
        times.append(process_time() - since)
    assert found.whole.issued == DAYS * A_DAY * years
    return median(times)


def _bare(path: Path, folder: Path) -> dict[str, float]:
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TEMP TABLE w AS {WAITS}")
        since = process_time()
        connection.execute(PLAIN).fetchall()
        found = {"SQLite": process_time() - since}
        try:
            import duckdb  # noqa: PLC0415 - only where it is installed
        except ImportError:
            return found
        rows = connection.execute("SELECT * FROM w")
        with (folder / "waits.csv").open("w", newline="") as file:
            csv.writer(file).writerows([[column[0] for column in rows.description], *rows])
    duck = duckdb.connect()
    duck.execute(f"CREATE TABLE w AS SELECT * FROM read_csv('{folder / 'waits.csv'}')")
    duck.execute(DUCK).fetchall()
    since = process_time()
    duck.execute(DUCK).fetchall()
    return {**found, "DuckDB": process_time() - since}


def _copy_totals(path: Path) -> None:
    _shifted(path, range(1, DAYS // SOME), f"({SOME} * :n) || ' days'", FIRST + timedelta(days=SOME))


def _repeat(path: Path, years: int) -> None:
    _shifted(path, range(1, years), ":n || ' years'", date(FIRST.year + 1, 1, 1))


def _shifted(path: Path, times: range, by: str, before: date) -> None:
    with sqlite3.connect(path) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(day_total)")]
        later = ", ".join(f"date(day, {by})" if one == "day" else one for one in columns)
        copy = f"INSERT INTO day_total SELECT {later} FROM day_total WHERE day < '{before}'"
        for n in times:
            connection.execute(copy, {"n": n})
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
