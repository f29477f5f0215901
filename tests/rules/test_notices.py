"""Which disturbances tell themselves, and what is shown first (standard, 5.4, 12.3, 31)."""

import pytest

from server.rules.moment import MINUTE
from server.rules.notices import Cause, Facts, Notice, automatic, shown

NOW = 1_000 * MINUTE
HALF_AN_HOUR = 30 * MINUTE


def causes(notices: list[Notice]) -> list[Cause]:
    return [one.cause for one in notices]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (Facts(open=True), []),
        (Facts(open=True, printer_out_since=NOW - 1), [Cause.PRINTER]),
        (Facts(open=True, restarted_at=NOW - MINUTE), [Cause.RESTART]),
        (Facts(open=True, restarted_at=NOW - 5 * MINUTE), []),
        (Facts(open=True, waits_since=NOW - HALF_AN_HOUR), [Cause.LONG_WAITS]),
        (Facts(open=True, waits_since=NOW - HALF_AN_HOUR + 1), []),
        (Facts(open=True, displays_seen=(NOW, NOW - 2 * MINUTE)), [Cause.DISPLAY]),
        (Facts(open=True, displays_seen=(NOW, NOW - MINUTE)), []),
        (Facts(open=False, printer_out_since=0, waits_since=0, displays_seen=(0,)), []),
    ],
)
def test_a_disturbance_tells_itself_and_goes_with_its_cause(facts: Facts, told: list[Cause]) -> None:
    assert causes(automatic(facts, NOW, HALF_AN_HOUR)) == told


def test_since_when_is_told() -> None:
    (notice,) = automatic(Facts(open=True, waits_since=NOW - 40 * MINUTE), NOW, HALF_AN_HOUR)

    assert notice == Notice(cause=Cause.LONG_WAITS, starts=NOW - 10 * MINUTE)


def test_what_staff_say_comes_first_the_newest_of_all() -> None:
    posted = [
        Notice(cause=Cause.NETWORK, id=1, starts=NOW - 9, ends=NOW + 9),
        Notice(cause=Cause.OTHER, id=2, starts=NOW - 5, ends=NOW + 9, text={"lt": "Taip."}),
    ]
    by_itself = [
        Notice(cause=cause, starts=NOW) for cause in (Cause.DISPLAY, Cause.LONG_WAITS, Cause.PRINTER)
    ]

    assert causes(shown([*by_itself, *posted], NOW)) == [
        Cause.OTHER, Cause.NETWORK, Cause.PRINTER, Cause.LONG_WAITS, Cause.DISPLAY,
    ]  # fmt: skip


def test_what_staff_say_of_a_cause_is_not_said_twice() -> None:
    posted = Notice(cause=Cause.PRINTER, id=1, starts=NOW - 9, ends=NOW + 9, until=NOW + 9)

    assert shown([Notice(cause=Cause.PRINTER, starts=NOW), posted], NOW) == [posted]


@pytest.mark.parametrize(("now", "there"), [(9, False), (10, True), (19, True), (20, False)])
def test_a_notice_has_its_time(now: int, there: bool) -> None:
    """Clause 5.4: what has expired vanishes by itself."""
    assert bool(shown([Notice(cause=Cause.NETWORK, id=1, starts=10, ends=20)], now)) is there
