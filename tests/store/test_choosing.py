"""What an act costs does not grow with the day."""

import runpy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from conftest import Reception
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from offices import ROOT, sample
from sqlalchemy import Connection, Engine, event

from server.reception import calls, counters, handing, tickets, undoing
from server.reception.calls import OutOfTurn
from server.rules.moment import MINUTE
from server.rules.totals import WHOLE, Facet, Totals
from server.rules.turn import Lane, Policy, Turn, next_turn, turn
from server.store import totals, visits
from server.store.prepared import Prepared
from server.store.tables import VISIT

A_DAY: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
    (counters.open_counter, ("1",), {"staff": "rasa"}),
    (counters.open_counter, ("2",), {"staff": "darius"}),
    (tickets.take, ("A", "uk"), {"priority": True}),
    (tickets.take, ("A", "lt"), {}),
    (tickets.take, ("B", "lt"), {}),
    (calls.call_next, ("1",), {}),
    (handing.transfer, ("1",), {"to_counter": "2"}),
    (undoing.undo, ("1",), {}),
    (handing.transfer, ("1",), {"to_counter": "2"}),
    (counters.close_counter, ("1",), {}),
    (calls.call_next, ("2",), {}),
    (calls.park, ("2",), {}),
    (calls.resume, ("2", "A001"), {}),
    (calls.finish, ("2",), {}),
    (tickets.grant_priority, ("B001",), {"counter": "1"}),
    (calls.call_chosen, ("1", "A002", OutOfTurn.MISTAKE), {}),
]


def test_every_act_finds_its_tickets_by_an_index(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many wait, and with a guard too."""
    queue = replace(reception.settings.queue, guard_min=30)
    reception.settings = replace(reception.settings, queue=queue)
    asked: dict[str, Any] = {}
    engine, ask = reception.database.writing, Prepared._ask

    def ask_and_note(prepared: Prepared, connection: Connection, values: dict[str, Any]) -> list[Any]:
        found = ask(prepared, connection, values)
        asked.setdefault(prepared.sql, values)
        return found

    monkeypatch.setattr(Prepared, "_ask", ask_and_note)

    @event.listens_for(engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        asked.setdefault(statement, values)

    for verb, facts, known in A_DAY:
        reception.do(verb, *facts, **known)
    event.remove(engine, "before_cursor_execute", note)

    of_visits = [statement for statement in asked if "FROM visit" in statement or "UPDATE visit" in statement]
    assert len(of_visits) > 10
    plans = {statement: plan(engine, statement, asked[statement]) for statement in of_visits}
    assert [statement for statement, steps in plans.items() if any(map(reads_all, steps))] == []


def plan(engine: Engine, statement: str, values: Any) -> list[str]:
    with engine.connect() as connection:
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]


def test_a_days_totals_are_found_by_the_day_however_many_years_are_kept(reception: Reception) -> None:
    """A long period's are still read in the order in which they lie."""
    engine = reception.database.writing
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        if not statement.startswith("INSERT"):
            asked.append((statement, values))

    first, last = date(2016, 1, 1), date(2026, 12, 31)
    with engine.begin() as connection:
        totals.write(connection, "small", last, {WHOLE: Totals()})
        totals.forget(connection, "small", first)
        of_days = len(asked)
        totals.add_up(connection, "small", first, last, {Facet.SERVICE: {"issued", "wait", "wait_bins"}})
        totals.by_day(connection, "small", first, last, {"issued"})
    event.remove(engine, "before_cursor_execute", note)
    found = [plan(engine, *one)[0].partition(" USING ")[2] for one in asked]

    assert found[:of_days] == [
        "COVERING INDEX day_total_on (day=? AND branch=?)",
        "PRIMARY KEY (branch=? AND facet=? AND key=? AND day>? AND day<?)",
        "COVERING INDEX day_total_on (day=? AND branch=?)",
    ]
    assert found[of_days:] == [
        "PRIMARY KEY (branch=? AND facet=?)",
        "PRIMARY KEY (branch=? AND facet=?)",
        "PRIMARY KEY (branch=? AND facet=? AND key=? AND day>? AND day<?)",
    ]


def reads_all(step: str) -> bool:
    """Say whether a step looks at everybody, or sorts everybody to find the first."""
    return step.startswith("SCAN visit") or step == "USE TEMP B-TREE FOR ORDER BY"


def test_the_measuring_of_calls_still_works() -> None:
    bench = runpy.run_path(str(ROOT / "bench" / "choosing.py"))

    assert bench["measure"](sample(), 50) > 0


LANES: list[Lane] = [("A", ""), ("A", "uk"), ("B", "")]
people = st.lists(
    st.tuples(
        st.integers(0, 40),  # minutes ago
        st.sampled_from(LANES),
        st.booleans(),
        st.none() | st.integers(-30, 30),  # booked for so many minutes from now
    ),
    max_size=12,
)
policies = st.builds(
    Policy, priority_min=st.sampled_from([0, 3, 20, 1440]), guard_min=st.none() | st.integers(0, 20)
)


# The guard is set off by somebody who is first in nothing: neither by key nor by arrival.
@example(
    [(10, ("A", ""), True, None), (8, ("A", ""), False, None), (5, ("A", ""), False, -5)],
    Policy(priority_min=3, guard_min=5),
    {("A", "")},
    Random(1),
)
@given(people, policies, st.sets(st.sampled_from(LANES), min_size=1), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_names_whom_the_rule_chooses_of_all(
    reception: Reception,
    came: list[tuple[int, Lane, bool, int | None]],
    policy: Policy,
    lanes: set[Lane],
    chance: Random,
) -> None:
    """In whatever order the rows were written: with one left out, as for the runner-up, too."""
    now, waiting = reception.now, []
    for number, (ago, lane, priority, slot) in enumerate(sorted(came, key=lambda one: -one[0]), start=1):
        booked = None if slot is None else now + slot * MINUTE
        waiting.append((lane, turn(number, now - ago * MINUTE, policy, priority=priority, slot=booked)))
    everybody = [one for lane, one in waiting if lane in lanes]
    first = next_turn(everybody, now, policy)
    second = next_turn([one for one in everybody if one is not first], now, policy)

    with reception.book() as book:
        branch, day = book.branch, book.day
    rows = [row(branch, day, lane, one) for lane, one in chance.sample(waiting, len(waiting))]
    with reception.database.writing.connect() as connection:
        if rows:
            connection.execute(VISIT.insert(), rows)

        guarded = policy.guard_min is not None
        heads = visits.heads(connection, branch, day, sorted(lanes), now, by_arrival=guarded)
        connection.rollback()

    assert next_turn(heads, now, policy) == first
    assert next_turn([one for one in heads if one != first], now, policy) == second


def row(branch: str, day: date, lane: Lane, one: Turn) -> dict[str, Any]:
    number = one.visit
    return visits.NEW | {
        "branch": branch, "day": day, "id": number,
        "prefix": "A", "count": number, "number": f"A{number}", "token": f"token {number}",
        "code": str(number), "service": lane[0], "language": lane[1] or "lt", "wish": lane[1],
        "priority": "none", "kind": one.kind, "counted_from": one.counted_from, "ready_at": one.ready_at,
        "key": one.key, "status": "waiting", "paper": "none", "taken_at": one.counted_from,
    }  # fmt: skip
