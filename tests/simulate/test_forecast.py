"""``eile simulate --forecast``: what each visitor would have been told of her wait."""

import argparse
import csv
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from traces import SKILLS, TWENTY, Branch, Oracle, days

from server.rules.interval import Interval
from server.rules.moment import MINUTE
from server.rules.turn import Desk, Policy
from server.simulate.command import add_arguments, run
from server.simulate.day import Arrival, Counter, play_day
from server.simulate.forecast import Forecaster, Quality
from server.simulate.seconds import seconds

VISITS = "day,visit,arrives_s,service,priority,appointment_s,language,serve_s\n"
COUNTERS = "counter,services,languages,opens_s,closes_s,breaks\n"
PLAIN = Policy(priority_min=0)

Simulate = Callable[..., str]


@pytest.fixture
def simulate(tmp_path: Path) -> Simulate:
    """Write the files, type the command; return the calls."""

    def typed(visits: str, counters: str, *words: str, minutes: dict[str, int] | None = None) -> str:
        (tmp_path / "visits.csv").write_text(visits)
        (tmp_path / "counters.csv").write_text(counters)
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        usual = [f"--{name}={tmp_path / name}.csv" for name in ("visits", "counters")]
        out = tmp_path / "calls.csv"
        assert run(parser.parse_args([*usual, f"--out={out}", *words]), TWENTY, {}, minutes or {}) == 0
        return out.read_text()

    return typed


def as_files(branch: Branch, count: int) -> tuple[str, str]:
    """Made-up days as a planner writes them down."""
    rows = [
        f"{day},{one.visit},{seconds(one.arrives)},{one.service},{int(one.priority)},"
        f"{'' if one.slot is None else seconds(one.slot)},{one.language},{seconds(one.serve)}\n"
        for day, _, people in days(branch, count, seed=7)
        for one in people
    ]
    plan = [
        f"{one.name},{'+'.join(one.desk.services)},{'+'.join(one.desk.languages)},{seconds(one.opens or 0)},"
        f"{'' if one.closes is None else seconds(one.closes)},"
        f"{'+'.join(f'{seconds(start)}-{seconds(end)}' for start, end in one.breaks)}\n"
        for one in branch.counters
    ]
    return VISITS + "".join(rows), COUNTERS + "".join(plan)


EVERYTHING = replace(
    SKILLS,
    visits=120,
    priority=0.15,
    booked=0.2,
    wishes={"en": 0.1, "uk": 0.05},
    counters=tuple(
        replace(one, desk=Desk(one.desk.services, ("en",) if one.name in "25" else ()))
        for one in SKILLS.counters[2:]
    ),
)


def test_the_forecast_stands_beside_the_call_and_changes_no_call(
    simulate: Simulate, capsys: pytest.CaptureFixture[str]
) -> None:
    visits, counters = as_files(EVERYTHING, 2)
    plain = simulate(visits, counters)
    plain_text = capsys.readouterr().out
    forecast = simulate(visits, counters, "--forecast")
    text = capsys.readouterr().out

    lines = [line.split(",") for line in forecast.splitlines()]
    assert lines[0][6:] == ["p10_s", "p50_s", "p90_s"]
    assert "".join(",".join(cells[:6]) + "\n" for cells in lines) == plain
    assert text.startswith(plain_text)
    assert "Forecasts of those who had to wait" in text
    assert forecast == simulate(visits, counters, "--forecast")
    for cells in lines[1:]:
        low, mid, high = map(float, cells[6:])
        assert 0 <= low <= mid <= high


def test_who_finds_a_free_counter_is_told_that_it_is_now(simulate: Simulate) -> None:
    calls = simulate(
        VISITS + "1,a,0,A,0,,,60\n1,b,10,A,0,,,60\n1,c,20,A,0,,,60\n",
        COUNTERS + "1,A,,,,\n2,A,,,,\n",
        "--forecast",
    )

    assert [line.split(",", 6)[6] for line in calls.splitlines()[1:3]] == ["0,0,0", "0,0,0"]
    low, mid, high = map(float, calls.splitlines()[3].split(",")[6:])
    assert 0 < low < mid < high < 3600


def test_the_settings_minutes_are_the_first_guess(simulate: Simulate) -> None:
    visits = VISITS + "1,a,0,A,0,,,60\n1,b,1,A,0,,,60\n"

    def told(minutes: dict[str, int]) -> float:
        calls = simulate(visits, COUNTERS + "1,A,,,,\n", "--forecast", minutes=minutes)
        return float(calls.splitlines()[2].split(",")[7])

    assert told({"A": 40}) == pytest.approx(4 * told({}), rel=0.05)
    assert told({}) == told({"A": 10})


def test_nothing_is_known_of_how_long_a_visit_will_take(simulate: Simulate) -> None:
    """As long as nobody has ended, forecasts are the same whatever the file says of their durations."""
    first = "".join(f"1,{n},{60 * n},A,0,,,{5000 + n}\n" for n in range(12))
    other = "".join(f"1,{n},{60 * n},A,0,,,{9000 - 7 * n}\n" for n in range(12))

    def told(rows: str) -> dict[str, str]:
        calls = simulate(VISITS + rows, COUNTERS + "1,A,,,,\n2,A,,,,\n", "--forecast")
        return {cells[1]: cells[6:] for cells in (line.split(",") for line in calls.splitlines())}

    assert told(first) == told(other)


def test_a_lunch_break_is_reckoned_with(simulate: Simulate) -> None:
    visits = VISITS + "1,a,0,A,0,,,60\n1,b,1,A,0,,,60\n"
    calls = simulate(visits, COUNTERS + "1,A,,,,1-3600\n", "--forecast")

    # The counter is free again after a minute, but calls nobody before the break ends.
    assert [float(cell) for cell in calls.splitlines()[2].split(",")[6:8]] == [3599, 3599]


def test_who_is_called_though_nobody_would_have_thought_so_has_empty_cells(simulate: Simulate) -> None:
    """Serving has always taken ten hours, to the second: no counter will be free before closing."""
    long_ago = "".join(f"{day},{n},{n},A,0,,,36000\n" for day in range(1, 251) for n in range(2))
    today = "251,a,0,A,0,,,60\n251,b,0,A,0,,,60\n251,c,1,A,0,,,60\n"
    calls = simulate(VISITS + long_ago + today, COUNTERS + "1,A,,0,90,\n2,A,,0,90,\n", "--forecast")

    assert calls.splitlines()[-1] == "251,c,1,60,120,in turn,,,"


def test_figures_tell_how_right_the_forecasts_were() -> None:
    quality = Quality()
    told = Interval(6 * MINUTE, 10 * MINUTE, 14 * MINUTE)  # printed as 5-15
    for waited in (5, 6, 10, 15, 16):
        quality.note(told, waited * MINUTE)
    quality.note(told, 0)
    quality.note(None, 10 * MINUTE)

    assert quality.as_json() == {
        "count": 5,
        "mae_s": (5 + 4 + 0 + 5 + 6) * 60 / 5,
        "bias_s": (5 + 4 + 0 - 5 - 6) * 60 / 5,
        "coverage_80": 0.4,
        "shorter_than_80": 0.2,
        "coverage_printed": 0.8,
        "longer_than_printed": 0.2,
    }
    assert quality.as_text() == (
        "Forecasts of those who had to wait: 5\n"
        "  off by 4.00 min on average, bias -0.40 min\n"
        "  within the 80 % interval: 40.00%; within the printed range: 80.00%, longer than it: 20.00%\n"
    )
    assert Quality().as_json()["mae_s"] is None
    assert Quality().as_text() == "Forecasts: nobody who was told how long had to wait.\n"


def test_the_summary_for_machines_has_the_figures(
    simulate: Simulate, capsys: pytest.CaptureFixture[str]
) -> None:
    visits, counters = as_files(EVERYTHING, 1)
    calls = list(csv.DictReader(simulate(visits, counters, "--forecast", "--json").splitlines()))
    found = json.loads(capsys.readouterr().out)["forecast"]

    arrived = {row["visit"]: float(row["arrives_s"]) for row in csv.DictReader(visits.splitlines())}
    off = [
        (float(row["p50_s"]) - wait, float(row["p10_s"]) <= wait <= float(row["p90_s"]))
        for row in calls
        if (wait := float(row["called_s"]) - arrived[row["visit"]]) > 0
    ]
    assert found["count"] == len(off) > 50
    assert found["mae_s"] == pytest.approx(sum(abs(one) for one, _ in off) / len(off), abs=0.001)
    assert found["bias_s"] == pytest.approx(sum(one for one, _ in off) / len(off), abs=0.001)
    assert found["coverage_80"] == pytest.approx(sum(inside for _, inside in off) / len(off), abs=1e-6)


class Watched(Forecaster):
    """Keeps what is in line, to see that it is forgotten."""

    def __init__(self, counters: Iterable[Counter]) -> None:
        super().__init__(list(counters), PLAIN, {})
        self.most = 0

    def arrived(self, *what: object) -> None:
        super().arrived(*what)  # type: ignore[arg-type]
        self.most = max(self.most, len(self._waiting) + len(self._told))


def test_only_those_who_wait_are_remembered() -> None:
    watched = Watched([Counter(name="1", desk=Desk(("A",), ()))])
    people = (
        Arrival(str(n), n * MINUTE, "A", priority=False, slot=None, language="", serve=MINUTE // 2)
        for n in range(2000)
    )
    assert sum(1 for _ in play_day(people, watched_counters(), PLAIN, None, watched)) == 2000
    assert watched.most == 2


def watched_counters() -> list[Counter]:
    return [Counter(name="1", desk=Desk(("A",), ()))]


def test_the_estimate_is_nearly_as_good_as_that_of_one_who_knows_all() -> None:
    """A small version of ``bench/forecasting.py``, from the second day on, with wider limits."""
    branch = replace(SKILLS, priority=0.15)
    learning, oracle = Forecaster(branch.counters, TWENTY, {}), Oracle(branch, TWENTY)
    for day, _, people in days(branch, 3, seed=11):
        if day == 2:
            learning.quality, oracle.quality = Quality(), Quality()
        for watcher in (learning, oracle):
            for _ in play_day(people, branch.counters, TWENTY, None, watcher):
                pass
    mine, best = learning.quality, oracle.quality

    assert mine.count == best.count > 300
    assert mine.off < 1.15 * best.off
    assert abs(mine.bias) < 1.5 * MINUTE * mine.count
    assert 0.7 < mine.inside / mine.count < 0.9
    assert 0.85 < mine.printed / mine.count < 0.98
