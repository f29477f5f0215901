"""Foretelling in a process of its own, so that the kiosk stays as quick as ever.

Run as ``python -m server.forecast.worker``: questions come on standard input, answers go to standard output,
each pickled behind its length. It ends when its server does, however that ends.
"""

import asyncio
import os
import pickle
import signal
import struct
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import BinaryIO

from server.forecast.foretell import Foretold, Question, foretell

PATIENCE_S = 20.0
_LENGTH = struct.Struct("!I")


class WorkerFailed(Exception):  # noqa: N818 - what happened, not a class of errors
    """The process has ended or takes too long."""


class Worker:
    """The other process, as its server sees it. It is started by the first question."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def ask(self, question: Question) -> Foretold:
        """Have something foretold.

        Raises:
            WorkerFailed: there is no answer; the next question starts a new process.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._ask(question)
        # uvloop raises RuntimeError for a pipe that is lost.
        except (OSError, EOFError, TimeoutError, RuntimeError) as trouble:
            await self.close()
            raise WorkerFailed(str(trouble) or type(trouble).__name__) from None

    async def _ask(self, question: Question) -> Foretold:
        process = self._process = self._process or await _start()
        assert process.stdin is not None and process.stdout is not None
        body = pickle.dumps(question)
        process.stdin.write(_LENGTH.pack(len(body)) + body)
        await process.stdin.drain()
        (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
        answer: Foretold = pickle.loads(await process.stdout.readexactly(length))  # noqa: S301 - our own process
        return answer

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with suppress(ProcessLookupError):
            process.kill()
        process.stdin.close()
        await process.wait()


async def _start() -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.forecast.worker", stdin=PIPE, stdout=PIPE, limit=1 << 26
    )


def main() -> None:
    """Answer until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    os.nice(5)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    try:
        while head := questions.read(_LENGTH.size):
            question: Question = pickle.loads(_read(questions, *_LENGTH.unpack(head)))  # noqa: S301 - our own server
            body = pickle.dumps(foretell(question))
            answers.write(_LENGTH.pack(len(body)) + body)
            answers.flush()
    except (BrokenPipeError, EOFError):
        # The server was killed while it waited. What is left to write is for nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), answers.fileno())


def _read(stream: BinaryIO, length: int) -> bytes:
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return body


if __name__ == "__main__":
    main()
