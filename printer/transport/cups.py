"""A printer behind the print service of the computer, CUPS."""

import re
import subprocess
import time
from contextlib import suppress

from printer.transport.link import LinkError

_LOOK_S = 0.1
_COMMAND_S = 5.0


class Cups:
    """A raw queue of CUPS, by the commands ``lp``, ``lpstat`` and ``cancel``.

    What CUPS says about a printer is no evidence, so such a job is never better than unconfirmed.
    """

    def __init__(self, queue: str, send_s: float = 15.0) -> None:
        """Name the queue.

        Args:
            queue: its name, as ``lpstat -e`` tells it.
            send_s: seconds until a job that CUPS still holds is called back.
        """
        self._queue = queue
        self._send_s = send_s

    def open(self) -> "_Job":
        """See that there is such a queue; see `Transport.open`."""
        if self._queue not in _run("lpstat", "-e").split():
            raise LinkError("no_such_queue")
        return _Job(self._queue, self._send_s)


class _Job:
    answers = False
    certain = False

    def __init__(self, queue: str, send_s: float) -> None:
        self._queue = queue
        self._send_s = send_s
        self._held = ""

    def send(self, data: bytes) -> None:
        said = _run("lp", "-d", self._queue, "-o", "raw", "-t", "eile", "-", data=data)
        found = re.search(rf"{re.escape(self._queue)}-\d+", said)
        if not found:
            raise LinkError("not_understood", len(data))
        self._held = found[0]

    def receive(self, seconds: float) -> bytes:
        return b""

    def finish(self) -> None:
        deadline = time.monotonic() + self._send_s
        while re.search(rf"^{re.escape(self._held)}\s", _run("lpstat", "-o", self._queue), re.MULTILINE):
            if time.monotonic() > deadline:
                raise LinkError("timeout")
            time.sleep(_LOOK_S)
        self._held = ""

    def close(self) -> None:
        """Call a job back that CUPS still holds: it would come out whenever the printer is well again."""
        if self._held:
            with suppress(LinkError):
                _run("cancel", self._held)


def _run(command: str, *arguments: str, data: bytes = b"") -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the queue's name is the settings', and there is no shell
            [command, *arguments], input=data, capture_output=True, timeout=_COMMAND_S, check=False
        )
    except FileNotFoundError:
        raise LinkError("no_cups") from None
    except subprocess.TimeoutExpired:
        raise LinkError("timeout", len(data)) from None
    if done.returncode:
        raise LinkError("refused")
    return done.stdout.decode(errors="replace")
