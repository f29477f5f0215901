"""Servers that start in no time: everything is loaded once, each server is a fork of what has it loaded.

For tests that kill many servers. A line on standard input is a server's command line (JSON); a line with its
process id comes back. The servers are the real ones, started by the real command.
"""

import json
import os
import signal
import sys

from server.__main__ import main


def _serve() -> None:
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
