"""Screens that watch one picture: drawn once, and nobody waits for the slow ones."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from loops import run

from server.__main__ import GIVEN_UP_MS, _listen
from server.boards import Board, Mailbox
from server.clock import Clock
from server.live import Live
from server.web import ELSEWHERE, show

SCREENS = 50


class House(SimpleNamespace):
    """As much of a branch as a picture needs."""

    def __init__(self) -> None:
        super().__init__(live=Live(), clock=Clock())
        self.drawings = 0
        self.broken = False

    def board(self) -> Board:
        return Board(self, self.draw)  # type: ignore[arg-type]

    def draw(self) -> str:
        if self.broken:
            raise ValueError("no such column")
        self.drawings += 1
        return f"picture {self.live.revision}"


class Screen:
    """A page's end of a WebSocket; a frozen one takes nothing."""

    def __init__(self, frozen: bool = False) -> None:
        self.frozen = frozen
        self.pictures: list[int] = []
        self.closed: tuple[int, str] | None = None
        self._gone = asyncio.Event()

    async def accept(self) -> None:
        """The connection is made."""

    async def send_text(self, text: str) -> None:
        if self.frozen:
            await asyncio.Event().wait()
        self.pictures.append(json.loads(text)["revision"])

    async def receive(self) -> dict[str, str]:
        await self._gone.wait()
        return {"type": "websocket.disconnect"}

    async def close(self, code: int, reason: str = "") -> None:
        self.closed = (code, reason)
        self.leave()

    def leave(self) -> None:
        self._gone.set()


@asynccontextmanager
async def watching(board: Board, *screens: Screen, **known: Any) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        for screen in screens:
            group.create_task(show(screen, board, **known))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        yield
        for screen in screens:
            screen.leave()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


def test_a_picture_is_drawn_once_however_many_watch_it() -> None:
    async def story() -> tuple[int, set[int]]:
        house = House()
        screens = [Screen() for _ in range(SCREENS)]
        async with watching(house.board(), *screens):
            await until(lambda: all(screen.pictures for screen in screens))
            drawn = house.drawings
            house.live.publish(7)
            await until(lambda: all(screen.pictures[-1] == 7 for screen in screens))
        return house.drawings - drawn, {len(screen.pictures) for screen in screens}

    assert run(story()) == (1, {2})


def test_screens_that_never_read_hold_up_nobody_and_nothing_piles_up_for_them() -> None:
    async def story() -> tuple[list[int], list[int]]:
        house = House()
        alive, frozen = Screen(), [Screen(frozen=True) for _ in range(SCREENS)]
        async with watching(house.board(), alive, *frozen):
            for revision in range(1, 101):
                house.live.publish(revision)
                await until(lambda: alive.pictures[-1:] == [revision])  # noqa: B023 - used at once
        return alive.pictures, [len(screen.pictures) for screen in frozen]

    alive, frozen = run(story())
    assert alive[-100:] == list(range(1, 101))
    assert frozen == [0] * SCREENS


def test_who_was_slow_finds_only_the_newest_picture() -> None:
    async def story() -> list[str]:
        box = Mailbox()
        for n in range(1_000):
            box.put(f"picture {n}")
        taken = [await box.take()]
        waiting = asyncio.create_task(box.take())
        await asyncio.sleep(0)
        box.put("one more")
        return [*taken, await waiting]

    assert run(story()) == ["picture 999", "one more"]


def test_a_picture_that_cannot_be_drawn_lets_each_page_try_again(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> list[tuple[int, str] | None]:
        house = House()
        screens = [Screen(), Screen()]
        async with watching(house.board(), *screens):
            await until(lambda: all(screen.pictures for screen in screens))
            house.broken = True
            house.live.publish(9)
            await until(lambda: all(screen.closed for screen in screens))
        return [screen.closed for screen in screens]

    assert run(story()) == [(1011, ""), (1011, "")]
    assert caplog.messages.count("A live page was dropped.") == 2


def test_a_page_that_may_not_stay_is_told_where_to_go() -> None:
    async def story() -> Screen:
        house, screen = House(), Screen()
        async with watching(house.board(), screen, leaves=lambda: "/pair" if house.live.revision else None):
            await until(lambda: bool(screen.pictures))
            house.live.publish(1)
            await until(lambda: screen.closed is not None)
        return screen

    screen = run(story())
    assert (screen.pictures, screen.closed) == ([0], (ELSEWHERE, "/pair"))


def test_nobody_draws_for_nobody() -> None:
    async def story() -> int:
        house, screen = House(), Screen()
        async with watching(house.board(), screen):
            await until(lambda: bool(screen.pictures))
        drawn = house.drawings
        house.live.publish(5)
        await asyncio.sleep(0)
        return house.drawings - drawn

    assert run(story()) == 0


def test_a_line_that_takes_nothing_is_given_up_by_the_system() -> None:
    with _listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == GIVEN_UP_MS
