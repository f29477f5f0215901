"""What a supervisor changes for a day: whether numbers are given, which counter gives what, the hours."""

from datetime import date, time
from pathlib import Path

import pytest
from conftest import Reception
from offices import SMALL, with_hours

from server.config import parse
from server.reception import issuing, today
from server.reception.alarms import current
from server.reception.ledger import Ledger
from server.rules.alarms import AlarmKind
from server.rules.hours import Interval
from server.rules.issuing import StopReason
from server.rules.refused import Reason, Refused

MONDAY = date(2026, 11, 23)
TECHNICAL, FEWER = StopReason.TECHNICAL, StopReason.FEWER_STAFF
No = tuple[Reason, dict[str, object]]


def refused(
    reception: Reception, verb: object, *args: object, **known: object
) -> tuple[Reason, dict[str, object]]:
    with pytest.raises(Refused) as no:
        reception.do(verb, *args, **known)  # type: ignore[arg-type]
    return no.value.reason, no.value.facts


def no_number(reception: Reception, service: str = "A") -> No:
    with pytest.raises(Refused) as no:
        reception.take(service)
    return no.value.reason, no.value.facts


def test_while_issuing_is_paused_nobody_gets_a_number_and_the_reason_is_told(
    reception: Reception,
) -> None:
    before = reception.take()
    reception.do(issuing.pause, TECHNICAL, until=reception.now + 30 * 60_000, staff="rasa")

    assert no_number(reception) == (Reason.ISSUING_PAUSED, {"why": TECHNICAL, "until": time(8, 30)})
    assert no_number(reception, "B")[0] is Reason.ISSUING_PAUSED
    assert reception.call_next() == before.number
    reception.minutes_later(30)
    assert reception.take().number == "A002"


def test_who_has_booked_a_time_is_expected_also_during_a_pause(reception: Reception) -> None:
    reception.do(issuing.pause, TECHNICAL)

    assert reception.take("Z", slot=reception.now).number == "Z001"


def test_one_service_is_closed_for_today_and_the_others_go_on(reception: Reception) -> None:
    reception.do(issuing.close_for_today, "B", FEWER, staff="rasa")

    assert no_number(reception, "B") == (Reason.SERVICE_CLOSED, {"why": FEWER, "until": None})
    assert reception.take("A").number == "A001"
    reception.it_is("2026-11-24 08:00")
    assert reception.take("B").number == "B001"


def test_going_on_undoes_one_decision_and_leaves_the_other(reception: Reception) -> None:
    reception.do(issuing.pause, TECHNICAL, staff="rasa")
    reception.do(issuing.pause, FEWER, service="B", staff="rasa")
    reception.do(issuing.resume, staff="rasa")

    assert reception.take("A").number == "A001"
    assert no_number(reception, "B")[1]["why"] is FEWER
    assert refused(reception, issuing.resume)[0] is Reason.NOTHING_TO_RESUME
    assert reception.staff_log() == [
        ("rasa", "pause_issuing", "technical"),
        ("rasa", "pause_issuing", "B fewer_staff"),
        ("rasa", "resume_issuing", ""),
    ]


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60])
def test_a_pause_ends_later_today(reception: Reception, minutes: int) -> None:
    until = reception.now + minutes * 60_000

    assert refused(reception, issuing.pause, TECHNICAL, until=until)[0] is Reason.NO_SUCH_TIME


def test_a_service_opened_for_today_is_given_out_of_its_hours(tmp_path: Path) -> None:
    hours = '  - id: B\n    hours: {tue: ["08:00-12:00"]}\n'
    office = Reception(tmp_path / "data", parse(SMALL.replace("  - id: B\n", hours), "x.yaml"))
    assert no_number(office, "B")[0] is Reason.NOT_GIVEN_NOW
    office.do(issuing.open_for_today, "B", staff="rasa")

    assert office.take("B").number == "B001"
    office.it_is("2026-11-25 08:00")
    assert no_number(office, "B")[0] is Reason.NOT_GIVEN_NOW
    office.close()


def test_a_counters_services_are_moved_for_today_and_it_calls_by_them(reception: Reception) -> None:
    first, second = reception.take("A"), reception.take("Z")
    reception.do(today.move_services, "1", ["Z", "B"], staff="rasa")

    assert [reception.call_next("1"), reception.call_next("2")] == [second.number, first.number]
    assert reception.staff_log() == [("rasa", "move_services", "1 B Z")]
    reception.it_is("2026-11-24 08:00")
    with reception.book() as book:
        assert book.settings.counter("1").services == ("A", "B")


def test_a_move_that_leaves_a_service_to_nobody_is_an_alarm(reception: Reception) -> None:
    reception.take("B")
    reception.call_next("2")
    reception.do(today.move_services, "1", ["A"])
    with reception.book() as book:
        found = [(one.kind, one.service) for one in current(book)]

    assert found == [(AlarmKind.NOT_SERVED, "B")]


def test_moving_back_what_the_settings_say_leaves_nothing_changed(reception: Reception) -> None:
    reception.do(today.move_services, "1", ["A"])
    reception.do(today.move_services, "1", ["B", "A"])
    with reception.book() as book:
        assert book.settings is book.plan


def test_a_counter_without_services_and_names_that_are_not_there_are_refused(reception: Reception) -> None:
    assert refused(reception, today.move_services, "1", [])[0] is Reason.NO_SERVICES
    assert refused(reception, today.move_services, "1", ["X"])[0] is Reason.UNKNOWN_SERVICE
    assert refused(reception, today.move_services, "9", ["A"])[0] is Reason.UNKNOWN_COUNTER
    assert refused(reception, issuing.close_for_today, "X", FEWER)[0] is Reason.UNKNOWN_SERVICE


@pytest.fixture
def hall(tmp_path: Path) -> Reception:
    return Reception(tmp_path / "hall", with_hours())


def test_other_hours_of_a_day_win_over_the_settings(hall: Reception) -> None:
    hall.do(today.set_hours, MONDAY, [Interval(time(8), time(10))], staff="rasa")
    hall.it_is("2026-11-23 10:30")

    assert no_number(hall)[0] is Reason.CLOSED
    hall.do(today.usual_hours, MONDAY, staff="rasa")
    assert hall.take().number == "A001"
    assert hall.staff_log() == [
        ("rasa", "set_hours", "2026-11-23 08:00–10:00"),
        ("rasa", "set_hours", "2026-11-23 usual"),
    ]
    hall.close()


def test_a_day_that_is_closed_once_cannot_be_booked_and_is_listed(hall: Reception) -> None:
    hall.do(today.set_hours, date(2026, 11, 25), [])

    def opening(book: Ledger) -> tuple[object, object]:
        return book.settings.opening.next_day(date(2026, 11, 24)), today.special_hours(book)

    with hall.book() as book:
        assert opening(book) == (date(2026, 11, 26), {date(2026, 11, 25): ()})
    hall.close()


@pytest.mark.parametrize(
    ("spans", "reason"),
    [
        ([(8, 8)], Reason.HOURS_ORDER),
        ([(8, 12), (11, 17)], Reason.HOURS_ORDER),
        ([(8, 0)], None),
    ],
)
def test_hours_are_in_order_and_midnight_is_the_end(
    hall: Reception, spans: list[tuple[int, int]], reason: Reason | None
) -> None:
    hours = [Interval(time(start), time(end)) for start, end in spans]
    if reason:
        assert refused(hall, today.set_hours, MONDAY, hours)[0] is reason
    else:
        hall.do(today.set_hours, MONDAY, hours)
        with hall.book() as book:
            assert today.special_hours(book) == {MONDAY: tuple(hours)}
    assert refused(hall, today.set_hours, date(2026, 11, 22), [])[0] is Reason.DAY_PAST
    hall.close()
