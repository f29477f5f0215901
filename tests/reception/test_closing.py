"""Opening, closing time, and what becomes of whom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import Reception
from offices import with_hours
from sqlalchemy import func, select

from server.reception import calls, counters, handing, plan, tickets, undoing
from server.reception.closing import offer_other_time
from server.reception.days import close_past_days
from server.reception.opening import end_of_hours
from server.rules.refused import Reason, Refused
from server.rules.visit import Status
from server.store import views
from server.store.tables import BREAK

VILNIUS = ZoneInfo("Europe/Vilnius")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Reception]:
    """The small office in a town hall's hours, Monday at ten."""
    hall = Reception(tmp_path / "data", with_hours())
    hall.it_is("2026-11-23 10:00")
    yield hall
    hall.close()


def standing(hall: Reception) -> dict[str, Status]:
    with hall.book() as book:
        return {
            visit.number: visit.status for visit in views.visits_of(book.connection, book.branch, book.day)
        }


def refused(hall: Reception, verb: object, *args: object, **kwargs: object) -> tuple[Reason, object]:
    with pytest.raises(Refused) as no:
        hall.do(verb, *args, **kwargs)
    return no.value.reason, no.value.facts["opens"]


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23 07:54", datetime(2026, 11, 23, 8, tzinfo=VILNIUS)),
        ("2026-11-23 17:00", datetime(2026, 11, 24, 8, tzinfo=VILNIUS)),
        ("2026-11-24 12:00", datetime(2026, 11, 24, 12, 45, tzinfo=VILNIUS)),
        ("2026-12-24 10:00", datetime(2026, 12, 28, 8, tzinfo=VILNIUS)),
        ("2026-12-23 16:00", datetime(2026, 12, 28, 8, tzinfo=VILNIUS)),
    ],
)
def test_no_ticket_is_given_outside_the_hours_and_the_next_opening_is_told(
    hall: Reception, now: str, opens: datetime
) -> None:
    hall.it_is(now)

    assert refused(hall, tickets.take, "A", "lt") == (Reason.CLOSED, opens)
    assert standing(hall) == {}


def test_tickets_are_given_five_minutes_before_opening_and_nobody_is_called_before_it(
    hall: Reception,
) -> None:
    hall.it_is("2026-11-23 07:55")
    hall.take()
    early = refused(hall, calls.call_next, "1")
    hall.it_is("2026-11-23 08:00")

    assert early == (Reason.CLOSED, datetime(2026, 11, 23, 8, tzinfo=VILNIUS))
    assert hall.call_next() == "A001"


def test_a_ticket_asked_for_again_after_closing_is_still_the_same(hall: Reception) -> None:
    hall.it_is("2026-11-23 16:59")
    first = hall.take(nonce="one-touch")
    hall.it_is("2026-11-23 17:01")

    assert hall.take(nonce="one-touch").number == first.number


def test_who_waits_at_closing_is_not_served_and_who_is_being_served_is(hall: Reception) -> None:
    for _ in range(3):
        hall.take()
    hall.call_next("1")
    hall.it_is("2026-11-23 17:00")
    hall.do(end_of_hours)
    at_closing = standing(hall)
    hall.minutes_later(12)
    last = hall.do(calls.call_next, "1")

    assert at_closing == {"A001": Status.CALLED, "A002": Status.NOT_SERVED, "A003": Status.NOT_SERVED}
    assert (last.finished.number, last.called) == ("A001", None)
    assert standing(hall)["A001"] == Status.SERVED
    assert refused(hall, calls.call_next, "1")[0] == Reason.CLOSED


def test_a_call_is_refused_from_the_very_minute_of_closing(hall: Reception) -> None:
    hall.take()
    hall.it_is("2026-11-23 17:00")

    assert refused(hall, calls.call_next, "1") == (Reason.CLOSED, datetime(2026, 11, 24, 8, tzinfo=VILNIUS))
    assert standing(hall) == {"A001": Status.WAITING}


def test_a_chosen_client_is_not_called_after_closing_either(hall: Reception) -> None:
    hall.take()
    hall.it_is("2026-11-23 17:00")
    reason = calls.OutOfTurn.CANNOT_WAIT

    assert refused(hall, calls.call_chosen, "1", "A001", reason)[0] == Reason.CLOSED


def test_nobody_is_put_back_into_a_line_that_is_over(hall: Reception) -> None:
    hall.take()
    hall.call_next("1")
    hall.minutes_later(1)
    hall.do(calls.recall, "1")
    hall.it_is("2026-11-23 16:59")
    hall.do(calls.no_show, "1")
    hall.it_is("2026-11-23 17:05")

    assert refused(hall, tickets.restore, "A001")[0] == Reason.CLOSED


def test_closing_twice_changes_nothing_more(hall: Reception) -> None:
    hall.take()
    hall.it_is("2026-11-23 17:00")
    hall.do(end_of_hours)
    revision = hall.revisions[-1]
    hall.do(end_of_hours)

    assert hall.revisions[-1] == revision


def test_a_lunch_break_of_the_whole_hall_ends_nobodys_wait(hall: Reception) -> None:
    hall.it_is("2026-11-24 11:59")
    hall.take()
    hall.it_is("2026-11-24 12:10")
    hall.do(end_of_hours)
    at_lunch = refused(hall, calls.call_next, "1")
    hall.it_is("2026-11-24 12:45")

    assert at_lunch == (Reason.CLOSED, datetime(2026, 11, 24, 12, 45, tzinfo=VILNIUS))
    assert hall.call_next("1") == "A001"


def test_counters_close_by_themselves_when_nobody_is_left_there(hall: Reception) -> None:
    hall.do(counters.open_counter, "2", staff="darius")
    hall.take()
    hall.call_next("1")
    hall.it_is("2026-11-23 17:00")
    hall.do(end_of_hours)
    with hall.book() as book:
        at_closing = counters.who_is_where(book)
    hall.do(calls.finish, "1")
    hall.do(end_of_hours)
    with hall.book() as book:
        after = counters.who_is_where(book)

    assert (at_closing, after) == ({"1": None}, {})


def test_who_is_handed_over_was_accepted_before_closing_and_is_served(hall: Reception) -> None:
    """20.1: a client accepted before the end is served."""
    hall.do(counters.open_counter, "2", staff="darius")
    hall.take()
    hall.take()
    hall.call_next("1")
    hall.it_is("2026-11-23 16:58")
    hall.do(handing.transfer, "1", service="A", to_counter="2")
    hall.it_is("2026-11-23 17:00")
    hall.do(end_of_hours)
    with hall.book() as book:
        still_open = counters.who_is_where(book)

    assert standing(hall) == {"A001": Status.WAITING, "A002": Status.NOT_SERVED}
    assert still_open == {"2": "darius"}
    assert hall.call_next("2") == "A001"


def test_a_service_can_give_its_last_number_earlier(tmp_path: Path) -> None:
    settings = with_hours()
    services = tuple(
        replace(service, last_ticket_min=20) if service.id == "B" else service
        for service in settings.services
    )
    hall = Reception(tmp_path / "data", replace(settings, services=services))
    hall.it_is("2026-11-23 16:39")
    hall.take("B")
    hall.it_is("2026-11-23 16:40")

    assert refused(hall, tickets.take, "B", "lt")[0] == Reason.LAST_TICKET_GIVEN
    assert hall.take("A").number == "A001"
    hall.close()


def test_promised_clients_are_called_after_closing_for_as_long_as_the_office_wants(tmp_path: Path) -> None:
    hall = Reception(tmp_path / "data", with_hours(promised_after_closing_min=20))
    hall.it_is("2026-11-23 16:40")
    promised = [hall.take(), hall.take()]
    hall.take()
    hall.do(tickets.promise, [visit.id for visit in promised])
    hall.it_is("2026-11-23 17:00")
    hall.do(end_of_hours)
    at_closing = standing(hall)
    first = hall.call_next("1")
    hall.it_is("2026-11-23 17:20")
    hall.do(end_of_hours)

    assert at_closing == {"A001": Status.WAITING, "A002": Status.WAITING, "A003": Status.NOT_SERVED}
    assert first == "A001"
    assert standing(hall) == {"A001": Status.CALLED, "A002": Status.NOT_SERVED, "A003": Status.NOT_SERVED}
    hall.close()


def test_a_promise_is_kept_once_given_and_given_once(hall: Reception) -> None:
    visit = hall.take()
    hall.do(tickets.promise, [visit.id])
    promised_at = hall.now
    hall.minutes_later(1)
    hall.do(tickets.promise, [visit.id])
    with hall.book() as book:
        kept = views.all_waiting(book.connection, book.branch, book.day)

    assert [one.promised_at for one in kept] == [promised_at]


def test_another_time_is_offered_only_to_who_still_waits(hall: Reception) -> None:
    hall.take()
    hall.call_next("2")
    with pytest.raises(Refused) as no:
        hall.do(offer_other_time, "A001", counter="1")

    assert (no.value.reason, standing(hall)) == (Reason.NOT_ALLOWED_NOW, {"A001": Status.CALLED})


def test_a_client_sent_home_by_mistake_is_taken_back_with_one_press(hall: Reception) -> None:
    hall.take()
    hall.do(offer_other_time, "A001", counter="1")
    gone = standing(hall)
    hall.do(undoing.undo, "1")

    assert (gone, standing(hall)) == ({"A001": Status.LEFT}, {"A001": Status.WAITING})


def test_a_call_made_before_closing_is_not_taken_back_after_it(hall: Reception) -> None:
    """She could not be called again."""
    hall.take()
    hall.take()
    hall.call_next("1")
    hall.it_is("2026-11-23 16:59:54")
    hall.call_next("1")
    hall.it_is("2026-11-23 17:00:06")
    no = refused(hall, undoing.undo, "1")
    hall.do(end_of_hours)

    assert no[0] == Reason.CLOSED
    assert standing(hall) == {"A001": Status.SERVED, "A002": Status.CALLED}


def test_an_undo_leaves_nobody_waiting_for_a_closed_counter(hall: Reception) -> None:
    hall.do(counters.open_counter, "2", staff="darius")
    hall.take()
    hall.call_next("1")
    hall.do(handing.transfer, "1", service="A", to_counter="2")
    hall.call_next("2")
    hall.do(counters.close_counter, "2")
    hall.do(undoing.undo, "2")

    assert hall.call_next("1") == "A001"


def test_breaks_of_days_that_are_over_are_forgotten(hall: Reception) -> None:
    hall.do(plan.plan_break, "1", hall.now, hall.now + 60_000)
    hall.it_is("2026-11-24 08:00")
    hall.do(close_past_days)
    with hall.book() as book:
        left = book.connection.scalar(select(func.count()).select_from(BREAK))

    assert left == 0
