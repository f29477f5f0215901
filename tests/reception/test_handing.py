"""Handing a client to a colleague with a note, and because of language (14, 17.5)."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Reception

from server.reception import calls, counters, handing, noticing, pauses, tickets, undoing
from server.reception.closing import offer_other_time
from server.reception.days import close_past_days
from server.reception.notes import notes_for
from server.rules.counter import CounterState
from server.rules.refused import Reason, Refused
from server.rules.visit import Handed, Status

NOTE = "Pažyma jau parengta, trūksta parašo"


def refusal(reception: Reception, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Reason:
    with pytest.raises(Refused) as refused:
        reception.do(verb, *args, **kwargs)
    return refused.value.reason


@pytest.fixture
def busy(reception: Reception) -> Reception:
    """Counters 1, 2 and the room 608 are open; A001 is at counter 1."""
    for counter, staff in (("1", "rasa"), ("2", "darius"), ("608", "egle")):
        reception.do(counters.open_counter, counter, staff=staff)
    reception.take()
    reception.call_next("1")
    return reception


def read_at(reception: Reception, counter: str, staff: str | None = None) -> dict[int, list[str]]:
    with reception.book() as book:
        return {
            visit: [note.text for note in notes] for visit, notes in notes_for(book, counter, staff).items()
        }


def test_a_client_is_handed_to_a_room_with_a_note_and_comes_there_like_anybody(busy: Reception) -> None:
    """Clause 17.5: the receiving desk is told, the place is kept."""
    came = busy.now
    busy.minutes_later(5)
    handed = busy.do(handing.transfer, "1", to_counter="608", note=f"  {NOTE}\n", staff="rasa")
    with busy.book() as book:
        told = noticing.arrival(book, "608", "egle")

    assert (handed.to_counter, handed.key, handed.requeued_at) == ("608", came, busy.now)
    assert told == noticing.Arrival("A001", "A", busy.now, new=True)
    assert read_at(busy, "608") == {1: [NOTE]}
    assert busy.call_next("608") == "A001"


def test_a_note_is_read_only_at_the_desk_that_may_call_the_client(busy: Reception) -> None:
    busy.do(handing.transfer, "1", to_staff="darius", note=NOTE)
    waiting = {counter: read_at(busy, counter, staff) for counter, staff in PEOPLE.items()}
    busy.do(calls.call_next, "2", staff="darius")
    called = {counter: read_at(busy, counter, staff) for counter, staff in PEOPLE.items()}
    busy.do(calls.park, "2")
    aside = {counter: read_at(busy, counter, staff) for counter, staff in PEOPLE.items()}

    assert waiting == called == aside == {"1": {}, "2": {1: [NOTE]}, "608": {}}


PEOPLE = {"1": "rasa", "2": "darius", "608": "egle"}


def test_whoever_serves_the_service_reads_the_note_of_who_waits_for_anybody(busy: Reception) -> None:
    busy.do(handing.transfer, "1", service="A", note=NOTE)

    assert [read_at(busy, counter) for counter in ("1", "2", "608")] == [{1: [NOTE]}, {1: [NOTE]}, {}]


def test_the_next_colleague_reads_the_newest_note_first(busy: Reception) -> None:
    busy.do(handing.transfer, "1", to_counter="2", note="Pirma")
    busy.call_next("2")
    busy.do(handing.transfer, "2", to_counter="608", note="Antra")

    assert read_at(busy, "608") == {1: ["Antra", "Pirma"]}


def test_a_note_that_is_too_long_loses_nothing(busy: Reception) -> None:
    busy.do(handing.transfer, "1", service="A", note="ė" * 200)
    busy.call_next("1")

    assert refusal(busy, handing.transfer, "1", service="A", note="ė" * 201) is Reason.NOTE_TOO_LONG
    assert read_at(busy, "1") == {1: ["ė" * 200]}


def test_an_undone_hand_over_takes_its_note_along(busy: Reception) -> None:
    busy.do(handing.transfer, "1", to_counter="2", note=NOTE)
    busy.do(undoing.undo, "1")

    assert [read_at(busy, counter) for counter in ("1", "2")] == [{}, {}]


def test_notes_are_erased_with_their_day(busy: Reception) -> None:
    busy.do(handing.transfer, "1", to_counter="2", note=NOTE)
    busy.it_is("2026-11-24 00:00")
    busy.do(close_past_days)
    busy.database.writing.dispose()

    with busy.book() as book:
        assert book.connection.exec_driver_sql("SELECT count(*) FROM visit_note").scalar() == 0


@pytest.mark.parametrize("to", [{"to_counter": "608"}, {"to_staff": "egle"}])
def test_where_nobody_is_another_time_is_offered_instead(busy: Reception, to: dict[str, str]) -> None:
    busy.do(counters.close_counter, "608")

    assert refusal(busy, handing.transfer, "1", note=NOTE, **to) in (
        Reason.NOBODY_THERE,
        Reason.UNKNOWN_STAFF,
    )
    assert read_at(busy, "1") == {}


def test_a_client_whom_nobody_can_help_today_is_offered_another_time_at_the_counter(busy: Reception) -> None:
    """Clause 17.5: no other desk can end what goes on at this one, and no phone."""
    token = busy.do(calls.start, "1").token
    by_phone = refusal(busy, tickets.leave, token)
    elsewhere = refusal(busy, offer_other_time, "A001", counter="2")
    over = busy.do(offer_other_time, "A001", counter="1", staff="rasa")

    assert (by_phone, elsewhere) == (Reason.NOT_ALLOWED_NOW, Reason.NOT_ALLOWED_NOW)
    assert (over.status, over.ended_at) == (Status.LEFT, busy.now)
    assert [visit.status for visit in busy.do(undoing.undo, "1")] == [Status.SERVING]


# --- 14: another language


def test_colleagues_who_speak_a_language_are_listed_with_what_they_do(busy: Reception) -> None:
    busy.do(pauses.begin_pause, "2", CounterState.BREAK, until=busy.now + 60_000)
    with busy.book() as book:
        ukrainian = handing.speaking(book, "1", "uk")
        lithuanian = handing.speaking(book, "1", "lt")

    assert [(one.place.id, one.staff, one.state, one.until, one.client) for one in ukrainian] == [
        ("2", "darius", "break", busy.now + 60_000, None)
    ]
    assert [(one.place.id, one.state) for one in lithuanian] == [("2", "break"), ("608", "working")]


def test_a_client_is_handed_to_the_colleague_who_speaks_her_language_and_is_next_there(
    busy: Reception,
) -> None:
    busy.minutes_later(3)
    busy.take()
    busy.do(handing.hand_over_for_language, "1", "uk", to_counter="2", note=NOTE)

    assert busy.call_next("2") == "A001"
    assert read_at(busy, "2") == {1: [NOTE]}


def test_she_may_be_handed_to_a_chosen_colleague_who_is_on_a_break_but_not_to_just_anybody_there(
    busy: Reception,
) -> None:
    busy.do(pauses.begin_pause, "2", CounterState.BREAK)
    anybody = refusal(busy, handing.hand_over_for_language, "1", "uk")
    handed = busy.do(handing.hand_over_for_language, "1", "uk", to_counter="2")

    assert anybody is Reason.NOBODY_THERE
    assert (handed.to_counter, handed.handed, handed.wish) == ("2", Handed.LANGUAGE, "uk")


@pytest.mark.parametrize("to_counter", ["608", "1"])
def test_a_colleague_who_does_not_speak_it_or_serve_her_is_no_choice(
    busy: Reception, to_counter: str
) -> None:
    assert (
        refusal(busy, handing.hand_over_for_language, "1", "uk", to_counter=to_counter) is Reason.NOBODY_THERE
    )
