"""A branch whose servers and agents are killed again and again while they print, and what is left to count.

The servers are the real ones, started by the real command (``served.py``), on one data directory.
"""

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import ports
import zxingcpp
from branches import wait_for
from fake_printer import FakePrinter
from offices import SMALL
from served import Served

from server import devices
from server.clock import Clock
from server.config import parse
from server.rules.device import DeviceKind
from server.store.database import Database

REST_S = 90  # what nobody prints is given up after a minute
OVER = {"printed", "unconfirmed", "unknown", "expired", "cancelled"}


@dataclass(frozen=True)
class Outcome:
    """What became of one ticket: its job's state, and how many papers carry it."""

    state: str
    papers: int


class KilledBranch:
    """The small office with one printer, and a crowd that takes tickets without a pause.

    Args:
        folder: for its data and logs.
        printer: switched on.
        remote: whether the printer hangs on another computer, with an agent.
        seed: of the moments of death.
    """

    def __init__(self, folder: Path, printer: FakePrinter, *, remote: bool = False, seed: int = 7) -> None:
        self.folder = folder
        self.printer = printer
        self.moments = random.Random(seed)
        self.answered: list[str] = []
        self.served: dict[int, str] = {}  # addresses by process id
        self._servers: dict[int, Served] = {}
        host, port = printer.address
        way = "transport: remote" if remote else f"transport: network, host: {host}, port: {port}"
        text = SMALL.replace(
            "{id: entrance, transport: screen}", f"{{id: entrance, {way}, profile: TM-T20III}}"
        )
        self.settings = parse(text, "killed.yaml")
        self.config = folder / "config.yaml"
        self.config.write_text(text, encoding="utf-8")
        self.data = folder / "data"
        self._started = 0
        self._port = 0
        self._agent: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "KilledBranch":
        return self

    def __exit__(self, *_: object) -> None:
        for pid in list(self.served):
            self.kill(pid)
        self.kill_agent()

    def opens(self) -> int:
        """Start a server at a port of its own and return its process id once it answers."""
        self._port = ports.kept(self)
        return self.opens_again()

    def opens_again(self) -> int:
        """Start a server where the last one was."""
        self._started += 1
        log = self.folder / f"log-{self._started}"
        command = ["run", f"--config={self.config}", f"--data={self.data}", f"--port={self._port}"]
        server = Served(command, log, alone=True)
        address = wait_for(lambda: _address_in(log), "the server to say where it is")
        wait_for(lambda: _answers(address), "the server to answer")
        pid = server.pid
        self.served[pid], self._servers[pid] = address, server
        return pid

    def kill(self, pid: int) -> None:
        """Pull the plug of a server."""
        del self.served[pid]
        server = self._servers.pop(pid)
        server.kill()
        server.wait(REST_S)

    def starts_agent(self) -> None:
        """Start the agent beside the printer, with a token of its own."""
        token = self.folder / "token"
        if not token.exists():
            with Database(self.data) as database:
                now = Clock().now()
                token.write_text(devices.add(self.settings, database, now, DeviceKind.PRINTER, "entrance"))
        host, port = self.printer.address
        command = ["printer", f"--server=http://127.0.0.1:{self._port}", f"--token-file={token}"]
        command += [f"--to=network:{host}:{port}", f"--journal={self.folder / 'journal'}"]
        with (self.folder / "agent-log").open("ab") as log:
            self._agent = subprocess.Popen(
                [Path(sys.executable).with_name("eile"), *command], stdout=log, stderr=subprocess.STDOUT
            )

    def kill_agent(self) -> None:
        """Pull the agent's plug."""
        if self._agent:
            self._agent.kill()
            self._agent.wait()
            self._agent = None

    def crowd(self, seconds: tuple[float, float], then: "list[int]") -> None:
        """Let tickets be taken at every server, and kill some at a random moment after printing has begun.

        Args:
            seconds: how long after it, at least and at most.
            then: the process ids of the servers to kill; 0 is the agent.
        """
        spoken, taken = len(self.printer.received), len(self.answered)
        gone = threading.Event()
        takers = [threading.Thread(target=self._take, args=(url, gone)) for url in self.served.values()]
        for taker in takers:
            taker.start()
        # A server that has just begun asks its printer how it is: that is no ticket yet.
        wait_for(
            lambda: len(self.printer.received) > spoken and len(self.answered) > taken,
            "a ticket to be taken and the printer to be spoken to",
        )
        time.sleep(self.moments.uniform(*seconds))  # the moment of death; nothing is waited for
        for pid in then:
            self.kill(pid) if pid else self.kill_agent()
        gone.set()
        for taker in takers:
            taker.join()

    def _take(self, url: str, gone: threading.Event) -> None:
        with httpx.Client(base_url=url, timeout=30) as api, suppress(httpx.HTTPError):
            while not gone.is_set():
                ticket = api.post("/api/v1/tickets", json={"service": "A", "printed": True}).json()
                self.answered.append(ticket["token"])
                gone.wait(0.06)

    def comes_to_rest(self) -> None:
        """Wait until every job is over and the printer has nothing left to do."""
        until = time.monotonic() + REST_S
        while not set(self._states().values()) <= OVER:
            assert time.monotonic() < until, self._states()
            time.sleep(0.05)
        self.printer.wait_until_idle()

    def _states(self) -> dict[str, str]:
        with closing(sqlite3.connect(self.data / "eile.db", timeout=30)) as database:
            rows = database.execute(
                "SELECT token, count(job.id), max(state) FROM visit"
                " LEFT JOIN print_job job ON job.visit = visit.id GROUP BY token"
            ).fetchall()
        assert [jobs for _, jobs, _ in rows] == [1] * len(rows), "each ticket has one job"
        return {token: state for token, _, state in rows}

    def outcomes(self) -> dict[str, Outcome]:
        """What became of every ticket, by its secret token; what is on paper is read from the paper."""
        papers: Counter[str] = Counter()
        for piece in list(self.printer.pieces):
            papers.update({code.text.rpartition("/")[2] for code in zxingcpp.read_barcodes(piece.picture)})
        states = self._states()
        assert papers.keys() <= states.keys()
        assert set(self.answered) <= states.keys(), "what was answered is on disk"
        return {token: Outcome(state, papers[token]) for token, state in states.items()}


def wrong(outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    """The tickets of which the record and the paper disagree, or that came out twice."""
    right = {"printed": {1}, "unconfirmed": {0, 1}, "unknown": {0, 1}, "expired": {0}, "cancelled": {0}}
    return {token: one for token, one in outcomes.items() if one.papers not in right[one.state]}


def _address_in(log: Path) -> str:
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return next((line.rpartition(" ")[2].rstrip("/") for line in lines if "All pages" in line), "")


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=30).status_code == 200
    except httpx.HTTPError:
        return False
