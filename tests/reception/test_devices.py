"""Machines that are let in by a token."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Reception
from offices import SMALL
from sqlalchemy import select

from server.config import parse
from server.reception import devices
from server.rules.device import DeviceKind
from server.rules.refused import Reason, Refused
from server.store import devices as store
from server.store.tables import DEVICE


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Reception]:
    """The small office, whose printer hangs on another computer."""
    text = SMALL.replace("transport: screen", "transport: remote")
    open_branch = Reception(tmp_path / "data", parse(text, "remote.yaml"))
    yield open_branch
    open_branch.close()


def known(branch: Reception, token: str, kind: DeviceKind = DeviceKind.PRINTER) -> str | Reason:
    with branch.book() as book:
        try:
            return devices.known(book, kind, token).name
        except Refused as refused:
            return refused.reason


def test_a_token_lets_one_machine_in_until_it_is_revoked(branch: Reception) -> None:
    added = branch.do(devices.add, DeviceKind.PRINTER, "entrance")
    other = branch.do(devices.add, DeviceKind.PRINTER, "entrance")

    assert [known(branch, one.token) for one in (added, other)] == ["entrance", "entrance"]
    branch.do(devices.revoke, added.device.id)
    assert [known(branch, one.token) for one in (added, other)] == [Reason.UNKNOWN_DEVICE, "entrance"]
    with pytest.raises(Refused) as refused:
        branch.do(devices.revoke, added.device.id)
    assert refused.value.reason is Reason.UNKNOWN_DEVICE


def test_a_token_is_long_random_and_nowhere_on_disk(branch: Reception) -> None:
    tokens = {branch.do(devices.add, DeviceKind.KIOSK, "hall").token for _ in range(20)}

    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}
    with branch.database.read() as connection:
        rows = str(connection.execute(select(DEVICE)).all())
    assert [token for token in tokens if token in rows] == []


def test_a_token_of_another_kind_opens_nothing(branch: Reception) -> None:
    kiosk = branch.do(devices.add, DeviceKind.KIOSK, "hall")

    assert known(branch, kiosk.token) is Reason.UNKNOWN_DEVICE
    assert known(branch, kiosk.token, DeviceKind.KIOSK) == "hall"
    assert [known(branch, token) for token in ("", "x" * 43)] == [Reason.UNKNOWN_DEVICE] * 2


def test_only_a_remote_printer_of_the_settings_gets_a_token(branch: Reception) -> None:
    with pytest.raises(Refused) as refused:
        branch.do(devices.add, DeviceKind.PRINTER, "attic")
    assert refused.value.reason is Reason.UNKNOWN_PRINTER


def test_when_a_machine_was_there_last_is_written_at_most_once_a_minute(branch: Reception) -> None:
    device = branch.do(devices.add, DeviceKind.PRINTER, "entrance").device
    seen = []
    for minutes in (0, 0.9, 0.2):
        branch.minutes_later(minutes)
        branch.do(devices.seen, device.id)
        with branch.database.read() as connection:
            seen.append(store.all_devices(connection, "small")[0].last_seen)

    assert seen == [branch.now - 66_000, branch.now - 66_000, branch.now]
