"""Live pictures: drawn once a change for all who watch, each watcher with a mailbox of one."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.house import House

HEARTBEAT_S = 5.0  # a live page that hears nothing for twice as long says that it is stale


class Mailbox:
    """Holds the newest picture for one watcher: whoever is slow finds only that one, and nothing piles up."""

    def __init__(self) -> None:
        self._newest: str | None = None
        self._trouble: Exception | None = None
        self._waiting: asyncio.Future[None] | None = None

    def put(self, picture: str) -> None:
        """Put the newest picture in; one that was not taken is thrown away."""
        self._newest = picture
        self._wake()

    def fail(self, trouble: Exception) -> None:
        """Let the watcher know that no picture can be drawn."""
        self._trouble = trouble
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def take(self) -> str:
        """Wait for a picture and take it out.

        Raises:
            Exception: whatever kept the picture from being drawn.
        """
        while self._newest is None:
            if self._trouble is not None:
                raise self._trouble
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        picture, self._newest = self._newest, None
        return picture


class Board:
    """A live picture. Drawn at most once a change and second, however many watch it.

    Args:
        house: the running branch.
        draw: makes the HTML of the whole picture as it is now.
    """

    def __init__(self, house: House, draw: Callable[[], str]) -> None:
        self._house = house
        self._draw = draw
        self._drawn: tuple[tuple[int, int], str] | None = None
        self._boxes: set[Mailbox] = set()
        self._delivering: asyncio.Task[None] | None = None

    def message(self) -> str:
        """Return the newest whole picture with its revision and the server's time."""
        mark = (self._house.live.changes, int(time.monotonic()))
        if self._drawn is None or self._drawn[0] != mark:
            revision = self._house.live.revision
            picture = {"revision": revision, "now": self._house.clock.now(), "html": self._draw()}
            self._drawn = (mark, json.dumps(picture, ensure_ascii=False))
        return self._drawn[1]

    @contextmanager
    def watched(self) -> Iterator[Mailbox]:
        """Give a mailbox that has the picture at once, after every change, and every few seconds."""
        seen = self._house.live.changes
        box = Mailbox()
        box.put(self.message())
        self._boxes.add(box)
        if self._delivering is None:
            self._delivering = asyncio.create_task(self._deliver(seen))
        try:
            yield box
        finally:
            self._boxes.discard(box)
            if not self._boxes and self._delivering is not None:
                self._delivering.cancel()
                self._delivering = None

    async def _deliver(self, seen: int) -> None:
        while True:
            await self._house.live.changed(seen, HEARTBEAT_S)
            seen = self._house.live.changes
            try:
                picture = self.message()
            except Exception as trouble:  # each watcher is told, and tries again
                for box in self._boxes:
                    box.fail(trouble)
                continue
            for box in self._boxes:
                box.put(picture)
