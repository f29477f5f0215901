"""The agent beside a printer, and a server that goes away at the worst moments."""

import asyncio
import base64
import json
import subprocess
import sys
from collections import deque
from pathlib import Path
from socket import create_connection

import pytest
from fake_printer import FakePrinter
from loops import run as run_it
from websockets.asyncio.server import serve

from printer.agent import Agent, NotLetInError
from printer.command import TOKEN
from printer.journal import Journal
from printer.profile import make_profile
from printer.sheet import make_sheet
from printer.slip import Line, Slip, Style
from printer.transport import Network

PROFILE = {"width": 576, "confirm": "gs_h", "status_required": True, "cut": "1D 56 42 00"}
SHEET = make_sheet(Slip((Line("A017", Style.NUMBER),)), make_profile("generic-80", PROFILE))
PATIENCE_S = 20


class Server:
    """The server's end: says what the test says, and keeps what the agent said on each connection."""

    def __init__(self):
        self.said = []
        self.talks = deque()
        self.letting_in = True

    async def __aenter__(self):
        self._serving = await serve(self._talk, "127.0.0.1", 0, process_request=self._let_in)
        self.address = f"http://127.0.0.1:{self._serving.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self._serving.close()
        await self._serving.wait_closed()

    def _let_in(self, connection, request):
        assert request.path == "/api/v1/printers/agent"
        assert request.headers["Authorization"] == "Bearer secret"
        return None if self.letting_in else connection.respond(403, "no")

    async def _talk(self, socket):
        self.said.append([])
        await self.say(socket, "settings", spool="office", printer="entrance", profile=PROFILE)
        self.talks.append(socket)
        async for message in socket:
            self.said[-1].append(json.loads(message))

    @staticmethod
    async def say(socket, what, **facts):
        await socket.send(json.dumps({"say": what, **facts}))

    async def talk(self):
        """Wait for the agent to come, and for all it has to tell."""
        connection = await until(lambda: self.talks and self.talks.popleft())
        await until(lambda: {"say": "ready"} in self.said[-1])
        return connection

    def heard(self, what):
        """What the agent said of one kind on the newest connection."""
        return [said for said in self.said[-1] if said["say"] == what]


async def until(condition):
    async with asyncio.timeout(PATIENCE_S):
        while not (found := condition()):  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
    return found


def job(number, attempt=1):
    return {"job": number, "attempt": attempt, "bytes": base64.b64encode(SHEET.job).decode()}


def ended(number, outcome, attempt=1, reason="", state="ready"):
    said = {"say": "outcome", "job": number, "attempt": attempt, "outcome": outcome}
    return {**said, "state": state, "reason": reason}


def play(tmp_path, printer, story):
    """Run an agent on a printer, and the story of its server."""

    async def run():
        async with Server() as server:
            with Journal(tmp_path / "journal") as journal:
                agent = Agent(Network(*printer.address), journal)
                working = asyncio.create_task(agent.run(server.address, "secret"))
                try:
                    await story(server, working)
                finally:
                    working.cancel()
                    await asyncio.gather(working, return_exceptions=True)

    run_it(run())


@pytest.fixture
def printer():
    with FakePrinter().on_network() as printer:
        yield printer


def test_a_job_is_printed_told_and_known(tmp_path, printer):
    async def story(server, _):
        socket = await server.talk()
        (hello,) = server.heard("hello")
        assert (hello["printing"], len(hello["journal"])) == (None, 16)
        await until(lambda: server.heard("status"))
        await server.say(socket, "print", **job(7))
        await until(lambda: server.heard("outcome"))
        assert server.heard("outcome") == [ended(7, "printed")]
        await server.say(socket, "written", job=7, attempt=1)
        await server.say(socket, "examine")
        (found,) = await until(lambda: server.heard("found"))
        assert found["confirm"] == "gs_h"

    play(tmp_path, printer, story)
    assert printer.whole(SHEET.picture) == 1
    with Journal(tmp_path / "journal") as journal:
        assert journal.untold() == []


def test_an_answer_that_was_lost_is_told_again_and_the_job_is_never_printed_again(tmp_path, printer):
    async def story(server, _):
        socket = await server.talk()
        await server.say(socket, "print", **job(7))
        socket.transport.abort()  # the line is cut before the answer
        socket = await server.talk()
        await until(lambda: server.heard("outcome"))
        assert server.heard("outcome") == [ended(7, "printed")]
        for attempt in (1, 2):
            await server.say(socket, "print", **job(7, attempt))
        await until(lambda: len(server.heard("outcome")) == 3)
        assert server.heard("outcome")[1:] == [ended(7, "printed"), ended(7, "printed", attempt=2)]
        socket.transport.abort()
        await server.talk()
        assert server.heard("outcome")[:1] == [ended(7, "printed")], "until it is told that it is known"

    play(tmp_path, printer, story)
    assert len(printer.pieces) == 1


def test_a_job_that_waits_behind_another_when_the_line_is_cut_was_never_begun(tmp_path, printer):
    async def story(server, _):
        socket = await server.talk()
        printer.having(cover_open=False, works=False)
        await server.say(socket, "print", **job(7))
        await until(lambda: SHEET.job in printer.received)
        await server.say(socket, "print", **job(8))
        await server.say(socket, "look")
        await asyncio.wait_for(await socket.ping(), PATIENCE_S)
        socket.transport.abort()
        await server.talk()
        assert server.heard("hello")[0]["printing"] == 7
        assert server.heard("outcome") == []
        printer.having(works=True)
        await until(lambda: server.heard("outcome"))
        assert server.heard("outcome") == [ended(7, "printed")]

    play(tmp_path, printer, story)
    assert len(printer.pieces) == 1


def test_what_a_killed_agent_left_in_the_printer_is_cut_off_first(tmp_path, printer):
    with Journal(tmp_path / "journal") as journal:
        journal.belong_to("office")
        journal.begin(7, 1)

    async def story(server, _):
        socket = await server.talk()
        assert server.heard("outcome") == [ended(7, "unknown", reason="agent_stopped", state="unknown")]
        await server.say(socket, "print", **job(8))
        await until(lambda: len(server.heard("outcome")) == 2)

    broken_off = SHEET.job[: len(SHEET.job) // 2]
    with create_connection(printer.address) as line:
        line.sendall(broken_off)
    play(tmp_path, printer, story)
    assert printer.whole(SHEET.picture) == 1
    assert len(printer.pieces) == 2


def test_trouble_is_told_while_the_job_waits_for_paper(tmp_path, printer):
    async def story(server, _):
        printer.having(paper_rows=100)
        socket = await server.talk()
        await server.say(socket, "print", **job(7))
        await until(lambda: [said for said in server.heard("status") if said["state"] == "no_paper"])
        printer.having(paper_rows=None)
        await until(lambda: server.heard("outcome"))
        assert server.heard("outcome") == [ended(7, "printed")]

    play(tmp_path, printer, story)


def test_what_was_not_sent_may_come_again(tmp_path, printer):
    async def story(server, _):
        printer.having(paper_rows=0)
        socket = await server.talk()
        await server.say(socket, "print", **job(7))
        await until(lambda: server.heard("outcome"))
        assert server.heard("outcome") == [ended(7, "not_sent", reason="no_paper", state="no_paper")]
        printer.having(paper_rows=None)
        await server.say(socket, "print", **job(7, attempt=2))
        await until(lambda: len(server.heard("outcome")) == 2)
        assert server.heard("outcome")[1] == ended(7, "printed", attempt=2)

    play(tmp_path, printer, story)
    assert printer.whole(SHEET.picture) == 1


def test_an_agent_that_is_turned_away_says_so_and_ends(tmp_path, printer):
    async def story(server, working):
        server.letting_in = False
        with pytest.raises(NotLetInError):
            await asyncio.wait_for(working, PATIENCE_S)

    play(tmp_path, printer, story)


def test_a_server_that_is_not_there_yet_is_waited_for(tmp_path, printer):
    async def run():
        with Journal(tmp_path / "journal") as journal:
            async with Server() as gone:
                pass
            working = asyncio.create_task(
                Agent(Network(*printer.address), journal).run(gone.address, "secret")
            )
            await asyncio.sleep(0)
            port = int(gone.address.rpartition(":")[2])
            server = Server()
            async with await serve(server._talk, "127.0.0.1", port):
                await server.talk()
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

    run_it(run())


def eile(*words, **surroundings):
    done = subprocess.run(
        [Path(sys.executable).with_name("eile"), "printer", *words],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", **surroundings},
    )
    return done.returncode, done.stderr.splitlines()[-1]


def test_the_command_says_what_is_missing(tmp_path):
    journal = f"--journal={tmp_path / 'journal'}"
    nobody = "--server=http://127.0.0.1:9"
    with Journal(tmp_path / "journal"):
        told = {
            eile(nobody, journal),
            eile("--server=127.0.0.1:9", journal),
            eile(nobody, journal, "--to=bluetooth:1"),
            eile(nobody, journal, f"--token-file={tmp_path / 'none'}"),
            eile(nobody, journal, **{TOKEN: "secret"}),
        }

    assert told == {
        (2, f"eile printer: error: a token is needed: --token-file, --token or the variable {TOKEN}"),
        (2, "eile printer: error: argument --server: an address begins with http:// or https://"),
        (2, 'eile printer: error: argument --to: "bluetooth:1" is no way to a printer'),
        (1, f"No such file or directory: {tmp_path / 'none'}."),
        (1, f"{tmp_path / 'journal'} is in use by another agent."),
    }


def test_the_agent_loads_only_what_it_needs():
    script = "import sys; from server.start import main; sys.argv[1:] = ['printer', '--help']; main()"
    shown = "import atexit, sys; atexit.register(lambda: print(*sys.modules)); "
    done = subprocess.run([sys.executable, "-c", shown + script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}

    assert {"printer", "websockets"} <= loaded
    assert loaded & {"PIL", "segno", "escpos", "fastapi", "sqlalchemy", "jinja2", "yaml", "uvicorn"} == set()
