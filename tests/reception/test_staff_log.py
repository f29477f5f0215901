"""What somebody may have to answer for stands in the staff log, once, in the same transaction."""

import sqlite3

import pytest
from conftest import Reception

from server.reception import (
    absences,
    accounts,
    calls,
    devices,
    notices,
    pairing,
    papers,
    printers,
    tickets,
    undoing,
)
from server.reception.calls import OutOfTurn, Refusal
from server.reception.staff_log import first_broken, forget_before, staff_log
from server.rules.chain import StaffAct
from server.rules.device import DeviceKind
from server.rules.notices import Cause
from server.rules.refused import Refused
from server.rules.roles import Role


def broken(reception: Reception) -> int | None:
    with reception.book() as book:
        return first_broken(book)


def test_what_has_to_be_answered_for_is_written_down_without_the_ticket(reception: Reception) -> None:
    for _ in range(3):
        reception.take()
    reception.do(tickets.grant_priority, "A002", counter="1", staff="rasa")
    reception.do(undoing.undo, "1", staff="rasa")
    reception.do(tickets.grant_priority, "A002")
    reception.do(tickets.take_priority_back, "A002", counter="2", staff="darius")
    reception.do(calls.call_chosen, "1", "A003", OutOfTurn.CANNOT_WAIT, staff="rasa")
    reception.do(calls.refuse, "1", Refusal.AGGRESSIVE, staff="rasa")
    reception.call_next()

    assert reception.staff_log() == [
        ("rasa", "grant_priority", "1"),
        ("rasa", "undo", "1 grant_priority"),
        ("eile", "grant_priority", ""),
        ("darius", "take_priority_back", "2"),
        ("rasa", "choose", "1 cannot_wait"),
        ("rasa", "refuse", "1 aggressive"),
    ]
    assert broken(reception) is None


def test_an_act_that_is_refused_leaves_nothing_in_the_log(reception: Reception) -> None:
    reception.take()
    with pytest.raises(Refused):
        reception.do(calls.call_chosen, "1", "A001", OutOfTurn.CANNOT_WAIT, seen="A009", staff="rasa")

    assert reception.staff_log() == []


def test_the_database_itself_refuses_to_change_the_log(reception: Reception) -> None:
    reception.do(staff_log, "rasa", StaffAct.EXPORT, "2026-11-23")
    with sqlite3.connect(reception.database.path) as other:
        for statement in ("UPDATE staff_log SET who = 'darius'", "DELETE FROM staff_log"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(statement)
    other.close()

    assert reception.staff_log() == [("rasa", "export", "2026-11-23")]


def test_who_changes_the_log_behind_its_back_is_found_out(reception: Reception) -> None:
    for who in ("rasa", "darius", "rasa"):
        reception.do(staff_log, who, StaffAct.SIGN_IN)
    with sqlite3.connect(reception.database.path) as other:
        other.execute("DROP TRIGGER staff_log_is_not_changed")
        other.execute("UPDATE staff_log SET who = 'vilma' WHERE id = 2")
    other.close()

    assert broken(reception) == 2


def test_old_entries_are_forgotten_by_their_term_and_the_chain_still_holds(reception: Reception) -> None:
    for who in ("rasa", "darius", "vilma"):
        reception.do(staff_log, who, StaffAct.SIGN_IN)
        reception.minutes_later(1)
    gone = reception.do(forget_before, reception.now - 60_000)
    again = reception.do(forget_before, reception.now - 60_000)

    assert (gone, again) == (2, 0)
    assert [(who, act) for who, act, _ in reception.staff_log()] == [("vilma", "sign_in"), ("eile", "forget")]
    assert broken(reception) is None


def test_what_supervisors_and_administrators_change_is_written_down(reception: Reception) -> None:
    reception.do(absences.add, "darius", reception.now, reception.now + 60_000, by="rasa")
    reception.do(absences.end, 1, by="rasa")
    reception.do(notices.post_notice, Cause.NETWORK, staff="rasa")
    reception.do(notices.end_notice, 1, staff="rasa")
    reception.do(pairing.offer, DeviceKind.KIOSK, "kiosk", reception.now, staff="rasa")
    reception.do(devices.add, DeviceKind.KIOSK, "kiosk", staff="rasa")
    reception.do(devices.revoke, 1, staff="rasa")
    reception.do(printers.change_roll, "entrance", staff="rasa")
    reception.do(papers.ask_test, "entrance", staff="rasa")
    reception.do(accounts.add, "olga", "Olga", Role.CLERK, by="rasa")
    reception.do(accounts.change, "olga", role=Role.SUPERVISOR, by="rasa")
    reception.do(accounts.set_password, "olga", "hash", by="olga")
    reception.do(accounts.set_pin, "olga", None, by="olga")
    reception.do(accounts.disable, "olga", by="rasa")
    reception.do(accounts.enable, "olga")

    assert reception.staff_log() == [
        ("rasa", "add_absence", "darius"),
        ("rasa", "end_absence", "darius"),
        ("rasa", "post_notice", "1 network"),
        ("rasa", "end_notice", "1"),
        ("rasa", "offer_pairing", "kiosk kiosk"),
        ("rasa", "add_device", "1 kiosk kiosk"),
        ("rasa", "revoke_device", "1 kiosk kiosk"),
        ("rasa", "change_roll", "entrance"),
        ("rasa", "test_printer", "entrance"),
        ("rasa", "add_staff", "olga clerk"),
        ("rasa", "change_staff", "olga supervisor"),
        ("olga", "set_password", "olga"),
        ("olga", "set_pin", "olga"),
        ("rasa", "disable_staff", "olga"),
        ("eile", "enable_staff", "olga"),
    ]
    assert broken(reception) is None
