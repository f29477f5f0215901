"""A branch whose server is a process of its own: it can be stopped, killed and started again."""

import signal
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import httpx2 as httpx
import ports
from offices import SMALL
from prepared import prepare
from served import Served
from signing import token_of

from server.clock import Clock, RehearsalClock
from server.config import Settings, parse
from server.rules.moment import moment
from server.store.database import Database

PATIENCE_S = 30

T = TypeVar("T")


class Branch:
    """The small office, served from a directory.

    Args:
        folder: holds its config.yaml, its data and its log.
        config: the office's settings.
        command: ``("run",)``, or ``("rehearse", "--at", …)``.
    """

    def __init__(self, folder: Path, config: str = SMALL, command: tuple[str, ...] = ("run",)) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self.config = folder / "config.yaml"
        self.config.write_text(config, encoding="utf-8")
        self._command = command
        self.port = ports.kept(self)
        self._servers: list[Served] = []
        self._programs: dict[str, dict[str, str]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def opens(self) -> "Branch":
        """Start the server and wait until it is well; each time on the same port."""
        self._start(self.port)
        return self

    def opens_another_server(self) -> str:
        """Start one more server process on the same data; return its address."""
        return f"http://127.0.0.1:{self._start(0)}"

    def _start(self, port: int) -> int:
        self.log = log = self.folder / f"log-{len(self._servers)}"
        log.unlink(missing_ok=True)
        if self._command[0] != "try":  # which looks whether there are days already
            prepare(self.data)
        server = Served(
            [*self._command, f"--config={self.config}", f"--data={self.data}", f"--port={port}"], log
        )
        self._servers.append(server)
        found = wait_for(lambda: _port_in(log) or _ended(server, log), "the server to say where it is")
        assert isinstance(found, int), found
        wait_for(lambda: _is_well(found) or server.poll() is not None, "the server to be well")
        assert server.poll() is None, log.read_text()
        return found

    def at(self, counter: str, login: str = "") -> dict[str, str]:
        """Sign a program in at a counter, for who usually works there; return what it sends each time."""
        if counter not in self._programs:
            usual = [person.login for person in self._settings.staff if counter in person.counters]
            token = self.signs_in(login or usual[0], counter, program=True)
            self._programs[counter] = {"Authorization": f"Bearer {token}"}
        return self._programs[counter]

    def signs_in(self, login: str, counter: str | None = None, *, program: bool = False) -> str:
        """Sign somebody in while the server runs; return the token of her browser or program."""
        clock = Clock()
        if self._command[0] == "rehearse":
            moved = httpx.post(f"{self.url}/api/v1/rehearsal/clock", json={}).json()
            clock = RehearsalClock(moment(datetime.fromisoformat(moved["at"])), speed=0)
        with Database(self.data) as database:
            return token_of(database, self._settings, login, counter, clock=clock, program=program)

    @property
    def _settings(self) -> Settings:
        return parse(self.config.read_text(encoding="utf-8"), "config.yaml")

    def is_killed(self) -> None:
        """Pull the plug of every server."""
        for server in self._servers:
            server.kill()
            server.wait(PATIENCE_S)

    def pids(self) -> list[int]:
        """The processes of its servers."""
        return [server.pid for server in self._servers]

    def closes(self) -> list[int]:
        """Stop every server the polite way; return their exit statuses."""
        for server in self._servers:
            server.send_signal(signal.SIGTERM)
        statuses = [server.wait(PATIENCE_S) for server in self._servers]
        self._servers = []
        return statuses

    def said(self) -> str:
        """What the newest server has logged."""
        return self.log.read_text(encoding="utf-8")


def wait_for(condition: Callable[[], T], what: str) -> T:
    """Wait until a condition is true and return it."""
    until = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < until, f"waited {PATIENCE_S} s for {what}"
        time.sleep(0.02)
    return found


def _port_in(log: Path) -> int | None:
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if "All pages" in line]
    return int(lines[0].rsplit(":", 1)[1].rstrip("/")) if lines else None


def _ended(server: Served, log: Path) -> str | None:
    return None if server.poll() is None else log.read_text(encoding="utf-8")


def _is_well(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE_S).text == "ok\n"
    except httpx.HTTPError:
        return False
