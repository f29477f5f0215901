"""Writing and reading when counters were meant to be open on days that are over."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, insert, select

from server.rules.counter_day import Plan
from server.rules.hours import Span
from server.store.tables import DAY_PLAN


def keep(connection: Connection, branch: str, day: date, plans: Mapping[str, Plan]) -> None:
    """Write when each counter was meant to be open on a day: see ``tables.DayPlan``."""
    written = json.dumps({counter: asdict(plan) for counter, plan in plans.items()})
    connection.execute(insert(DAY_PLAN), {"branch": branch, "day": day, "counters": written})


def of(connection: Connection, branch: str, day: date) -> dict[str, Plan] | None:
    """Return when each counter was meant to be open on a day; ``None`` when that was not kept."""
    here = (DAY_PLAN.c.branch == branch, DAY_PLAN.c.day == day)
    written = connection.scalar(select(DAY_PLAN.c.counters).where(*here))
    return (
        None if written is None else {counter: _as_plan(one) for counter, one in json.loads(written).items()}
    )


def _as_plan(written: dict[str, list[dict[str, int]]]) -> Plan:
    return Plan(**{name: tuple(Span(**span) for span in spans) for name, spans in written.items()})
