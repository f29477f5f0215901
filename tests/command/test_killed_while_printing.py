"""Servers and agents killed at any moment of printing: no ticket twice, every job accounted for."""

from collections import Counter
from pathlib import Path

from fake_printer import FakePrinter
from killed import KilledBranch, wrong

ROUNDS = 8  # make bench has two hundred


def test_a_server_killed_again_and_again_while_printing_prints_nothing_twice(tmp_path: Path) -> None:
    with FakePrinter().on_network() as printer, KilledBranch(tmp_path, printer) as branch:
        printer.having(answer_after_s=0.05)
        server = branch.opens()
        for _ in range(ROUNDS):
            branch.crowd((0.0, 0.4), then=[server])
            server = branch.opens_again()
        branch.crowd((0.3, 0.4), then=[])
        branch.comes_to_rest()
        outcomes = branch.outcomes()

    assert wrong(outcomes) == {}
    assert len(outcomes) >= ROUNDS
    assert {"printed", "unknown"} <= {one.state for one in outcomes.values()}, "some died within a job"


def test_of_two_servers_the_other_prints_on_when_one_is_killed(tmp_path: Path) -> None:
    with FakePrinter().on_network() as printer, KilledBranch(tmp_path, printer, seed=11) as branch:
        printer.having(answer_after_s=0.02)
        servers = [branch.opens(), branch.opens()]
        for _ in range(4):
            branch.crowd((0.0, 0.4), then=[servers.pop(0)])
            servers.append(branch.opens())
        branch.crowd((0.2, 0.3), then=[])
        branch.comes_to_rest()
        outcomes = branch.outcomes()

    assert wrong(outcomes) == {}
    assert {one.state for one in outcomes.values()} <= {"printed", "unknown"}
    assert sum(one.state == "unknown" for one in outcomes.values()) <= 4, (
        "only what was under way is in doubt"
    )


def test_an_agent_and_its_server_killed_in_turn_lose_no_job_and_print_none_twice(tmp_path: Path) -> None:
    with FakePrinter().on_network() as printer, KilledBranch(tmp_path, printer, remote=True) as branch:
        printer.having(answer_after_s=0.05)
        server = branch.opens()
        branch.starts_agent()
        for turn in range(4):
            if turn % 2:
                branch.crowd((0.0, 0.5), then=[server])
                server = branch.opens_again()
            else:
                branch.crowd((0.0, 0.5), then=[0])
                branch.starts_agent()
        branch.crowd((0.2, 0.3), then=[])
        branch.comes_to_rest()
        outcomes = branch.outcomes()

    assert wrong(outcomes) == {}
    states = Counter(one.state for one in outcomes.values())
    assert states.keys() <= {"printed", "unknown"}
    assert states["unknown"] <= 4, "only what was under way is in doubt"
