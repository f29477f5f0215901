"""Long runs of the command against what queueing theory says: exponential arrivals and service, 8 minutes.

A figure is accepted within four standard errors, estimated from the means of batches of the run itself.
The seed is fixed, so a run either passes always or never.
"""

import argparse
import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean, stdev

import pytest

from server.rules.turn import Policy
from server.simulate.command import run

VISITS = 150_000
LOAD = 0.8
MEAN_MIN = 8
PRIORITY_SHARE = 0.15
BATCHES = 25
HEAD_START = 15
STRICT = 1440


@dataclass(frozen=True)
class Trace:
    """A long day at some counters, as files."""

    folder: Path
    desks: int

    def write(self, seed: int) -> None:
        chance = random.Random(seed)
        at = 0.0
        with (self.folder / "visits.csv").open("w") as file:
            file.write("visit,arrives_s,service,priority,serve_s\n")
            for visit in range(VISITS):
                at += chance.expovariate(LOAD * self.desks / (MEAN_MIN * 60))
                priority = int(chance.random() < PRIORITY_SHARE)
                serve = chance.expovariate(1 / (MEAN_MIN * 60))
                file.write(f"{visit},{at:.3f},A,{priority},{serve:.3f}\n")
        rows = "".join(f"{desk},A,,,\n" for desk in range(self.desks))
        (self.folder / "counters.csv").write_text("counter,services,opens_s,closes_s,breaks\n" + rows)

    def waits(self, head_start_min: int) -> tuple[list[float], list[float]]:
        """Play it; return the waits of those with priority and of the others, in minutes, as they came."""
        out = self.folder / f"calls-{head_start_min}.csv"
        wanted = argparse.Namespace(
            visits=str(self.folder / "visits.csv"),
            counters=str(self.folder / "counters.csv"),
            out=str(out),
            json=True,
            priority_head_start_min=head_start_min,
            forecast=False,
        )
        assert run(wanted, Policy(), {}, {}) == 0
        with (self.folder / "visits.csv").open() as file:
            people = [(float(row["arrives_s"]), row["priority"]) for row in csv.DictReader(file)]
        found = [0.0] * VISITS
        with out.open() as file:
            for row in csv.DictReader(file):
                visit = int(row["visit"])
                found[visit] = (float(row["called_s"]) - people[visit][0]) / 60
        both = list(zip(found, (priority for _, priority in people), strict=True))
        return [wait for wait, priority in both if priority == "1"], [
            wait for wait, priority in both if priority == "0"
        ]


@pytest.fixture(scope="module")
def three_desks(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    trace = Trace(tmp_path_factory.mktemp("three"), desks=3)
    trace.write(seed=8)
    return trace


@pytest.fixture(scope="module")
def at_three_desks(three_desks: Trace) -> dict[int, tuple[list[float], list[float]]]:
    """The same people under each head start."""
    return {head_start: three_desks.waits(head_start) for head_start in (0, HEAD_START, STRICT)}


def batch_means(values: Sequence[float]) -> list[float]:
    size = len(values) // BATCHES
    marks = range(0, size * BATCHES + 1, size)
    return [fmean(values[start:end]) for start, end in pairwise(marks)]


def standard_error(values: Sequence[float]) -> float:
    return stdev(batch_means(values)) / BATCHES**0.5


def assert_mean(values: Sequence[float], exact: float, at_most: float) -> None:
    """The mean is the exact one; four standard errors are a small enough share of it to say something."""
    allowed = 4 * standard_error(values)

    assert allowed < at_most * exact
    assert fmean(values) == pytest.approx(exact, abs=allowed)


def differences(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    return [one - other for one, other in zip(ones, others, strict=True)]


def longer_than(minutes: float, waits: Sequence[float]) -> list[float]:
    return [float(wait > minutes) for wait in waits]


def test_plain_order_at_one_desk(tmp_path: Path) -> None:
    """M/M/1: the mean wait is load * service / (1 - load)."""
    trace = Trace(tmp_path, desks=1)
    trace.write(seed=3)
    first, others = trace.waits(0)

    assert_mean(first, 32.00, at_most=0.3)
    assert_mean(others, 32.00, at_most=0.3)


def test_plain_order_at_three_desks(at_three_desks: dict[int, tuple[list[float], list[float]]]) -> None:
    """M/M/3, Erlang's C: the mean, and the tail, which would tell newest-first from oldest-first."""
    first, others = at_three_desks[0]

    assert_mean(first, 8.629, at_most=0.3)
    assert_mean(others, 8.629, at_most=0.3)
    assert_mean(longer_than(30, others), 0.0682, at_most=0.6)


@pytest.mark.parametrize(("head_start", "exact"), [(STRICT, (1.961, 9.806)), (HEAD_START, (4.499, 9.358))])
def test_priority_at_three_desks(
    at_three_desks: dict[int, tuple[list[float], list[float]]], head_start: int, exact: tuple[float, float]
) -> None:
    """Cobham for strict priority; for a head start H the mean moves by load share * E[min(strict wait, H)].

    What the same people gain or lose against plain order varies less than their waits, and tells more.
    """
    (plain_first, plain_others), (first, others) = at_three_desks[0], at_three_desks[head_start]

    assert_mean(first, exact[0], at_most=0.3)
    assert_mean(others, exact[1], at_most=0.3)
    assert_mean(differences(plain_first, first), 8.629 - exact[0], at_most=0.3)
    assert_mean(differences(others, plain_others), exact[1] - 8.629, at_most=0.3)


def test_up_to_a_head_start_ordinary_people_wait_as_under_strict_priority_and_longer_waits_are_rarer(
    at_three_desks: dict[int, tuple[list[float], list[float]]],
) -> None:
    _, others = at_three_desks[HEAD_START]
    _, strict = at_three_desks[STRICT]

    for minutes in (1, 5, 10, HEAD_START):
        apart = differences(longer_than(minutes, others), longer_than(minutes, strict))
        assert abs(fmean(apart)) < max(4 * standard_error(apart), 1e-4)
        assert standard_error(apart) < 0.002
    assert fmean(longer_than(30, others)) < 0.95 * fmean(longer_than(30, strict))


def test_the_same_files_give_the_same_bytes(tmp_path: Path, three_desks: Trace) -> None:
    (tmp_path / "counters.csv").write_bytes((three_desks.folder / "counters.csv").read_bytes())
    some = (three_desks.folder / "visits.csv").read_bytes().splitlines(keepends=True)[:5000]
    (tmp_path / "visits.csv").write_bytes(b"".join(some))
    results = []
    for _ in range(2):
        wanted = argparse.Namespace(
            visits=str(tmp_path / "visits.csv"),
            counters=str(tmp_path / "counters.csv"),
            out=str(tmp_path / "calls.csv"),
            json=False,
            forecast=False,
            priority_head_start_min=None,
        )
        assert run(wanted, Policy(), {}, {}) == 0
        results.append((tmp_path / "calls.csv").read_bytes())

    assert results[0] == results[1]
    assert results[0].count(b"\n") == 5000
