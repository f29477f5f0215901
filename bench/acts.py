"""Tickets taken and clients called by many at once, over HTTP and durable, beside a route that does nothing.

Prints how many tickets a second one kiosk and 64 get (over the JSON API), how many calls the 64 desks of a
large office, and how often a bare FastAPI route answers the same clients in the same run: the ratios are what
carries over to another machine. Every number must be given once and called once. The limits: with 64 clients
at least 0.45 of the bare route, and a p99 at most 12 times its own; alone at least 0.35 of the rate at which
bare rows are committed one by one.
"""

import asyncio
import json
import re
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, sleep
from typing import Any

import uvicorn
import uvloop
import yaml
from fanout import AT, CONFIG, process
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.types import ASGIApp

from server.__main__ import _listen
from server.app import create_app
from server.clock import RehearsalClock
from server.config import load

CLIENTS = 64
ACTS = 640  # more people than any hall holds
ALONE = 100
ROUNDS = 7
SERVICES = "ABDSKHLV"
LIMIT, LIMIT_P99, LIMIT_ALONE = 0.45, 12.0, 0.35
NUMBER = re.compile(rb'^\{"number":"([^"]+)"|"called":\{"number":"([^"]+)"')  # of a ticket, or of a call


@dataclass(frozen=True, slots=True)
class Load:
    """How a number of requests went.

    Attributes:
        rate: requests a second.
        times: how long each took, seconds.
        numbers: the ticket numbers answered.
    """

    rate: float
    times: list[float]
    numbers: list[bytes]

    @property
    def p99(self) -> float:
        """What one in a hundred took longer than, seconds."""
        return quantiles(self.times, n=100)[98]


def main() -> int:
    """Measure; return 1 if a limit is not kept."""
    kept = True
    with TemporaryDirectory() as folder:
        rounds = [_round(Path(folder) / str(number)) for number in range(ROUNDS)]
    for name, beside, limit in (
        ("64 kiosks", "bare route", LIMIT),
        ("64 desks", "bare route", LIMIT),
        ("1 kiosk", "bare rows", LIMIT_ALONE),
    ):
        faster = median(one[name].rate / one[beside].rate for one in rounds)
        slower = median(one[name].p99 / one[beside].p99 for one in rounds)
        middle = [median(one[what].rate for one in rounds) for what in (name, beside)]
        kept &= faster >= limit and (beside != "bare route" or slower <= LIMIT_P99)
        print(
            f"{name:<9} {middle[0]:6.0f} a second, {beside} {middle[1]:6.0f}: {faster:4.2f} ×, limit {limit};"
            f" p99 {median(one[name].p99 for one in rounds) * 1000:6.1f} ms, {slower:4.1f} × its"
        )
    return int(not kept)


def _round(folder: Path) -> dict[str, Load]:
    loads = {"bare rows": _commit_bare(folder)}
    with process(_be_bare) as server:
        port = server.recv()
        post = [_request("/acts", {"service": "A", "nonce": f"bare-{number:06}"}) for number in range(ACTS)]
        loads["bare route"] = _ask(port, CLIENTS, post)
    with process(_be_office, str(folder)) as server:
        port = server.recv()
        take = [_ticket(number) for number in range(ACTS + ALONE)]
        loads["1 kiosk"] = _ask(port, 1, take[:ALONE])
        loads["64 kiosks"] = _ask(port, CLIENTS, take[ALONE:])
        loads["64 desks"] = _ask(port, CLIENTS, _calls(port))
    given = loads["1 kiosk"].numbers + loads["64 kiosks"].numbers
    assert set(Counter(given).values()) == {1} and len(given) == ACTS + ALONE
    called = loads["64 desks"].numbers
    assert set(Counter(called).values()) == {1} and set(called) <= set(given) and len(called) == ACTS
    return loads


def _ticket(number: int) -> bytes:
    service = SERVICES[number % len(SERVICES)]
    return _request("/api/v1/tickets", {"service": service, "nonce": f"act-{number:06}"})


def _calls(port: int) -> list[bytes]:
    sign_ins = [
        _request("/api/v1/sign-ins", {"login": f"clerk{number}", "counter": str(number)})
        for number in range(1, CLIENTS + 1)
    ]
    with process(_load, port, 1, sign_ins, True) as clients:
        tokens = [json.loads(body)["token"] for body in clients.recv()]
    return [
        _request(f"/api/v1/counters/{turn % CLIENTS + 1}/calls", {}, tokens[turn % CLIENTS])
        for turn in range(ACTS)
    ]


def _ask(port: int, clients: int, requests: list[bytes]) -> Load:
    with process(_load, port, clients, requests, False) as load:
        found: Load = load.recv()
    return found


def _request(path: str, body: dict[str, Any], token: str = "") -> bytes:
    content = json.dumps(body)
    allowed = f"Authorization: Bearer {token}\r\n" if token else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{allowed}"
        f"Content-Length: {len(content)}\r\n\r\n{content}"
    ).encode()


def _load(pipe: Connection, port: int, clients: int, requests: list[bytes], whole: bool) -> None:
    """Be so many clients that ask one after the other until all is asked; say how it went, or the answers."""

    async def client(waiting: list[bytes], times: list[float], bodies: list[bytes]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            request, began = waiting.pop(), perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            assert length is not None
            bodies.append(await reader.readexactly(int(length[1])))
            times.append(perf_counter() - began)
            assert head.startswith(b"HTTP/1.1 20"), head + bodies[-1]
        writer.close()

    async def run() -> None:
        times: list[float] = []
        bodies: list[bytes] = []
        waiting, began = requests[::-1], perf_counter()
        await asyncio.gather(*(client(waiting, times, bodies) for _ in range(clients)))
        took = perf_counter() - began
        numbers = [found[1] or found[2] for body in bodies if (found := NUMBER.search(body))]
        pipe.send(bodies if whole else Load(len(requests) / took, times, numbers))
        pipe.recv()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


class Act(BaseModel):
    """What the bare route is sent."""

    service: str
    nonce: str


def _be_bare(pipe: Connection) -> None:
    app = FastAPI()

    @app.post("/acts")
    async def act(wanted: Act) -> Act:
        return wanted

    _serve(pipe, app)


def _be_office(pipe: Connection, folder: str) -> None:
    office = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    numbers = [str(number) for number in range(1, CLIENTS + 1)]
    services = [service["id"] for service in office["services"]]
    office["counters"] = [{"id": number, "services": services, "languages": ["lt"]} for number in numbers]
    office["staff"] = [
        {"login": f"clerk{number}", "name": f"Clerk {number}", "counters": [number]} for number in numbers
    ]
    config = Path(folder) / "config.yaml"
    config.write_text(json.dumps(office, default=str), encoding="utf-8")
    _serve(pipe, create_app(load(config), Path(folder), RehearsalClock(AT)))


def _serve(pipe: Connection, app: ASGIApp) -> None:
    listening = _listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))

    def tell() -> None:
        while not server.started:
            sleep(0.01)
        pipe.send(listening.getsockname()[1])

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        Thread(target=tell, daemon=True).start()
        runner.run(server.serve(sockets=[listening]))


def _commit_bare(folder: Path) -> Load:
    folder.mkdir()
    times = []
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as rows:
        rows.execute("PRAGMA journal_mode = WAL")
        rows.execute("PRAGMA synchronous = FULL")
        rows.execute("CREATE TABLE row (number TEXT UNIQUE, at INTEGER)")
        for number in range(ACTS):
            began = perf_counter()
            rows.execute("BEGIN IMMEDIATE")
            rows.execute("INSERT INTO row VALUES (?, ?)", (f"A{number:06}", number))
            rows.execute("COMMIT")
            times.append(perf_counter() - began)
    return Load(len(times) / sum(times), times, [])


if __name__ == "__main__":
    sys.exit(main())
