"""When a printer is trouble, and when its roll is nearly used up."""

import pytest

from server.rules.printers import PrinterState, running_low, standing

ROLL = 80_000  # millimetres


def test_only_a_printer_from_which_nothing_can_come_fails() -> None:
    assert [state for state in PrinterState if state.failing] == [
        PrinterState.NO_PAPER,
        PrinterState.COVER_OPEN,
        PrinterState.CUTTER,
        PrinterState.OFFLINE,
    ]


@pytest.mark.parametrize(
    ("printed", "low"), [(0, False), (67_999, False), (68_000, True), (80_000, True), (90_000, True)]
)
def test_a_roll_is_nearly_used_up_at_85_per_cent(printed: int, low: bool) -> None:
    assert running_low(printed, ROLL) is low
    assert not running_low(printed, 0), "nobody knows how long the roll is"


def test_counted_paper_warns_where_no_sensor_does_and_hides_no_trouble() -> None:
    used_up = {state: standing(state, 70_000, ROLL) for state in PrinterState}

    assert used_up == {state: state for state in PrinterState} | {
        PrinterState.READY: PrinterState.PAPER_LOW,
        PrinterState.UNKNOWN: PrinterState.PAPER_LOW,
    }
    assert {state: standing(state, 1_000, ROLL) for state in PrinterState} == {s: s for s in PrinterState}
