"""Servers that start in no time: everything is loaded once, each server is a fork of what has it loaded.

They are the real ones, started by the real command, each a process of its own; only the words are read once
for all of them. Questions come on standard input, answers go to standard output, a line of JSON each:
``{"start": the command line, "log": its log, "alone": whether nobody foretells waits beside it}`` is answered
by the process id, ``{"ended": a process id}`` by its exit status, or null while it lives.
"""

import json
import os
import sys
import traceback
from typing import Any

import server.app
from server.forecast.worker import Worker, WorkerFailed
from server.start import main

WORDS = server.app.load(list(server.app.ROOMS.values()))


async def _nobody_beside(*_: object) -> None:
    raise WorkerFailed("there is none here")


def _start(asked: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream in (1, 2):
        os.dup2(os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), stream)
    if asked["alone"]:
        Worker.ask = _nobody_beside  # type: ignore[method-assign,assignment]
    status: Any = 1
    try:
        status = main(asked["start"])
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _serve() -> None:
    server.app.load = lambda _: WORDS
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _start(asked) if "start" in asked else _ended(asked["ended"])
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
