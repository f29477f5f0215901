"""Days that are over."""

from datetime import date

from conftest import Reception

from server.reception import calls
from server.reception.days import close_past_days
from server.reception.figures import day_totals
from server.rules.totals import WHOLE
from server.rules.visit import Status
from server.store import views


def test_no_ticket_outlives_its_day_and_no_time_is_made_up(reception: Reception) -> None:
    for _ in range(4):
        reception.take()
    reception.call_next("1")
    reception.call_next("2")
    reception.do(calls.park, "2")
    reception.it_is("2026-11-24 00:00")
    ended = reception.do(close_past_days)
    again = reception.do(close_past_days)
    monday = date(2026, 11, 23)
    with reception.book() as book:
        visits = views.visits_of(book.connection, book.branch, monday)
        whole = day_totals(book, monday)[WHOLE]

    assert (ended, again) == (4, 0)
    assert [visit.status for visit in visits] == [
        Status.SERVED,
        Status.NOT_SERVED,
        Status.NOT_SERVED,
        Status.NOT_SERVED,
    ]
    assert [visit.ended_at for visit in visits] == [None] * 4
    assert (whole.served, whole.not_served, whole.service.mean) == (1, 3, None)
    assert reception.call_next("1") is None


def test_a_day_that_is_not_over_is_left_alone(reception: Reception) -> None:
    reception.take()
    reception.it_is("2026-11-23 23:59")

    assert reception.do(close_past_days) == 0
