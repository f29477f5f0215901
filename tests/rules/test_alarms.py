"""What staff are alarmed by, from the branch as it stands."""

from server.rules.alarms import (
    Alarm,
    AlarmKind,
    Queue,
    Waits,
    Watched,
    idle,
    in_order,
    long_waits,
    lost,
    not_served,
    overrun,
)
from server.rules.counter import CounterState
from server.rules.device import DeviceKind
from server.rules.moment import MINUTE
from server.rules.turn import Policy, turn

WORKING, BREAK, OTHER = CounterState.WORKING, CounterState.BREAK, CounterState.OTHER_WORK


def at(minutes: float) -> int:
    return round(minutes * MINUTE)


def queue(number: str, first: float, since: float, count: int = 1) -> Queue:
    return Queue(turn(1, at(first), Policy()), number, at(since), count)


def free(counter: str, since: float, *queues: Queue, state: CounterState = WORKING) -> Watched:
    return Watched(counter=counter, state=state, free_since=at(since), queues=queues)


def test_a_free_counter_is_idle_once_somebody_has_waited_for_it_three_minutes() -> None:
    """Clauses 6.2 and 21.2: both must have lasted, the counter free and somebody waiting."""
    first, second = queue("A001", first=-20, since=10), queue("B001", first=8, since=8, count=2)
    counters = [
        free("1", 0, first, second),
        free("2", 9.5, first),
        free("3", 0, first, state=OTHER),
        free("4", 0),
        Watched(counter="5", state=WORKING, queues=[first]),
    ]

    assert idle(counters, at(12.9), at(3)) == [
        Alarm(kind=AlarmKind.IDLE, since=at(8), counter="1", number="A001", count=3)
    ]
    assert [(alarm.counter, alarm.since) for alarm in idle(counters, at(13), at(3))] == [
        ("1", at(8)),
        ("2", at(10)),
        ("3", at(10)),
    ]


def test_a_pause_is_over_when_its_end_has_passed_and_an_open_end_never_is() -> None:
    counters = [
        Watched(counter="1", state=BREAK, until=at(10)),
        Watched(counter="2", state=BREAK, until=at(11)),
        Watched(counter="3", state=OTHER, until=at(5)),
        Watched(counter="4", state=BREAK),
    ]

    assert overrun(counters, at(10)) == [
        Alarm(kind=AlarmKind.OVERRUN, since=at(10), counter="1", state=BREAK),
        Alarm(kind=AlarmKind.OVERRUN, since=at(5), counter="3", state=OTHER),
    ]


def test_services_that_nobody_gives_are_named_with_who_waits_longest() -> None:
    waiting = [Waits("Z002", "Z", at(3)), Waits("A001", "A", at(1)), Waits("Z001", "Z", at(2))]

    assert not_served(waiting, {"A", "B"}) == [
        Alarm(kind=AlarmKind.NOT_SERVED, since=at(2), service="Z", number="Z001", count=2)
    ]


def test_only_who_has_waited_longer_than_allowed_is_an_alarm() -> None:
    waiting = [Waits("A001", "A", at(0)), Waits("A002", "A", at(1))]

    assert long_waits(waiting, at(31), at(30)) == [
        Alarm(kind=AlarmKind.LONG_WAIT, since=at(0), service="A", number="A001")
    ]


def test_help_comes_first_and_the_oldest_of_a_kind() -> None:
    alarms = [
        Alarm(kind=kind, since=since)
        for since, kind in enumerate([AlarmKind.CALLBACK, AlarmKind.IDLE, AlarmKind.IDLE, AlarmKind.HELP])
    ]

    assert [(alarm.kind, alarm.since) for alarm in in_order(reversed(alarms))] == [
        ("help", 3),
        ("idle", 1),
        ("idle", 2),
        ("callback", 0),
    ]


def test_a_device_is_lost_once_it_was_silent_for_so_long() -> None:
    kiosk, wall = (DeviceKind.KIOSK, "hall", at(8)), (DeviceKind.DISPLAY, "wall", at(9))

    assert lost([kiosk, wall], at(10), at(2)) == [
        Alarm(kind=AlarmKind.DEVICE, since=at(8), device=(DeviceKind.KIOSK, "hall"))
    ]
