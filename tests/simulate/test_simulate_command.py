"""``eile simulate`` as a planner types it: files in, calls and a summary out."""

import argparse
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.turn import Policy
from server.simulate.command import add_arguments, run
from server.simulate.progress import Progress
from server.simulate.seconds import milliseconds, seconds

VISITS = "visit,arrives_s,service,priority,serve_s\n"
ONE_COUNTER = "counter,services,opens_s,closes_s,breaks\n1,A,,,\n"
HEADER = "day,visit,counter,called_s,finished_s,reason\n"

Simulate = Callable[..., tuple[int, str | None]]


@pytest.fixture
def simulate(tmp_path: Path) -> Simulate:
    """Write the files, type the command; return the exit status and the calls."""

    def typed(
        visits: str | bytes,
        counters: str | bytes = ONE_COUNTER,
        *words: str,
        policy: Policy | None = None,
        service_min: dict[str, int] | None = None,
        minutes: dict[str, int] | None = None,
    ) -> tuple[int, str | None]:
        for name, content in (("visits.csv", visits), ("counters.csv", counters)):
            raw = content.encode() if isinstance(content, str) else content
            (tmp_path / name).write_bytes(raw)
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        out = tmp_path / "calls.csv"
        usual = [
            f"--visits={tmp_path / 'visits.csv'}",
            f"--counters={tmp_path / 'counters.csv'}",
            f"--out={out}",
        ]
        status = run(
            parser.parse_args([*usual, *words]), policy or Policy(), service_min or {}, minutes or {}
        )
        left = sorted(path.name for path in tmp_path.iterdir())
        assert left in (["counters.csv", "visits.csv"], ["calls.csv", "counters.csv", "visits.csv"])
        return status, out.read_bytes().decode() if out.exists() else None

    return typed


def test_calls_are_written_in_the_order_they_are_made(
    simulate: Simulate, capsys: pytest.CaptureFixture[str]
) -> None:
    visits = (
        "day,visit,arrives_s,service,priority,appointment_s,language,serve_s\n"
        "1,a,0,A,0,,,60.5\n"
        "1,b,30.001,A,0,,lt,0.001\n"
        "1,p,40,A,1,,en,10\n"
        "1,slot,50,A,0,100,,10.25\n"
        "1,x,51,X,0,,,10\n"
    )

    assert simulate(visits) == (
        0,
        HEADER
        + "1,a,1,0,60.5,in turn\n"
        + "1,p,1,60.5,70.5,priority\n"
        + "1,slot,1,70.5,80.75,appointment\n"
        + "1,b,1,80.75,80.751,in turn\n",
    )
    assert capsys.readouterr().out == (
        "Days: 1, visits: 5, called: 4, not called: 1\n"
        "\n"
        "wait, min       count     mean   median      p90      max  over 30 min\n"
        "all                 4     0.30     0.17     0.85     0.85        0.00%\n"
        "appointment         1     0.00     0.00     0.00     0.00        0.00%\n"
        "priority            1     0.34     0.34     0.34     0.34        0.00%\n"
        "in turn             2     0.42     0.42     0.85     0.85        0.00%\n"
    )


def test_the_summary_for_machines_is_in_seconds(
    simulate: Simulate, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{n},0,A,0,{200 * n}\n" for n in range(1, 11))  # waits 0, 200, 600, … 200 * 45
    simulate(VISITS + rows + "p,0,A,1,0.004\n", ONE_COUNTER, "--json")

    assert json.loads(capsys.readouterr().out) == {
        "days": 1,
        "visits": 11,
        "called": 11,
        "not_called": 0,
        "waits": {
            "all": {
                "count": 11,
                "mean_s": 3000.004,
                "median_s": 2000.004,
                "p90_s": 7200.004,
                "max_s": 9000.004,
                "over_30_min": 0.545455,
            },
            "appointment": {
                "count": 0,
                "mean_s": None,
                "median_s": None,
                "p90_s": None,
                "max_s": None,
                "over_30_min": None,
            },
            "priority": {
                "count": 1,
                "mean_s": 0.0,
                "median_s": 0.0,
                "p90_s": 0.0,
                "max_s": 0.0,
                "over_30_min": 0.0,
            },
            "in_turn": {
                "count": 10,
                "mean_s": 3300.004,
                "median_s": 2500.004,
                "p90_s": 7200.004,
                "max_s": 9000.004,
                "over_30_min": 0.6,
            },
        },
    }


def test_the_head_start_of_the_command_line_goes_before_the_offices(simulate: Simulate) -> None:
    visits = VISITS + "a,0,A,0,600\nb,1,A,0,1\np,120,A,1,1\n"

    def order(*words: str) -> list[str]:
        _, calls = simulate(visits, ONE_COUNTER, *words)
        return [line.split(",")[1] + " " + line.split(",")[5] for line in (calls or "").splitlines()[1:]]

    assert order() == ["a in turn", "p priority", "b in turn"]
    assert order("--priority-head-start-min=1") == ["a in turn", "b in turn", "p priority"]
    assert order("--priority-head-start-min=0") == ["a in turn", "b in turn", "p in turn"]


def test_the_offices_policy_and_services_are_used(simulate: Simulate) -> None:
    visits = VISITS + "a,0,A,0,600\nb,1,A,0,1\nquick,120,Q,0,1\n"
    counters = "counter,services,opens_s,closes_s,breaks\n1,A+Q,,,\n"
    _, calls = simulate(visits, counters, policy=Policy(), service_min={"Q": 2})

    assert [line.split(",")[1] for line in (calls or "").splitlines()[1:]] == ["a", "quick", "b"]


def test_visits_may_stand_in_any_order_and_days_be_mixed(simulate: Simulate) -> None:
    visits = "visit,serve_s,day,priority,service,arrives_s\n" + "".join(
        f"{visit},10,{day},0,A,{arrives}\n"
        for visit, day, arrives in [("e", 7, 3), ("c", 2, 3), ("b", 2, 3), ("d", 7, 0), ("a", -1, 9)]
    )

    assert simulate(visits)[1] == HEADER + (
        "-1,a,1,9,19,in turn\n"
        "2,c,1,3,13,in turn\n"
        "2,b,1,13,23,in turn\n"
        "7,d,1,0,10,in turn\n"
        "7,e,1,10,20,in turn\n"
    )


def test_the_plan_of_the_counters_is_kept(simulate: Simulate) -> None:
    visits = (
        "visit,arrives_s,service,priority,language,serve_s\n"
        "a,0,A,0,,5\nb,1,B,0,,5\nen,2,A,0,en,5\nc,3,A,0,,20\nd,4,A,0,,5\ne,4,A,0,,5\n"
    )
    counters = (
        "counter,services,languages,opens_s,closes_s,breaks\n1,A+B,,10,40.5,15-20.25+30-35\n2,A,en+ru,12,,\n"
    )

    assert simulate(visits, counters)[1] == HEADER + (
        "1,a,1,10,15,in turn\n"
        "1,en,2,12,17,in turn\n"
        "1,c,2,17,37,in turn\n"
        "1,b,1,20.25,25.25,in turn\n"
        "1,d,1,25.25,30.25,in turn\n"
        "1,e,1,35,40,in turn\n"
    )


def test_a_spreadsheets_file_is_read_with_its_mark_semicolons_and_decimal_commas(simulate: Simulate) -> None:
    visits = (
        b"\xef\xbb\xbfvisit; arrives_s ;service;priority;serve_s\r\n\xc4\x97;0,5;A;0;1,250000\r\n;;;;\r\n\r\n"
    )
    counters = "counter;services;opens_s;closes_s;breaks\n1;A;;;0-0,75\n"

    assert simulate(visits, counters) == (0, HEADER + "1,ė,1,0.75,2,in turn\n")


def test_the_same_visit_twice_is_two_visits(simulate: Simulate) -> None:
    assert simulate(VISITS + "a,0,A,0,1\na,0,A,0,1\n")[1] == HEADER + "1,a,1,0,1,in turn\n1,a,1,1,2,in turn\n"


def test_no_visits_make_an_empty_table(simulate: Simulate, capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate(VISITS) == (0, HEADER)
    assert capsys.readouterr().out.startswith("Days: 0, visits: 0, called: 0, not called: 0\n")


@pytest.mark.parametrize(
    ("visits", "mistakes"),
    [
        ("", ["visits.csv  is empty, expected a header line"]),
        (
            "visit,arrives_s\n",
            [f'visits.csv:1  column "{name}" is missing' for name in ("service", "priority", "serve_s")],
        ),
        (
            VISITS.replace("serve_s", "serves_s,day,day"),
            [
                'visits.csv:1  unknown column "serves_s". Did you mean "serve_s"?',
                'visits.csv:1  column "day" stands here twice',
                'visits.csv:1  column "serve_s" is missing',
            ],
        ),
        (
            VISITS + "a,soon,A,2,-1\n\n,1e3,,,\nb,0.0001,A,0,1234567890123\n",
            [
                'visits.csv:2  arrives_s: found "soon", expected seconds',
                'visits.csv:2  priority: found "2", expected 0 or 1',
                'visits.csv:2  serve_s: found "-1", expected no less than 0',
                "visits.csv:4  visit: found nothing, expected a name or code",
                'visits.csv:4  arrives_s: found "1e3", expected seconds',
                "visits.csv:4  service: found nothing, expected a name or code",
                "visits.csv:4  priority: found nothing, expected 0 or 1",
                "visits.csv:4  serve_s: found nothing, expected seconds",
                'visits.csv:5  arrives_s: found "0.0001", expected seconds with at most 3 decimals',
                'visits.csv:5  serve_s: found "1234567890123", expected seconds of at most 12 digits',
            ],
        ),
        (
            "day," + VISITS + "1.5,a,0,A,0,1\n,b,0,A,0,1\n1,c,0,A,0\n",
            [
                'visits.csv:2  day: found "1.5", expected a whole number',
                "visits.csv:3  day: found nothing, expected a whole number",
                "visits.csv:4  found 5 cells, expected 6",
            ],
        ),
        (
            (VISITS + "ė,0,A,0,1\n").encode("cp1257"),
            ["visits.csv:2  is not UTF-8; save the file with that encoding"],
        ),
        (
            VISITS + '"a,0,A,0,1\n' + "b" * 200_000,
            ["visits.csv:2  cannot be read: field larger than field limit (131072)"],
        ),
    ],
)
def test_wrong_visits_are_told_with_their_lines_and_nothing_is_written(
    simulate: Simulate,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    visits: str | bytes,
    mistakes: list[str],
) -> None:
    assert simulate(visits) == (2, None)
    assert capsys.readouterr() == ("", "".join(f"{tmp_path}/{line}\n" for line in mistakes))


def test_wrong_counters_and_wrong_visits_are_told_together(
    simulate: Simulate, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    counters = (
        "counter,services,languages,opens_s,closes_s,breaks\n"
        "1,A++B,,x,,\n"
        "2,A,,20,10,240\n"
        "3,A,en+,20,10,\n"
        "3,,,,,30-20+a-b\n"
        "4,B,,,,30-20\n"
        "3,A,,,,\n"
    )
    assert simulate(VISITS + "a,0,A,0,\n", counters) == (2, None)
    mistakes = [
        'counters.csv:2  services: found "A++B", expected codes joined by "+", as A+B',
        'counters.csv:2  opens_s: found "x", expected seconds',
        'counters.csv:3  breaks: found "240", expected breaks in seconds, as 240-300+600-660',
        'counters.csv:4  languages: found "en+", expected codes joined by "+", as A+B',
        'counters.csv:5  services: found nothing, expected codes joined by "+", as A+B',
        'counters.csv:5  breaks: found "30-20+a-b", expected a break that ends after it starts',
        'counters.csv:6  breaks: found "30-20", expected a break that ends after it starts',
        "visits.csv:2  serve_s: found nothing, expected seconds",
    ]
    assert capsys.readouterr().err == "".join(f"{tmp_path}/{line}\n" for line in mistakes)


def test_a_counter_that_closes_before_it_opens_or_stands_there_twice_is_told(
    simulate: Simulate, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    counters = "counter,services,opens_s,closes_s\n1,A,20,10\n1,A,,\n"

    assert simulate(VISITS, counters) == (2, None)
    assert capsys.readouterr().err == (
        f"{tmp_path}/counters.csv:2  closes_s: is before opens_s\n"
        f'{tmp_path}/counters.csv:3  counter: "1" already stands in a line above\n'
    )


def test_a_day_without_counters_is_told(
    simulate: Simulate, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert simulate(VISITS, "counter,services\n") == (2, None)
    assert capsys.readouterr().err == f"{tmp_path}/counters.csv  has no counter\n"


def test_twenty_mistakes_are_enough(
    simulate: Simulate, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert simulate(VISITS + "a,x,A,0,1\n" * 1000) == (2, None)
    said = capsys.readouterr().err.splitlines()
    assert said[19:] == [
        f'{tmp_path}/visits.csv:21  arrives_s: found "x", expected seconds',
        "These are the first 20; there may be more.",
    ]


def test_files_that_are_not_there_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = argparse.Namespace(
        visits=f"{tmp_path}/v.csv",
        counters=f"{tmp_path}/c.csv",
        out=f"{tmp_path}/calls.csv",
        json=False,
        priority_head_start_min=None,
    )

    assert run(nowhere, Policy(), {}, {}) == 2
    assert capsys.readouterr().err == (
        f"{tmp_path}/c.csv  cannot be read: No such file or directory\n"
        f"{tmp_path}/v.csv  cannot be read: No such file or directory\n"
    )


def test_a_result_that_cannot_be_written_is_refused_by_its_name_before_anything_is_read(
    simulate: Simulate, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError) as trouble:
        simulate("no header", ONE_COUNTER, f"--out={tmp_path}/no/calls.csv")
    with pytest.raises(IsADirectoryError):
        simulate("no header", ONE_COUNTER, f"--out={tmp_path}")

    assert trouble.value.filename == f"{tmp_path}/no/calls.csv"


def test_the_calls_never_replace_the_visits(
    simulate: Simulate, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    visits = VISITS + "a,0,A,0,1\n"

    assert simulate(visits, ONE_COUNTER, f"--out={tmp_path}/./visits.csv") == (2, None)
    assert (tmp_path / "visits.csv").read_text() == visits
    assert capsys.readouterr().err == (
        f"{tmp_path}/visits.csv  would be replaced by the calls; choose another name with --out\n"
    )


def test_an_old_result_stays_whole_when_the_input_is_wrong(simulate: Simulate) -> None:
    _, first = simulate(VISITS + "a,0,A,0,1\n")

    assert simulate(VISITS + "a,x,A,0,1\n") == (2, first)
    assert simulate(VISITS + "b,0,A,0,1\n") == (0, HEADER + "1,b,1,0,1,in turn\n")


def test_visits_come_from_standard_input_and_calls_go_to_standard_output(
    simulate: Simulate, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((VISITS + "a,0,A,0,1\n").encode())))

    assert simulate("", ONE_COUNTER, "--visits=-", "--out=-") == (0, None)
    said = capsys.readouterr()
    assert said.out == HEADER + "1,a,1,0,1,in turn\n"
    assert said.err.startswith("Days: 1, visits: 1, called: 1, not called: 0\n")


def test_only_one_file_can_come_from_standard_input(
    simulate: Simulate, capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulate("", "", "--visits=-", "--counters=-") == (2, None)
    assert capsys.readouterr().err == "-  only one of the files can come from standard input\n"


def test_a_result_can_be_thrown_away(simulate: Simulate) -> None:
    assert simulate(VISITS + "a,0,A,0,1\n", ONE_COUNTER, "--out=/dev/null") == (0, None)
    assert Path("/dev/null").is_char_device()


def test_a_head_start_is_whole_minutes(simulate: Simulate, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ("-1", "1.5", "x"):
        with pytest.raises(SystemExit):
            simulate("", "", f"--priority-head-start-min={wrong}")
        assert capsys.readouterr().err.endswith("whole minutes, 0 or more\n")


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_seconds_are_written_and_read_without_loss(value: int) -> None:
    text = seconds(value)

    assert milliseconds(text) == value
    assert text == "0" or not (text.endswith(".") or ("." in text and text.endswith("0")))


def test_seconds_are_written_without_superfluous_zeros() -> None:
    written = [seconds(value) for value in (0, 12_000, 12_500, 1, -1, -12_050, 10_000)]
    read = [milliseconds(text) for text in ("12.", ".5", "+1", "-.25", "007.5000000", "-0")]

    assert written == ["0", "12", "12.5", "0.001", "-0.001", "-12.05", "10"]
    assert read == [12_000, 500, 1000, -250, 7500, 0]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_after_a_second_and_leaves_nothing_behind() -> None:
    terminal, times = Terminal(), iter([0.0, 0.9, 1.0, 1.0, 1.05, 1.1, 1.1])
    progress = Progress(terminal, lambda: next(times))
    progress.tell("Reading", 5000)  # 0.9 s: too early
    progress.tell("Reading", 10_000)
    progress.tell("Reading", 15_000)  # 0.05 s after the last one
    progress.tell("Playing", 5000, 20_000)
    progress.close()

    assert terminal.getvalue().replace("\x1b[K", "") == (
        "\rReading: 10000 visits\rPlaying: [#######.......................] 25 %\r"
    )


def test_a_short_run_or_a_pipe_shows_no_progress() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream, clock in ((terminal, lambda: 0.0), (pipe, iter(range(100)).__next__)):
        progress = Progress(stream, clock)
        progress.tell("Playing", 1, 2)
        progress.close()

    assert (terminal.getvalue(), pipe.getvalue()) == ("", "")
