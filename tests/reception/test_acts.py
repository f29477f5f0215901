"""Everything a visit can go through, by the clauses of the customer service standard."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import Reception

from server.config import Mode
from server.reception import calls, counters, handing, tickets, undoing
from server.reception.calls import OutOfTurn, Refusal
from server.reception.closing import offer_other_time
from server.reception.days import close_past_days
from server.reception.why import why
from server.rules.refused import Reason, Refused
from server.rules.visit import Act, Priority, Status
from server.store import views
from server.store.tables import Visit


def refusal(reception: Reception, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Reason:
    with pytest.raises(Refused) as refused:
        reception.do(verb, *args, **kwargs)
    return refused.value.reason


def told(reception: Reception, number: str) -> tuple[str, str | None]:
    with reception.book() as book:
        call = why(book, number)
    return call.reason, call.runner_up


def now_is(reception: Reception, number: str) -> Visit:
    with reception.book() as book:
        (found,) = [v for v in views.visits_of(book.connection, book.branch, book.day) if v.number == number]
    return found


def with_queue(reception: Reception, **changes: Any) -> None:
    """Change the office's rules."""
    queue = replace(reception.settings.queue, **changes)
    reception.settings = replace(reception.settings, queue=queue)


def with_mode(reception: Reception, mode: Mode) -> None:
    with_queue(reception, priority=replace(reception.settings.queue.priority, mode=mode))


# --- 13.3, 2.2, 2.4, 29.1: the order, and why


def test_every_call_keeps_why_and_who_was_next(reception: Reception) -> None:
    """Clauses 2.2, 2.4, 29.1: the same input gives the same order, and it can be told."""
    reception.take()
    reception.minutes_later(10)
    reception.take("B")
    reception.minutes_later(5)
    reception.take(priority=True)
    called = [reception.call_next() for _ in range(3)]

    assert called == ["A002", "A001", "B001"]
    assert [told(reception, number) for number in called] == [
        ("priority", "A001"),
        ("in turn", "B001"),
        ("in turn", None),
    ]


def test_an_uncalled_number_has_no_why(reception: Reception) -> None:
    reception.take()
    with reception.book() as book, pytest.raises(Refused) as refused:
        why(book, "A001")
    assert refused.value.reason is Reason.NOT_CALLED_YET


def test_a_booked_client_is_called_at_her_time(reception: Reception) -> None:
    """Clause 19.3: the agreed time; early ones wait unless the counter would stand idle."""
    slot = reception.now + 30 * 60_000
    reception.take("Z", slot=slot)
    reception.take("Z")
    assert reception.call_next("608") == "Z002"
    reception.take("Z")
    reception.minutes_later(24)
    assert reception.call_next("608") == "Z003"
    assert reception.call_next("608") == "Z001"
    assert told(reception, "Z001") == ("appointment", None)


def test_a_booked_client_may_come_for_what_walk_ins_cannot_have(reception: Reception) -> None:
    """Clause 19.3: by appointment only."""
    assert reception.take("J", slot=reception.now).number == "J001"


def test_a_client_who_is_very_late_is_called_by_her_arrival(reception: Reception) -> None:
    """Clause 19.3: the grace is ten minutes."""
    reception.minutes_later(20)
    reception.take("Z")
    late = reception.take("Z", slot=reception.now - 11 * 60_000)

    assert (late.kind, late.key) == ("ordinary", reception.now)
    assert reception.call_next("608") == "Z001"


def test_a_time_booked_for_another_day_gets_no_number_today(reception: Reception) -> None:
    """Clause 19.3: the agreed time."""
    day = 24 * 60 * 60_000

    for slot in (reception.now - day, reception.now + day):
        booked = refusal(reception, tickets.take, "Z", "lt", slot=slot)
        assert booked is Reason.BOOKING_OTHER_DAY
    assert reception.take("Z").number == "Z001"


# --- 19.2: who may be called ahead


def test_in_suggest_mode_the_wish_counts_once_a_clerk_confirms_it(reception: Reception) -> None:
    """Clause 19.2: "may be called ahead"."""
    with_mode(reception, Mode.SUGGEST)
    reception.take()
    reception.minutes_later(5)
    wished = reception.take(priority=True)
    assert (wished.priority, wished.key) == (Priority.WISHED, reception.now)

    granted = reception.do(tickets.grant_priority, "A002", counter="1", staff="rasa")
    assert (granted.priority, granted.key) == (Priority.GRANTED, reception.now - 30 * 60_000)
    assert reception.call_next() == "A002"


def test_a_clerk_grants_priority_by_eye_and_takes_it_back(reception: Reception) -> None:
    with_mode(reception, Mode.STAFF)
    reception.take()
    reception.minutes_later(5)
    ordinary = reception.take()
    assert refusal(reception, tickets.take, "A", "lt", priority=True) is Reason.NO_PRIORITY
    reception.do(tickets.grant_priority, "A002")
    back = reception.do(tickets.take_priority_back, "A002")

    assert (back.priority, back.key) == (Priority.NONE, ordinary.key)
    assert reception.call_next() == "A001"


@pytest.mark.parametrize("verb", [tickets.grant_priority, tickets.take_priority_back, offer_other_time])
def test_nothing_is_done_at_a_counter_that_is_not_there(
    reception: Reception, verb: Callable[..., Any]
) -> None:
    reception.take()

    assert refusal(reception, verb, "A001", counter="9") is Reason.UNKNOWN_COUNTER


def test_an_office_without_priority_gives_none(reception: Reception) -> None:
    with_mode(reception, Mode.NONE)
    reception.take()

    assert refusal(reception, tickets.grant_priority, "A001") is Reason.NO_PRIORITY
    assert refusal(reception, tickets.grant_priority, "A009") is Reason.NO_PRIORITY
    assert refusal(reception, tickets.take_priority_back, "A009") is Reason.UNKNOWN_TICKET


def test_a_guard_calls_an_ordinary_client_who_has_waited_too_long(reception: Reception) -> None:
    """Clause 2.9: nobody waits for ever."""
    with_queue(reception, guard_min=20)
    reception.take()
    reception.minutes_later(19)
    reception.take(priority=True)
    assert reception.call_next("2") == "A002"
    reception.take(priority=True)
    reception.minutes_later(1)
    assert reception.call_next("2") == "A001"


# --- 17.5, 2.5, 2.8: handing over


def test_a_transferred_client_keeps_her_place(reception: Reception) -> None:
    """Clauses 17.5 and 2.5: the place is kept."""
    reception.take()
    reception.minutes_later(5)
    reception.take("Z")
    reception.call_next("1")
    moved = reception.do(handing.transfer, "1", service="Z", staff="rasa")

    assert (moved.number, moved.service, moved.status, moved.counter) == ("A001", "Z", Status.WAITING, None)
    assert reception.call_next("608") == "A001"
    assert told(reception, "A001") == ("transferred", "Z001")


def test_a_client_handed_to_a_counter_waits_for_exactly_that_one(reception: Reception) -> None:
    reception.do(counters.open_counter, "2")
    reception.take()
    reception.call_next("1")
    reception.do(handing.transfer, "1", to_counter="2")

    assert reception.call_next("1") is None
    assert reception.call_next("2") == "A001"


def test_a_client_handed_to_a_person_finds_her_wherever_she_sits(reception: Reception) -> None:
    reception.do(counters.open_counter, "2", staff="darius")
    reception.take("Z")
    reception.call_next("608")
    reception.do(handing.transfer, "608", to_staff="darius")
    reception.do(counters.open_counter, "1", staff="darius")

    assert reception.do(calls.call_next, "2", staff="rasa").called is None
    assert reception.do(calls.call_next, "1", staff="darius").called.number == "Z001"


def test_if_nobody_is_there_another_time_is_offered(reception: Reception) -> None:
    """Clauses 17.5 and 19.3."""
    reception.take()
    reception.call_next("1")

    assert refusal(reception, handing.transfer, "1", to_counter="2") is Reason.NOBODY_THERE
    assert refusal(reception, handing.transfer, "1", to_staff="darius") is Reason.NOBODY_THERE
    assert now_is(reception, "A001").status is Status.CALLED


def test_a_transfer_must_be_possible_and_clear(reception: Reception) -> None:
    reception.do(counters.open_counter, "608")
    reception.take()
    reception.call_next("1")

    assert refusal(reception, handing.transfer, "1") is Reason.ONE_PLACE_ONLY
    both = refusal(reception, handing.transfer, "1", to_counter="2", to_staff="darius")
    assert both is Reason.ONE_PLACE_ONLY
    assert refusal(reception, handing.transfer, "1", service="A", to_counter="608") is Reason.NOT_SERVED_THERE
    assert refusal(reception, handing.transfer, "1", service="X") is Reason.UNKNOWN_SERVICE
    assert refusal(reception, handing.transfer, "1", to_counter="9") is Reason.UNKNOWN_COUNTER
    assert refusal(reception, handing.transfer, "1", to_staff="nobody") is Reason.UNKNOWN_STAFF


def test_a_second_service_goes_on_under_one_number(reception: Reception) -> None:
    """Clause 2.8: one stop."""
    first = reception.take()
    reception.call_next("1")
    here = reception.do(handing.add_service, "1", "B")
    elsewhere = reception.do(handing.add_service, "1", "Z")

    assert (here.number, here.service, here.status, here.counter) == ("A001", "B", Status.SERVING, "1")
    assert (elsewhere.service, elsewhere.status, elsewhere.key) == ("Z", Status.WAITING, first.key)
    assert reception.call_next("608") == "A001"


# --- 14: language


def test_a_wish_for_a_language_is_left_for_an_open_counter_that_speaks_it(reception: Reception) -> None:
    """Clause 14; counter 2 speaks Ukrainian."""
    reception.do(counters.open_counter, "2")
    reception.take(language="uk")
    reception.take()

    assert reception.call_next("1") == "A002"
    assert reception.call_next("2") == "A001"


def test_with_nobody_to_speak_it_the_place_is_no_worse(reception: Reception) -> None:
    """Clauses 14 and 2.9."""
    reception.take(language="uk")
    reception.take()

    assert reception.call_next("1") == "A001"


def test_a_client_is_handed_over_because_of_language_with_her_place(reception: Reception) -> None:
    """Clause 14."""
    reception.take()
    reception.take()
    reception.call_next("1")
    assert refusal(reception, handing.hand_over_for_language, "1", "uk") is Reason.NOBODY_THERE
    reception.do(counters.open_counter, "2")
    reception.do(handing.hand_over_for_language, "1", "uk")

    assert reception.call_next("1") == "A002"
    assert reception.call_next("2") == "A001"
    assert told(reception, "A001") == ("language", None)
    assert refusal(reception, handing.hand_over_for_language, "2", "xx") is Reason.UNKNOWN_LANGUAGE


# --- calling again, no-shows, parking, refusing


def test_a_client_is_called_again_only_so_often_and_not_too_soon(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    assert refusal(reception, calls.recall, "1") is Reason.RECALL_TOO_SOON
    for _ in range(3):
        reception.minutes_later(1)
        reception.do(calls.recall, "1")
    reception.minutes_later(1)

    assert refusal(reception, calls.recall, "1") is Reason.RECALLED_ENOUGH
    assert now_is(reception, "A001").calls == 4


def test_a_no_show_is_called_again_first(reception: Reception) -> None:
    reception.take()
    reception.call_next()

    assert refusal(reception, calls.no_show, "1") is Reason.RECALL_FIRST


def no_show(reception: Reception) -> None:
    reception.call_next()
    reception.minutes_later(1)
    reception.do(calls.recall, "1")
    reception.do(calls.no_show, "1")


def test_a_no_show_who_comes_after_all_has_the_old_place_back(reception: Reception) -> None:
    """Clauses 13.3 and 2.5."""
    reception.take()
    no_show(reception)
    reception.take()
    reception.minutes_later(30)
    back = reception.do(tickets.restore, "A001", counter="1")

    assert (back.status, back.counter, back.calls, back.ended_at) == (Status.WAITING, None, 0, None)
    assert reception.call_next() == "A001"


def test_after_half_an_hour_a_no_show_takes_a_new_ticket(reception: Reception) -> None:
    reception.take()
    no_show(reception)
    reception.minutes_later(30.1)

    assert refusal(reception, tickets.restore, "A001") is Reason.TOO_LATE_TO_RESTORE
    assert now_is(reception, "A001").status is Status.NO_SHOW


def test_a_parked_client_comes_back_to_the_counter_that_set_her_aside(reception: Reception) -> None:
    reception.take()
    reception.take()
    reception.call_next("1")
    parked = reception.do(calls.park, "1", minutes=10)
    assert (parked.status, parked.parked_until) == (Status.PARKED, reception.now + 600_000)

    assert reception.call_next("1") == "A002"
    assert refusal(reception, calls.resume, "1", "A001") is Reason.COUNTER_BUSY
    assert refusal(reception, calls.resume, "2", "A001") is Reason.NOT_YOURS
    reception.do(calls.finish, "1")
    back = reception.do(calls.resume, "1", "A001")
    assert (back.status, back.counter, back.parked_until) == (Status.CALLED, "1", None)


def test_a_served_client_cannot_be_called_back(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    reception.do(calls.start, "1")
    assert refusal(reception, calls.recall, "1") is Reason.NOT_ALLOWED_NOW
    assert refusal(reception, calls.no_show, "1") is Reason.NOT_ALLOWED_NOW
    reception.do(calls.finish, "1")

    assert refusal(reception, calls.resume, "1", "A001") is Reason.NOT_ALLOWED_NOW
    assert refusal(reception, tickets.restore, "A001") is Reason.NOT_ALLOWED_NOW


def test_refusing_to_serve_keeps_a_code_only(reception: Reception) -> None:
    """Clauses 21.3 and 21.4."""
    reception.take()
    reception.call_next()
    visit = reception.do(calls.refuse, "1", Refusal.INTOXICATED, staff="rasa")

    assert (visit.status, visit.ended_at) == (Status.REFUSED, reception.now)
    with reception.book() as book:
        last = views.events_of(book.connection, book.branch, book.day)[-1]
    assert (last.act, last.reason) == (Act.REFUSE, "intoxicated")


def test_a_visitor_who_leaves_is_not_called(reception: Reception) -> None:
    gone = reception.take()
    reception.take()
    reception.do(tickets.leave, gone.token)

    assert reception.call_next() == "A002"
    assert refusal(reception, tickets.leave, gone.token) is Reason.NOT_ALLOWED_NOW


# --- 2.4: out of turn


def test_a_client_called_out_of_turn_leaves_a_trace(reception: Reception) -> None:
    """Clause 2.4: possible, with a reason, and counted."""
    reception.take()
    reception.take()
    done = reception.do(calls.call_chosen, "1", "A002", OutOfTurn.CANNOT_WAIT, staff="rasa")

    assert done.called.number == "A002"
    assert told(reception, "A002") == ("chosen: cannot_wait", "A001")
    again = refusal(reception, calls.call_chosen, "2", "A002", OutOfTurn.MISTAKE)
    assert again is Reason.NOT_ALLOWED_NOW


def test_an_office_may_forbid_calling_out_of_turn(reception: Reception) -> None:
    with_queue(reception, out_of_turn=False)
    reception.take()
    forbidden = refusal(reception, calls.call_chosen, "1", "A001", OutOfTurn.MISTAKE)

    assert forbidden is Reason.OUT_OF_TURN_FORBIDDEN


# --- undo


def test_the_last_press_is_taken_back_as_a_whole(reception: Reception) -> None:
    reception.take()
    reception.take()
    reception.call_next()
    before = (now_is(reception, "A001"), now_is(reception, "A002"))
    reception.minutes_later(0.5)
    reception.call_next()
    undone = reception.do(undoing.undo, "1")

    assert [visit.number for visit in undone] == ["A002", "A001"]
    assert (now_is(reception, "A001"), now_is(reception, "A002")) == before
    assert refusal(reception, undoing.undo, "1") is Reason.NOTHING_TO_UNDO


@pytest.mark.parametrize(
    "act",
    [
        lambda r: r.do(calls.start, "1"),
        lambda r: r.do(calls.finish, "1"),
        lambda r: r.do(calls.park, "1", minutes=5),
        lambda r: r.do(calls.refuse, "1", Refusal.AGGRESSIVE),
        lambda r: r.do(handing.transfer, "1", service="Z"),
        lambda r: r.do(handing.add_service, "1", "B"),
    ],
)
def test_an_act_at_the_counter_can_be_undone_within_a_minute(
    reception: Reception, act: Callable[[Reception], None]
) -> None:
    reception.take(priority=True)
    reception.call_next()
    before = now_is(reception, "A001")
    reception.minutes_later(2)
    act(reception)
    assert now_is(reception, "A001") != before
    reception.minutes_later(1)
    reception.do(undoing.undo, "1")

    assert now_is(reception, "A001") == before


def test_what_is_long_past_or_has_gone_on_cannot_be_undone(reception: Reception) -> None:
    reception.take()
    assert refusal(reception, undoing.undo, "1") is Reason.NOTHING_TO_UNDO
    reception.call_next("1")
    reception.minutes_later(1.1)
    assert refusal(reception, undoing.undo, "1") is Reason.NOTHING_TO_UNDO
    reception.do(handing.transfer, "1", service="Z")
    reception.call_next("608")

    assert refusal(reception, undoing.undo, "1") is Reason.NOTHING_TO_UNDO
    assert now_is(reception, "A001").counter == "608"


# --- counters


def test_a_person_works_at_one_counter_at_a_time(reception: Reception) -> None:
    reception.do(counters.open_counter, "1", staff="rasa")
    reception.do(counters.open_counter, "2", staff="rasa")
    with reception.book() as book:
        assert counters.who_is_where(book) == {"2": "rasa"}
    reception.do(counters.close_counter, "2")
    with reception.book() as book:
        assert counters.who_is_where(book) == {}
    assert refusal(reception, counters.open_counter, "9") is Reason.UNKNOWN_COUNTER
    assert refusal(reception, counters.close_counter, "9") is Reason.UNKNOWN_COUNTER


def test_a_counter_that_calls_is_open(reception: Reception) -> None:
    reception.do(calls.call_next, "1", staff="rasa")

    with reception.book() as book:
        assert counters.who_is_where(book) == {"1": "rasa"}


def test_a_counter_left_open_overnight_takes_no_language_with_it(reception: Reception) -> None:
    """Clauses 14 and 2.9: nobody is left for a counter where nobody works."""
    reception.do(counters.open_counter, "2", staff="darius")
    reception.it_is("2026-11-24 08:00")
    reception.do(close_past_days)
    reception.take(language="ru")

    assert reception.call_next("1") == "A001"


@pytest.mark.parametrize("to", [{"to_counter": "2"}, {"to_staff": "darius"}])
def test_whom_she_was_handed_to_has_gone_and_she_is_called_by_others(
    reception: Reception, to: dict[str, str]
) -> None:
    """Clause 2.5: a counter that closes never worsens the place."""
    reception.do(counters.open_counter, "2", staff="darius")
    first = reception.take()
    reception.take()
    reception.call_next("1")
    reception.do(handing.transfer, "1", **to)
    assert reception.call_next("1") == "A002"
    reception.do(counters.close_counter, "2")

    assert now_is(reception, "A001").key == first.key
    assert reception.call_next("1") == "A001"


def test_a_client_set_aside_at_a_counter_that_closed_is_called_back_by_another(reception: Reception) -> None:
    reception.take()
    reception.call_next("2")
    reception.do(calls.park, "2")
    reception.do(counters.close_counter, "2")
    with reception.book() as book:
        assert [visit.number for visit in calls.set_aside_for(book, "1")] == ["A001"]
        assert calls.set_aside_for(book, "608") == []

    assert reception.do(calls.resume, "1", "A001").counter == "1"


def test_choosing_and_calling_back_open_the_counter_too(reception: Reception) -> None:
    reception.take()
    reception.do(calls.call_chosen, "1", "A001", OutOfTurn.CAME_BACK, staff="rasa")
    reception.do(calls.park, "1")
    reception.do(counters.close_counter, "1")
    reception.do(calls.resume, "1", "A001", staff="rasa")

    with reception.book() as book:
        assert counters.who_is_where(book) == {"1": "rasa"}


def test_priority_after_a_transfer_keeps_the_place_otherwise(reception: Reception) -> None:
    """Clause 2.5."""
    slot = reception.now + 60 * 60_000
    reception.take("A", slot=slot)
    reception.call_next("1")
    moved = reception.do(handing.transfer, "1", service="Z")
    granted = reception.do(tickets.grant_priority, "A001")
    back = reception.do(tickets.take_priority_back, "A001")

    assert granted.ready_at == back.ready_at == moved.ready_at == reception.now
    assert (granted.key, back.key) == (slot - 30 * 60_000, moved.key)


def test_yesterday_is_not_undone(reception: Reception) -> None:
    reception.it_is("2026-11-23 23:59")
    reception.take()
    reception.call_next()
    reception.minutes_later(0.9)
    reception.do(calls.finish, "1")
    reception.minutes_later(0.2)

    assert refusal(reception, undoing.undo, "1") is Reason.NOTHING_TO_UNDO
