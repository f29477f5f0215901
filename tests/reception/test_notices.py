"""Telling visitors of disturbances (standard, 12.3, 31.1 to 31.3)."""

from pathlib import Path
from typing import Any

import pytest
from conftest import Reception
from offices import SMALL, with_hours

from server.config import parse
from server.notices import notice_text
from server.reception import devices, notices, printers
from server.rules.device import DeviceKind
from server.rules.moment import MINUTE
from server.rules.notices import Cause
from server.rules.printers import PrinterState
from server.rules.refused import Reason, Refused
from server.words import load


def told(reception: Reception, language: str = "lt", **known: Any) -> list[str]:
    """What visitors read now."""
    words = load([Path("server")])[language]
    zone = reception.settings.office.timezone
    with reception.book() as ledger:
        return [notice_text(words, one, "lt", zone) for one in notices.standing(ledger, **known)]


def test_the_supervisor_tells_the_cause_apologises_and_says_until_when(reception: Reception) -> None:
    reception.do(notices.post_notice, Cause.NETWORK, until=reception.now + 30 * MINUTE, staff="rasa")

    assert told(reception) == [
        "Atsiprašome: dėl ryšio sutrikimų aptarnaujame lėčiau. Numatoma iki 8.30\u00a0val."
    ]
    assert told(reception, "en") == [
        "Sorry: because of trouble with the network we are slower. Expected until 8:30."
    ]
    reception.minutes_later(30)
    assert told(reception) == []


def test_in_ones_own_words_and_the_languages_that_are_there(reception: Reception) -> None:
    said = {"lt": "Atsiprašome: lifte nėra elektros.", "en": "Sorry: the lift does not work."}
    posted = reception.do(notices.post_notice, Cause.OTHER, text=said, staff="rasa")

    assert [told(reception, language) for language in ("lt", "en", "uk")] == [
        [said["lt"]], [said["en"]], [said["lt"]],
    ]  # fmt: skip
    reception.do(notices.end_notice, posted.id)
    assert told(reception) == []


def test_a_notice_for_later_waits_and_none_outlives_its_day(reception: Reception) -> None:
    reception.do(notices.post_notice, Cause.FEWER_COUNTERS, starts=reception.now + 60 * MINUTE)

    assert told(reception) == []
    with reception.book() as ledger:
        assert [one.cause for one in notices.posted(ledger)] == [Cause.FEWER_COUNTERS]
    reception.it_is("2026-11-23 09:00")
    assert len(told(reception)) == 1
    reception.it_is("2026-11-24 00:00")
    assert told(reception) == []


@pytest.mark.parametrize(
    ("cause", "known", "reason"),
    [
        (Cause.OTHER, {}, Reason.NOTICE_TEXT),
        (Cause.OTHER, {"text": {"en": "Only English."}}, Reason.NOTICE_TEXT),
        (Cause.OTHER, {"text": {"lt": " "}}, Reason.NOTICE_TEXT),
        (Cause.OTHER, {"text": {"lt": "x" * 121}}, Reason.NOTICE_TEXT),
        (Cause.OTHER, {"text": {"lt": "a\0b"}}, Reason.NOTICE_TEXT),
        (Cause.NETWORK, {"text": {"lt": "Kita."}}, Reason.NOTICE_TEXT),
        (Cause.OTHER, {"text": {"lt": "Taip.", "pl": "Tak."}}, Reason.UNKNOWN_LANGUAGE),
        (Cause.NETWORK, {"until": 1}, Reason.NOTICE_TIMES),
        (Cause.NETWORK, {"ends": 1}, Reason.NOTICE_TIMES),
    ],
)
def test_a_notice_that_cannot_be_is_refused(
    reception: Reception, cause: Cause, known: dict[str, Any], reason: Reason
) -> None:
    with pytest.raises(Refused) as refused:
        reception.do(notices.post_notice, cause, **known)

    assert refused.value.reason is reason


def test_a_notice_is_ended_once(reception: Reception) -> None:
    posted = reception.do(notices.post_notice, Cause.TECHNICAL)
    reception.do(notices.end_notice, posted.id)

    for unknown in (posted.id, 99):
        with pytest.raises(Refused) as refused:
            reception.do(notices.end_notice, unknown)
        assert refused.value.reason is Reason.UNKNOWN_NOTICE


def test_long_waits_tell_themselves(reception: Reception) -> None:
    """Clause 12.3: automatically from thirty minutes on, and not any more when nobody waits so long."""
    reception.take("A")
    reception.minutes_later(29)
    assert told(reception) == []
    reception.minutes_later(1)
    assert told(reception) == ["Atsiprašome: šiuo metu laukti tenka ilgiau nei įprastai."]
    reception.call_next("1")
    assert told(reception) == []


def test_a_restart_tells_itself_for_five_minutes_and_nobody_hears_of_an_early_start(
    reception: Reception,
) -> None:
    with reception.book() as ledger:
        assert not notices.in_the_middle_of_a_day(ledger)
    reception.take("A")
    with reception.book() as ledger:
        assert notices.in_the_middle_of_a_day(ledger)
    restarted = reception.now
    assert "Visi numeriai galioja" in told(reception, restarted_at=restarted)[0]
    reception.minutes_later(5)
    assert told(reception, restarted_at=restarted) == []


def test_a_printer_that_prints_nothing_tells_itself_unless_another_one_stands_in(tmp_path: Path) -> None:
    out = "Atsiprašome: talonų spausdinti negalime."
    two = SMALL.replace("printers:\n", "printers:\n  - {id: hall, transport: screen}\n")
    for kiosk, told_then in (
        ("kiosk: {printer: entrance}", [out]),
        ("kiosk: {printer: entrance, fallback: hall}", []),
    ):
        office = Reception(
            tmp_path / kiosk[-6:], parse(two.replace("kiosk: {printer: entrance}", kiosk), "c.yaml")
        )
        office.do(printers.note_state, "entrance", PrinterState.NO_PAPER, "no_paper", "")
        assert [text[: len(out)] for text in told(office)] == told_then
        office.do(printers.note_state, "entrance", PrinterState.READY, "", "")
        assert told(office) == []
        office.close()


def test_a_display_that_falls_silent_tells_itself_until_it_is_back_or_let_in_no_more(
    reception: Reception,
) -> None:
    device = reception.do(devices.add, DeviceKind.DISPLAY, "display").device.id
    reception.minutes_later(30)
    assert told(reception) == []  # it was never on today
    reception.do(devices.seen, device)
    reception.minutes_later(2)
    assert told(reception)[0].startswith("Atsiprašome: vienas ekranas neveikia.")
    reception.do(devices.seen, device)
    assert told(reception) == []
    reception.minutes_later(2)
    reception.do(devices.revoke, device)
    assert told(reception) == []


def test_a_closed_branch_has_no_disturbances(tmp_path: Path) -> None:
    closed = Reception(tmp_path / "data", with_hours())
    closed.it_is("2026-11-23 16:50")
    closed.take("A")
    closed.it_is("2026-11-23 17:30")

    assert told(closed) == []
    closed.close()
