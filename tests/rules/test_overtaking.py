"""Who was overtaken: ordinary tickets, by later ones of the same service that were let ahead."""

from server.rules.overtaking import note_overtaking
from server.rules.story import Event, stories
from server.rules.turn import Kind
from server.rules.visit import BESIDE, Act, Paper, Status, apply

ORDINARY, PRIORITY, APPOINTMENT = Kind.ORDINARY, Kind.PRIORITY, Kind.APPOINTMENT


def overtaken(kinds: str, happened: str) -> list[list[list[int]]]:
    """What a day's acts make of it, one a minute: "1 take A" of the visits whose kinds are given by their
    first letters; several at one moment stand on a line. By visit and transaction who overtook it."""
    known = {kind.value[0]: kind for kind in (ORDINARY, PRIORITY, APPOINTMENT)}
    service: dict[int, str] = {}
    stood: dict[int, list[tuple[Status | None, Kind]]] = {}
    events = []
    for minute, line in enumerate(filter(None, map(str.strip, happened.splitlines()))):
        for written in line.split(","):
            number, act, *to = written.split()
            visit = int(number)
            service[visit] = to[0] if to else service[visit]
            before = stood.setdefault(visit, [(None, known[kinds[visit - 1]])])
            if act == Act.UNDO:
                before.pop()
            elif act not in BESIDE:
                status, kind = before[-1]
                kind = {Act.GRANT_PRIORITY: PRIORITY, Act.TAKE_PRIORITY_BACK: ORDINARY}.get(Act(act), kind)
                before.append((apply(status, Act(act)), kind))
            after, kind = before[-1]
            assert after is not None
            events.append(
                Event(visit, Act(act), minute, 8, after, service[visit], Paper.NONE, "1", kind=kind)
            )
    told = stories(events)
    note_overtaking(told)
    return [[sorted(one.overtaken_by) for one in visit.transactions] for visit in told.values()]


def test_an_ordinary_ticket_is_overtaken_by_priority_an_appointment_and_one_chosen() -> None:
    assert overtaken(
        "oopao",
        """
        1 take A
        2 take A
        3 take A
        4 take A
        5 take A
        3 call
        4 call
        5 choose
        1 call
        2 call
        """,
    ) == [[[3, 4, 5]], [[3, 4, 5]], [[]], [[]], [[]]]


def test_whoever_came_first_overtakes_nobody() -> None:
    """Nor does an ordinary client who is called in turn, whatever the reason: her language, a counter."""
    assert overtaken("poo", "1 take A \n 2 take A \n 3 take A \n 1 call \n 3 call \n 2 call") == [
        [[]],
        [[]],
        [[]],
    ]


def test_priority_is_not_overtaken() -> None:
    assert overtaken("ppa", "1 take A \n 2 take A \n 3 take A \n 3 call \n 2 call") == [[[]], [[]], [[]]]


def test_another_service_is_another_line() -> None:
    assert overtaken("opp", "1 take A \n 2 take B \n 3 take A \n 2 call \n 3 call") == [[[3]], [[]], [[]]]


def test_who_has_been_called_or_has_left_is_overtaken_no_more() -> None:
    assert overtaken(
        "ooop",
        """
        1 take A
        2 take A
        3 take A
        4 take A
        1 call
        2 leave
        4 call
        """,
    ) == [[[]], [[]], [[4]], [[]]]


def test_called_in_the_same_moment_is_not_overtaken_whoever_stands_first_in_the_book() -> None:
    for both in ("1 call, 2 call", "2 call, 1 call"):
        assert overtaken("op", f"1 take A \n 2 take A \n {both}") == [[[]], [[]]]
    assert overtaken("op", "1 take A, 2 take A, 2 call \n 1 call") == [[[2]], [[]]]


def test_a_call_that_was_undone_has_overtaken_nobody() -> None:
    assert overtaken("op", "1 take A \n 2 take A \n 2 call \n 2 undo \n 1 call") == [[[]], [[]]]


def test_a_copy_printed_before_a_call_is_undone_leaves_her_waiting() -> None:
    """Paper says nothing of where she stands."""
    assert overtaken("op", "1 take A \n 2 take A \n 2 call \n 2 reprint \n 2 undo \n 2 call \n 1 call") == [
        [[2]],
        [[]],
    ]


def test_who_comes_back_and_is_called_again_has_overtaken_once() -> None:
    assert overtaken(
        "op", "1 take A \n 2 take A \n 2 call \n 2 recall \n 2 no_show \n 2 restore \n 2 call \n 1 call"
    ) == [[[2]], [[]]]


def test_who_missed_her_call_waits_again_and_can_be_overtaken_then() -> None:
    assert overtaken(
        "op", "1 take A \n 1 call \n 2 take A \n 1 no_show \n 1 restore \n 2 call \n 1 call"
    ) == [[[2]], [[]]]


def test_a_client_handed_over_waits_and_is_overtaken_for_each_service() -> None:
    """She keeps her number: who took one before her overtakes nobody at the new counter."""
    assert overtaken(
        "oppp",
        """
        1 take A
        2 take A
        2 call
        1 transfer B
        3 take B
        3 call
        2 transfer B
        2 call
        4 take B
        1 transfer B
        4 call
        1 call
        """,
    ) == [[[2], [2, 3], [4]], [[], []], [[]], [[]]]
    assert overtaken("oo", "1 take A \n 2 take B \n 1 call \n 1 transfer B \n 1 choose \n 2 call") == [
        [[], []],
        [[]],
    ]


def test_who_still_waits_has_been_overtaken_already() -> None:
    assert overtaken("op", "1 take A \n 2 take A \n 2 call") == [[[2]], [[]]]


def test_whom_priority_is_granted_after_she_was_overtaken_has_been_overtaken() -> None:
    assert overtaken(
        "opp", "1 take A \n 2 take A \n 3 take A \n 2 call \n 1 grant_priority \n 3 call \n 1 call"
    ) == [[[2]], [[]], [[]]]


def test_who_was_called_ahead_has_overtaken_also_when_her_priority_is_taken_back() -> None:
    assert overtaken(
        "op",
        """
        1 take A
        2 take A
        2 call
        2 no_show
        2 restore
        2 take_priority_back
        1 call
        """,
    ) == [[[2]], [[]]]


def test_who_waits_by_her_arrival_again_overtakes_nobody_and_is_overtaken() -> None:
    assert overtaken(
        "opp", "1 take A \n 2 take A \n 2 take_priority_back \n 3 take A \n 3 call \n 2 call \n 1 call"
    ) == [[[3]], [[3]], [[]]]


def test_priority_that_was_granted_and_undone_changes_nothing() -> None:
    assert overtaken(
        "op",
        """
        1 take A
        2 take A
        1 grant_priority
        1 promise
        1 undo
        2 call
        1 call
        """,
    ) == [[[2]], [[]]]
