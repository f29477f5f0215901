"""The office's settings as they are today: what staff have changed for a day stands over the config."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from server.config import OtherHours, Settings
from server.rules.hours import Interval
from server.store.today import Changes


def changed(plan: Settings, changes: Changes) -> Settings:
    """Return the settings with what staff have changed.

    The same changes give the same object, so that what is worked out from it once (the public holidays) stays
    known. Only the newest variant is kept.

    Args:
        plan: the office as its config has it.
        changes: as ``store.today.changes`` gives them; of counters and services that the config has no more
            nothing is left.
    """
    if not changes:
        return plan
    found = plan.variants.get(changes)
    if found is None:
        found = _made(plan, changes)
        plan.variants.clear()
        plan.variants[changes] = found
    return found


def _made(plan: Settings, changes: Changes) -> Settings:
    def of(kind: str) -> dict[str, str]:
        return {name: to for one, name, to in changes if one == kind}

    known = {service.id for service in plan.services}
    moved = {counter: json.loads(services) for counter, services in of("counter").items()}
    counters = (
        replace(one, services=tuple(service for service in moved[one.id] if service in known))
        if one.id in moved
        else one
        for one in plan.counters
    )
    opened = of("opened")
    services = (replace(one, season=None, hours=None) if one.id in opened else one for one in plan.services)
    hours = {date.fromisoformat(day): intervals(written) for day, written in of("hours").items()}
    others = (one for one in plan.calendar.exceptions if one.date not in hours)
    exceptions = (*others, *(OtherHours(date=day, hours=span) for day, span in hours.items()))
    return replace(
        plan,
        counters=tuple(counters),
        services=tuple(services),
        calendar=replace(plan.calendar, exceptions=exceptions),
    )


def written(hours: Iterable[Interval]) -> str:
    """Write a day's hours down; empty for none."""
    return " ".join(map(str, hours))


def intervals(hours: str) -> tuple[Interval, ...]:
    """Read what ``written`` wrote."""
    return tuple(map(Interval.read, hours.split()))
