"""Taking tickets."""

import re
from datetime import date

import pytest
from conftest import Reception

from server.reception import tickets
from server.rules.refused import Reason, Refused
from server.rules.turn import Kind
from server.rules.visit import Act, Paper, Priority, Status
from server.store import views
from server.store.tables import Visit


def events(reception: Reception) -> list[tuple[str, Act, Status | None, Status, str | None]]:
    with reception.book() as book:
        rows = views.events_of(book.connection, book.branch, book.day)
    return [(row.number, row.act, row.before, row.after, row.counter) for row in rows]


def test_a_visitor_takes_a_ticket(reception: Reception) -> None:
    visit = reception.take("B", language="uk", nonce="press-01")

    kept = visit._asdict()  # type: ignore[attr-defined]
    del kept["token"], kept["code"]
    assert kept == {
        "id": 1,
        "branch": "small",
        "day": date(2026, 11, 23),
        "prefix": "B",
        "count": 1,
        "number": "B001",
        "nonce": "press-01",
        "service": "B",
        "language": "uk",
        "wish": "uk",
        "priority": Priority.NONE,
        "slot": None,
        "kind": Kind.ORDINARY,
        "counted_from": reception.now,
        "ready_at": reception.now,
        "key": reception.now,
        "to_counter": None,
        "to_staff": None,
        "handed": None,
        "status": Status.WAITING,
        "paper": Paper.NONE,
        "counter": None,
        "parked_until": None,
        "taken_at": reception.now,
        "requeued_at": None,
        "called_at": None,
        "calls": 0,
        "started_at": None,
        "started": None,
        "ended_at": None,
        "told_low": None,
        "told_mid": None,
        "told_high": None,
        "told_today": None,
        "promised_at": None,
        "let_pass": 0,
    }
    assert len(visit.token) == 22
    assert re.fullmatch("[2-9A-HJ-NPR-Z]{6}", visit.code)
    assert events(reception) == [("B001", Act.TAKE, None, Status.WAITING, None)]


def test_numbers_count_up_by_service_and_begin_again_after_midnight(reception: Reception) -> None:
    reception.it_is("2026-11-23 23:59")
    before = [reception.take(service).number for service in ("A", "A", "B", "A")]
    reception.it_is("2026-11-24 00:00")
    after = [reception.take(service).number for service in ("A", "B")]

    assert before == ["A001", "A002", "B001", "A003"]
    assert after == ["A001", "B001"]


def test_a_repeated_press_gets_the_same_ticket(reception: Reception) -> None:
    first = reception.do(tickets.take, "A", "lt", nonce="one-touch")
    again = reception.do(tickets.take, "A", "lt", nonce="one-touch")

    assert (first.new, again.new) == (True, False)
    assert again.visit == first.visit
    assert events(reception) == [("A001", Act.TAKE, None, Status.WAITING, None)]


def test_a_ticket_with_priority_keeps_that_and_no_reason(reception: Reception) -> None:
    """Clauses 19.2 and 4.8."""
    visit = reception.take("A", priority=True)

    assert (visit.priority, visit.key) == (Priority.GRANTED, reception.now - 30 * 60_000)
    assert not [name for name in Visit.model_fields if "reason" in name or "name" in name]


@pytest.mark.parametrize(
    ("service", "language", "reason"),
    [
        ("X", "lt", Reason.UNKNOWN_SERVICE),
        ("J", "lt", Reason.BY_APPOINTMENT_ONLY),
        ("A", "pl", Reason.UNKNOWN_LANGUAGE),
    ],
)
def test_a_refused_visitor_takes_no_number(
    reception: Reception, service: str, language: str, reason: Reason
) -> None:
    with pytest.raises(Refused) as refused:
        reception.take(service, language=language)

    assert refused.value.reason is reason
    assert events(reception) == []
    assert reception.take("A").number == "A001"


def test_people_ahead_are_those_the_same_counters_serve(reception: Reception) -> None:
    """Clause 12.2. Counter 1 serves A and B, counter 2 serves A, room 608 serves Z."""
    for service in ("A", "B", "A", "Z"):
        reception.take(service)
    last_a, last_z = reception.take("A"), reception.take("Z")
    first_by_priority = reception.take("B", priority=True)

    with reception.book() as book:
        ahead = [tickets.ahead(book, visit) for visit in (last_a, last_z, first_by_priority)]
        lines = tickets.lines(book)
    assert ahead == [4, 1, 0]
    assert lines == {"A": 5, "B": 5, "Z": 2, "J": 2}


def test_nobody_is_ahead_of_a_called_client(reception: Reception) -> None:
    reception.take()
    mine = reception.take()
    reception.call_next("1")
    reception.call_next("2")

    with reception.book() as book:
        assert tickets.ahead(book, tickets.by_token(book, mine.token)) == 0


def test_an_unknown_token_opens_nothing(reception: Reception) -> None:
    with reception.book() as book, pytest.raises(Refused) as refused:
        tickets.by_token(book, "A001")
    assert refused.value.reason is Reason.UNKNOWN_TICKET
