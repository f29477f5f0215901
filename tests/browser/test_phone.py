"""The ticket on a phone in a real browser, while a desk calls."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from branches import Branch
from offices import SAMPLE
from playwright.sync_api import Browser, Page, expect
from screens import Screens

PHONE = {"width": 390, "height": 844}
LIGHT = 100_000  # bytes of a page with everything it loads


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    """The office of config.yaml on a Monday morning, with somebody at two counters."""
    office = Branch(
        tmp_path_factory.mktemp("monday"),
        config=SAMPLE.read_text(encoding="utf-8"),
        command=("rehearse", "--at=2026-11-23T10:00"),
    )
    office.opens()
    office.at("2")
    office.at("105", "ausra")
    yield office
    office.closes()


def take(branch: Branch, service: str = "A", language: str = "lt") -> str:
    answer = httpx.post(f"{branch.url}/api/v1/tickets", json={"service": service, "language": language})
    token: str = answer.json()["token"]
    return token


def live(page: Page) -> Page:
    expect(page.locator("live-parts[data-revision]")).to_be_attached()
    return page


def fills_the_screen(page: Page) -> bool:
    found: bool = page.evaluate(
        """() => {
          const box = document.getElementById("stage").getBoundingClientRect();
          return box.left <= 0 && box.right >= innerWidth && box.top <= 0 && box.bottom >= innerHeight;
        }"""
    )
    return found


def test_a_call_fills_the_phone_shakes_it_and_sounds(branch: Branch, screens: Screens) -> None:
    take(branch)
    token = take(branch)
    phone = screens.open(f"/t/{token}", "phone")
    phone.evaluate("navigator.vibrate = (pattern) => { window.shaken = pattern; return true; }")
    live(phone)
    expect(phone.locator("#stage")).to_contain_text("Prieš Jus eilėje: 1")
    phone.get_by_role("button", name="Įjungti garsą").click()
    expect(phone.get_by_role("button", name="Garsas įjungtas")).to_have_attribute("aria-pressed", "true")
    assert phone.locator("live-parts").get_attribute("data-rung") == "1"
    phone.get_by_role("link", name="Palikti eilę").click()
    expect(phone.get_by_role("dialog")).to_be_visible()
    desk = screens.desk("1")
    desk.get_by_role("button", name="Kviesti kitą").click()
    expect(phone.locator("#stage")).to_contain_text("Prieš Jus eilėje nieko nėra")
    expect(desk.locator("#client .number")).to_have_text("A001")
    expect(desk.locator("body.busy")).to_have_count(0)
    desk.get_by_role("button", name="Kviesti kitą").click()

    expect(phone.locator("#stage h1")).to_have_text("1 langelis")
    expect(phone.get_by_role("dialog")).to_be_hidden()
    assert fills_the_screen(phone)
    assert phone.evaluate("window.shaken.length") >= 3
    assert phone.title() == "A002 → 1 langelis"
    assert int(phone.locator("live-parts").get_attribute("data-rung") or 0) >= 2
    expect(desk.locator("#client .number")).to_have_text("A002")
    expect(desk.locator("body.busy")).to_have_count(0)
    desk.locator("#finishes").click()
    expect(phone.locator("#stage")).to_contain_text("Ačiū. Geros dienos!")
    expect(phone.locator("#switches")).to_be_hidden()
    assert screens.trouble == []
    assert screens.asked == {branch.url.removeprefix("http://")}
    assert phone.context.cookies() == []
    assert token not in branch.said() and httpx.get(f"{branch.url}/t/{token}").status_code == 200


def test_a_phone_that_was_never_touched_stays_quiet_and_says_no_error(
    branch: Branch, screens: Screens
) -> None:
    phone = live(screens.open(f"/t/{take(branch)}", "phone"))
    httpx.post(f"{branch.url}/api/v1/counters/2/calls", headers=branch.at("2"))

    expect(phone.locator("#stage h1")).to_have_text("2 langelis")
    assert phone.locator("live-parts").get_attribute("data-rung") is None
    assert screens.trouble == []


@pytest.mark.parametrize(("motion", "moves"), [("no-preference", True), ("reduce", False)])
def test_whoever_wants_no_motion_gets_none(
    branch: Branch, chromium: Browser, motion: str, moves: bool
) -> None:
    page = chromium.new_page(viewport=PHONE, reduced_motion=motion)
    page.goto(f"{branch.url}/t/{take(branch)}")
    live(page)
    httpx.post(f"{branch.url}/api/v1/counters/1/calls", headers=branch.at("1"))
    expect(page.locator("#stage.called.fresh")).to_be_visible()

    name = page.locator("#stage").evaluate("stage => getComputedStyle(stage).animationName")
    assert (name != "none") is moves
    page.close()


def test_one_passes_twice_and_the_third_is_refused(branch: Branch, screens: Screens) -> None:
    token, *_ = [take(branch) for _ in range(4)]
    phone = live(screens.open(f"/t/{token}", "phone"))
    button = phone.get_by_role("button", name="Praleisti vieną klientą")
    phone.get_by_role("button", name="Įjungti garsą").click()
    button.click()
    expect(phone.locator("#stage")).to_contain_text("Prieš Jus eilėje: 1")
    expect(button).to_contain_text("Galima dar kartų: 1")
    button.click()
    expect(phone.locator("#stage")).to_contain_text("Prieš Jus eilėje: 2")
    expect(button).to_have_count(0)
    expect(phone.get_by_role("button", name="Garsas įjungtas")).to_be_visible()
    third = httpx.post(f"{branch.url}/t/{token}/let-pass")

    assert third.status_code == 409 and "daugiau praleisti nebegalima" in third.text
    assert screens.trouble == []


def test_with_nobody_behind_the_phone_says_so_and_keeps_saying_it(branch: Branch, screens: Screens) -> None:
    phone = live(screens.open(f"/t/{take(branch)}", "phone"))
    phone.get_by_role("button", name="Praleisti vieną klientą").click()
    expect(phone.locator("#alert")).to_contain_text("už Jūsų eilėje dabar nieko nėra")
    take(branch)
    phone.wait_for_timeout(1000)

    expect(phone.locator("#alert")).to_be_visible()


def test_leaving_from_the_phone(branch: Branch, screens: Screens) -> None:
    phone = live(screens.open(f"/t/{take(branch)}", "phone"))
    phone.get_by_role("link", name="Palikti eilę").click()
    phone.get_by_role("link", name="Ne, lieku eilėje").click()
    expect(phone.get_by_role("dialog")).to_be_hidden()
    phone.get_by_role("link", name="Palikti eilę").click()
    phone.get_by_role("button", name="Taip, palikti eilę").click()

    expect(phone.locator("#stage")).to_contain_text("Jūs palikote eilę.")
    expect(phone.get_by_role("link", name="Palikti eilę")).to_have_count(0)
    assert (
        httpx.post(f"{branch.url}/api/v1/counters/1/calls", headers=branch.at("1")).json()["called"] is None
    )
    assert screens.trouble == []


def test_everything_works_without_scripts(branch: Branch, screens: Screens) -> None:
    """Forms of a page without a referrer come without an origin: they must be taken all the same."""
    token, other = take(branch), take(branch)
    phone = screens.open(f"/t/{token}", "phone", javascript=False)
    assert phone.locator("noscript meta").get_attribute("content") == "20"
    expect(phone.get_by_role("button", name="Įjungti garsą")).to_be_hidden()
    phone.get_by_role("button", name="Praleisti vieną klientą").click()
    expect(phone.locator("#stage")).to_contain_text("Prieš Jus eilėje: 1")
    httpx.post(f"{branch.url}/api/v1/tickets/{other}/departures")
    httpx.post(f"{branch.url}/api/v1/counters/1/calls", headers=branch.at("1"))
    phone.reload()
    expect(phone.locator("#stage h1")).to_have_text("1 langelis")
    assert fills_the_screen(phone)
    phone.get_by_role("link", name="Palikti eilę").click()
    expect(phone.get_by_role("heading", name="Ar tikrai norite palikti eilę?")).to_be_visible()
    phone.get_by_role("button", name="Taip, palikti eilę").click()
    expect(phone.locator("#stage")).to_contain_text("Jūs palikote eilę.")
    phone.get_by_role("link", name="English").click()
    expect(phone.locator("#stage")).to_contain_text("You have left the queue.")


def test_the_code_on_the_ticket_opens_its_page(branch: Branch, screens: Screens) -> None:
    kiosk = screens.open("/kiosk")
    kiosk.get_by_role("button", name="Prašymai").click()
    code = kiosk.locator(".follow b").inner_text()
    phone = screens.open("/t", "phone")
    phone.get_by_label("Įveskite talono kodą").fill("abc def")
    phone.get_by_role("button", name="Rodyti eilę").click()
    expect(phone.get_by_role("alert")).to_contain_text("tokio kodo neradome")
    phone.get_by_label("Įveskite talono kodą").fill(code.lower())
    phone.get_by_role("button", name="Rodyti eilę").click()

    expect(phone.locator("#stage .number")).to_have_text("A001")
    assert [said for said in screens.trouble if "404" not in said] == []


def test_the_page_with_all_it_loads_is_light(branch: Branch, chromium: Browser) -> None:
    page = chromium.new_page(viewport=PHONE)
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({urlsplit(answer.url).path: len(answer.body())}))
    token = take(branch)
    page.goto(f"{branch.url}/t/{token}")
    live(page)
    page.wait_for_load_state("networkidle")
    loaded = dict(sizes)
    page.close()

    assert f"/t/{token}" in loaded and "/static/phone/phone.js" in loaded
    assert not [path for path in loaded if "font" in path]
    assert sum(loaded.values()) < LIGHT / 3, loaded


def test_without_a_connection_the_phone_says_how_old_its_picture_is(branch: Branch, screens: Screens) -> None:
    phone = screens.open(f"/t/{take(branch)}", "phone")
    phone.clock.install()
    phone.reload()
    live(phone)
    expect(phone.locator("#updated")).to_have_text(re.compile(r"^Atnaujinta prieš \d s$"))
    branch.is_killed()
    phone.clock.run_for(20_000)
    expect(phone.locator("#updated")).to_have_text("Atnaujinta prieš 20 s")
    phone.clock.run_for(11_000)
    expect(phone.locator("#updated")).to_contain_text("Ryšys nutrūko. Rodome")
    expect(phone.locator("live-parts.old")).to_be_attached()
    phone.get_by_role("button", name="Praleisti vieną klientą").click()
    expect(phone.locator("#alert")).to_contain_text("nepavyko: nėra ryšio")
    branch.opens()
    phone.clock.run_for(10_000)

    expect(phone.locator("#updated")).to_have_text(re.compile(r"^Atnaujinta prieš \d s$"))
    expect(phone.locator("live-parts.old")).to_have_count(0)


def test_where_no_live_connection_comes_through_the_page_is_asked_for(
    branch: Branch, screens: Screens
) -> None:
    phone = screens.open("/t", "phone")
    phone.route_web_socket(re.compile("/live"), lambda socket: socket.close())
    phone.clock.install()
    phone.goto(f"{branch.url}/t/{take(branch)}")
    httpx.post(f"{branch.url}/api/v1/counters/1/calls", headers=branch.at("1"))
    phone.clock.run_for(16_000)

    expect(phone.locator("#stage h1")).to_have_text("1 langelis")
    expect(phone.locator("#updated")).to_have_text(re.compile(r"^Atnaujinta prieš \d s$"))


def test_the_screen_is_kept_on_for_whoever_asks(branch: Branch, chromium: Browser) -> None:
    context = chromium.new_context(viewport=PHONE, permissions=["screen-wake-lock"])
    page = context.new_page()
    page.goto(f"{branch.url}/t/{take(branch)}")
    live(page)
    page.get_by_role("button", name="Neleisti ekranui užgesti").click()
    expect(page.get_by_role("button", name="Ekranas neužges")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Ekranas neužges").click()
    expect(page.get_by_role("button", name="Neleisti ekranui užgesti")).to_be_visible()
    context.close()


@pytest.mark.parametrize("language", ["lt", "en", "uk", "ru"])
@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_the_phone_and_what_matters_is_above_the_fold(
    monday: Branch, chromium: Browser, language: str, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 844})
    for service in ("D", "M"):
        page.goto(f"{monday.url}/t/{take(monday, service, language)}")
        live(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SPILLED) == []
        for part in (".number", ".ahead", ".wait"):
            assert page.locator(part).evaluate("part => part.getBoundingClientRect().top") < 700, part
    page.close()


SPILLED = """() => [...document.querySelectorAll(".stage, .switch, .act")].flatMap((box) => {
  const around = box.getBoundingClientRect();
  return [...box.querySelectorAll("*")]
    .filter((part) => part.getBoundingClientRect().right > around.right + 1
      || (part.clientWidth && part.scrollWidth > part.clientWidth + 1))
    .map((part) => part.textContent.trim());
})"""
