"""The kiosk's screens by measure, as a browser has laid them out."""

from pathlib import Path

from playwright.sync_api import Page

HERE = Path(__file__).parent
MEASURE, LONGER = (
    (HERE / f"{name}.js").read_text(encoding="utf-8").partition("\n")[2] for name in ("measure", "longer")
)
CONTROL_PX, TEXT_PX, LARGE_TEXT_PX = 104, 32, 56
REACH_PX = {True: 318.2 / 597.7 * 1920, False: 0.46 * 1080}  # of the sample's screen, upright and lying


def trouble_on(page: Page, modes: str = "") -> list[str]:
    """What is too small, out of reach, cut off or on top of something else, one line each."""
    assert page.viewport_size is not None
    page.wait_for_load_state()
    text = LARGE_TEXT_PX if "large" in modes else TEXT_PX
    reach = REACH_PX[page.viewport_size["height"] == 1920] if "low" in modes else 0
    found: list[str] = page.evaluate(MEASURE, [CONTROL_PX, text, reach])
    return found


def say_it_longer(page: Page) -> None:
    """Make every word two fifths longer: a language that we do not speak yet."""
    page.evaluate(LONGER)
