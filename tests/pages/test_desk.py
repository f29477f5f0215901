"""The desk as a browser without scripts meets it: every duty is a form, and none of it reaches a visitor."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from branches import Branch
from offices import SMALL, small
from prepared import prepare
from signing import HIDDEN, Browser

from server.app import create_app
from server.clock import RehearsalClock
from server.guard import COOKIE
from server.printing import ticket_slip
from server.rules.moment import moment
from server.store import visits

OWN = "http://127.0.0.1"
NAME = "Pavarden"
NOTE = "Atnešė tik kopiją"
PHONE = "8 612 34567"


class Clerk(Browser):
    """A browser at a desk of the small office, on a clock that stands until it is set."""

    def it_is(self, at: str) -> None:
        self.post("/api/v1/rehearsal/clock", json={"at": f"2026-11-23T{at}"})

    def takes(self, service: str = "A", **ticket: Any) -> str:
        """A visitor takes a ticket; return the address of its picture."""
        answer = self.post("/api/v1/tickets", json={"service": service, **ticket}).json()
        return str(answer["token"])

    def does(self, act: str, **form: str) -> str:
        """Press a button; return the page that follows."""
        return self.post(f"/desk/{act}", data=form, follow_redirects=True).text


@pytest.fixture
def rasa(tmp_path: Path) -> Iterator[Clerk]:
    at = moment(datetime.fromisoformat("2026-11-23T10:00+02:00"))
    app = create_app(small(), prepare(tmp_path / "data"), RehearsalClock(at, speed=0))
    with Clerk(app, base_url=OWN, follow_redirects=False) as clerk:
        clerk.signs_in("rasa", "1")
        yield clerk


@pytest.fixture
def darius(rasa: Clerk) -> Clerk:
    """A colleague at the counter beside her, in a browser of his own."""
    clerk = Clerk(rasa.app, base_url=OWN, follow_redirects=False)
    clerk.signs_in("darius", "2")
    return clerk


def words_of(page: str, part: str) -> str:
    """What a part of the page says, up to the next one, in one line."""
    _, _, rest = page.partition(f' id="{part}"')
    assert rest, part
    drawn = re.split(r"<\w+ [^>]*data-part", rest.partition(">")[2])[0]
    return " ".join(re.sub(r"<[^>]+>", " ", drawn).split())


def test_a_client_is_left_for_a_moment_and_thanked_for_waiting(rasa: Clerk) -> None:
    """Clause 19.5."""
    rasa.takes()
    rasa.does("calls", seen="")
    rasa.does("starts", seen="A001")
    left = rasa.does("step-outs", reason="copies", minutes="2", seen="A001")
    rasa.it_is("10:02:30")
    late = rasa.get("/desk").text
    back = rasa.does("comebacks")

    assert "Klientas laukia Jūsų, liko 2:00" in words_of(left, "client")
    assert words_of(left, "comebacks").startswith("Grįžau Padėkokite klientui, kad palaukė. F8")
    assert "laikas baigėsi 10:02" in words_of(late, "client")
    assert 'id="comebacks"' not in back and 'id="calls"' in back


def test_nobody_is_left_alone_in_a_room(rasa: Clerk) -> None:
    """Clause 19.5: not in one's own room."""
    rasa.signs_in("rasa", "608")
    rasa.takes("Z")
    page = rasa.does("calls", seen="")
    refused = rasa.does("step-outs", reason="copies", minutes="2", seen="Z001")

    assert 'id="leave"' not in page
    assert "kabinete kliento vieno palikti negalima" in refused


def test_a_break_asks_first_and_locks_the_page(rasa: Clerk) -> None:
    """Clauses 5.7 and 9.3."""
    rasa.takes()
    busy = rasa.does("calls", seen="")
    refused = rasa.does("pauses", kind="break", until="10:15")
    rasa.does("finishes", seen="A001")
    locked = rasa.does("pauses", kind="break", minutes="15")
    shown = rasa.get("/desk", follow_redirects=True).text
    rasa.post("/sign-in/unlock", data={"next": "/desk"})
    unlocked = rasa.get("/desk").text
    back = rasa.does("returns")

    assert "Langelyje dar yra klientas A001" in busy and 'id="pauses-break"' not in busy
    assert "klientas A001 jau pakviestas" in refused
    assert "A001" not in locked + shown and "/sign-in/unlock" in shown
    assert "Pertrauka iki 10:15" in words_of(unlocked, "client")
    assert words_of(unlocked, "returns").startswith("Grįžau iš pertraukos F8")
    assert "Laisvas" in words_of(back, "client")


def test_a_number_to_call_back_is_there_between_clients_and_rests_half_an_hour(rasa: Clerk) -> None:
    """Clauses 21.1 and 23.4."""
    rasa.does("callbacks", phone=PHONE, topic="papers")
    free = rasa.get("/desk").text
    found = re.search(r'name="callback" value="(\d+)"', free)
    assert found
    tried = rasa.does("callback-tries", callback=found[1])
    early = rasa.does("callback-tries", callback=found[1])
    rasa.it_is("10:31")
    again = rasa.get("/desk").text
    done = rasa.does("callback-ends", callback=found[1])

    assert f"Perskambinti {PHONE} Dėl dokumentų" in words_of(free, "client")
    assert PHONE not in words_of(tried, "client")
    assert "Skambinti ne anksčiau kaip 10:30" in words_of(tried, "drawers")
    assert re.search(r'id="callback-tries-\d+" disabled', tried)
    assert "skambinti dar per anksti" in early
    assert f"Perskambinti {PHONE}" in words_of(again, "client")
    assert PHONE not in done


def test_a_call_back_is_put_to_a_colleague_and_only_its_desk_ends_it(rasa: Clerk, darius: Clerk) -> None:
    """Clause 23.6."""
    rasa.does("callbacks", phone=PHONE, whom="darius")
    hers, his = rasa.get("/desk").text, darius.get("/desk").text
    found = re.search(r'name="callback" value="(\d+)"', his)
    assert found

    assert PHONE not in hers and PHONE in his
    assert "tokio perskambinimo nėra" in rasa.does("callback-ends", callback=found[1])
    assert PHONE not in darius.does("callback-ends", callback=found[1])


def test_who_asks_for_help_is_seen_beside_and_answered(rasa: Clerk, darius: Clerk) -> None:
    """Clauses 21.3 and 29.3."""
    asked = darius.does("help", reason="emergency")
    seen = rasa.get("/desk").text
    rasa.does("help-answers", where="2")
    answered = darius.get("/desk").text
    darius.does("help-ends")

    assert "Prireikus skambinkite 112" in words_of(asked, "help-place")
    assert words_of(seen, "quiet").startswith("2 langelis: reikia skubios pagalbos")
    assert f"eina Rasa {NAME}" in words_of(answered, "help-place")
    assert words_of(rasa.get("/desk").text, "quiet") == ""


def test_a_note_goes_with_the_client_and_is_read_where_she_is_handed_to(rasa: Clerk, darius: Clerk) -> None:
    """Clause 17.5."""
    rasa.takes()
    rasa.does("calls", seen="")
    too_long = rasa.does("transfers", service="A", to="counter:2", note="a" * 201, seen="A001")
    rasa.does("transfers", service="A", to="counter:2", note=NOTE, seen="A001")
    waiting = darius.get("/desk").text
    called = darius.does("calls", seen="")

    assert "pastaba per ilga, telpa ženklų: 200" in too_long
    assert NOTE not in rasa.get("/desk").text
    assert "Kolegos pastaba" in words_of(waiting, "waiting") and NOTE in words_of(waiting, "waiting")
    assert NOTE in words_of(called, "client")


def test_a_service_that_nobody_at_work_gives_says_so_where_clients_are_handed_over(rasa: Clerk) -> None:
    rasa.takes()
    rasa.does("calls", seen="")
    page = rasa.get("/desk").text
    choices = re.search(r'<select name="service" id="transfer-service">(.*?)</select>', page)

    assert choices is not None
    assert re.findall(r">([^<]+)</option>", choices[1]) == [
        "Prašymai",
        "Atsiėmimas",
        "Žemės ūkis – dabar niekas neteikia",
        "Teisinė pagalba – dabar niekas neteikia",
    ]


def test_serving_may_end_with_a_word_on_how(rasa: Clerk) -> None:
    rasa.takes()
    rasa.does("calls", seen="")
    refused = rasa.does("finishes", outcome="whatever", seen="A001")
    rasa.does("finishes", outcome="papers_missing", seen="A001")

    assert "tokio pasirinkimo sąraše nėra" in refused
    assert "Laukiančių klientų nėra" in rasa.get("/desk").text


def test_a_newer_window_takes_over_and_the_older_one_does_nothing(rasa: Clerk) -> None:
    rasa.takes()
    older = dict(HIDDEN.findall(rasa.get("/desk").text))
    rasa.get("/desk")
    answer = rasa.post("/desk/calls", data={**older, "seen": ""})

    assert answer.status_code == 303 and "why=taken_over" in answer.headers["location"]
    assert "Laukia 1" in words_of(rasa.get("/desk").text, "line-top")


def test_who_speaks_another_language_is_left_for_who_speaks_it(rasa: Clerk, darius: Clerk) -> None:
    """Clause 14."""
    rasa.takes(language="uk")
    said = words_of(rasa.does("calls", seen=""), "client")

    assert "Laukia A001: pageidauja kalbėti ukrainiečių kalba. Aptarnaus kitur: 2 langelis." in said


def test_no_visitor_is_shown_a_name_a_note_a_priority_or_a_number_to_call(rasa: Clerk, darius: Clerk) -> None:
    """Clauses 4.6, 4.7, 4.8 and 9.2."""
    tokens = [rasa.takes(priority=True), rasa.takes(), rasa.takes()]
    rasa.does("callbacks", phone=PHONE, topic="papers")
    rasa.does("help", reason="emergency")
    rasa.does("calls", seen="")
    rasa.does("transfers", service="A", to="counter:2", note=NOTE, seen="A001")
    darius.does("calls", seen="")
    rasa.does("priorities", number="A003")
    rasa.does("calls", seen="")
    rasa.does("step-outs", reason="colleague", minutes="5", seen="A003")
    visitor = Clerk(rasa.app, base_url=OWN)
    addresses = ["/", "/kiosk", "/display", "/t", "/api/v1/display", "/api/v1/services"]
    addresses += [
        f"{where}/{token}" for token in tokens for where in ("/t", "/kiosk/tickets", "/api/v1/tickets")
    ]
    seen = {address: visitor.get(address).text for address in addresses}
    for address in ("/kiosk/live", "/display/live", *(f"/t/{token}/live" for token in tokens)):
        with visitor.websocket_connect(address) as socket:
            seen[address] = socket.receive_text()
    house = rasa.app.state.front.house  # type: ignore[attr-defined]
    with house.look() as book:
        printed = [visits.by_token(book.connection, token) for token in tokens]
    seen["the paper"] = str([ticket_slip(house, visit, 1) for visit in printed if visit])
    # The kiosk offers priority to everybody. Tokens and pictures are chance letters: anything may turn up.
    no_matter = re.compile(r"<a [^>]*/kiosk/priority.*?</a>|[\w+/=-]{22,}", re.DOTALL)
    texts = {address: no_matter.sub("", text) for address, text in seen.items()}
    wrong = re.compile(rf"rasa|darius|{NAME}|kopiją|612|priorit|pirmenyb|emergency|skubi", re.IGNORECASE)

    assert {address: wrong.findall(text) for address, text in texts.items() if wrong.search(text)} == {}
    assert all(len(text) > 100 for text in texts.values())


def test_twenty_desks_press_next_at_once_and_get_twenty_clients(tmp_path: Path) -> None:
    numbers = range(1, 21)
    counters = "".join(f'  - {{id: "{n}", services: [A, B, Z, J], languages: [lt]}}\n' for n in numbers)
    staff = "".join(f'  - {{login: p{n}, name: "P{n}", counters: ["{n}"]}}\n' for n in numbers)
    config = re.sub(r"\ncounters:\n(  .*\n)+", f"\ncounters:\n{counters}", SMALL)
    config = re.sub(r"\nstaff:\n(  .*\n)+", f"\nstaff:\n{staff}", config)
    office = Branch(tmp_path / "office", config).opens()
    for _ in range(25):
        httpx.post(f"{office.url}/api/v1/tickets", json={"service": "A"}).raise_for_status()
    desks = []
    for n in numbers:
        desk = httpx.Client(
            base_url=office.url, cookies={COOKIE: office.signs_in(f"p{n}", str(n))}, timeout=30
        )
        desks.append((desk, dict(HIDDEN.findall(desk.get("/desk").text))))

    def press(desk: tuple[httpx.Client, dict[str, str]]) -> str:
        page = desk[0].post("/desk/calls", data={**desk[1], "seen": ""}, follow_redirects=True).text
        found = re.search(r'<p class="number">(\w+)</p>', page)
        return found[1] if found else urlsplit(page).path

    with ThreadPoolExecutor(20) as hands:
        called = list(hands.map(press, desks))
    for desk, _ in desks:
        desk.close()
    office.closes()

    assert sorted(called) == [f"A{n:03d}" for n in numbers]
