"""The server's end of a printer on another computer, with an agent that the tests speak for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from branches import wait_for
from offices import SMALL
from prepared import prepare
from signing import Browser
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from server import devices
from server.app import create_app
from server.clock import Clock
from server.config import parse
from server.rules.device import DeviceKind

SETTINGS = parse(SMALL.replace("transport: screen", "transport: remote, profile: TM-T20III"), "remote.yaml")
HEALTHY = {"state": "ready", "reason": "", "replies": [18, 18, 18, 18]}


class Office:
    """The small office whose printer hangs on another computer."""

    def __init__(self, client: Browser) -> None:
        self.client = client
        self.database = client.app.state.front.house.database  # type: ignore[attr-defined]
        self.token = self.new_token()

    def new_token(self) -> str:
        return devices.add(SETTINGS, self.database, Clock().now(), DeviceKind.PRINTER, "entrance")

    def take(self) -> str:
        return str(
            self.client.post("/api/v1/tickets", json={"service": "A", "printed": True}).json()["token"]
        )

    def paper(self, ticket: str) -> str:
        return str(self.client.get(f"/api/v1/tickets/{ticket}").json()["paper"])

    def is_told(self, ticket: str, paper: str) -> None:
        wait_for(lambda: self.paper(ticket) == paper, f"the paper to be {paper}")

    @contextmanager
    def agent(
        self, journal: str = "journal-1", printing: int | None = None, token: str = ""
    ) -> Iterator["Agent"]:
        """An agent that has come, and has told that its printer is ready."""
        letter = {"authorization": f"Bearer {token or self.token}"}
        with self.client.websocket_connect("/api/v1/printers/agent", headers=letter) as socket:
            agent = Agent(socket)
            agent.settings = agent.hears("settings")
            agent.says("hello", journal=journal, printing=printing)
            yield agent


class Agent:
    def __init__(self, socket: WebSocketTestSession) -> None:
        self.socket = socket
        self.settings: dict[str, Any] = {}

    def says(self, what: str, **facts: Any) -> None:
        self.socket.send_json({"say": what, **facts})

    def hears(self, what: str) -> dict[str, Any]:
        """Wait for something the server says; what it says beside, such as "look", is answered."""
        while (said := self.socket.receive_json())["say"] != what:
            assert said["say"] == "look", said
            self.says("status", **HEALTHY)
        return said

    def ends(self, job: dict[str, Any], outcome: str, state: str = "ready", reason: str = "") -> None:
        facts = {"job": job["job"], "attempt": job["attempt"], "outcome": outcome}
        self.says("outcome", **facts, state=state, reason=reason)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    app = create_app(SETTINGS, prepare(tmp_path / "data"), Clock())
    with Browser(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        client.signs_in(counter=None)
        yield Office(client)


def test_a_job_goes_out_and_its_end_comes_back(office: Office) -> None:
    with office.agent() as agent:
        agent.says("ready")
        ticket = office.take()
        job = agent.hears("print")
        agent.ends(job, "printed")
        assert agent.hears("written") == {"say": "written", "job": job["job"], "attempt": 1}

    assert office.paper(ticket) == "printed"
    assert agent.settings["printer"] == "entrance"
    assert agent.settings["profile"]["cut"] == "1d 56 42 00"
    assert agent.settings["profile"]["confirm"] == "gs_h"


def test_a_job_that_the_agent_never_began_is_sent_again(office: Office) -> None:
    with office.agent() as agent:
        agent.says("ready")
        ticket = office.take()
        job = agent.hears("print")
    with office.agent() as agent:
        agent.says("ready")
        agent.hears("written")
        again = agent.hears("print")
        agent.ends(again, "printed")
        agent.hears("written")

    assert (again["job"], again["attempt"], again["bytes"]) == (job["job"], 2, job["bytes"])
    assert office.paper(ticket) == "printed"


def test_an_end_told_after_the_line_was_cut_is_believed_and_nothing_is_sent_again(
    office: Office,
) -> None:
    with office.agent() as agent:
        agent.says("ready")
        ticket = office.take()
        job = agent.hears("print")
    with office.agent() as agent:
        agent.ends(job, "printed")
        agent.says("ready")
        assert agent.hears("written")["job"] == job["job"]
        second = office.take()
        assert agent.hears("print")["job"] == job["job"] + 1

    assert office.paper(ticket) == "printed"
    assert office.paper(second) in ("printing", "unknown")


def test_a_job_still_under_way_when_the_line_comes_back_is_waited_for(office: Office) -> None:
    with office.agent() as agent:
        agent.says("ready")
        ticket = office.take()
        job = agent.hears("print")
    with office.agent(printing=job["job"]) as agent:
        agent.says("ready")
        agent.says("status", state="no_paper", reason="no_paper", replies=[])
        wait_for(lambda: office.client.get("/api/v1/printers").json()[0]["failing"], "the alarm")
        agent.ends(job, "unconfirmed")
        agent.hears("written")

    assert office.paper(ticket) == "unconfirmed"


def test_an_agent_that_has_lost_its_memory_may_have_printed_anything(office: Office) -> None:
    with office.agent() as agent:
        agent.says("ready")
        ticket = office.take()
        agent.hears("print")
    with office.agent(journal="another") as agent:
        agent.says("ready")
        agent.hears("written")

    office.is_told(ticket, "unknown")


def test_without_an_agent_the_printer_is_off_line_and_comes_back_with_it(office: Office) -> None:
    wait_for(lambda: office.client.get("/api/v1/printers").json()[0]["state"] == "offline", "the alarm")
    ticket = office.take()
    assert office.paper(ticket) == "not_sent"
    with office.agent() as agent:
        agent.says("ready")
        job = agent.hears("print")
        assert office.client.get("/api/v1/printers").json()[0]["failing"] is False
        agent.ends(job, "printed")
        agent.hears("written")

    assert office.paper(ticket) == "printed"


def test_an_agent_that_goes_away_within_a_job_is_missed_and_may_still_come_back(office: Office) -> None:
    with office.agent() as agent:
        agent.says("ready")
        ticket = office.take()
        job = agent.hears("print")
    wait_for(lambda: office.client.get("/api/v1/printers").json()[0]["state"] == "offline", "the alarm")
    second = office.take()
    assert office.paper(second) == "not_sent"
    with office.agent() as agent:
        agent.ends(job, "printed")
        agent.says("ready")
        agent.hears("written")
        agent.ends(agent.hears("print"), "printed")
        agent.hears("written")

    assert [office.paper(one) for one in (ticket, second)] == ["printed", "printed"]
    assert office.client.get("/api/v1/printers").json()[0]["failing"] is False


def test_only_who_has_a_token_is_let_in_and_only_until_it_is_revoked(office: Office) -> None:
    for token in ("wrong", "x" * 43):
        with pytest.raises(WebSocketDisconnect), office.agent(token=token):
            pass
    with office.agent() as agent:
        agent.says("ready")
        assert devices.revoke(SETTINGS, office.database, Clock().now(), 1) == "printer entrance"
        agent.says("here")
        with pytest.raises(WebSocketDisconnect):
            agent.hears("nothing")
    with pytest.raises(WebSocketDisconnect), office.agent():
        pass


def test_of_two_agents_of_one_printer_the_newer_one_is_it(office: Office) -> None:
    with office.agent() as old:
        old.says("ready")
        with office.agent(token=office.new_token()) as new:
            new.says("ready")
            with pytest.raises(WebSocketDisconnect):
                old.hears("nothing")
            ticket = office.take()
            new.ends(new.hears("print"), "printed")
            new.hears("written")

    assert office.paper(ticket) == "printed"


def test_an_agent_that_talks_nonsense_is_sent_away(office: Office) -> None:
    for nonsense in ({"say": "hello"}, {"say": "reboot"}, {"say": "status", "state": "asleep"}, []):
        with office.agent() as agent:
            agent.socket.send_json(nonsense)
            with pytest.raises(WebSocketDisconnect):
                agent.hears("nothing")


def test_a_test_print_on_another_computer_finds_out_what_its_printer_tells(office: Office) -> None:
    with office.agent() as agent:
        agent.says("ready")
        office.client.post("/printers/entrance/tests")
        agent.hears("examine")
        agent.says("status", **HEALTHY)
        agent.says("found", confirm="gs_r", seconds=0.2)
        agent.ends(agent.hears("print"), "printed")
        agent.hears("written")

    page = office.client.get("/printers?lang=en").text
    assert "Write confirm: gs_r in the settings" in page
    assert "Test sheet</td><td>Printed" in page
