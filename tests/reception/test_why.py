"""Why was this number called? (standard, 2.2, 2.4, 29.1)"""

from dataclasses import replace

import pytest
from conftest import Reception
from offices import ROOT

from server.reception import calls, counters, handing, passing
from server.reception.calls import OutOfTurn
from server.reception.why import why
from server.rules.moment import MINUTE
from server.why import sentence
from server.words import load

WORDS = load([ROOT / "server" / "desk"])


@pytest.fixture(autouse=True)
def it_is_ten(reception: Reception) -> None:
    reception.it_is("2026-11-23 10:00")


def told(reception: Reception, number: str, language: str = "en") -> str:
    with reception.book() as book:
        return sentence(WORDS[language], why(book, number), reception.settings.office.timezone)


def test_an_ordinary_client_is_called_in_turn(reception: Reception) -> None:
    reception.take()
    reception.call_next()

    assert told(reception, "A001") == "A001 counts as 10:00 (came 10:00, in turn); nobody else was waiting."


def test_a_short_service_says_by_how_much_it_goes_first(reception: Reception) -> None:
    services = [
        replace(one, head_start_min=20 if one.id == "B" else 0) for one in reception.settings.services
    ]
    reception.settings = replace(reception.settings, services=tuple(services))
    reception.take()
    reception.minutes_later(15)
    reception.take("B")
    reception.call_next()

    assert told(reception, "B001") == (
        "B001 counts as 09:55 (came 10:15, short service 20 min); next was A001, 10:00."
    )


def test_who_was_handed_over_says_her_priority_too(reception: Reception) -> None:
    """Clause 17.5: the place is kept, and it can be seen which."""
    reception.take(priority=True)
    reception.call_next()
    reception.do(handing.transfer, "1", service="Z")
    reception.call_next("608")

    assert told(reception, "A001") == (
        "A001 counts as 09:30 (came 10:00, priority 30 min, handed over, place kept); "
        "nobody else was waiting."
    )
    assert told(reception, "A001", "lt") == (
        "A001 laikomas atvykusiu 09:30 (atvyko 10:00, pirmenybė 30 min., perduotas, vieta išsaugota); "
        "daugiau niekas nelaukė."
    )


def test_who_let_somebody_pass_says_so(reception: Reception) -> None:
    token = reception.take().token
    reception.minutes_later(5)
    reception.take()
    reception.do(passing.let_pass, token)
    reception.call_next()
    reception.call_next()

    assert told(reception, "A001") == (
        "A001 counts as 10:05 (came 10:00, let somebody pass); nobody else was waiting."
    )


def test_a_guard_says_why_somebody_who_counts_from_earlier_was_not_called(reception: Reception) -> None:
    """Clause 2.9: nobody waits for ever."""
    reception.settings = replace(reception.settings, queue=replace(reception.settings.queue, guard_min=20))
    reception.take()
    reception.minutes_later(20)
    reception.take(priority=True)
    reception.call_next()

    assert told(reception, "A001") == (
        "A001 counts as 10:00 (came 10:00, by arrival, as somebody had waited long); next was A002, 09:50."
    )


def test_a_booked_client_whose_time_has_not_come_is_no_contradiction(reception: Reception) -> None:
    """Clause 19.3: the agreed time."""
    reception.take("Z", slot=reception.now + 10 * MINUTE)
    reception.take("Z")
    reception.call_next("608")

    assert told(reception, "Z002") == (
        "Z002 counts as 10:00 (came 10:00, in turn); next was Z001, booked for 10:10."
    )


def test_a_client_called_out_of_turn_says_the_reason_and_who_was_passed_over(reception: Reception) -> None:
    """Clause 2.4."""
    reception.take()
    reception.minutes_later(1)
    reception.take()
    reception.do(counters.open_counter, "1")
    reception.do(calls.call_chosen, "1", "A002", OutOfTurn.CANNOT_WAIT)

    assert told(reception, "A002") == (
        "A002 counts as 10:01 (came 10:01, chosen: cannot wait); next was A001, 10:00."
    )
