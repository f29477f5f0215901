"""Who is away and who stands in (clause 26). Monday is 23 November 2026."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from bookable import TEXT
from conftest import Reception

from server.config import parse
from server.reception import absences, appointments, counters, tickets
from server.reception.days import close_past_days
from server.rules.moment import local, moment
from server.rules.refused import Reason, Refused
from server.store import bookings

MONDAY = date(2026, 11, 23)
# Jonas can give legal aid on Mondays too; Eglė's room has agriculture besides.
OFFICE = TEXT.replace('booking_hours: {wed: ["09:00-10:00"]}', 'booking_hours: {mon: ["09:00-12:00"]}')


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    reception = Reception(tmp_path / "data", parse(OFFICE, "absences.yaml"))
    yield reception
    reception.close()


def at(hall: Reception, time: str, day: int = 23) -> int:
    text = f"2026-11-{day} {time}"
    return moment(datetime.fromisoformat(text).replace(tzinfo=hall.settings.office.timezone))


def away(hall: Reception, staff: str, since: str, until: str, substitute: str | None = None) -> int:
    absence: int = hall.do(absences.add, staff, at(hall, since), at(hall, until), substitute).id
    return absence


def book(hall: Reception, time: str, service: str = "J", counter: str = "608") -> Any:
    return hall.do(appointments.book, service, at(hall, time), counter=counter).booking


def free(hall: Reception, service: str = "J", counter: str | None = "608") -> list[str]:
    with hall.book() as ledger:
        slots = appointments.free_times(ledger, service, MONDAY, counter=counter)
    return [f"{local(slot.start, hall.settings.office.timezone):%H:%M}" for slot in slots]


def to_tell(hall: Reception, absence: int) -> list[tuple[int, str | None]]:
    with hall.book() as ledger:
        told = absences.whom_to_tell(ledger, absence)
    return [(one.booking.id, one.place.id if one.place else None) for one in told]


def instead(hall: Reception, service: str) -> tuple[list[str], bool] | None:
    with hall.book() as ledger:
        found = absences.instead_of_usual(ledger).get(service)
    return ([place.id for place in found.places], found.nobody) if found else None


def refused(hall: Reception, verb: Any, *args: Any) -> Reason:
    with pytest.raises(Refused) as no:
        hall.do(verb, *args)
    return no.value.reason


def test_an_absence_closes_the_times_of_the_room(hall: Reception) -> None:
    away(hall, "egle", "09:00", "10:15")

    assert free(hall) == ["10:15", "13:00", "13:30"]


def test_times_stay_open_while_somebody_else_usually_works_there_too(tmp_path: Path) -> None:
    shared = OFFICE.replace(
        'name: "Jonas Vardaitis", counters: ["105"]', 'name: "J", counters: ["105", "608"]'
    )
    hall = Reception(tmp_path, parse(shared, "shared.yaml"))
    away(hall, "egle", "09:00", "10:30")
    assert free(hall)[:2] == ["09:00", "09:30"]
    away(hall, "jonas", "09:30", "12:00")
    assert free(hall)[:2] == ["09:00", "10:30"]
    hall.close()


def test_an_absence_taken_back_or_ended_opens_the_times_again(hall: Reception) -> None:
    first = away(hall, "egle", "09:00", "10:00")
    hall.do(absences.end, first)
    assert free(hall)[:1] == ["09:00"]
    second = away(hall, "egle", "09:00", "14:00")
    hall.it_is("2026-11-23 09:30")
    hall.do(absences.end, second)
    assert free(hall)[:2] == ["09:30", "10:00"]
    assert refused(hall, absences.end, first) is Reason.UNKNOWN_ABSENCE


def test_those_whose_times_close_are_listed_until_they_are_told(hall: Reception) -> None:
    first, second = book(hall, "09:30"), book(hall, "10:30")
    book(hall, "13:00")
    absence = away(hall, "egle", "09:00", "11:00")

    assert to_tell(hall, absence) == [(first.id, None), (second.id, None)]
    hall.do(absences.told, first.id)
    hall.do(appointments.cancel, second.id)
    assert to_tell(hall, absence) == []


def test_one_press_moves_a_client_to_the_substitute_who_is_free_then(hall: Reception) -> None:
    taken, aid, land = book(hall, "09:00"), book(hall, "09:30"), book(hall, "10:00", "Z")
    book(hall, "09:00", counter="105")
    absence = away(hall, "egle", "09:00", "11:00", "jonas")

    # At nine Jonas has somebody himself, and he does not give agriculture.
    assert to_tell(hall, absence) == [(taken.id, None), (aid.id, "105"), (land.id, None)]
    moved = hall.do(absences.move_there, absence, aid.id)
    assert (moved.counter, moved.starts, moved.code) == ("105", aid.starts, aid.code)
    assert to_tell(hall, absence) == [(taken.id, None), (land.id, None)]
    assert refused(hall, absences.move_there, absence, taken.id) is Reason.TIME_TAKEN


def test_who_has_come_already_need_not_be_told(hall: Reception) -> None:
    booking = book(hall, "10:00")
    hall.it_is("2026-11-23 09:30")
    hall.do(appointments.check_in, booking.id)

    assert to_tell(hall, away(hall, "egle", "09:30", "11:00")) == []


@pytest.mark.parametrize(
    ("staff", "since", "until", "substitute", "reason"),
    [
        ("nobody", "09:00", "10:00", None, Reason.UNKNOWN_STAFF),
        ("egle", "09:00", "10:00", "nobody", Reason.UNKNOWN_STAFF),
        ("egle", "10:00", "10:00", None, Reason.ABSENCE_TIMES),
        ("egle", "06:00", "08:00", None, Reason.ABSENCE_TIMES),
        ("egle", "09:00", "10:00", "egle", Reason.SUBSTITUTE_IS_AWAY),
        ("egle", "09:00", "10:00", "darius", Reason.SUBSTITUTE_IS_AWAY),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(
    hall: Reception, staff: str, since: str, until: str, substitute: str | None, reason: Reason
) -> None:
    away(hall, "darius", "09:30", "12:00")

    assert refused(hall, absences.add, staff, at(hall, since), at(hall, until), substitute) is reason


def test_visitors_are_told_who_serves_instead_while_it_lasts(hall: Reception) -> None:
    away(hall, "egle", "09:00", "12:00", "jonas")
    assert instead(hall, "J") is None
    hall.it_is("2026-11-23 09:00")
    assert instead(hall, "J") == (["105"], False)
    # Nobody gives agriculture now: another time must be offered.
    assert instead(hall, "Z") == (["105"], True)
    hall.it_is("2026-11-23 12:00")
    assert instead(hall, "J") is None


def test_where_somebody_works_nobody_is_missing_whatever_was_noted(hall: Reception) -> None:
    away(hall, "egle", "08:00", "12:00", "jonas")
    hall.do(counters.open_counter, "608", staff="jonas")

    assert instead(hall, "J") is None


def test_a_service_of_two_counters_goes_on_at_the_other_one(hall: Reception) -> None:
    away(hall, "rasa", "08:00", "12:00")

    assert instead(hall, "A") is None
    assert instead(hall, "B") == ([], True)


def test_no_number_is_given_for_what_nobody_gives_now_when_a_time_can_be_booked(hall: Reception) -> None:
    """Clauses 19.3 and 26."""
    booking = book(hall, "11:00", "A", "2")
    away(hall, "rasa", "08:00", "12:00")
    assert hall.take("A").number == "A001"
    away(hall, "darius", "08:00", "12:00")
    assert refused(hall, tickets.take, "A", "lt") is Reason.AWAY
    # No time can be booked for B: she waits until somebody comes.
    assert hall.take("B").number == "B001"
    hall.it_is("2026-11-23 10:30")
    assert hall.do(appointments.check_in, booking.id).visit.number == "A002"
    hall.do(counters.open_counter, "2", staff="egle")
    assert hall.take("A").number == "A003"


def test_a_request_repeated_while_all_are_away_gets_its_old_number(hall: Reception) -> None:
    first = hall.take("Z", nonce="touch-0001")
    away(hall, "egle", "08:00", "12:00")

    assert hall.take("Z", nonce="touch-0001").number == first.number


def test_absences_that_are_over_are_forgotten_with_their_day(hall: Reception) -> None:
    """Clause 4.4."""
    away(hall, "egle", "09:00", "10:00")
    hall.do(absences.add, "darius", at(hall, "09:00"), at(hall, "17:00", 24))
    hall.it_is("2026-11-24 00:00")
    hall.do(close_past_days)
    with hall.book() as ledger:
        kept = bookings.absences(ledger.connection, ledger.branch, 0)

    assert [one.staff for one in kept] == ["darius"]
