"""Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from branches import Branch
from offices import SAMPLE
from playwright.sync_api import Browser, sync_playwright
from screens import CHROMIUM, QUIET, Screens


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def screens(chromium: Browser, branch: Branch) -> Iterator[Screens]:
    found = Screens(chromium, branch)
    yield found
    found.close()


@pytest.fixture(scope="module")
def sample_branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    """The office of config.yaml on a Monday at ten, one service out of season, for tests that only look."""
    config = SAMPLE.read_text(encoding="utf-8")
    not_now = '  - id: K\n    season: ["12-01", "04-30"]\n    hours: {wed: ["08:00-12:00"]}\n'
    office = Branch(
        tmp_path_factory.mktemp("sample"),
        config.replace("  - id: K\n", not_now),
        ("rehearse", "--at=2026-11-23T10:00"),
    )
    office.opens()
    yield office
    office.closes()


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Branch]:
    """The small office in a rehearsal whose clock stands still until it is set."""
    office = Branch(tmp_path / "rehearsal", command=("rehearse", "--at=2026-11-23T08:00", "--speed=0"))
    office.opens()
    yield office
    office.closes()
