"""The kit that turns a small computer into a display."""

import json
import re
import subprocess

import pytest
from offices import ROOT

KIT = ROOT / "display" / "install"


@pytest.mark.parametrize("script", ["install.sh", "session", "screen"])
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_every_script_can_be_read_by_a_shell(script: str, shell: str) -> None:
    subprocess.run([shell, "-n", str(KIT / script)], check=True)


def test_everything_that_is_installed_is_in_the_kit() -> None:
    wanted = re.findall(r'"\$here/([\w.-]+)"', (KIT / "install.sh").read_text(encoding="utf-8"))

    assert sorted([*wanted, "README.md", "install.sh"]) == sorted(path.name for path in KIT.iterdir())


@pytest.mark.parametrize(
    "words", [["queue.example.lt"], ["https://a b"], ["https://a", "Hall"], ["https://a", "hall", "upside"]]
)
def test_a_wrong_word_changes_nothing(words: list[str]) -> None:
    """It says what is wrong before it installs anything, whoever runs it."""
    done = subprocess.run(
        ["sh", str(KIT / "install.sh"), *words], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_the_browser_may_open_the_server_only_and_may_sound() -> None:
    policy = json.loads((KIT / "policy.json").read_text(encoding="utf-8"))

    assert policy["URLBlocklist"] == ["*"]
    assert policy["URLAllowlist"] == ["@SERVER@", "file:///usr/local/lib/eile-display/boot.html"]
    assert policy["AutoplayAllowed"] is True


def test_nothing_in_the_kit_leaves_the_house() -> None:
    addresses = {
        address
        for path in KIT.iterdir()
        for address in re.findall(r"https?://[\w-][\w.-]+", path.read_text(encoding="utf-8"))
    }

    assert addresses <= {"https://queue.example.lt"}
