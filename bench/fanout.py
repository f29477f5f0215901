"""From a change to the screens: 1, 100 and 1 000 displays, beside a bare WebSocket broadcast in the same run.

Prints for each number of screens how long a change takes to reach them (median and 99 % over all screens
and rounds; drawing the picture, which is done once, left out), the same for a bare broadcast of a message as
long, their ratio; how long it takes from a press of "call next" (over HTTP, durable, picture drawn); and the
memory of the server per screen. Then the same with screens among them that never read. The limits: the
median at most twice that of bare sockets, 1.2 times with dead screens among them, 40 KiB a screen.
"""

import asyncio
import base64
import json
import multiprocessing
import os
import re
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter_ns, sleep
from typing import Any

import uvicorn
import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from server.__main__ import _listen
from server.app import create_app
from server.clock import RehearsalClock
from server.config import load
from server.rules.moment import moment
from server.web import Front

SCREENS = (1, 100, 1_000)
ROUNDS, PRESSES, DRAWINGS = 40, 20, 50
DEAD = 20
LIMIT, LIMIT_DEAD, LIMIT_KIB = 2.0, 1.2, 40.0
CONFIG = Path(__file__).parent.parent / "config.yaml"
AT = moment(datetime.fromisoformat("2026-11-24T10:00+02:00"))
REVISION = re.compile(rb'"revision": (\d+)')
PROCESSES = multiprocessing.get_context("spawn")


def main() -> int:
    """Measure; return 1 if a limit is not kept."""
    kept = True
    with TemporaryDirectory() as folder:
        for screens in SCREENS:
            ours = _ours(Path(folder) / str(screens), screens)
            bare = _bare(screens, ours.length)
            ratio = ours.change[0] / bare[0]
            kept &= ratio <= LIMIT
            print(
                f"{screens:>5} screens: a change is there after {_ms(ours.change)}, bare {_ms(bare)}, "
                f"{ratio:4.2f} × bare; a press after {_ms(ours.press)} (drawn in {ours.draw_ms:.1f})"
                + (f"; {ours.kib:.0f} KiB a screen" if screens > 1 else ""),
                flush=True,
            )
            kept &= screens < SCREENS[-1] or ours.kib <= LIMIT_KIB
        usual = _ours(Path(folder) / "usual", 100)
        dead = _ours(Path(folder) / "dead", 100, DEAD)
        ratio = dead.change[0] / usual.change[0]
        print(f"  100 screens and {DEAD} that never read: {_ms(dead.change)}, {ratio:4.2f} × without these")
        kept &= ratio <= LIMIT_DEAD
    return int(not kept)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of our server: medians and 99 % in milliseconds, memory, and the message's bytes."""

    change: tuple[float, float]
    press: tuple[float, float]
    kib: float
    length: int
    draw_ms: float


def _ms(pair: tuple[float, float]) -> str:
    return f"{pair[0]:6.2f} / {pair[1]:6.2f} ms"


def _ours(folder: Path, screens: int, dead: int = 0) -> Figures:
    with process(_serve, str(folder)) as server:
        port = server.recv()
        signed_in = _post(port, "/sign-ins", {"login": "rasa", "counter": "1"})
        token = json.loads(signed_in)["token"]
        for number in range(PRESSES + 2):
            _post(port, "/tickets", {"service": "A", "nonce": f"bench-{number:04}"})
        before = _asked(server, "memory")
        silent = [_never_reads(port) for _ in range(dead)]
        with process(_watch, port, "/display/live", screens) as clients:
            length = int(clients.recv())
            memory = _asked(server, "memory") - before
            draw_ms = _asked(server, "drawing")
            changes = [_round(clients, "any", lambda: _told(server)) for _ in range(ROUNDS)]
            presses = [_round(clients, "newer", lambda: _pressed(port, token)) for _ in range(PRESSES)]
        for one in silent:
            one.close()
    return Figures(_both(changes), _both(presses), memory / screens, length, draw_ms)


def _bare(screens: int, length: int) -> tuple[float, float]:
    with process(_serve_bare, length) as server:
        port = server.recv()
        with process(_watch, port, "/", screens) as clients:
            clients.recv()
            return _both([_round(clients, "any", lambda: _told(server)) for _ in range(ROUNDS)])


def _both(rounds: list[list[float]]) -> tuple[float, float]:
    together = [one for times in rounds for one in times]
    return median(together), quantiles(together, n=100)[98]


def _round(clients: Connection, wanted: str, change: Callable[[], int]) -> list[float]:
    clients.send(wanted)
    clients.recv()
    began = change()
    arrived: list[int] = clients.recv()
    sleep(0.02)
    return [(at - began) / 1e6 for at in arrived]


def _told(server: Connection) -> int:
    server.send("change")
    return int(server.recv())


def _pressed(port: int, token: str) -> int:
    began = perf_counter_ns()
    _post(port, "/counters/1/calls", {}, token)
    return began


def _post(port: int, path: str, body: dict[str, Any], token: str = "") -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(request) as answer:
        content: bytes = answer.read()
    return content


def _asked(server: Connection, what: str) -> float:
    server.send(what)
    return float(server.recv())


@contextmanager
def process(work: Callable[..., None], *arguments: object) -> Iterator[Connection]:
    """Let something work in a process of its own meanwhile; it is given the other end of what this gives."""
    here, there = PROCESSES.Pipe()
    worker = PROCESSES.Process(target=work, args=(there, *arguments), daemon=True)
    worker.start()
    try:
        yield here
    finally:
        worker.kill()
        worker.join()


def _serve(pipe: Connection, folder: str) -> None:
    app = create_app(load(CONFIG), Path(folder), RehearsalClock(AT))
    listening = _listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, ws_per_message_deflate=False)
    )
    front: Front = app.state.front

    drawn = [0]
    draw = front.part

    def draw_and_note(*known: Any, **context: Any) -> str:
        html = draw(*known, **context)
        drawn[0] = perf_counter_ns()
        return html

    front.part = draw_and_note  # type: ignore[method-assign]

    async def drawing() -> float:
        board, times = front.board(("display", "display"), str), []
        for _ in range(DRAWINGS):
            front.house.live.changes += 1
            began = perf_counter_ns()
            board.message()
            times.append((perf_counter_ns() - began) / 1e6)
        return median(times)

    def change() -> int:
        before = drawn[0]
        loop.call_soon_threadsafe(front.house.live.refresh)
        while drawn[0] == before:
            sleep(0.0001)
        return drawn[0]

    def obey() -> None:
        while not server.started:
            sleep(0.01)
        pipe.send(listening.getsockname()[1])
        _obey(pipe, change, lambda: asyncio.run_coroutine_threadsafe(drawing(), loop).result())

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        loop = runner.get_loop()
        Thread(target=obey, daemon=True).start()
        runner.run(server.serve(sockets=[listening]))


def _serve_bare(pipe: Connection, length: int) -> None:
    async def run() -> None:
        connections: set[ServerConnection] = set()
        message = "x" * length
        loop = asyncio.get_running_loop()

        async def hold(connection: ServerConnection) -> None:
            connections.add(connection)
            await connection.send(message)
            await connection.wait_closed()

        async with serve(hold, "127.0.0.1", 0, compression=None) as server:
            pipe.send(next(iter(server.sockets)).getsockname()[1])

            def change() -> int:
                began = perf_counter_ns()
                loop.call_soon_threadsafe(broadcast, connections, message)
                return began

            await asyncio.to_thread(_obey, pipe, change)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


def _obey(pipe: Connection, change: Callable[[], int], drawing: Callable[[], float] = float) -> None:
    while True:
        match pipe.recv():
            case "memory":
                pipe.send(_resident_kib())
            case "drawing":
                pipe.send(drawing())
            case _:
                pipe.send(change())


def _resident_kib() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return float(found[1]) if found else 0.0


def _watch(pipe: Connection, port: int, path: str, screens: int) -> None:
    """Be a number of screens: say how long their first message was, then when each got the next one."""
    asyncio.run(_watching(pipe, port, path, screens))


class Screen(asyncio.Protocol):
    """One connection that reads frames and notes when the last one was whole."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.got: bytes = b""
        self.shaken = False
        self.length = self.revision = self.above = 0
        self.next: asyncio.Future[int] | None = None
        self.first: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        assert isinstance(transport, asyncio.Transport)
        transport.write(_handshake(self.path, key))

    def data_received(self, data: bytes) -> None:
        self.got += data
        if not self.shaken:
            head, found, rest = self.got.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head, head
            self.shaken, self.got = True, rest
        while (end := self._frame_end()) and len(self.got) >= end:
            at, text = perf_counter_ns(), self.got[0] & 0x0F == 1
            if revision := REVISION.search(self.got, 0, 40):
                self.revision = int(revision[1])
            self.length, self.got = end, self.got[end:]
            if text and not self.first.done():
                self.first.set_result(end)
            elif text and self.next and not self.next.done() and self.revision > self.above:
                self.next.set_result(at)

    def _frame_end(self) -> int:
        if len(self.got) < 10:
            return 0
        short = self.got[1] & 0x7F
        if short < 126:
            return 2 + short
        return 4 + int.from_bytes(self.got[2:4]) if short == 126 else 10 + int.from_bytes(self.got[2:10])


def _handshake(path: str, key: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


async def _watching(pipe: Connection, port: int, path: str, screens: int) -> None:
    loop = asyncio.get_running_loop()
    here: list[Screen] = []
    for _ in range(screens):
        _, screen = await loop.create_connection(lambda: Screen(path), "127.0.0.1", port)
        here.append(screen)
        await screen.first
    pipe.send(here[0].length)
    while True:
        newer = await asyncio.to_thread(pipe.recv) == "newer"
        for screen in here:
            screen.next, screen.above = loop.create_future(), screen.revision if newer else -1
        pipe.send("ready")
        pipe.send(await asyncio.gather(*(screen.next for screen in here if screen.next)))


def _never_reads(port: int) -> Any:
    silent = socket.create_connection(("127.0.0.1", port))
    silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    silent.sendall(_handshake("/display/live", base64.b64encode(os.urandom(16)).decode()))
    return silent


if __name__ == "__main__":
    sys.exit(main())
