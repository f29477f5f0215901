"""What an act costs does not grow with the day."""

import runpy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conftest import Reception
from offices import ROOT, sample
from sqlalchemy import Engine, event

from server.reception import calls, counters, handing, tickets, undoing
from server.reception.calls import OutOfTurn

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


def test_every_act_finds_its_tickets_by_an_index(reception: Reception) -> None:
    """However many wait, and with a guard too."""
    queue = replace(reception.settings.queue, guard_min=30)
    reception.settings = replace(reception.settings, queue=queue)
    asked: dict[str, Any] = {}
    engine = reception.database.writing

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


def reads_all(step: str) -> bool:
    """Say whether a step looks at everybody, or sorts everybody to find the first."""
    return step.startswith("SCAN visit") or step == "USE TEMP B-TREE FOR ORDER BY"


def test_the_measuring_of_calls_still_works() -> None:
    bench = runpy.run_path(str(ROOT / "bench" / "choosing.py"))

    assert bench["measure"](sample(), 50) > 0
