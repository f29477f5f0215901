"""Accounts, sign-ins, and which window works at which counter."""

from dataclasses import replace
from typing import Any

import pytest
from conftest import Reception

from server.config import Staff
from server.reception import accounts, counters, sessions
from server.reception.people import everybody, names, person_of
from server.reception.sessions import Known
from server.rules.refused import Reason, Refused
from server.rules.roles import Role

START = 1_795_000_000_000
MINUTE = 60_000


def refusal(reception: Reception, verb: Any, *args: Any, **known: Any) -> Reason:
    with pytest.raises(Refused) as refused:
        reception.do(verb, *args, **known)
    return refused.value.reason


def known(reception: Reception, token: str, at: int = START) -> Known | None:
    with reception.book() as book:
        return sessions.known(book, token, at)


def where(reception: Reception, token: str) -> tuple[str | None, bool]:
    """The counter of a sign-in, and whether somebody took it over."""
    found = known(reception, token)
    assert found is not None
    return found.counter.id if found.counter else None, found.taken_over


def open_counters(reception: Reception) -> dict[str, str | None]:
    with reception.book() as book:
        return counters.who_is_where(book)


def test_who_works_here_is_the_config_and_whoever_was_added(reception: Reception) -> None:
    reception.do(accounts.add, "olga", "Olga", Role.SUPERVISOR)
    reception.do(accounts.change, "olga", name="Olga Nauja")
    reception.do(accounts.disable, "darius")
    with reception.book() as book:
        here, called = [person.login for person in everybody(book)], names(book)
        olga = person_of(book, "olga")

    assert here == ["rasa", "olga"]
    assert olga == Staff(login="olga", name="Olga Nauja", role=Role.SUPERVISOR)
    assert called == {"rasa": "Rasa Pavardenė", "darius": "Darius Pavardenis", "olga": "Olga Nauja"}
    assert refusal(reception, accounts.add, "olga", "Kita", Role.CLERK) is Reason.LOGIN_TAKEN
    assert refusal(reception, accounts.add, "darius", "Kitas", Role.CLERK) is Reason.LOGIN_TAKEN
    assert refusal(reception, accounts.change, "rasa", role=Role.CLERK) is Reason.STANDS_IN_CONFIG
    assert refusal(reception, accounts.set_password, "nobody", "hash") is Reason.UNKNOWN_STAFF


def test_who_is_struck_from_the_config_is_signed_out_and_comes_back_with_her_password(
    reception: Reception,
) -> None:
    reception.do(accounts.set_password, "rasa", "hash")
    reception.do(sessions.start, "rasa", "token", START)
    office = reception.settings
    reception.settings = replace(office, staff=office.staff[1:])
    gone = known(reception, "token")
    reception.do(accounts.add, "rasa", "Kita Rasa", Role.CLERK)
    with reception.book() as book:
        namesake = accounts.has_password(book, "rasa")
    reception.settings = office

    assert gone is None
    assert namesake is False
    assert known(reception, "token") is not None


def test_a_password_change_ends_all_other_sign_ins(reception: Reception) -> None:
    mine = reception.do(sessions.start, "rasa", "mine", START)
    for token in ("other", "third"):
        reception.do(sessions.start, "rasa", token, START)
    reception.do(sessions.start, "darius", "colleague", START)
    reception.do(accounts.set_password, "rasa", "hash", but=mine)

    left = [token for token in ("mine", "other", "third", "colleague") if known(reception, token)]
    assert left == ["mine", "colleague"]


def test_a_disabled_account_loses_its_sign_ins_at_once(reception: Reception) -> None:
    reception.do(sessions.start, "darius", "token", START)
    reception.do(accounts.disable, "darius")
    ended = known(reception, "token")
    refused = refusal(reception, sessions.start, "darius", "new", START)
    reception.do(accounts.enable, "darius")

    assert ended is None and refused is Reason.UNKNOWN_STAFF
    assert known(reception, "token") is None


def test_the_first_administrator_is_made_once(reception: Reception) -> None:
    make = accounts.make_first_administrator
    assert refusal(reception, make, "darius", "Darius", "hash") is Reason.LOGIN_TAKEN  # a clerk of the config
    with reception.book() as book:
        assert not accounts.has_administrator(book)
    reception.do(make, "rasa", "", "hash")  # the config says that she is one
    with reception.book() as book:
        assert accounts.has_administrator(book)

    assert refusal(reception, make, "olga", "Olga", "hash") is Reason.ADMINISTRATOR_EXISTS


def test_somebody_new_can_be_the_first_administrator(reception: Reception) -> None:
    reception.do(accounts.make_first_administrator, "olga", "Olga", "hash")

    with reception.book() as book:
        assert person_of(book, "olga").role is Role.ADMINISTRATOR


def test_whoever_sits_down_at_a_counter_takes_it_over(reception: Reception) -> None:
    rasa = reception.do(sessions.start, "rasa", "rasa", START, counter="1")
    darius = reception.do(sessions.start, "darius", "darius", START, counter="2")
    assert open_counters(reception) == {"1": "rasa", "2": "darius"}
    reception.do(sessions.sit, darius, "1")

    assert where(reception, "rasa") == (None, True)
    assert where(reception, "darius") == ("1", False)
    assert open_counters(reception) == {"1": "darius"}
    # She who was taken over closes nothing of his by leaving.
    reception.do(sessions.end, rasa, START)
    assert open_counters(reception) == {"1": "darius"}
    reception.do(sessions.end, darius, START)
    assert open_counters(reception) == {}


def test_a_person_works_at_one_counter_wherever_she_signs_in(reception: Reception) -> None:
    reception.do(sessions.start, "rasa", "hall", START, counter="1")
    reception.do(sessions.start, "rasa", "room", START, counter="608")

    assert where(reception, "hall") == (None, True)
    assert where(reception, "room") == ("608", False)
    assert open_counters(reception) == {"608": "rasa"}


def test_a_new_window_takes_the_counter_from_the_older_one(reception: Reception) -> None:
    session = reception.do(sessions.start, "rasa", "token", START, counter="1")
    stamps = [reception.do(sessions.new_window, session, START) for _ in range(3)]

    assert len(set(stamps)) == 3
    found = known(reception, "token")
    assert found and found.session.stamp == stamps[-1]
    reception.do(sessions.leave, session, START)
    assert refusal(reception, sessions.new_window, session, START) is Reason.NO_COUNTER
    reception.do(sessions.sit, session, "1")
    reception.do(sessions.start, "darius", "darius", START, counter="1")
    assert refusal(reception, sessions.new_window, session, START) is Reason.TAKEN_OVER
    reception.do(sessions.end, session, START)
    assert refusal(reception, sessions.new_window, session, START) is Reason.NOT_SIGNED_IN


def test_a_client_at_the_counter_gives_more_time_before_the_screen_locks(reception: Reception) -> None:
    """Clauses 5.7 and 9.3."""
    reception.take()
    reception.do(sessions.start, "rasa", "token", START, counter="1")
    alone = known(reception, "token", START + 5 * MINUTE)
    reception.call_next("1")
    serving = known(reception, "token", START + 5 * MINUTE)
    long = known(reception, "token", START + 11 * MINUTE)

    assert [found and found.locked for found in (alone, serving, long)] == [True, False, True]


def test_five_wrong_pins_and_only_the_password_unlocks(reception: Reception) -> None:
    session = reception.do(sessions.start, "rasa", "token", START)
    reception.do(sessions.lock, session, START)
    for _ in range(5):
        reception.do(sessions.try_pin, session)
    assert refusal(reception, sessions.try_pin, session) is Reason.TOO_MANY_PINS
    reception.do(sessions.unlock, session, START)
    reception.do(sessions.try_pin, session)

    found = known(reception, "token")
    assert found and not found.locked


def test_sign_ins_that_are_over_are_erased(reception: Reception) -> None:
    reception.do(sessions.start, "rasa", "old", START)
    reception.do(sessions.start, "rasa", "new", START + 12 * 60 * MINUTE + 1)

    with reception.book() as book:
        kept = book.connection.exec_driver_sql("SELECT token FROM staff_session").scalars().all()
    assert kept == ["new"]
