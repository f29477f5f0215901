"""A device is paired once, by a code that soon is worth nothing."""

import pytest
from conftest import Reception
from sqlalchemy import select

from server.reception import devices, pairing
from server.reception.ledger import Ledger
from server.rules.device import DeviceKind
from server.rules.moment import MINUTE
from server.rules.pairing import spoken
from server.rules.refused import Reason, Refused
from server.store.tables import PAIRING

HALL = (DeviceKind.DISPLAY, "display")


def offer(reception: Reception, kind: DeviceKind = DeviceKind.DISPLAY, name: str = "display") -> str:
    code: str = reception.do(pairing.offer, kind, name, reception.now, staff="rasa")
    return code


def refused(reception: Reception, code: str) -> Reason:
    with pytest.raises(Refused) as no:
        reception.do(pairing.redeem, code, reception.now)
    return no.value.reason


def test_a_code_gives_one_device_a_token_of_its_own(reception: Reception) -> None:
    code = offer(reception)
    added = reception.do(pairing.redeem, spoken(code), reception.now)

    assert len(code) == 6 and code.isdecimal()
    with reception.book() as ledger:
        known = devices.known(ledger, DeviceKind.DISPLAY, added.token)
    assert (known.id, known.kind, known.name) == (added.device.id, *HALL)
    assert refused(reception, code) is Reason.UNKNOWN_PAIRING


def test_a_code_is_good_for_ten_minutes(reception: Reception) -> None:
    late, in_time = offer(reception), offer(reception)
    reception.minutes_later(9.99)
    reception.do(pairing.redeem, in_time, reception.now)
    reception.minutes_later(0.01)

    assert refused(reception, late) is Reason.UNKNOWN_PAIRING


@pytest.mark.parametrize("code", ["", "1", "abcdef", "1234567"])
def test_what_is_no_code_pairs_nothing(reception: Reception, code: str) -> None:
    offer(reception)

    assert refused(reception, code) is Reason.UNKNOWN_PAIRING


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        (DeviceKind.DISPLAY, "cellar", Reason.UNKNOWN_DISPLAY),
        (DeviceKind.PRINTER, "entrance", Reason.UNKNOWN_DEVICE),
        (DeviceKind.KIOSK, "", Reason.UNKNOWN_DEVICE),
        (DeviceKind.KIOSK, "hall", Reason.UNKNOWN_DEVICE),
    ],
)
def test_only_kiosks_and_displays_that_there_are_can_be_paired(
    reception: Reception, kind: DeviceKind, name: str, reason: Reason
) -> None:
    with pytest.raises(Refused) as no:
        offer(reception, kind, name)

    assert no.value.reason is reason


def test_no_code_stands_on_disk_and_old_ones_are_forgotten(reception: Reception) -> None:
    codes = [offer(reception, DeviceKind.KIOSK, "kiosk") for _ in range(5)]
    with reception.database.read() as connection:
        rows = connection.execute(select(PAIRING)).all()
    assert len(rows) == 5 and [code for code in codes if code in str(rows)] == []

    reception.now += 11 * MINUTE
    offer(reception)
    with reception.database.read() as connection:
        assert len(connection.execute(select(PAIRING)).all()) == 1


def test_two_devices_with_one_code_are_one_device(reception: Reception) -> None:
    code, now = offer(reception), reception.now
    settings = reception.settings
    tries = [
        reception.writer.submit(lambda book: pairing.redeem(Ledger(book, settings, now), code, now))
        for _ in range(4)
    ]
    outcomes = [one.exception(timeout=30) for one in tries]

    assert [outcome is None for outcome in outcomes] == [True, False, False, False]
