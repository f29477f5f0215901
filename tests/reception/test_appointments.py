"""Booked times: offered, booked, moved, cancelled, and the client's coming. Monday is 23 November 2026."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from bookable import bookable
from conftest import Reception
from sqlalchemy.exc import IntegrityError

from server.reception import appointments, calls, counters, tickets
from server.reception.days import close_past_days
from server.rules.moment import local, moment
from server.rules.refused import Reason, Refused
from server.rules.slots import Booking as Status
from server.rules.turn import Kind
from server.store import bookings
from server.store.tables import BOOKING

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    """The office where times are booked, Monday at eight."""
    reception = Reception(tmp_path / "data", bookable())
    yield reception
    reception.close()


def at(hall: Reception, text: str) -> int:
    return moment(datetime.fromisoformat(text).replace(tzinfo=hall.settings.office.timezone))


def clock(hall: Reception, moments: list[int]) -> list[str]:
    return [f"{local(one, hall.settings.office.timezone):%H:%M}" for one in moments]


def free(hall: Reception, service: str = "J", day: date = MONDAY, **more: Any) -> list[str]:
    with hall.book() as book:
        return clock(hall, [slot.start for slot in appointments.free_times(book, service, day, **more)])


def book(hall: Reception, text: str = "2026-11-23 10:00", service: str = "J", **more: Any) -> Any:
    return hall.do(appointments.book, service, at(hall, text), **more).booking


def refused(hall: Reception, verb: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as no:
        hall.do(verb, *args, **kwargs)
    return no.value


def status(hall: Reception, booking: int) -> Status:
    with hall.book() as ledger:
        return appointments.status_of(ledger, appointments.by_id(ledger, booking))


def test_times_come_from_the_rooms_own_hours_and_the_services_length(hall: Reception) -> None:
    assert free(hall) == ["09:00", "09:30", "10:00", "10:30", "13:00", "13:30"]
    assert free(hall, "Z") == [
        "09:00",
        "09:20",
        "09:40",
        "10:00",
        "10:20",
        "10:40",
        "13:00",
        "13:20",
        "13:40",
    ]
    assert free(hall, day=TUESDAY) == ["09:00", "09:30"]


def test_no_time_is_offered_in_the_past_too_far_ahead_or_on_a_holiday(hall: Reception) -> None:
    hall.it_is("2026-11-23 10:01")
    assert free(hall) == ["10:30", "13:00", "13:30"]
    assert free(hall, day=date(2026, 11, 22)) == []
    assert free(hall, day=date(2026, 12, 7)) == []
    hall.it_is("2026-12-20 08:00")
    assert free(hall, "A", date(2026, 12, 25)) == []
    # The eve of a holiday is shorter by an hour.
    assert free(hall, "A", date(2026, 12, 23))[-1] == "15:50"


def test_the_hall_offers_no_times_while_everybody_of_a_counter_has_lunch(hall: Reception) -> None:
    assert "12:10" in free(hall, "A")
    assert [time for time in free(hall, "A", counter="1") if "11:50" <= time < "13:00"] == [
        "11:50",
        "12:45",
        "12:55",
    ]


def test_the_next_free_times_run_over_the_days(hall: Reception) -> None:
    hall.it_is("2026-11-23 13:20")
    with hall.book() as ledger:
        slots = appointments.next_free(ledger, "J", 5)
        every = appointments.next_free(ledger, "J")

    days = [f"{local(slot.start, ledger.settings.office.timezone):%m-%d %H:%M}" for slot in slots]
    assert days == ["11-23 13:30", "11-24 09:00", "11-24 09:30", "11-25 09:00", "11-25 09:30"]
    assert slots[3].counters == ("105",)
    assert len(every) == 11  # and the whole of next Monday


def test_a_booked_time_is_gone_for_every_service_of_the_room(hall: Reception) -> None:
    book(hall, "2026-11-23 09:30")

    assert free(hall) == ["09:00", "10:00", "10:30", "13:00", "13:30"]
    assert free(hall, "Z")[:3] == ["09:00", "10:00", "10:20"]
    assert refused(hall, appointments.book, "Z", at(hall, "2026-11-23 09:20")).reason is Reason.TIME_TAKEN


def test_two_counters_can_be_booked_for_the_same_time_and_no_third(hall: Reception) -> None:
    made = [book(hall, "2026-11-23 09:00", "A").counter for _ in range(2)]

    assert made == ["1", "2"]
    assert refused(hall, appointments.book, "A", at(hall, "2026-11-23 09:00")).reason is Reason.TIME_TAKEN


def test_a_booking_holds_nothing_about_the_person_and_a_code_of_six_digits(hall: Reception) -> None:
    booking = book(hall, language="uk")

    kept = dict(booking._mapping)
    assert len(kept.pop("token")) == 22
    code = kept.pop("code")
    assert len(code) == 6 and code.isdecimal() and code[0] != "0"
    assert kept == {
        "id": 1,
        "branch": "small",
        "day": MONDAY,
        "service": "J",
        "counter": "608",
        "starts": at(hall, "2026-11-23 10:00"),
        "ends": at(hall, "2026-11-23 10:30"),
        "nonce": None,
        "language": "uk",
        "status": "booked",
        "visit": None,
        "paper": "none",
        "contact": None,
        "moved": 0,
        "made_at": hall.now,
        "changed_at": hall.now,
        "seen_at": None,
        "told_at": None,
    }


def test_the_same_request_twice_is_one_booking(hall: Reception) -> None:
    when = at(hall, "2026-11-23 10:00")
    first, again = (hall.do(appointments.book, "J", when, nonce="touch-01") for _ in range(2))

    assert (first.new, again.new) == (True, False)
    assert first.booking.id == again.booking.id


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"service": "X"}, Reason.UNKNOWN_SERVICE),
        ({"service": "B"}, Reason.NOT_BOOKABLE),
        ({"when": "2026-11-23 07:00"}, Reason.TIME_TAKEN),
        ({"when": "2026-11-23 12:00"}, Reason.TIME_TAKEN),
        ({"when": "2026-11-22 10:00"}, Reason.TIME_TAKEN),
        ({"when": "2026-11-23 10:00:30"}, Reason.TIME_TAKEN),
        ({"when": "2026-12-01 09:00"}, Reason.NOT_SO_FAR_AHEAD),
        ({"counter": "9"}, Reason.UNKNOWN_COUNTER),
        ({"counter": "1"}, Reason.NOT_SERVED_THERE),
        ({"language": "pl"}, Reason.UNKNOWN_LANGUAGE),
    ],
)
def test_what_cannot_be_booked_is_refused(hall: Reception, wish: dict[str, str], reason: Reason) -> None:
    when = at(hall, wish.pop("when", "2026-11-23 10:00"))
    no = refused(hall, appointments.book, wish.pop("service", "J"), when, **wish)

    assert no.reason is reason


def test_the_database_itself_refuses_a_time_given_twice(hall: Reception) -> None:
    twice = {**book(hall)._mapping, "id": 99, "token": "another", "code": "another"}

    with pytest.raises(IntegrityError), hall.database.writing.begin() as c:
        c.execute(BOOKING.insert(), twice)


def test_a_moved_booking_keeps_its_code_and_frees_its_old_time(hall: Reception) -> None:
    booking = book(hall, seen=True)
    moved = hall.do(appointments.move, booking.id, at(hall, "2026-11-25 09:00"))

    assert (moved.code, moved.moved, moved.counter, moved.day) == (booking.code, 1, "105", WEDNESDAY)
    assert moved.seen_at is None  # changed: to be read again
    assert "10:00" in free(hall)


def test_a_booking_may_move_by_less_than_its_own_length(hall: Reception) -> None:
    booking = book(hall)
    moved = hall.do(appointments.move, booking.id, at(hall, "2026-11-23 10:10"))

    assert clock(hall, [moved.starts, moved.ends]) == ["10:10", "10:40"]


def test_a_cancelled_time_is_free_again_and_its_contact_forgotten(hall: Reception) -> None:
    booking = book(hall, contact="+370 600 00000")
    cancelled = hall.do(appointments.cancel, booking.id)

    assert (cancelled.status, cancelled.contact) == (Status.CANCELLED, None)
    assert "10:00" in free(hall)
    assert refused(hall, appointments.cancel, booking.id).reason is Reason.BOOKING_OVER
    assert refused(hall, appointments.move, booking.id, booking.starts).reason is Reason.BOOKING_OVER
    assert refused(hall, appointments.check_in, booking.id).reason is Reason.BOOKING_CANCELLED


def test_who_comes_in_time_gets_a_number_that_waits_by_the_agreed_time(hall: Reception) -> None:
    """Clause 19.3."""
    booking = book(hall, language="uk")
    hall.it_is("2026-11-23 09:20")
    come = hall.do(appointments.with_code, booking.code, appointments.check_in)
    hall.do(counters.open_counter, "608")
    called = hall.do(calls.call_next, "608").called

    assert (come.new, come.late, come.visit.number) == (True, False, "J001")
    assert (come.visit.kind, come.visit.slot, come.visit.language) == (Kind.APPOINTMENT, booking.starts, "uk")
    assert come.visit.key == at(hall, "2026-11-23 09:45")
    assert called.number == "J001"
    assert status(hall, booking.id) is Status.CAME


def test_the_language_chosen_on_the_kiosk_wins_over_that_of_the_booking(hall: Reception) -> None:
    first, second = book(hall, language="uk"), book(hall, "2026-11-23 10:30", language="uk")
    hall.it_is("2026-11-23 10:00")

    assert hall.do(appointments.check_in, first.id, language="lt").visit.language == "uk"
    assert hall.do(appointments.check_in, second.id, language="ru").visit.language == "ru"


def test_who_comes_too_early_is_told_the_time_and_from_when(hall: Reception) -> None:
    booking = book(hall)
    hall.it_is("2026-11-23 08:59")
    no = refused(hall, appointments.check_in, booking.id)

    assert no.reason is Reason.BOOKING_TOO_EARLY
    assert {name: f"{value:%H:%M}" for name, value in no.facts.items()} == {"time": "10:00", "since": "09:00"}
    hall.minutes_later(1)
    assert hall.do(appointments.check_in, booking.id).new


def test_who_comes_on_another_day_is_told_which_day(hall: Reception) -> None:
    booking = book(hall, "2026-11-24 09:00")
    no = refused(hall, appointments.check_in, booking.id)

    assert no.reason is Reason.BOOKING_OTHER_DAY
    assert f"{no.facts['time']:%Y-%m-%d %H:%M}" == "2026-11-24 09:00"


def test_who_comes_late_has_lost_the_place_but_not_the_visit(hall: Reception) -> None:
    """Clause 19.3: after ten minutes the time is free for others, and she waits like everybody."""
    booking = book(hall, "2026-11-23 13:00")
    hall.it_is("2026-11-23 13:10")
    assert status(hall, booking.id) is Status.BOOKED
    hall.it_is("2026-11-23 13:11")
    assert status(hall, booking.id) is Status.MISSED
    come = hall.do(appointments.check_in, booking.id)

    assert (come.late, come.visit.kind, come.visit.key) == (True, Kind.ORDINARY, hall.now)
    assert status(hall, booking.id) is Status.CAME


def test_a_time_whose_client_did_not_come_is_free_for_others(hall: Reception) -> None:
    book(hall, "2026-11-23 09:00")
    hall.it_is("2026-11-23 09:11")
    with hall.book() as ledger:
        slot = ledger.now + 4 * 60_000
    assert hall.do(appointments.book, "Z", slot).booking.counter == "608"


def test_a_code_used_twice_gives_the_same_ticket(hall: Reception) -> None:
    booking = book(hall)
    hall.it_is("2026-11-23 09:30")
    first, again = (hall.do(appointments.check_in, booking.id) for _ in range(2))

    assert (first.new, again.new) == (True, False)
    assert first.visit.id == again.visit.id


def test_who_is_called_already_still_gets_the_same_ticket(hall: Reception) -> None:
    booking = book(hall)
    hall.it_is("2026-11-23 10:00")
    number = hall.do(appointments.check_in, booking.id).visit.number
    hall.call_next("608")
    assert hall.do(appointments.check_in, booking.id).visit.number == number
    hall.do(calls.park, "608")
    assert hall.do(appointments.check_in, booking.id).visit.number == number


@pytest.mark.parametrize("ended", [calls.no_show, calls.finish, None])
def test_whose_number_is_over_is_sent_to_the_staff(hall: Reception, ended: Any) -> None:
    """Clause 13.3."""
    booking = book(hall)
    hall.it_is("2026-11-23 10:00")
    visit = hall.do(appointments.check_in, booking.id).visit
    hall.call_next("608")
    hall.minutes_later(1)
    hall.do(calls.recall, "608")
    hall.do(ended, "608") if ended else hall.do(tickets.leave, visit.token)
    no = refused(hall, appointments.check_in, booking.id)

    assert (no.reason, no.facts) == (Reason.BOOKING_CALLED, {"number": "J001"})
    if ended is calls.no_show:
        hall.do(tickets.restore, visit.number)
        assert hall.do(appointments.check_in, booking.id).visit.number == visit.number


@pytest.mark.parametrize(("opened", "waits_for"), [(["1", "2"], "2"), (["1"], None)])
def test_a_client_of_several_counters_waits_for_the_one_she_is_booked_at_if_it_is_open(
    hall: Reception, opened: list[str], waits_for: str | None
) -> None:
    booking = book(hall, "2026-11-23 09:00", "A", counter="2")
    for counter in opened:
        hall.do(counters.open_counter, counter)
    hall.it_is("2026-11-23 09:00")
    visit = hall.do(appointments.check_in, booking.id).visit

    assert visit.to_counter == waits_for
    assert hall.call_next("1") == (None if waits_for else visit.number)


def test_a_booked_client_is_expected_near_closing_too(hall: Reception) -> None:
    booking = book(hall, "2026-11-23 16:40", "A")
    hall.it_is("2026-11-23 16:30")
    with pytest.raises(Refused):
        hall.take("A")

    assert hall.do(appointments.check_in, booking.id).visit.number == "A001"


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}"])
def test_a_code_is_found_however_it_is_typed(hall: Reception, typed: str) -> None:
    code = book(hall).code
    with hall.book() as ledger:
        found = appointments.by_code(ledger, typed.format(code, code[:3], code[3:]))

    assert found.code == code


def test_when_the_day_is_over_nobody_can_be_reached_or_found_any_more(hall: Reception) -> None:
    """Clause 4.4."""
    came = book(hall, "2026-11-23 09:00", contact="ona@example.lt")
    gone = book(hall, "2026-11-23 09:30", contact="+370 600 00000")
    later = book(hall, "2026-11-24 09:00", contact="+370 600 00001")
    hall.it_is("2026-11-23 09:00")
    hall.do(appointments.check_in, came.id)
    hall.it_is("2026-11-24 00:00")
    hall.do(close_past_days)
    with hall.book() as ledger:
        kept = bookings.on(ledger.connection, ledger.branch, MONDAY, TUESDAY)

    assert [(one.status, one.contact) for one in kept] == [
        ("came", None),
        ("missed", None),
        ("booked", "+370 600 00001"),
    ]
    assert [one.code is None for one in kept] == [True, True, False]
    assert (
        refused(hall, appointments.with_code, gone.code, appointments.check_in).reason
        is Reason.UNKNOWN_BOOKING
    )
    assert refused(hall, appointments.move, gone.id, later.starts).reason is Reason.BOOKING_OVER


def test_an_office_that_keeps_no_contacts_takes_none(tmp_path: Path) -> None:
    """Clause 4.7."""
    hall = Reception(tmp_path, bookable(contact=False))
    no = refused(hall, appointments.book, "J", at(hall, "2026-11-23 10:00"), contact="ona@example.lt")
    hall.close()

    assert no.reason is Reason.NO_CONTACT


def test_the_reception_reads_what_is_new_once(hall: Reception) -> None:
    """Clause 19.1."""
    booking = book(hall)
    book(hall, "2026-11-23 10:30", seen=True)

    def unseen() -> list[int]:
        with hall.book() as ledger:
            return [one.id for one in bookings.unseen(ledger.connection, ledger.branch, MONDAY)]

    assert unseen() == [booking.id]
    hall.do(appointments.mark_read, MONDAY)
    assert unseen() == []
    hall.do(appointments.cancel, booking.id)
    assert unseen() == [booking.id]


def test_what_is_written_in_the_log_tells_no_code(hall: Reception) -> None:
    notes: list[str] = []

    def noted(ledger: Any) -> Any:
        made = appointments.book(ledger, "J", at(hall, "2026-11-23 10:00"), contact="+370 600 00000")
        notes.extend(ledger.notes)
        return made.booking

    code = hall.do(noted).code
    assert notes == ["booking 1 made for J at 608"]
    assert code not in "".join(notes)
