"""A visitor who is not ready yet lets the next one pass, twice at most."""

from typing import Any

import pytest
from conftest import Reception

from server.reception import handing, passing, tickets
from server.rules.refused import Reason, Refused
from server.rules.visit import Act, Status
from server.store import views
from server.store.tables import Visit


def arrive(reception: Reception, *services: str, **kwargs: Any) -> list[Visit]:
    """People come a minute apart."""
    come = []
    for service in services:
        come.append(reception.take(service, **kwargs))
        reception.minutes_later(1)
    return come


def called(reception: Reception, counter: str = "1") -> list[str]:
    """Call until nobody waits."""
    numbers = []
    while number := reception.call_next(counter):
        numbers.append(number)
    return numbers


def refused(reception: Reception, token: str, **kwargs: Any) -> Reason:
    with pytest.raises(Refused) as no:
        reception.do(passing.let_pass, token, **kwargs)
    return no.value.reason


def test_exactly_one_person_passes_and_only_the_place_changes(reception: Reception) -> None:
    mine, second, _ = arrive(reception, "A", "B", "A")
    after = reception.do(passing.let_pass, mine.token)

    changed = {name for name, value in after._asdict().items() if value != getattr(mine, name)}
    assert changed == {"key", "let_pass"}
    assert (after.key, after.let_pass) == (second.key + 1, 1)
    with reception.book() as book:
        assert tickets.ahead(book, after) == 1
        events = views.events_of(book.connection, book.branch, book.day)
    assert (events[-1].act, events[-1].before, events[-1].after) == (
        Act.LET_PASS,
        Status.WAITING,
        Status.WAITING,
    )
    assert called(reception) == ["B001", "A001", "A002"]


def test_a_third_time_is_refused(reception: Reception) -> None:
    mine, *_ = arrive(reception, "A", "A", "A", "A")
    reception.do(passing.let_pass, mine.token)
    reception.do(passing.let_pass, mine.token)

    assert refused(reception, mine.token) is Reason.LET_PASS_ENOUGH
    assert called(reception) == ["A002", "A003", "A001", "A004"]


def test_the_same_tap_twice_lets_one_person_pass(reception: Reception) -> None:
    mine, *_ = arrive(reception, "A", "A", "A")
    first = reception.do(passing.let_pass, mine.token, seen=0)
    again = reception.do(passing.let_pass, mine.token, seen=0)

    assert again == first
    assert called(reception) == ["A002", "A001", "A003"]


def test_with_nobody_behind_who_could_be_called_instead_nothing_changes(reception: Reception) -> None:
    """Room 608 serves Z alone; whoever was handed to one counter is called by that one in any case."""
    (mine,) = arrive(reception, "A")
    arrive(reception, "Z")
    reception.call_next("608")
    reception.call_next("2")
    (other,) = arrive(reception, "A")
    reception.do(handing.transfer, "2", service="A", to_counter="2")

    assert refused(reception, other.token) is Reason.NOBODY_TO_LET_PASS
    assert refused(reception, mine.token) is Reason.NOT_ALLOWED_NOW


def test_who_is_booked_for_later_is_not_let_pass_in_vain(reception: Reception) -> None:
    """She cannot be called yet: letting her pass would change nothing (19.3)."""
    (mine,) = arrive(reception, "A")
    reception.take("A", slot=reception.now + 15 * 60_000)
    arrive(reception, "A")
    reception.do(passing.let_pass, mine.token)

    assert reception.call_next("1") == "A003"


def test_a_booked_client_may_let_somebody_pass_too(reception: Reception) -> None:
    reception.it_is("2026-11-23 09:00")
    booked = reception.take("A", slot=reception.now)
    arrive(reception, "A")
    after = reception.do(passing.let_pass, booked.token)

    assert (after.kind, after.slot, after.ready_at) == (booked.kind, booked.slot, booked.ready_at)
    assert called(reception) == ["A002", "A001"]


def test_only_who_waits_can_let_somebody_pass(reception: Reception) -> None:
    mine, *_ = arrive(reception, "A", "A")
    reception.call_next("1")

    assert refused(reception, mine.token) is Reason.NOT_ALLOWED_NOW
    assert refused(reception, "no such token") is Reason.UNKNOWN_TICKET
