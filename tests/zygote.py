"""Servers that start in no time: everything is loaded once, each server is a fork of what has it loaded.

For tests that kill many servers. A line on standard input is a server's command line and its log (JSON); its
process id comes back. The servers are the real ones, started by the real command, but that words are
read once for all of them, and waits are foretold by counting heads: no process beside each server.
"""

import json
import os
import signal
import sys

import server.app
from server.__main__ import main
from server.forecast.worker import Worker, WorkerFailed

WORDS = server.app.load(list(server.app.ROOMS.values()))


async def _nobody_beside(*_: object) -> None:
    raise WorkerFailed("there is none here")


def _serve() -> None:
    server.app.load = lambda _: WORDS
    Worker.ask = _nobody_beside  # type: ignore[method-assign,assignment]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once
    for line in sys.stdin:
        arguments, log = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(out, 1)
            os.dup2(out, 2)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os._exit(main(arguments))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
