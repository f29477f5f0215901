"""An auditor's script: the figures from nothing but exported files, by another way than the program's.

Reads the files as they are, plays each ticket through its events, and counts. Knows nothing of the program.
"""

import csv
import math
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

CALLS = {"call", "choose", "recall"}
BESIDE = {"print", "reprint", "promise"}  # nothing of these changes where somebody stands
AT_COUNTER = {"called", "serving"}
Line = tuple[str, float, float, str]  # for which service, from when to when somebody waited; what ended it


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def figures(events: Path, tickets: Path, plan: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """Recompute the main figures, times in seconds. The plan says from when to when (UTC) which counter was
    meant to be open: no file does."""
    slots = {row["number"]: row["slot"] for row in read(tickets)}
    rows = [row for row in read(events) if row["number"]]
    at_counters = [row for row in read(events) if not row["number"]]
    lives: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        if row["act"] == "undo":
            lives[row["number"]].pop()
        elif row["act"] not in BESIDE:
            lives[row["number"]].append(row)
    found: Counter[str] = Counter()
    waits: dict[str, list[float]] = defaultdict(list)
    services: dict[str, list[float]] = defaultdict(list)
    queue: list[tuple[float, int]] = []
    lines: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for number, life in lives.items():
        _one(life, slots[number], found, waits, services, queue, lines)
    overtakers = _overtakers(lines, lives)
    planned = {counter: (_seconds(opens), _seconds(closes)) for counter, (opens, closes) in plan.items()}
    every = sorted(wait for some in waits.values() for wait in some)
    times = [time for some in services.values() for time in some]
    waiting = most = 0
    for _, step in sorted(queue):
        waiting += step
        most = max(most, waiting)
    return {
        **found,
        "wait_avg": sum(every) / len(every),
        "wait_max": every[-1],
        "wait_p90": every[math.ceil(0.9 * len(every)) - 1],
        "within": 100 * sum(wait <= 15 * 60 for wait in every) / len(every),
        "service_avg": sum(times) / len(times),
        "line_max": most,
        "overtaken": len(overtakers),
        "overtaken_most": max(map(len, overtakers.values()), default=0),
        "overtaken_of": Counter(lines[waiting][0][0] for waiting in overtakers),
        "adherence_of": {
            counter: 100 * _open_in([row for row in at_counters if row["counter"] == counter], *span)
            for counter, span in planned.items()
        },
        "wait_avg_of": {service: sum(some) / len(some) for service, some in waits.items()},
    }


def _overtakers(
    lines: dict[tuple[str, int], list[Line]], lives: dict[str, list[dict[str, str]]]
) -> dict[tuple[str, int], set[str]]:
    """Everybody who waited beside everybody who was let ahead: who overtook whom."""
    places = {number: place for place, number in enumerate(lives)}
    kinds = {number: [(_seconds(row["utc"]), row["kind"]) for row in life] for number, life in lives.items()}
    found = defaultdict(set)
    for (number, part), some in lines.items():
        for (other, _), others in lines.items():
            for service, start, end, _ in some:
                for same, _, called, act in others if places[other] > places[number] else []:
                    ahead = act == "choose" or (act == "call" and _at(kinds[other], called) != "ordinary")
                    beside = same == service and start <= called < end
                    if ahead and beside and _at(kinds[number], called) == "ordinary":
                        found[number, part].add(other)
    return dict(found)


def _at(kinds: list[tuple[float, str]], when: float) -> str:
    """How a ticket counted in the line at a moment."""
    return next(kind for at, kind in reversed(kinds) if at <= when)


def _open_in(rows: list[dict[str, str]], opens: float, closes: float) -> float:
    """Which part of a stretch of time a counter worked in."""
    found, since = 0.0, None
    acts = [row for row in rows if row["act"] in ("open", "close", "pause", "return")]
    for when, state in [*((_seconds(row["utc"]), row["state"]) for row in acts), (closes, "")]:
        if since is not None:
            found += max(0.0, min(when, closes) - max(since, opens))
        since = when if state in ("working", "other_work") else None
    return found / (closes - opens)


def _one(life: Any, slot: str, found: Any, waits: Any, services: Any, queue: Any, lines: Any) -> None:
    at = [_seconds(row["utc"]) for row in life]
    since = at[0]
    if slot:
        # The slot is on the wall clock, as the ticket's own time is: their distance is what counts.
        shift = datetime.fromisoformat(slot) - datetime.fromisoformat(life[0]["at"])
        since = max(since, at[0] + shift.total_seconds())
    called, here, spent, service = None, None, 0.0, life[0]["service"]
    timed = False
    found["issued"] += 1
    before = ""
    joined, part, number = None, 0, life[0]["number"]
    for when, row in zip(at, life, strict=True):
        act, after = row["act"], row["after"]
        if joined is not None and (after != "waiting" or act == "transfer"):
            lines[number, part].append((service, joined, when, act))
            joined = None
        if (after == "waiting") != (before == "waiting"):
            queue.append((when, 1 if after == "waiting" else -1))
        if act in CALLS or act == "resume":
            here = when
            called = when if act in CALLS else called
        leaves = after not in AT_COUNTER or act == "add_service"
        if leaves and here is not None:
            if act not in ("close", "no_show"):
                spent, timed = spent + when - here, True
            here = None
        if act in ("transfer", "add_service"):
            found["transfers" if act == "transfer" else "added"] += 1
            if called is not None:
                waits[service].append(max(0.0, called - since))
            if timed:
                services[service].append(spent)
            if act == "add_service":
                called, here, since = None, when, when
            elif before != "waiting":
                called, since = None, when
            spent, timed, service, part = 0.0, False, row["service"], part + 1
        if after == "waiting" and joined is None:
            joined = when
        before = after
    if joined is not None:
        lines[number, part].append((service, joined, math.inf, ""))
    last = life[-1]
    kind = {"served": "served", "no_show": "noshow", "left": "left", "refused": "refused"}.get(
        last["after"], ""
    )
    kind = "other_time" if last["reason"] == "other_time" else kind
    kind = "not_served" if last["after"] == "not_served" else kind
    found[kind or "standing"] += 1
    if kind == "served":
        if called is not None:
            waits[service].append(max(0.0, called - since))
        if timed and last["act"] != "close":
            services[service].append(spent)


def _seconds(utc: str) -> float:
    return datetime.fromisoformat(utc).timestamp()
