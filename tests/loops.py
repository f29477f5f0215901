"""Event loops of their own: a browser driven by the same process has one that is running."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(story: Coroutine[Any, Any, T]) -> T:
    """Let a story happen from its beginning to its end; return what comes of it."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, story).result()
