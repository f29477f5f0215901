"""The kit that turns a computer with a touch screen into a kiosk."""

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import httpx2 as httpx
import pytest
from offices import ROOT

from kiosk.install.staff import ACTS, PAUSE_S, TRIES, Door, handler, kept

KIT = ROOT / "kiosk" / "install"
SERVER = "https://queue.example.lt"
BACK = f"{SERVER}/kiosk"


def install(*words: str, pin: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["sh", str(KIT / "install.sh"), *words],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "EILE_PIN": pin},
    )


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in found}


@pytest.mark.parametrize("script", ["install.sh", "session", "screen"])
def test_every_script_can_be_read_by_a_shell(script: str) -> None:
    for shell in ("sh", "bash"):
        subprocess.run([shell, "-n", str(KIT / script)], check=True)


def test_everything_that_is_installed_is_in_the_kit() -> None:
    wanted = re.findall(r'"\$here/([\w.-]+)"', (KIT / "install.sh").read_text(encoding="utf-8"))
    there = {path.name for path in KIT.iterdir() if path.is_file()}

    assert {*wanted, "README.md", "install.sh"} == there


def test_installing_twice_is_installing_once_and_keeps_the_pin(tmp_path: Path) -> None:
    first = install("--dry-run", str(tmp_path), SERVER, "left", pin="246802")
    once = files(tmp_path)
    second = install("--dry-run", str(tmp_path), SERVER, "left")
    again = files(tmp_path)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert once == again
    policy = json.loads(once["etc/chromium/policies/managed/eile-kiosk.json"])
    assert (policy["URLBlocklist"], policy["URLAllowlist"][0]) == (["*"], SERVER)
    assert once["etc/eile-kiosk.conf"] == f"EILE_SERVER={SERVER}\nEILE_TURNED=left\n"
    assert Door(once["etc/eile-kiosk.pin"]).opens("246802")
    assert "246802" not in str(once)
    assert (tmp_path / "etc/eile-kiosk.pin").stat().st_mode & 0o077 == 0
    commands = [line for line in first.stdout.splitlines() if line.startswith("+ ")]
    assert "+ systemctl restart eile-kiosk-staff.service eile-kiosk.service" in commands
    assert [
        unit
        for unit in ("eile-kiosk", "eile-kiosk-staff")
        if f"etc/systemd/system/{unit}.service" not in once
    ] == []


@pytest.mark.parametrize(
    ("words", "pin"),
    [
        (["queue.example.lt"], "246802"), (["https://a b"], "246802"), (["https://"], "246802"),
        ([SERVER, "upside"], "246802"), ([SERVER], "12345"), ([SERVER], "secret7"), ([SERVER], ""),
    ],
)  # fmt: skip
def test_a_wrong_word_changes_nothing(tmp_path: Path, words: list[str], pin: str) -> None:
    done = install("--dry-run", str(tmp_path), *words, pin=pin)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert files(tmp_path) == {}


def test_nothing_in_the_kit_leaves_the_house() -> None:
    said = " ".join(path.read_text(encoding="utf-8") for path in KIT.iterdir() if path.is_file())

    assert set(re.findall(r"https?://[\w-][\w.-]+", said)) <= {
        SERVER, "http://127.0.0.1", "http://openbox.org",
    }  # fmt: skip


def test_the_way_out_opens_for_the_pin_and_to_nobody_who_goes_on_guessing() -> None:
    now = 1000.0
    door = Door(kept("246802"), lambda: now)
    assert door.opens("246802")
    assert [door.opens("000000") for _ in range(TRIES)] == [False] * TRIES
    assert door.shut and not door.opens("246802")
    now += PAUSE_S
    assert not door.shut and door.opens("246802")


@pytest.fixture
def acts() -> Iterator[tuple[str, list[str]]]:
    done: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(Door(kept("246802")), BACK, done.append, 0))
    port = server.server_address[1]
    server.RequestHandlerClass = handler(Door(kept("246802")), BACK, done.append, port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}", done
    server.shutdown()
    server.server_close()


def test_staff_leave_a_kiosk_by_its_own_page_and_nobody_else_does(acts: tuple[str, list[str]]) -> None:
    own, done = acts
    page = httpx.get(own)
    asked = {"pin": "246802", "act": "leave"}
    wrong = httpx.post(own, data={**asked, "pin": "1"}, headers={"Origin": own})
    elsewhere = httpx.post(own, data=asked, headers={"Origin": "http://evil.example"})
    renamed = httpx.get(own, headers={"Host": "evil.example"})
    assert done == []
    right = httpx.post(own, data=asked, headers={"Origin": own})

    assert page.status_code == 200 and f'content="60;url={BACK}"' in page.text and "@" not in page.text
    assert "PIN netinka" in wrong.text
    assert (elsewhere.status_code, renamed.status_code) == (403, 403)
    assert (right.status_code, right.headers["location"], done) == (303, BACK, ["leave"])
    assert set(re.findall(r'name="act" value="(\w+)"', page.text)) == set(ACTS)
