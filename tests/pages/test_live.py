"""Waking those who watch."""

import asyncio

from loops import run

from server.live import Live

LONG_S = 60.0


def test_a_change_between_drawing_and_waiting_is_not_lost() -> None:
    async def watch() -> int:
        live = Live()
        seen = live.changes
        live.publish(7)  # while the picture was being sent
        async with asyncio.timeout(LONG_S / 2):
            await live.changed(seen, LONG_S)
        return live.revision

    assert run(watch()) == 7


def test_everybody_who_waits_is_woken_by_a_change_and_nobody_by_an_old_one() -> None:
    async def watch() -> list[int]:
        live = Live()
        live.publish(5)
        seen = live.changes
        watchers = [asyncio.create_task(live.changed(seen, LONG_S)) for _ in range(3)]
        await asyncio.sleep(0)
        live.publish(5)
        live.publish(4)
        await asyncio.sleep(0)
        woken_early = sum(watcher.done() for watcher in watchers)
        live.refresh()
        async with asyncio.timeout(LONG_S / 2):
            await asyncio.gather(*watchers)
        return [woken_early, live.revision]

    assert run(watch()) == [0, 5]


def test_without_a_change_a_watcher_goes_on_after_a_while() -> None:
    async def watch() -> None:
        await Live().changed(0, 0.01)

    run(watch())
