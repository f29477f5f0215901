"""What the kiosk says when it cannot do what was wished."""

import pytest
from babel.messages.pofile import read_po
from offices import ROOT

APOLOGY = {"lt": ("atsiprašome",), "en": ("sorry", "we are sorry"), "uk": ("вибачте",), "ru": ("извините",)}
NO = {
    "server": [
        "page.not_written", "refused.closed", "refused.last_ticket_given", "refused.full_today",
        "refused.not_given_now", "refused.by_appointment_only", "refused.away", "refused.unknown_booking",
        "refused.booking_too_early", "refused.booking_other_day", "refused.booking_cancelled",
        "refused.booking_called", "refused.time_taken", "refused.too_many_codes", "refused.unknown_service",
    ],
    "kiosk": [
        "kiosk.closed", "kiosk.holiday", "kiosk.fault", "kiosk.no_times", "kiosk.why_full",
        "kiosk.why_booked_only", "kiosk.why_away", "kiosk.not_now", "kiosk.no_paper_now",
        "kiosk.paper_not_sent", "kiosk.revoked", "kiosk.not_paired",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", APOLOGY)
def test_whoever_hears_no_hears_an_apology_and_more_than_that(language: str) -> None:
    """Standard, 12.3 and 15.9: an apology first, then a reason or a way on."""
    bare = []
    for room, keys in NO.items():
        with (ROOT / room / "locale" / f"{language}.po").open("rb") as file:
            said = {message.id: str(message.string) for message in read_po(file)}
        bare += [key for key in keys if not said[key].lower().startswith(APOLOGY[language])]
        bare += [key for key in keys if len(said[key].split()) < 4]

    assert bare == []
