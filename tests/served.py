"""A server process of its own, forked from one that has everything loaded (``zygote.py``)."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

_ZYGOTE = Path(__file__).with_name("zygote.py")
_asking = Lock()


@cache
def _zygote() -> "subprocess.Popen[str]":
    """The process that has everything loaded; it ends with this one, whose end closes its input."""
    return subprocess.Popen(
        [sys.executable, _ZYGOTE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error", "PYTHONDEVMODE": ""},
    )


def _ask(question: dict[str, Any]) -> Any:
    with _asking:
        zygote = _zygote()
        assert zygote.stdin is not None and zygote.stdout is not None
        zygote.stdin.write(f"{json.dumps(question)}\n")
        zygote.stdin.flush()
        return json.loads(zygote.stdout.readline())


class Served:
    """A server.

    Args:
        command: the command line of ``eile``.
        log: where it writes what it says.
        alone: whether no other process foretells waits for it.
    """

    def __init__(self, command: list[str], log: Path, *, alone: bool = False) -> None:
        log.touch()
        self.pid: int = _ask({"start": command, "log": str(log), "alone": alone})
        self._status: int | None = None

    def poll(self) -> int | None:
        """Return its exit status, negative when a signal ended it; ``None`` while it lives."""
        if self._status is None:
            self._status = _ask({"ended": self.pid})
        return self._status

    def wait(self, timeout: float) -> int:
        """Wait for its end, at most so many seconds, and return its exit status."""
        until = time.monotonic() + timeout
        while (status := self.poll()) is None:
            assert time.monotonic() < until, f"server {self.pid} does not end"
            time.sleep(0.01)
        return status

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Pull its plug."""
        self.send_signal(signal.SIGKILL)
