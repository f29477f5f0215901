"""The supervisor's page without scripts: what it shows, what each form does, and who may see it."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from branches import wait_for
from offices import SMALL
from signing import Browser

from server.app import create_app
from server.clock import RehearsalClock
from server.config import parse
from server.paired import COOKIE
from server.passwords import is_right
from server.reception import callbacks
from server.rules.moment import moment
from server.store import staff as accounts
from server.store import staff_log

OWN = "http://127.0.0.1"
PHONE = "8 612 34567"
# Whose clock jumps sees no serving begin by itself in the middle of a page.
OFFICE = SMALL.replace("printers:\n", '  - {login: olga, name: "Olga", role: supervisor}\nprinters:\n')
OFFICE += "desk: {serving_starts_after_s: 0}\n"


class Supervisor(Browser):
    """A browser of the small office's supervisor, on a clock that stands until it is set."""

    read = 0  # of the staff log

    def it_is(self, at: str) -> None:
        self.post("/api/v1/rehearsal/clock", json={"at": f"2026-11-23T{at}"})

    def does(self, act: str, **form: object) -> str:
        """Press a button; return the text of the page that follows."""
        return said(self.post(f"/monitor/{act}", data=form, follow_redirects=True).text)

    def sees(self, page: str = "/monitor") -> str:
        return said(self.get(page).text)

    def log(self) -> list[tuple[str, str, str]]:
        """Who did what about what since it was asked last, signing in left out."""
        with self.app.state.front.house.look() as book:  # type: ignore[attr-defined]
            found = list(staff_log.entries(book.connection, book.branch))
        new = [one for one in found if one.id > self.read and one.act not in ("sign_in", "sign_out")]
        self.read = found[-1].id
        return [(one.who, one.act, one.about) for one in new]


def said(page: str) -> str:
    """The words of a page, one space between them."""
    body = re.sub(r"<(script|style|svg).*?</\1>|<[^>]*>", " ", page.partition("<body>")[2], flags=re.DOTALL)
    return " ".join(body.split())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supervisor]:
    at = moment(datetime.fromisoformat("2026-11-23T10:00+02:00"))
    data = tmp_path_factory.mktemp("data")
    app = create_app(parse(OFFICE, "office.yaml"), data, RehearsalClock(at, speed=0))
    with Supervisor(app, base_url=OWN, follow_redirects=False) as client:
        client.signs_in("rasa", "1")
        yield client


@pytest.fixture
def olga(client: Supervisor) -> Supervisor:
    """She has just signed in, at ten. Each test leaves the office as it was."""
    client.it_is("10:00")
    client.signs_in("olga", None)
    client.log()
    return client


def test_the_page_says_how_the_branch_stands(olga: Supervisor) -> None:
    for _ in range(3):
        olga.post("/api/v1/tickets", json={"service": "A"})
    olga.as_program("rasa", "1")
    olga.post("/api/v1/counters/1/calls", json={})
    olga.it_is("10:20")
    page = olga.sees()

    assert "Laukia 2 Langeliuose 1 Išduota 3 Aptarnauta 0" in page
    assert "Prašymai kviečia 1 2 20 min. ilgiau nei 15 min." in page
    assert "1 langelis Rasa Pavardenė A001 20 min. pakviestas A B" in page
    assert "2 langelis Uždarytas A" in page
    olga.it_is("10:40")
    assert "Per ilgai laukia: 2. Ilgiausiai A002 – 40 min." in olga.sees()
    assert "40 min. per ilgai" in olga.sees()


def test_numbers_are_paused_visitors_are_told_why_and_it_is_undone(olga: Supervisor) -> None:
    page = olga.does("pauses", service="A", reason="technical", until="11:30")
    assert "Pristabdyti nuo 10:00, iki 11:30 · Techniniai trikdžiai" in page
    why = "Atsiprašome: dėl techninių trikdžių šiuo metu numerių neduodame."

    assert "Numerių dabar neduodame" in olga.sees("/kiosk")
    touched = olga.post("/kiosk/tickets", data={"service": "A", "nonce": "touch-0001"}, follow_redirects=True)
    assert why in said(touched.text)
    assert "Numatoma tęsti 11.30 val." in said(touched.text)
    refused = olga.post("/api/v1/tickets", json={"service": "A"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "issuing_paused")
    assert "Sorry: because of technical trouble" in olga.sees("/kiosk/not-now?service=A&lang=en")

    assert "Pristabdyti nuo" not in olga.does("resumptions", service="A")
    assert "Numerių dabar neduodame" not in olga.sees("/kiosk")
    assert "Numerių niekam neduodame. nuo 10:00 · Mažiau darbuotojų" in olga.does(
        "pauses", reason="fewer_staff"
    )
    assert "Čia niekas nepakeista" in olga.does("resumptions", service="B")
    olga.does("resumptions")
    olga.does("closings", service="B", reason="internal")
    assert "Šiandien nebeduodami nuo 10:00 · Įstaigos vidaus darbai" in olga.sees()
    olga.does("resumptions", service="B")
    assert olga.log() == [
        ("olga", "pause_issuing", "A technical"),
        ("olga", "resume_issuing", "A"),
        ("olga", "pause_issuing", "fewer_staff"),
        ("olga", "resume_issuing", ""),
        ("olga", "close_service", "B internal"),
        ("olga", "resume_issuing", "B"),
    ]


def test_a_pause_of_all_numbers_that_is_over_leaves_the_way_to_the_next(olga: Supervisor) -> None:
    assert "Numerių niekam neduodame." in olga.does("pauses", reason="technical", until="10:30")
    assert 'id="pause-all"' not in olga.get("/monitor").text
    olga.it_is("10:30")

    assert "Numerių niekam neduodame." not in olga.sees()
    assert 'id="pause-all"' in olga.get("/monitor").text
    olga.does("resumptions")


def test_a_time_that_no_clock_shows_is_told_politely(olga: Supervisor) -> None:
    for act, form in (("pauses", {"reason": "technical", "until": "25:99"}), ("days", {"opens": "25:99"})):
        answer = olga.post(f"/monitor/{act}", data={"day": "2026-11-23", "closes": "15:00", **form})
        assert answer.status_code == 422
    assert olga.log() == []


def test_services_notices_and_call_backs_are_the_supervisors(olga: Supervisor) -> None:
    assert "2 langelis Uždarytas A Z" in olga.does("moves", counter="2", services=["A", "Z"])
    assert "bent vieną paslaugą" in olga.does("moves", counter="2")
    assert "2 langelis Uždarytas A 2 langelis: paslaugos" in olga.does("usual-services", counter="2")

    told = "Atsiprašome: šiandien dirba mažiau langelių"
    assert told in olga.does("notices", cause="fewer_counters", until="12:00")
    assert "Tvarkome salę." in olga.does("notices", cause="other", lt="Tvarkome salę.")
    assert "Tvarkome salę." not in olga.does("notice-ends", notice=2)
    assert told in olga.does("notice-ends", notice=999)
    assert told not in olga.does("notice-ends", notice=1)

    house = olga.app.state.front.house  # type: ignore[attr-defined]
    assert olga.portal is not None
    for _ in range(2):
        olga.portal.call(lambda: house.do(callbacks.add, PHONE, counter="1"))
    for hour in ("10", "11", "12"):
        olga.it_is(f"{hour}:00")
        for one in (1, 2):
            olga.portal.call(house.do, callbacks.no_answer, one)
    page = olga.get("/monitor").text
    assert "Nebeskambinti" in page
    assert '<input type="hidden" name="callback" value="2">' in page
    assert PHONE.replace(" ", "")[-5:] not in page.replace(" ", "")
    olga.does("callback-retries", callback=1)
    assert "Nebeskambinti" not in olga.does("callback-withdrawals", callback=2)
    assert olga.log() == [
        ("olga", "move_services", "2 A Z"),
        ("olga", "move_services", "2 A"),
        ("olga", "post_notice", "1 fewer_counters"),
        ("olga", "post_notice", "2 other"),
        ("olga", "end_notice", "2"),
        ("olga", "end_notice", "1"),
        ("olga", "decide_callback", "1 open"),
        ("olga", "decide_callback", "2 dropped"),
    ]


def test_a_kiosk_is_paired_with_a_code_seen_and_let_in_no_more(olga: Supervisor) -> None:
    code = re.search(
        r"Susiejimo kodas: kiosk (\d{3} \d{3})", olga.does("devices/codes", kind="kiosk", name="kiosk")
    )
    assert code
    assert olga.post("/pair", data={"code": code[1]}).headers["location"] == "/kiosk"
    olga.cookies.delete(COOKIE)  # her browser is no kiosk
    assert "kiosk terminalas dar neprisijungė" in olga.sees()
    assert "Atsieti „kiosk“?" not in olga.does("devices/revocations", device=1)
    assert "kiosk terminalas" not in olga.sees()
    assert [act for _, act, _ in olga.log()] == ["offer_pairing", "add_device", "revoke_device"]


def test_a_day_has_other_hours_or_none_and_the_usual_ones_again(olga: Supervisor) -> None:
    today, page = "2026-11-23", "/monitor/days"
    assert "10:00–12:00, 13:00–15:00" in olga.does(
        "days", day=today, opens="10:00", break_from="12:00", break_to="13:00", closes="15:00"
    )
    assert "turi baigtis vėliau" in olga.does("days", day=today, opens="10:00")
    assert "nuo šiandien" in olga.does("days", day="2026-11-22", closed="true")
    olga.does("days", day=today, closed="true")
    assert "nedirbame Grąžinti" in olga.sees(page)
    assert "šiuo metu nedirbame" in olga.sees("/kiosk")
    olga.does("days/usual", day=today)
    assert "Visomis dienomis dirbame įprastai." in olga.sees(page)
    assert "šiuo metu nedirbame" not in olga.sees("/kiosk")


def test_an_administrator_lets_people_in_and_out(olga: Supervisor) -> None:
    assert olga.get("/monitor/staff").status_code == 403
    olga.signs_in("rasa", "1")
    page = olga.does("staff", login="Jonas", name="Jonas", role="clerk")
    password = re.search(r"Naujas slaptažodis: jonas (\S+)", page)
    assert password
    house = olga.app.state.front.house  # type: ignore[attr-defined]

    def account() -> accounts.Account:
        with house.look() as book:
            found = accounts.account(book.connection, book.branch, "jonas")
        assert found
        return found

    assert is_right(account().password, password[1])
    assert "Jonas jonas Aptarnavimas paskyra išjungta" in olga.does("staff/disabled", login="jonas")
    assert "Jonas jonas Aptarnavimas gali prisijungti" in olga.does("staff/enabled", login="jonas")
    assert "Savo paskyros išjungti negalite" in olga.does("staff/disabled", login="rasa")
    assert password[1] not in olga.does("staff/passwords", login="jonas")
    assert not is_right(account().password, password[1])
    assert olga.log() == [
        ("rasa", "add_staff", "jonas clerk"),
        ("rasa", "set_password", "jonas"),
        ("rasa", "disable_staff", "jonas"),
        ("rasa", "enable_staff", "jonas"),
        ("rasa", "set_password", "jonas"),
    ]


def test_clerks_are_not_let_in_and_the_supervisor_begins_here(olga: Supervisor) -> None:
    olga.signs_in("darius", "2")
    turned_away = [olga.get(page).status_code for page in ("/monitor", "/monitor/devices", "/monitor/days")]
    begins = olga.post("/sign-in", data={"login": "olga"}).headers["location"]

    assert turned_away == [403, 403, 403]
    assert begins == "/monitor?lang=lt"


def test_another_server_on_the_same_data_goes_by_what_was_changed(olga: Supervisor) -> None:
    house = olga.app.state.front.house  # type: ignore[attr-defined]
    clock = RehearsalClock(house.clock.now(), speed=0)
    other = create_app(parse(OFFICE, "office.yaml"), house.database.path.parent, clock)
    with Supervisor(other, base_url=OWN, follow_redirects=False) as beside:
        assert "šiuo metu nedirbame" not in beside.sees("/kiosk")
        olga.does("days", day="2026-11-23", closed="true")
        wait_for(lambda: "šiuo metu nedirbame" in beside.sees("/kiosk"), "the other server to be closed")
    olga.does("days/usual", day="2026-11-23")
