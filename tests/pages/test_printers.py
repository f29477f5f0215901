"""A branch with a printer that can fail: what visitors and staff see, and what comes out on paper."""

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from branches import wait_for
from fake_printer import FakePrinter
from offices import SMALL
from PIL import Image
from prepared import prepare
from signing import Browser

from printer.deliver import Patience
from printer.sheet import make_sheet
from server.app import create_app
from server.clock import Clock
from server.config import parse
from server.printing import ticket_slip
from server.reception import tickets

OWN = "http://127.0.0.1"
PATIENT = Patience(reply=5, poll=0.02, confirm=10, print=0.05, repair=20, again=0.01)
QUICK = Patience(reply=0.5, poll=0.02, confirm=3, print=0.05, repair=3, again=0.01)
PLACE = '{lt: "prie 1 langelio", en: "at counter 1", uk: "біля віконця 1", ru: "у окна 1"}'
ALARM = re.compile(r'<(?:p class="printer-alarm failing" role="alert"|li class="printer")>(.*?) <a')
REMEMBER = "Nufotografuokite arba įsidėmėkite savo numerį – jis galioja."


class House:
    """The small office with printers of ours: one, or two with the second standing in for the first."""

    def __init__(self, client: Browser, printers: list[FakePrinter]) -> None:
        self.client = client
        self.printers = printers
        self.printer = printers[0]

    def take(self, lang: str = "lt", touch: str = "touch-0001") -> str:
        """Touch a service at the kiosk; return the address of the ticket's screen."""
        form = {"service": "A", "nonce": touch}
        answer = self.client.post(f"/kiosk/tickets?lang={lang}", data=form)
        assert answer.status_code == 303
        return answer.headers["location"]

    def paper(self, screen: str) -> str:
        """What the screen of a ticket says of its paper."""
        page = self.client.get(screen).text
        found = re.search(r'id="paper"[^>]*>(?:<svg.*?</svg>)?\s*(.*?)\s*</p>', page, re.DOTALL)
        assert found
        return found[1]

    def ticket(self, screen: str) -> dict[str, Any]:
        token = screen.split("/")[3].partition("?")[0]
        found: dict[str, Any] = self.client.get(f"/api/v1/tickets/{token}").json()
        return found

    def is_told(self, screen: str, paper: str) -> None:
        wait_for(lambda: self.ticket(screen)["paper"] == paper, f"the paper to be {paper}")

    def state(self, printer: int = 0) -> str:
        return str(self.client.get("/api/v1/printers").json()[printer]["state"])

    def picture(self, screen: str, *, copy: bool = False) -> Image.Image:
        """The ticket as it should be on paper."""
        house = self.client.app.state.front.house  # type: ignore[attr-defined]
        token = screen.split("/")[3].partition("?")[0]
        with house.look() as ledger:
            visit = tickets.by_token(ledger, token)
            ahead = None if copy else tickets.ahead(ledger, visit)
        return make_sheet(
            ticket_slip(house, visit, ahead, copy=copy), house.settings.printers[0].profile
        ).picture

    def sits(self, counter: str = "1") -> None:
        self.client.signs_in("rasa", counter)


@pytest.fixture
def open_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with ExitStack() as switched_on:

        def open_it(
            *printers: FakePrinter, profile: str = "TM-T20III", patience: Patience = PATIENT
        ) -> House:
            monkeypatch.setattr("server.spool.spool.PATIENCE", patience)
            shown = []
            for name, printer in zip(("entrance", "hall"), printers, strict=False):
                host, port = switched_on.enter_context(printer.on_network()).address
                where = f"place: {PLACE}, " if name == "hall" else ""
                to = f"transport: network, host: {host}, port: {port}"
                shown.append(f"  - {{id: {name}, {to}, {where}profile: {profile}}}\n")
            text = SMALL.replace("  - {id: entrance, transport: screen}\n", "".join(shown))
            if len(printers) > 1:
                text = text.replace(
                    "kiosk: {printer: entrance}", "kiosk: {printer: entrance, fallback: hall}"
                )
            app = create_app(parse(text, "house.yaml"), prepare(tmp_path / "data"), Clock())
            client = switched_on.enter_context(Browser(app, base_url=OWN, follow_redirects=False))
            client.signs_in(counter=None)
            return House(client, list(printers))

        yield open_it


def broken(**how: object) -> FakePrinter:
    printer = FakePrinter()
    printer.having(**how)
    return printer


TAKES_IT = "printed"
FAULTS = {
    # What is wrong, and what the visitor is told in the end.
    "nothing": (broken(), TAKES_IT),
    "roll nearly used up": (broken(near_end=True), TAKES_IT),
    "knows no GS ( H": (broken(confirms={"gs_r"}), TAKES_IT),
    "words left from before": (broken(greeting=b"\x12\x12\x37\x22OLD1\x00"), TAKES_IT),
    "answers late": (broken(answer_after_s=0.1), TAKES_IT),
    "one at a time": (broken(one_at_a_time=True), TAKES_IT),
    "resets when it is left": (broken(resets_on_close=True), TAKES_IT),
    "runs out of paper within a ticket and gets some": (broken(paper_rows=200), TAKES_IT),
    "no paper": (broken(paper_rows=0), "not_sent"),
    "cover open": (broken(cover_open=True), "not_sent"),
    "cutter stuck": (broken(cutter_stuck=True), "not_sent"),
    "silent": (broken(silent=True, confirms=set()), "not_sent"),
    "never confirms": (broken(confirms=set()), "unknown"),
    "stops reading": (broken(stops_after=9000), "unknown"),
    "breaks off": (broken(reset_after=9000), "unknown"),
    "runs out of paper and nobody comes": (broken(paper_rows=200, clears=False), "unknown"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_printer_does_the_visitor_has_a_number_and_no_ticket_comes_twice(
    open_house: Any, fault: str
) -> None:
    printer, told = FAULTS[fault]
    confirm = "TM-T20III" if printer.confirms != {"gs_r"} else "TM-T20III, confirm: gs_r"
    patient = told == "printed" or fault in ("no paper", "cover open", "cutter stuck", "breaks off")
    house = open_house(printer, profile=confirm, patience=PATIENT if patient else QUICK)
    screen = house.take()
    expected = house.picture(screen)
    assert house.take() == screen, "a second touch is the same ticket"

    if fault.endswith("gets some"):
        printer.wait_until(lambda: printer.out_of_paper)
        printer.having(paper_rows=None)
    house.is_told(screen, told)
    page = house.client.get(screen).text
    assert '<h1 class="number">A001</h1>' in page and "<svg" in page, (
        "the number and its code are on the screen"
    )
    assert house.client.get("/api/v1/services").json()[0]["ahead"] == 1
    if told == "not_sent":
        assert house.paper(screen) == f"Atsiprašome, talono atspausdinti nepavyko. {REMEMBER}"
        assert printer.originals(expected) == 0
        printer.having(paper_rows=None, cover_open=False, cutter_stuck=False, silent=False, confirms={"gs_h"})
        house.is_told(screen, "printed")
    if told == "unknown":
        assert house.paper(screen) == f"Jei talonas neatspausdintas, {REMEMBER.lower()}"
        printer.having(paper_rows=None, confirms={"gs_h"}, stops_after=None, reset_after=None)
        second = house.take(touch="touch-0002")
        house.is_told(second, "printed")
        assert printer.originals(house.picture(second)) == 1
        assert printer.originals(expected) <= 1
    else:
        assert printer.whole(expected) == 1
        assert len(printer.pieces) == 1


def test_an_alarm_comes_by_itself_says_what_to_do_and_goes_by_itself(open_house: Any) -> None:
    house = open_house(FakePrinter())
    house.sits()
    house.is_told(house.take(), "printed")
    assert ALARM.search(house.client.get("/desk").text) is None

    house.printer.having(paper_rows=0)
    screen = house.take(touch="touch-0002")
    wait_for(lambda: house.state() == "no_paper", "the alarm")
    for page in ("/desk", "/agenda"):
        shown = ALARM.search(house.client.get(page).text)
        assert shown
        assert re.sub(r"\d+\.\d+\s", "8.00 ", shown[1]) == (
            "Spausdintuve „entrance“ nuo 8.00 val. nėra popieriaus. Numeriai rodomi terminalo ekrane. "
            "Įdėkite naują ritinį."
        )
    assert [notice_on(house, lang) for lang in ("lt", "en", "uk", "ru")] == [
        "Atsiprašome, talonai dabar nespausdinami. Savo numerį matysite ekrane.",
        "Sorry, tickets are not being printed now. Your number will be shown on the screen.",
        "Вибачте, талони зараз не друкуються. Ваш номер буде показано на екрані.",
        "Извините, талоны сейчас не печатаются. Ваш номер будет показан на экране.",
    ]

    house.printer.having(paper_rows=None)
    house.is_told(screen, "printed")
    assert house.state() == "ready"
    assert ALARM.search(house.client.get("/desk").text) is None
    assert notice_on(house, "lt") is None


def notice_on(house: House, lang: str) -> str | None:
    """What the kiosk's first screen says of the printer."""
    page = house.client.get(f"/kiosk?lang={lang}").text
    found = re.search(r'<p class="paperless"[^>]*?( hidden)?>(.*?)</p>', page)
    assert found
    return None if found[1] else found[2]


def test_a_printer_put_right_too_late_or_after_the_call_prints_no_old_tickets(
    open_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_house(broken(cover_open=True))
    wait_for(lambda: house.state() == "cover_open", "the alarm")
    called = house.take()
    house.sits()
    house.client.post("/desk/calls", data={"seen": ""})
    wait_for(
        lambda: "Nespausdinta: nebereikia" in house.client.get("/printers").text, "its job to be cancelled"
    )
    monkeypatch.setattr("server.rules.spool.TTL_MS", 200)
    old = house.take(touch="touch-0002")
    wait_for(lambda: "Nespausdinta: praėjo laikas" in house.client.get("/printers").text, "it to be given up")
    monkeypatch.setattr("server.rules.spool.TTL_MS", 60_000)
    house.printer.having(cover_open=False)
    young = house.take(touch="touch-0003")
    house.is_told(young, "printed")

    assert [house.ticket(screen)["paper"] for screen in (called, old)] == ["not_sent", "not_sent"]
    assert len(house.printer.pieces) == 1
    assert house.printer.whole(house.picture(young)) == 1


def test_the_desk_tells_of_help_first_then_of_a_printer_and_the_way_to_it_to_who_sees_to_printers(
    open_house: Any,
) -> None:
    house = open_house(broken(cover_open=True))
    house.take()
    wait_for(lambda: house.state() == "cover_open", "the alarm")
    house.sits()
    darius = Browser(house.client.app, base_url=OWN, follow_redirects=False)
    darius.signs_in("darius", "2")
    clerk = darius.get("/desk").text
    darius.post("/desk/help", data={"reason": "asks_for_head"})
    administrator = house.client.get("/desk").text
    bars = [re.findall(r'<div class="alarm (\w+)">', page) for page in (clerk, administrator)]
    warned = [re.findall(r'<li class="(\w+)">', page) for page in (clerk, administrator)]

    assert warned == [["printer"], ["help", "printer"]]
    assert bars == [["printer"], ["help"]]
    assert ['href="/printers' in page for page in (clerk, administrator)] == [False, True]


def test_a_printer_that_fails_within_a_ticket_is_an_alarm_while_the_ticket_waits(open_house: Any) -> None:
    house = open_house(broken(paper_rows=200))
    screen = house.take()
    wait_for(lambda: house.state() == "no_paper", "the alarm")

    assert house.ticket(screen)["paper"] in ("printing", "unknown")
    house.printer.having(paper_rows=None)
    house.is_told(screen, "printed")
    assert house.printer.whole(house.picture(screen)) == 1


def test_the_other_printer_stands_in_and_the_kiosk_says_where(open_house: Any) -> None:
    house = open_house(broken(cover_open=True), FakePrinter())
    first = house.take("en")
    house.is_told(first, "printed")
    second = house.take(touch="touch-0002")
    house.is_told(second, "printed")

    assert [house.paper(screen) for screen in (first, second)] == [
        "Take your ticket at counter 1",
        "Taloną pasiimkite prie 1 langelio",
    ]
    assert [len(printer.pieces) for printer in house.printers] == [0, 2]
    house.sits()
    assert "Talonai spausdinami spausdintuvu „hall“. Uždarykite dangtį." in house.client.get("/desk").text
    assert notice_on(house, "lt") is None
    house.printer.having(cover_open=False)
    wait_for(lambda: house.state() == "ready", "the cover to be seen closed")
    third = house.take(touch="touch-0003")
    house.is_told(third, "printed")
    assert house.paper(third) == "Pasiimkite taloną"
    assert [len(printer.pieces) for printer in house.printers] == [1, 2]


def test_the_desk_prints_a_copy_that_says_so_with_the_same_number_and_time(open_house: Any) -> None:
    house = open_house(FakePrinter())
    screen = house.take()
    house.is_told(screen, "printed")
    house.sits()
    page = house.client.get("/desk").text
    assert 'action="/desk/copies?lang=lt"' in page

    answer = house.client.post("/desk/copies", data={"number": "A001"})
    assert answer.status_code == 303
    house.printer.wait_until(lambda: len(house.printer.pieces) == 2)
    assert house.printer.whole(house.picture(screen, copy=True)) == 1
    house.client.post("/desk/calls", data={"seen": ""})
    house.client.post("/desk/copies", data={"number": "A001"})
    house.printer.wait_until(lambda: len(house.printer.pieces) == 3)
    assert house.printer.whole(house.picture(screen, copy=True)) == 2
    assert house.printer.whole(house.picture(screen)) == 1
    day = house.client.get("/statistics/summary.csv").content.decode("utf-8-sig")
    assert re.findall(r";(?:without_paper|reprints);[^;]*;(\d+)", day)[:2] == ["0", "2"]
    assert "Atsiprašome" in house.client.post("/desk/copies", data={"number": "A777"}).text


def test_the_page_of_the_printers_tests_one_and_shows_the_very_picture(open_house: Any) -> None:
    house = open_house(FakePrinter(), profile="generic-80")
    house.is_told(house.take(), "unconfirmed")
    assert "Dar neatsakė" not in house.client.get("/printers").text

    assert house.client.post("/printers/entrance/tests").headers["location"] == "/printers?lang=lt"
    wait_for(lambda: "Bandomasis lapas</td><td>Išsiųsta" in house.client.get("/printers").text, "the test")
    picture = Image.open(io.BytesIO(house.client.get("/printers/entrance/picture.png").content))
    assert picture.convert("L").tobytes() == house.printer.pieces[1].dots
    page = wait_for(
        lambda: "Nustatymuose įrašykite" in (text := house.client.get("/printers").text) and text, "it"
    )
    assert "Nustatymuose įrašykite confirm: gs_h" in page
    assert "<code>12 12 12 12</code>" in page
    jobs = re.findall(r'<td class="no">(.*?)</td><td>(.*?)</td>', page)
    assert jobs[1] == ("A001", "Išsiųsta, nepatvirtinta")
    assert jobs[0][0] == "Bandomasis lapas"
    used = re.search(r"([\d,]+) m iš 80 m", page)
    assert used and used[1] != "0,0"
    assert house.client.post("/printers/entrance/rolls").status_code == 303
    english = house.client.get("/printers?lang=en").text
    assert "0.0 m of 80 m" in english and "roll changed:" in english and "Sent, not confirmed" in english


def test_a_printer_that_is_not_there_is_not_found(open_house: Any) -> None:
    house = open_house(FakePrinter())

    assert house.client.post("/printers/attic/tests").status_code == 404
    assert house.client.post("/printers/attic/rolls").status_code == 404
    for address in (
        "/printers/attic/picture.png",
        "/printers/entrance/picture.png",
        "/printers/..%2f/picture.png",
    ):
        assert house.client.get(address).status_code == 404
