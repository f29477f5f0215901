"""Telling pages that something changed: a number goes up, and whoever waits for it wakes."""

import asyncio
from contextlib import suppress


class Live:
    """The newest revision, and a way to wait for a change. Lives in the event loop's thread.

    Nobody is queued for and nothing piles up: a reader that was slow finds only the newest state.

    Attributes:
        revision: how many events there have been, of visits and of counters.
        changes: how often anything has changed, the clock of a rehearsal included.
    """

    def __init__(self) -> None:
        self.revision = 0
        self.changes = 0
        self._changed = asyncio.Event()

    def publish(self, revision: int) -> None:
        """Announce a revision. One that is not newer wakes nobody."""
        if revision > self.revision:
            self.revision = revision
            self.refresh()

    def committed(self, revision: int) -> None:
        """Announce what this server has written itself: it changes pages also when it is no event."""
        self.revision = max(self.revision, revision)
        self.refresh()

    def refresh(self) -> None:
        """Wake everybody, also when no event was written: the clock of a rehearsal was set."""
        self.changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self, seen: int, timeout_s: float) -> None:
        """Return as soon as there have been more changes than ``seen``, or after ``timeout_s`` seconds."""
        if self.changes > seen:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
