"""Signing in, locking and signing out, as a browser without scripts meets them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from offices import small
from prepared import prepare
from signing import Browser
from starlette.testclient import TestClient

from server.app import create_app
from server.clock import Clock, RehearsalClock
from server.guard import COOKIE
from server.passwords import hashed, is_right, is_weak, is_weak_pin
from server.reception import accounts, counters
from server.reception.ledger import Ledger
from server.rules.refused import Reason, Refused
from server.signin.tries import Tries
from server.web import ELSEWHERE

OWN = "http://127.0.0.1"
PASSWORD = "katinas varpas upė"
MINUTE = 60_000


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Browser]:
    """The small office; Rasa, its administrator, and Darius, a clerk, have a password, Darius a PIN too."""
    with open_office(tmp_path) as client:
        for login in ("rasa", "darius"):
            do(client, accounts.set_password, login, hashed(PASSWORD))
        do(client, accounts.set_pin, "darius", hashed("2846"))
        yield client


def open_office(folder: Path, base_url: str = OWN) -> Browser:
    client = Browser(
        create_app(small(), prepare(folder / "data"), Clock()), base_url=base_url, follow_redirects=False
    )
    client.app.state.front.house.real_clock = RehearsalClock(Clock().now(), speed=0)  # type: ignore[attr-defined]
    return client


def do(client: TestClient, verb: Any, *args: Any, **known: Any) -> Any:
    """Have a verb done as by another program on the same data."""
    house = client.app.state.front.house  # type: ignore[attr-defined]
    with house.database.writing.begin() as connection:
        return verb(Ledger(connection, house.settings, house.clock.now()), *args, **known)


def minutes_pass(client: TestClient, minutes: float) -> None:
    clock = client.app.state.front.house.real_clock  # type: ignore[attr-defined]
    clock.set(clock.now() + int(minutes * MINUTE))


def sign_in(client: TestClient, login: str = "darius", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def said(page: Any) -> str:
    """What a page says in its alert."""
    found = re.search(r'id="alert"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    return found[1] if found else ""


def to_the_desk(client: TestClient, counter: str = "2") -> Any:
    """Sign Darius in and sit down."""
    sign_in(client)
    client.get("/sign-in/counter")
    client.post("/sign-in/counter", data={"counter": counter})
    return client.get("/desk")


def test_a_morning_from_the_desk_through_the_sign_in_back_to_the_desk(client: Browser) -> None:
    asked = client.get("/desk?lang=en")
    assert (asked.status_code, asked.headers["location"]) == (
        303,
        "/sign-in?next=%2Fdesk%3Flang%3Den&lang=en",
    )
    page = client.get(asked.headers["location"])
    assert said(page) == "" and 'name="next" value="/desk?lang=en"' in page.text
    entered = sign_in(client, " Darius", next="/desk?lang=en")
    assert entered.headers["location"] == "/desk?lang=en"
    assert re.search(
        rf"^{COOKIE}=[\w-]{{43}}; HttpOnly; Max-Age=43200; Path=/; SameSite=strict$",
        entered.headers["set-cookie"],
    )
    choice = client.get(client.get("/desk").headers["location"])
    assert re.findall(r'name="counter" value="(\w+)"', choice.text) == ["2", "1", "608"]
    chosen = client.post("/sign-in/counter", data={"counter": "1", "next": "/desk"})
    assert chosen.headers["location"] == "/desk?lang=lt"
    assert "1 langelis" in client.get("/desk").text
    client.post("/sign-in/leave")
    again = client.get("/sign-in/counter")
    # This computer stands at counter 1: it comes first the next time.
    assert re.findall(r'name="counter" value="(\w+)"', again.text) == ["1", "2", "608"]


def test_over_https_the_cookie_is_for_this_host_and_https_alone(tmp_path: Path) -> None:
    with open_office(tmp_path, "https://127.0.0.1") as client:
        do(client, accounts.set_password, "darius", hashed(PASSWORD))
        kept = sign_in(client).headers["set-cookie"]

        assert re.match(r"__Host-eile_session=[\w-]{43};", kept) and "Secure" in kept
        assert client.get("/sign-in/counter").status_code == 200


def test_a_wrong_password_and_a_wrong_login_sound_the_same(client: Browser) -> None:
    tried = [("darius", "wrong password"), ("nobody", PASSWORD), ("", PASSWORD), ("darius", "")]
    pages = [sign_in(client, login, password) for login, password in tried]

    assert [page.status_code for page in pages] == [401] * 4
    assert {said(page) for page in pages} == {
        "Atsiprašome, prisijungimo vardas arba slaptažodis neteisingas. Patikrinkite ir bandykite dar kartą."
    }
    assert [page for page in pages if "set-cookie" in page.headers or PASSWORD in page.text] == []


def test_whoever_has_no_password_yet_cannot_sign_in(tmp_path: Path) -> None:
    with open_office(tmp_path) as client:
        assert sign_in(client, "darius", "").status_code == 401


def test_after_five_wrong_tries_even_the_right_password_waits(client: Browser) -> None:
    for login in ("darius", "nobody"):
        assert [sign_in(client, login, "wrong").status_code for _ in range(5)] == [401] * 5
        page = sign_in(client, login)
        assert page.status_code == 429
        assert re.match(r"Atsiprašome, per daug neteisingų bandymų. Bandykite po (59|60) s", said(page))
    assert sign_in(client, "rasa").status_code == 303


def test_wrong_tries_are_forgotten_by_a_right_one_and_wait_by_the_clock(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = 0.0
    tries = Tries(lambda: now)

    def guess(wrong: bool, login: str = "darius", address: str = "10.0.0.1") -> Reason | None:
        try:
            with tries.guard(login, address):
                check(wrong)
        except Refused as refused:
            return refused.reason
        return None

    def check(wrong: bool) -> None:
        if wrong:
            raise Refused(Reason.WRONG_PASSWORD)

    assert [guess(True) for _ in range(4)] == [Reason.WRONG_PASSWORD] * 4
    assert guess(False) is None
    assert [guess(True) for _ in range(6)] == [Reason.WRONG_PASSWORD] * 5 + [Reason.TOO_MANY_TRIES]
    now += 60
    assert guess(False) is None
    # One address, many logins.
    elsewhere = [guess(True, f"login{n}", "10.0.0.2") for n in range(31)]
    assert elsewhere == [Reason.WRONG_PASSWORD] * 30 + [Reason.TOO_MANY_TRIES]
    assert guess(False, "rasa", "10.0.0.2") is Reason.TOO_MANY_TRIES
    assert guess(False, "rasa", "10.0.0.3") is None
    assert [record.getMessage() for record in caplog.records] == [
        "Too many wrong passwords: whoever tries must wait."
    ]
    now += 3601
    guess(True, "last", "10.0.0.4")
    assert (len(tries._accounts), len(tries._addresses)) == (1, 1)


def test_a_disabled_account_is_told_so_only_with_its_password_and_loses_its_sign_in_at_once(
    client: Browser,
) -> None:
    to_the_desk(client)
    do(client, accounts.disable, "darius")
    pressed = client.post("/desk/calls", data={"seen": ""})
    right, wrong = sign_in(client), sign_in(client, password="wrong")

    assert pressed.headers["location"] == "/sign-in?next=%2Fdesk&why=press"
    assert said(right) == "Atsiprašome, Jūsų paskyra išjungta. Kreipkitės į administratorių."
    assert said(wrong).startswith("Atsiprašome, prisijungimo vardas arba slaptažodis neteisingas.")


def test_a_press_after_the_sign_in_has_ended_is_not_lost_silently(client: Browser) -> None:
    to_the_desk(client)
    client.post("/api/v1/tickets", json={"service": "A"})
    minutes_pass(client, 121)
    pressed = client.post("/desk/calls", data={"seen": ""})
    page = client.get(pressed.headers["location"])
    nothing_done = client.get("/api/v1/services").json()[0]["ahead"]
    back = sign_in(client, next="/desk").headers["location"]

    assert said(page).startswith("Prisijungimas baigėsi, todėl tai, ką ką tik paspaudėte, neatlikta.")
    assert nothing_done == 1 and back == "/desk?lang=lt"


def test_a_page_asked_for_after_the_sign_in_has_ended_says_so(client: Browser) -> None:
    to_the_desk(client)
    minutes_pass(client, 12 * 60)
    asked = client.get("/desk")

    assert asked.headers["location"] == "/sign-in?next=%2Fdesk&why=ended"
    assert said(client.get(asked.headers["location"])) == "Prisijungimas baigėsi. Prisijunkite dar kartą."


def test_nobody_is_led_to_another_house_by_signing_in(client: Browser) -> None:
    paths = (
        "//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "/\t/elsewhere", "desk",
        "/a\n",
    )  # fmt: skip

    assert {sign_in(client, next=path).headers["location"] for path in paths} == {"/desk?lang=lt"}


def test_a_locked_screen_keeps_the_counter_and_opens_with_the_pin(client: Browser) -> None:
    """Clauses 5.7 and 9.3."""
    to_the_desk(client)
    locked = client.post("/sign-in/lock", data={"next": "/desk"})
    page = client.get(locked.headers["location"])
    assert "Ekranas užrakintas" in page.text and "2 langelis: vieta lieka Jūsų." in page.text
    assert client.get("/desk").headers["location"] == "/locked?next=%2Fdesk"
    assert client.get("/api/v1/counters").json()["error"]["code"] == "locked"
    wrong = client.post("/sign-in/unlock", data={"secret": "2847", "next": "/desk"})
    assert said(wrong) == "Atsiprašome, PIN neteisingas. Bandykite dar kartą arba įveskite slaptažodį."
    opened = client.post("/sign-in/unlock", data={"secret": "2846", "next": "/desk"})

    assert opened.headers["location"] == "/desk?lang=lt"
    assert "2 langelis" in client.get("/desk").text


def test_after_five_wrong_pins_only_the_password_opens(client: Browser) -> None:
    to_the_desk(client)
    client.post("/sign-in/lock")
    tried = [client.post("/sign-in/unlock", data={"secret": "1234"}) for _ in range(5)]
    closed = client.post("/sign-in/unlock", data={"secret": "2846"})
    opened = client.post("/sign-in/unlock", data={"secret": PASSWORD})

    assert [page.status_code for page in tried] == [401] * 5
    assert said(closed) == "Atsiprašome, PIN per daug kartų įvestas neteisingai. Įveskite slaptažodį."
    assert opened.status_code == 303


def test_without_a_pin_a_few_digits_are_a_wrong_password(client: Browser) -> None:
    sign_in(client, "rasa")
    client.get("/sign-in/counter")
    client.post("/sign-in/lock")

    assert said(client.post("/sign-in/unlock", data={"secret": "1234"})).startswith(
        "Atsiprašome, prisijungimo"
    )
    assert client.post("/sign-in/unlock", data={"secret": PASSWORD}).status_code == 303


def test_a_screen_left_alone_locks_by_itself_and_stays_locked(client: Browser) -> None:
    to_the_desk(client)
    minutes_pass(client, 2)
    assert client.get("/desk").status_code == 200
    minutes_pass(client, 3)
    by_itself = client.get("/desk?auto=1")
    assert by_itself.status_code == 200  # three minutes are not quite over
    minutes_pass(client, 0.5)
    assert client.get("/desk").headers["location"] == "/locked?next=%2Fdesk"
    # Time that goes back, or a longer setting, opens nothing.
    minutes_pass(client, -3)
    pressed = client.post("/desk/calls", data={"seen": ""})

    assert pressed.headers["location"] == "/locked?next=%2Fdesk&why=press"
    page = client.get(pressed.headers["location"])
    assert said(page).startswith("Ekranas buvo užrakintas, todėl tai, ką ką tik paspaudėte, neatlikta.")


def test_whoever_is_there_keeps_her_screen_open(client: Browser) -> None:
    to_the_desk(client)
    for _ in range(4):
        minutes_pass(client, 2.9)
        assert client.post("/sign-in/here").status_code == 204
    for _ in range(2):
        minutes_pass(client, 2.9)
        asked = client.get("/sign-in/here?auto=1")  # the page alone keeps nothing open

    assert (asked.status_code, asked.headers["location"]) == (303, "/locked?next=%2Fdesk")


def test_an_open_page_is_sent_away_when_its_screen_locks_or_its_sign_in_ends(client: Browser) -> None:
    client.signs_in("darius", "2")
    stamp, ways = client.drawn["stamp"], []
    for act in ("/sign-in/lock", "/sign-in/out"):
        if act == "/sign-in/out":
            client.post("/sign-in/unlock", data={"secret": "2846"})
        with client.websocket_connect(f"/desk/live?stamp={stamp}") as socket:
            assert "client" in socket.receive_json()["html"]
            client.post(act)
            while (told := socket.receive())["type"] != "websocket.close":
                pass
            ways.append((told["code"], told["reason"]))

    assert ways == [(ELSEWHERE, "/locked?next=%2Fdesk"), (ELSEWHERE, "/sign-in?next=%2Fdesk&why=ended")]


def test_a_second_window_takes_over_and_the_first_one_says_so(client: Browser) -> None:
    client.post("/api/v1/tickets", json={"service": "A"})
    client.signs_in("darius", "2")
    first = dict(client.drawn)
    with client.websocket_connect(f"/desk/live?stamp={first['stamp']}") as socket:
        socket.receive_json()
        client.get("/desk")
        while (told := socket.receive())["type"] != "websocket.close":
            pass
    pressed = client.post("/desk/calls", data={**first, "seen": ""})
    page = client.get(pressed.headers["location"])
    back = client.post("/sign-in/counter", data={"counter": "2", "next": "/desk"})

    assert (told["code"], told["reason"]) == (ELSEWHERE, "/sign-in/counter?next=%2Fdesk&why=taken_over")
    assert pressed.headers["location"] == "/sign-in/counter?next=%2Fdesk&why=taken_over"
    reloaded = client.get(f"/desk?lang=en&stamp={first['stamp']}&auto=1").headers["location"]
    assert reloaded == "/sign-in/counter?next=%2Fdesk%3Flang%3Den&why=taken_over&lang=en"
    assert said(page).startswith(
        "Atsiprašome, šioje vietoje dabar dirbama kitame lange arba kitame kompiuteryje"
    )
    assert client.get("/api/v1/services").json()[0]["ahead"] == 1
    assert back.status_code == 303 and client.get("/desk").status_code == 200


def test_a_colleague_who_takes_the_counter_over_is_named_where_one_chooses(client: Browser) -> None:
    to_the_desk(client)
    other = Browser(client.app, base_url=OWN, follow_redirects=False)
    sign_in(other, "rasa")
    choice = other.get("/sign-in/counter").text
    other.post("/sign-in/counter", data={"counter": "2"})
    lost = client.get("/desk")
    page = client.get(lost.headers["location"])

    assert "Čia dirba Darius Pavardenis; pasirinkę vietą ją perimsite." in choice
    assert lost.headers["location"] == "/sign-in/counter?next=%2Fdesk&why=taken_over"
    assert "Čia dirba Rasa Pavardenė" in page.text


def test_signing_out_closes_the_counter_and_the_cookie_opens_nothing_any_more(client: Browser) -> None:
    to_the_desk(client)
    token = client.cookies[COOKIE]
    out = client.post("/sign-in/out")
    assert out.headers["location"] == "/sign-in?lang=lt" and COOKIE not in client.cookies
    client.cookies.set(COOKIE, token)

    assert client.get("/desk").headers["location"] == "/sign-in?next=%2Fdesk&why=ended"
    assert do(client, counters.who_is_where) == {}


def test_signing_in_as_somebody_else_ends_the_sign_in_before(client: Browser) -> None:
    to_the_desk(client)
    token = client.cookies[COOKIE]
    sign_in(client, "rasa")
    mine = client.cookies[COOKIE]
    client.cookies.clear()
    client.cookies.set(COOKIE, token)

    assert mine != token
    assert client.get("/desk").headers["location"] == "/sign-in?next=%2Fdesk&why=ended"
    assert do(client, counters.who_is_where) == {}


def test_one_changes_ones_own_password_and_pin(client: Browser) -> None:
    sign_in(client, "rasa")
    client.get("/sign-in/own")
    new = "lietus medus kalnas"

    def change(password: str, new: str, again: str) -> str:
        return said(
            client.post("/sign-in/own/password", data={"password": password, "new": new, "again": again})
        )

    assert change("wrong", new, new).startswith("Atsiprašome, prisijungimo vardas arba slaptažodis")
    assert change(PASSWORD, new, new + "!").startswith("Atsiprašome, naujas slaptažodis abu kartus")
    assert change(PASSWORD, "Pavardene1", "Pavardene1").startswith(
        "Atsiprašome, šį slaptažodį lengva atspėti"
    )
    assert change(PASSWORD, new, new) == ""
    weak = client.post("/sign-in/own/pin", data={"password": new, "pin": "1111"})
    assert said(weak).startswith("Atsiprašome, PIN turi būti 4–8 skaitmenys")
    done = client.post("/sign-in/own/pin", data={"password": new, "pin": "5093"}, follow_redirects=True)
    assert "PIN įrašytas." in done.text
    client.post("/sign-in/lock")
    assert client.post("/sign-in/unlock", data={"secret": "5093"}).status_code == 303
    assert sign_in(client, "rasa").status_code == 401 and sign_in(client, "rasa", new).status_code == 303


def test_the_first_administrator_is_made_with_the_code_of_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with open_office(tmp_path) as client:
        code = caplog.text.rsplit("with the code ", 1)[1].split()[0]
        form = {"login": "olga", "name": "Olga", "password": PASSWORD, "again": PASSWORD}
        assert "Administratoriaus dar nėra" in client.get("/sign-in").text
        wrong = client.post("/sign-in/first", data={**form, "code": "AAAA-BBBB-CCCC-DDDD"})
        clerk = client.post("/sign-in/first", data={**form, "code": code, "login": "darius"})
        weak = client.post(
            "/sign-in/first", data={**form, "code": code, "password": "olga olga1", "again": "olga olga1"}
        )
        made = client.post("/sign-in/first", data={**form, "code": f" {code.lower()} "})
        late = client.get("/sign-in/first")
        page = client.get("/sign-in").text
        entered = sign_in(client, "olga")
    with open_office(tmp_path) as later:
        again = later.get("/sign-in").text

    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code)
    assert [said(page)[:30] for page in (wrong, clerk, weak)] == [
        "Atsiprašome, kodas neteisingas",
        "Atsiprašome, prisijungimo vard",
        "Atsiprašome, šį slaptažodį len",
    ]
    assert made.headers["location"] == "/sign-in?lang=lt"
    assert late.status_code == 409 and "Administratoriaus dar nėra" not in page + again
    assert entered.headers["location"] == "/monitor?lang=lt"  # she has no counter of her own
    assert caplog.text.count("There is no administrator yet") == 1
    assert PASSWORD not in caplog.text


def test_a_sign_in_survives_a_restart(tmp_path: Path) -> None:
    with open_office(tmp_path) as before:
        do(before, accounts.set_password, "darius", hashed(PASSWORD))
        to_the_desk(before)
        cookies = dict(before.cookies)
    with open_office(tmp_path) as after:
        after.cookies.update(cookies)

        assert "2 langelis" in after.get("/desk").text


def test_a_rehearsal_asks_no_password_and_a_real_day_always_does(client: Browser, tmp_path: Path) -> None:
    clock = RehearsalClock(Clock().now())
    with Browser(
        create_app(small(), prepare(tmp_path / "rehearsed"), clock), base_url=OWN, follow_redirects=False
    ) as made_up:
        page = made_up.get("/sign-in").text
        seated = made_up.post("/sign-in", data={"login": "darius", "counter": "2", "next": "/desk"})
        desk = made_up.get(seated.headers["location"]).text
        made_up.post("/sign-in/lock")
        touched = made_up.post("/sign-in/unlock")
        unknown = made_up.post("/api/v1/sign-ins", json={"login": "nobody"})
        program = made_up.post("/api/v1/sign-ins", json={"login": "rasa", "counter": "1"}).json()

    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Rasa Pavardenė", "Darius Pavardenis"]
    assert "2 langelis" in desk and touched.headers["location"] == "/desk?lang=lt"
    assert (unknown.status_code, program["login"], program["role"]) == (401, "rasa", "administrator")
    assert client.post("/sign-in", data={"login": "darius", "counter": "2"}).status_code == 401
    assert client.post("/api/v1/sign-ins", json={"login": "darius"}).status_code == 401
    assert "<h2>" not in client.get("/sign-in").text


def test_a_program_signs_in_acts_and_signs_out(client: Browser) -> None:
    wanted = {"login": "darius", "password": PASSWORD, "counter": "2"}
    answer = client.post("/api/v1/sign-ins", json=wanted)
    token = answer.json().pop("token")
    client.headers["Authorization"] = f"Bearer {token}"
    client.post("/api/v1/tickets", json={"service": "A"})
    called = client.post("/api/v1/counters/2/calls").json()["called"]["number"]
    minutes_pass(client, 60)  # a program has no screen to lock
    done = client.post("/api/v1/counters/2/finishes")
    out = client.post("/api/v1/sign-outs")
    after = client.post("/api/v1/counters/2/calls")

    assert answer.status_code == 201 and re.fullmatch(r"[\w-]{43}", token)
    assert called == "A001" and done.status_code == 200 and out.status_code == 204
    assert (after.status_code, after.json()["error"]["code"]) == (401, "not_signed_in")
    wrong = [client.post("/api/v1/sign-ins", json={**wanted, "password": "x"}) for _ in range(6)]
    assert [one.status_code for one in wrong] == [401] * 5 + [429]


def test_nothing_that_opens_a_door_is_kept_as_it_is(client: Browser, tmp_path: Path) -> None:
    to_the_desk(client)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())

    assert client.cookies[COOKIE].encode() not in kept
    assert PASSWORD.encode() not in kept and b"2846" not in kept
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in kept


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("trumpas 7", True),
        ("slaptazodis1", True),
        ("Rokiskis2026", True),
        ("qwertyuiop12", True),
        ("RasaPavardene", True),
        ("aaaaaaaaaaaaaaaa", True),
        ("x" * 129, True),
        ("arklys baterija", False),
        ("mano katinas miega pietuose", False),
        ("dfT7-pq0R.zzk", False),
    ],
)
def test_a_password_that_is_easy_to_guess_is_not_taken(password: str, weak: bool) -> None:
    assert is_weak(password, ["rasa", "Rasa Pavardenė", "rokiskis"]) is weak


def test_a_pin_is_not_the_first_that_anybody_would_try() -> None:
    pins = ("0000", "1234", "4321", "123", "123456789", "12a4", "2846", "19850711")

    assert [pin for pin in pins if not is_weak_pin(pin)] == ["2846", "19850711"]


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    composed, apart = "ąžuolas ir upė", "a\u0328z\u030cuolas ir upe\u0307"

    assert is_right(hashed(composed), apart)
    assert not is_right(hashed(composed), "ąžuolas ir upe")
    assert not is_right(None, "") and not is_right("no hash", "x")
