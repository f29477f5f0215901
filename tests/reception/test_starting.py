"""Serving begins by itself, so that a client costs one press: and nothing is claimed that nobody knows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import Reception

from server.reception import calls, handing, starting, tickets, undoing
from server.reception.figures import as_events
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.story import Story, stories
from server.rules.visit import Started, Status
from server.store import views
from server.store.tables import Visit


def refusal(reception: Reception, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Reason:
    with pytest.raises(Refused) as refused:
        reception.do(verb, *args, **kwargs)
    return refused.value.reason


def client(reception: Reception) -> Visit:
    with reception.book() as book:
        return views.visits_of(book.connection, book.branch, book.day)[0]


def seconds_later(reception: Reception, seconds: float) -> list[str]:
    """Let time pass; say for whom serving began by itself."""
    reception.minutes_later(seconds / 60)
    return [visit.number for visit in reception.do(starting.start_due)]


def story(reception: Reception) -> Story:
    """What has happened to the first visit."""
    with reception.book() as book:
        happened = as_events(book, views.events_of(book.connection, book.branch, book.day))
    return stories(happened)[1]


def test_serving_begins_some_seconds_after_the_call(reception: Reception) -> None:
    reception.take()
    reception.take()
    reception.call_next()

    assert seconds_later(reception, 29) == []
    assert seconds_later(reception, 1) == ["A001"]
    assert seconds_later(reception, 60) == []
    here = client(reception)
    assert (here.status, here.started, here.started_at) == (
        Status.SERVING,
        Started.ASSUMED,
        reception.now - MINUTE,
    )


def test_a_repeated_call_counts_from_the_newest(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 20)
    reception.do(calls.recall, "1")

    assert seconds_later(reception, 29) == []
    assert seconds_later(reception, 1) == ["A001"]


def test_an_office_may_want_the_clerk_to_say_so(reception: Reception) -> None:
    desk = replace(reception.settings.desk, serving_starts_after_s=0)
    reception.settings = replace(reception.settings, desk=desk)
    reception.take()
    reception.call_next()

    assert seconds_later(reception, 3600) == []


def test_who_was_a_no_show_or_confirmed_does_not_begin_by_herself(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 10)
    reception.do(calls.start, "1")

    assert seconds_later(reception, 60) == []
    assert client(reception).started is Started.CONFIRMED


def test_when_nobody_came_after_all_she_is_called_again_and_is_a_no_show(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 30)
    first = refusal(reception, calls.no_show, "1")
    reception.do(calls.recall, "1")
    again = client(reception)
    seconds_later(reception, 30)
    gone = reception.do(calls.no_show, "1")

    assert first is Reason.RECALL_FIRST
    assert (again.status, again.started, again.started_at, again.calls) == (Status.CALLED, None, None, 2)
    assert gone.status is Status.NO_SHOW
    assert reception.do(tickets.restore, "A001").status is Status.WAITING


def test_once_the_clerk_has_said_that_she_is_there_she_is_no_no_show(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 10)
    reception.do(calls.recall, "1")
    reception.do(calls.start, "1")

    assert refusal(reception, calls.no_show, "1") is Reason.NOT_ALLOWED_NOW
    assert refusal(reception, calls.recall, "1") is Reason.NOT_ALLOWED_NOW


def test_the_gap_between_calls_holds_after_it_too(reception: Reception) -> None:
    desk = replace(reception.settings.desk, serving_starts_after_s=3)
    reception.settings = replace(reception.settings, desk=desk)
    reception.take()
    reception.call_next()
    seconds_later(reception, 3)

    assert refusal(reception, calls.recall, "1") is Reason.RECALL_TOO_SOON


def test_undoing_the_call_undoes_what_began_by_itself(reception: Reception) -> None:
    taken = reception.take()
    reception.take()
    reception.call_next()
    seconds_later(reception, 30)
    (back,) = reception.do(undoing.undo, "1")

    assert back == taken
    with reception.book() as book:
        events = views.events_of(book.connection, book.branch, book.day)
    assert [str(event.act) for event in events if event.visit == 1] == [
        "take",
        "call",
        "start",
        "undo",
        "undo",
    ]
    assert story(reception).called_at is None
    assert reception.call_next() == "A001"


def test_undoing_next_brings_the_one_before_back_also_when_the_new_one_began_by_herself(
    reception: Reception,
) -> None:
    reception.take()
    reception.take()
    reception.call_next()
    reception.do(calls.start, "1")
    reception.call_next()
    seconds_later(reception, 30)
    undone = reception.do(undoing.undo, "1")

    assert [(visit.number, visit.status) for visit in undone] == [("A002", "waiting"), ("A001", "serving")]
    assert client(reception).started is Started.CONFIRMED


def test_undoing_a_finish_leaves_what_had_begun_before(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 30)
    reception.do(calls.finish, "1")
    (back,) = reception.do(undoing.undo, "1")

    assert (back.status, back.started) == (Status.SERVING, Started.ASSUMED)


def test_how_long_she_walked_is_known_only_when_the_clerk_has_said_that_she_came(
    reception: Reception,
) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 12)
    reception.do(calls.recall, "1")
    seconds_later(reception, 7)
    reception.do(calls.start, "1")

    assert story(reception).now.walked == 7_000


def test_what_began_by_itself_measures_nothing(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 30)
    reception.do(calls.finish, "1")

    assert story(reception).now.walked is None


def test_handed_over_she_begins_anew_at_the_next_counter(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 30)
    handed = reception.do(handing.transfer, "1", service="A")

    assert (handed.started, handed.started_at, handed.requeued_at) == (None, None, reception.now)


def test_whoever_asks_for_one_more_thing_is_there(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    seconds_later(reception, 30)
    more = reception.do(handing.add_service, "1", "B")

    assert (more.status, more.started, more.started_at) == (
        Status.SERVING,
        Started.CONFIRMED,
        reception.now,
    )
