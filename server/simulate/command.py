"""``eile simulate``: files in, calls and a summary out."""

import argparse
import csv
import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TextIO

from server.rules.turn import Policy
from server.simulate.counters import read_counters
from server.simulate.day import Call, Counter, play
from server.simulate.forecast import Forecaster
from server.simulate.progress import PROGRESS_EVERY, Progress
from server.simulate.seconds import seconds
from server.simulate.summary import REASONS, Summary, WaitBook
from server.simulate.table import BadInputError, Mistakes, all_mistakes
from server.simulate.visits import count_days, spool_visits, spooled_days

HEADER = ("day", "visit", "counter", "called_s", "finished_s", "reason")
FORECAST_HEADER = ("p10_s", "p50_s", "p90_s")
BAD_INPUT = 2
STANDARD = "-"
_CACHE_KIB = 65_536


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments; ``--config`` is the caller's.

    Args:
        parser: the parser of the subcommand.
    """
    parser.add_argument("--visits", required=True, help="CSV of the visits; - for standard input")
    parser.add_argument("--counters", required=True, help="CSV of the counters; - for standard input")
    parser.add_argument(
        "--out", required=True, help="where the calls are written, CSV; - for standard output"
    )
    parser.add_argument(
        "--priority-head-start-min",
        type=_minutes,
        metavar="N",
        help="count a client with priority as having come N minutes earlier (default: the config's, or 30)",
    )
    parser.add_argument(
        "--forecast",
        action="store_true",
        help="also write what each visitor would have been told of her wait, and say how right that was",
    )
    parser.add_argument("--json", action="store_true", help="the summary for machines")


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError("whole minutes, 0 or more")
    return int(text)


def run(
    wanted: argparse.Namespace, policy: Policy, service_min: Mapping[str, int], minutes: Mapping[str, int]
) -> int:
    """Play the days and say how long people waited.

    Args:
        wanted: what ``add_arguments`` has read.
        policy: the office's choices within the rule.
        service_min: head starts of services, minutes.
        minutes: typical minutes of services, where a forecast begins.

    Returns:
        The exit status: 0; 1 when the temporary database cannot be used, as when the disk is full; 2 for
        input that cannot be used. Unless it is 0, no file is written.

    Raises:
        OSError: the result cannot be written.
    """
    if wanted.priority_head_start_min is not None:
        policy = replace(policy, priority_min=wanted.priority_head_start_min)
    try:
        summary = _simulate(wanted, policy, service_min, minutes)
    except BadInputError as mistakes:
        sys.stderr.write(f"{mistakes}\n")
        return BAD_INPUT
    except sqlite3.Error as trouble:
        sys.stderr.write(f"The temporary database cannot be used: {trouble}.\n")
        return 1
    text = json.dumps(summary.as_json(), indent=2) + "\n" if wanted.json else summary.as_text()
    (sys.stderr if wanted.out == STANDARD else sys.stdout).write(text)
    return 0


def _simulate(
    wanted: argparse.Namespace, policy: Policy, service_min: Mapping[str, int], minutes: Mapping[str, int]
) -> Summary:
    # A database without a name lies in a temporary file that vanishes with the process, however it ends.
    with closing(sqlite3.connect("")) as spool, closing(Progress(sys.stderr)) as progress:
        spool.execute("PRAGMA journal_mode = OFF")  # nobody needs it after a crash
        spool.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        with _result(wanted.out) as out:  # first of all: better refused now than after a long run
            counters, total = _read(wanted, spool, progress)
            waits = WaitBook(spool)
            writer = csv.writer(out, lineterminator="\n")
            forecaster = Forecaster(counters, policy, minutes) if wanted.forecast else None
            writer.writerow(HEADER + FORECAST_HEADER if forecaster else HEADER)
            calls = play(spooled_days(spool), counters, policy, service_min, forecaster)
            for done, (day, call) in enumerate(calls):
                writer.writerow(_row(day, call) + _told(call) if forecaster else _row(day, call))
                waits.note(call)
                if done % PROGRESS_EVERY == 0:
                    progress.tell("Playing", done, total)
            quality = forecaster.quality if forecaster else None
            return waits.summary(count_days(spool), total, quality)


def _read(
    wanted: argparse.Namespace, spool: sqlite3.Connection, progress: Progress
) -> tuple[list[Counter], int]:
    with all_mistakes() as mistakes:
        if wanted.visits == wanted.counters == STANDARD:
            mistakes.add(STANDARD, 0, "", "only one of the files can come from standard input")
            return [], 0
        for name in (wanted.visits, wanted.counters):
            if STANDARD not in (name, wanted.out) and Path(name).resolve() == Path(wanted.out).resolve():
                mistakes.add(name, 0, "", "would be replaced by the calls; choose another name with --out")
        counters, total = [], 0
        with _input(wanted.counters, mistakes) as file:
            if file:
                counters = read_counters(file, wanted.counters, mistakes)
        with _input(wanted.visits, mistakes) as file:
            if file:
                total = spool_visits(
                    file, wanted.visits, spool, mistakes, lambda count: progress.tell("Reading", count)
                )
    return counters, total


@contextmanager
def _input(name: str, mistakes: Mistakes) -> Iterator[BinaryIO | None]:
    if name == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below; only opening may fail here
    except OSError as trouble:
        mistakes.add(name, 0, "", f"cannot be read: {trouble.strerror}")
        yield None
        return
    with file:
        yield file


@contextmanager
def _result(name: str) -> Iterator[TextIO]:
    if name == STANDARD:
        yield sys.stdout
        return
    path = Path(name).resolve()
    if path.exists() and not path.is_file():  # a pipe, or /dev/null: nothing to put in its place
        with path.open("w", encoding="utf-8", newline="") as out:
            yield out
        return
    # A reader sees the old file or the whole new one.
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        out = part.open("w", encoding="utf-8", newline="")
    except OSError as trouble:
        raise OSError(trouble.errno, trouble.strerror, name) from None
    try:
        with out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _row(day: int, call: Call) -> tuple[object, ...]:
    return day, call.visit, call.counter, seconds(call.called), seconds(call.finished), REASONS[call.kind]


def _told(call: Call) -> tuple[object, ...]:
    return tuple(map(seconds, call.told)) if call.told else ("",) * len(FORECAST_HEADER)
