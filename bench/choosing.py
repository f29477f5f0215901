"""What calling the next one costs as the waiting ones grow: 100, 10 000 and 1 000 000 of them.

Prints the median time of "call next" in an open transaction (probing the lanes, choosing, taking,
writing why) and its ratio to the smallest queue. The limit: at a million at most twice a hundred.
"""

import sys
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Connection

from server.config import Settings, load
from server.reception.calls import call_next
from server.reception.ledger import Ledger
from server.rules.moment import MINUTE
from server.store.database import Database
from server.store.tables import VISIT
from server.store.visits import NEW

SIZES = (100, 10_000, 1_000_000)
LIMIT = 2.0
CALLS = 60
DAY = date(2026, 11, 23)
NOON = 1_795_428_000_000  # 2026-11-23 12:00 in Vilnius, milliseconds UTC


def main() -> int:
    """Measure each size; return 1 if the limit is not kept."""
    settings = load(Path(__file__).parent.parent / "config.yaml")
    times = {size: measure(settings, size) for size in SIZES}
    for size, seconds in times.items():
        ratio = seconds / times[SIZES[0]]
        print(f"{size:>9} waiting: {seconds * 1e6:8.0f} µs a call, {ratio:5.2f} × the smallest")
    return int(times[SIZES[-1]] > LIMIT * times[SIZES[0]])


def measure(settings: Settings, size: int) -> float:
    """Return the median time of a call in a queue.

    Args:
        settings: the office of config.yaml.
        size: how many wait.

    Returns:
        Seconds.
    """
    with TemporaryDirectory() as folder, Database(Path(folder)) as database:
        with database.writing.begin() as connection:
            _fill(connection, settings, size)
        with database.writing.begin() as connection:
            for counter in ("1", "2", "3", "4"):
                call_next(Ledger(connection, settings, NOON), counter)
            times = [_timed(connection, settings, "1234"[turn % 4]) for turn in range(CALLS)]
    return median(times)


def _timed(connection: Connection, settings: Settings, counter: str) -> float:
    since = perf_counter()
    call_next(Ledger(connection, settings, NOON), counter)
    return perf_counter() - since


def _fill(connection: Connection, settings: Settings, size: int) -> None:
    services = [service.id for service in settings.services]
    wishes = ["", "", "", "", "en", "uk", "ru"]
    for first in range(0, size, 10_000):
        rows = [
            _row(settings, place, services[place % len(services)], wishes[place % len(wishes)])
            for place in range(first, min(size, first + 10_000))
        ]
        connection.execute(VISIT.insert(), rows)


def _row(settings: Settings, place: int, service: str, wish: str) -> dict[str, object]:
    came = NOON - 4 * 60 * MINUTE + place
    return {
        **NEW, "branch": settings.office.id, "day": DAY, "prefix": service, "count": place + 1,
        "number": f"{service}{place}", "token": f"token-{place}", "code": str(place), "service": service,
        "language": wish or "lt", "wish": wish, "priority": "none",
        "kind": "ordinary", "counted_from": came, "ready_at": came, "key": came, "status": "waiting",
        "paper": "none", "taken_at": came,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
