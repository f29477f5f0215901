"""The process that foretells, by itself."""

import pickle
import struct
import subprocess
import sys

from offices import ROOT

from server.forecast.foretell import Question
from server.rules.durations import Pace
from server.rules.state import Knowledge, State
from server.rules.turn import Policy

NOBODY = Question(
    state=State(now=0, waiting=(), posts=(), policy=Policy()),
    knowledge=Knowledge(durations={}, pace=Pace(0.0, 0.0)),
    service_min={},
    levels=(0.1, 0.9),
    closing=None,
    promised=frozenset(),
    seed=1,
)


def test_a_process_whose_server_was_killed_ends_without_a_word() -> None:
    """Asked, and nobody there any more for the answer."""
    body = pickle.dumps(NOBODY)
    worker = subprocess.Popen(
        [sys.executable, "-m", "server.forecast.worker"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert worker.stdin and worker.stdout and worker.stderr
    worker.stdout.close()
    worker.stdin.write(struct.pack("!I", len(body)) + body)
    worker.stdin.close()
    said = worker.stderr.read()
    worker.stderr.close()

    assert (worker.wait(), said) == (0, b"")
