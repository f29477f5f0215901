"""Files in the making: whoever asks for a long period sees how far its file is; no page hangs."""

import asyncio
import tempfile
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path

from server.statistics.export import Tell

PATIENCE_S = 2.0  # a file that is made by then is given at once
KEPT_S = 600.0  # what nobody has fetched by then is erased


class Abandoned(Exception):  # noqa: N818 - what happened, not an error
    """Nobody waits for the file any more."""


class Making:
    """One file in the making.

    Attributes:
        done: how many days are read.
        of: of how many; 0 before it is known.
    """

    def __init__(self, write: Callable[[Path, Tell], None]) -> None:
        self.done = self.of = 0
        self._abandoned = False
        self._path = self._new()
        self.task = asyncio.create_task(asyncio.to_thread(self._write, write))
        # Whoever asked may be gone before it fails.
        self.task.add_done_callback(lambda task: task.cancelled() or task.exception())

    @staticmethod
    def _new() -> Path:
        with tempfile.NamedTemporaryFile(prefix="eile-", delete=False) as file:
            return Path(file.name)

    def _write(self, write: Callable[[Path, Tell], None]) -> Path:
        try:
            write(self._path, self._tell)
            self._tell(self.done, self.of)
        except BaseException:
            self._path.unlink(missing_ok=True)
            raise
        return self._path

    def _tell(self, done: int, of: int) -> None:
        if self._abandoned:
            raise Abandoned
        self.done, self.of = done, of

    def abandon(self) -> None:
        """Give it up, and erase what is written."""
        self._abandoned = True
        if self.task.done():
            self._path.unlink(missing_ok=True)


class Makings:
    """All files in the making, each for whoever asked for it."""

    def __init__(self) -> None:
        self._all: dict[Hashable, Making] = {}

    async def ask(self, key: Hashable, write: Callable[[Path, Tell], None]) -> Making:
        """Have a file made unless it is in the making already, and wait a little for it.

        Args:
            key: whose file, and which.
            write: writes it, in a thread of its own, and tells of each day it has read.
        """
        if key not in self._all:
            self._all[key] = making = Making(write)
            making.task.add_done_callback(lambda _: self._forget_later(key, making))
        making = self._all[key]
        await asyncio.wait([making.task], timeout=PATIENCE_S)
        if self._all.get(key) is not making:  # who asked at the same time has taken it already
            return await self.ask(key, write)
        return making

    def fetch(self, key: Hashable) -> Path:
        """Hand over a file that is made; whoever takes it erases it.

        Raises:
            Exception: what went wrong in writing it.
        """
        return self._all.pop(key).task.result()

    def _forget_later(self, key: Hashable, making: Making) -> None:
        asyncio.get_running_loop().call_later(KEPT_S, self._forget, key, making)

    def _forget(self, key: Hashable, making: Making) -> None:
        if self._all.get(key) is making:
            del self._all[key]
            making.abandon()

    async def close(self) -> None:
        """Give up what is in the making."""
        making = list(self._all.values())
        self._all.clear()
        for one in making:
            one.abandon()
        for one in making:
            with suppress(Exception):
                await one.task
