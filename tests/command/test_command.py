"""The command, as an administrator types it."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx2 as httpx
import pytest
from branches import Branch, wait_for
from offices import SAMPLE, SMALL
from prepared import prepare
from websockets.sync.client import connect

from server.__main__ import main
from server.store.database import Database


def eile(*words: str, cwd: Path | None = None) -> tuple[int, str, str]:
    """Type a command; return its exit status and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "server", *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=60,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    return done.returncode, done.stdout, done.stderr


def test_check_says_that_the_sample_is_right() -> None:
    assert eile("check", f"--config={SAMPLE}") == (
        0,
        f"{SAMPLE} is right: 12 services, 6 counters, 1 printers.\n",
        "",
    )


def test_check_warns_of_letters_that_are_too_small_for_the_room(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(SMALL + "display: {diagonal_in: 43, farthest_seat_m: 8}\n", encoding="utf-8")
    status, said, _ = eile("check", f"--config={config}")

    assert status == 0
    assert said.splitlines()[1] == (
        "Warning: on the display display the letters of the list are 20 mm high; to be read from 8 m they "
        "should be 40 mm. Take a screen of 85 inches, or seats within 4.0 m."
    )


@pytest.mark.parametrize("command", ["check", "run", "rehearse"])
def test_a_wrong_config_is_told_whole_and_nothing_starts(tmp_path: Path, command: str) -> None:
    wrong = SMALL.replace("id: small", "id: small\n  adress: x").replace(
        "services: [Z, J]", "services: [Z, Y]"
    )
    config = tmp_path / "config.yaml"
    config.write_text(wrong, encoding="utf-8")
    status, said, mistakes = eile(command, f"--config={config}", *_data(command, tmp_path))

    assert (status, said) == (2, "")
    assert len(mistakes.splitlines()) == 3  # the unknown word, the unknown service, and J that nobody serves
    assert 'Did you mean "address"?' in mistakes
    assert not (tmp_path / "data").exists()


def _data(command: str, folder: Path) -> list[str]:
    return [] if command == "check" else [f"--data={folder / 'data'}"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["export", "--out=x", "--day=2026-13-01"], "a day such as 2026-10-20"),
        (["export", "--out=x", "--month=2026-13"], "a month such as 2026-10"),
        (["export", "--out=x", "--year=last"], "a year such as 2026"),
        (
            ["rehearse", "--at=2026-02-30T10:00"],
            "a time such as 2026-10-20T07:55, in a year from 2000 to 2100",
        ),
        (["rehearse", "--at=1970-01-01"], "a time such as 2026-10-20T07:55, in a year from 2000 to 2100"),
        (["rehearse", "--speed=nan"], "a speed from 0 to 3600"),
        (["run", "--port=99999"], "a port from 0 to 65535"),
    ],
)
def test_what_cannot_be_read_on_the_command_line_is_told_with_what_is_expected(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert capsys.readouterr().err.endswith(f"expected {expected}\n")


def test_a_port_in_use_is_told_with_a_way_on(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, said = eile("run", f"--config={SAMPLE}", f"--data={tmp_path}", f"--port={port}")

    assert (status, said) == (
        1,
        f"127.0.0.1:{port} cannot be used (Address already in use). Choose another with --host and --port.\n",
    )


def test_a_rehearsal_refuses_real_days_and_the_other_way_round(branch: Branch, tmp_path: Path) -> None:
    branch.closes()
    config = f"--config={branch.config}"
    status, _, said = eile("rehearse", config, f"--data={branch.data}", "--port=0")
    rehearsed = Branch(tmp_path / "other", command=("rehearse",))
    rehearsed.opens().closes()
    other = eile("run", config, f"--data={rehearsed.data}", "--port=0")

    assert (status, said) == (
        1,
        f"{branch.data} holds real days, not rehearsal ones. Choose another directory with --data.\n",
    )
    assert (other[0], other[2]) == (
        1,
        f"{rehearsed.data} holds rehearsal days, not real ones. Choose another directory with --data.\n",
    )


def test_a_damaged_database_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "eile.db").write_bytes(b"this is no database" * 100)
    status, _, said = eile("run", f"--config={SAMPLE}", f"--data={tmp_path}", "--port=0")

    assert (status, said) == (1, f"The database in {tmp_path} cannot be used: file is not a database.\n")


def test_a_database_that_another_program_holds_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.database.BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(prepare(tmp_path) / "eile.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status = main(["run", f"--config={SAMPLE}", f"--data={tmp_path}", "--port=0"])

    told = f"The database in {tmp_path} cannot be used: database is locked.\n"
    assert (status, capsys.readouterr().err) == (1, told)


def test_the_day_is_exported_while_the_server_runs(tmp_path: Path) -> None:
    office = Branch(tmp_path / "office", command=("rehearse", "--at=2026-10-20T07:55", "--speed=0"))
    office.opens()
    for service in ("A", "Z"):
        httpx.post(f"{office.url}/api/v1/tickets", json={"service": service})
    httpx.post(f"{office.url}/api/v1/counters/1/calls", headers=office.at("1"))
    export = ["export", f"--config={office.config}", f"--data={office.data}", f"--out={tmp_path / 'out'}"]
    export += ["--day=2026-10-20", "--format=csv"]
    first, again, replaced = eile(*export), eile(*export), eile(*export, "--overwrite")
    office.closes()

    summary, tickets, events = (
        tmp_path / "out" / f"rehearsal-2026-10-20-{kind}.csv" for kind in ("summary", "tickets", "events")
    )
    assert first == (0, f"{summary}\n{tickets}\n{events}\n", "")
    assert again == (
        1,
        "",
        f"{summary} is there already; nothing was written. Add --overwrite to replace it.\n",
    )
    assert replaced == first
    at = "2026-10-20 07:55:00"
    lines = tickets.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1:] == [
        f"2026-10-20;A001;A;Prašymai;lt;ordinary;0;;{at};{at};{at};1;1;;called;;0;0,0;;;;;;0;none",
        f"2026-10-20;Z001;Z;Žemės ūkis;lt;ordinary;0;;{at};;;0;;;waiting;;0;;;;;;;0;none",
    ]


def test_an_export_from_nowhere_makes_nothing(tmp_path: Path) -> None:
    status, _, said = eile(
        "export", f"--config={SAMPLE}", f"--data={tmp_path / 'no'}", "--day=2026-10-20", f"--out={tmp_path}"
    )

    assert (status, said) == (
        1,
        f"There are no days in {tmp_path / 'no'}. Choose another directory with --data.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_an_export_of_what_was_only_rehearsed_says_where_it_is(tmp_path: Path) -> None:
    Database(tmp_path / "rehearsal").close()
    status, _, said = eile(
        "export", f"--config={SAMPLE}", f"--data={tmp_path}", "--day=2026-10-20", f"--out={tmp_path}"
    )

    way = f"to take it, add --data {tmp_path}/rehearsal\n"
    assert (status, said) == (1, f"There are no real days in {tmp_path}, but a rehearsal: {way}")


def test_the_log_has_one_line_an_event_and_no_secret_of_a_visitor(branch: Branch) -> None:
    ticket = httpx.post(f"{branch.url}/api/v1/tickets", json={"service": "A", "printed": True}).json()
    address = f"{branch.url}/api/v1/tickets/{ticket['token']}"
    wait_for(lambda: httpx.get(address).json()["paper"] == "printed", "the paper")
    program = branch.at("1")
    for act in ("closings", "openings", "openings", "calls"):
        httpx.post(f"{branch.url}/api/v1/counters/1/{act}", headers=program).raise_for_status()
    httpx.get(f"{branch.url}/kiosk/tickets/{ticket['token']}")
    branch.closes()

    said = [line.split(None, 3)[3] for line in branch.said().splitlines()]
    assert said[12].startswith("There is no administrator yet.")
    assert said[13:] == [
        "A001 taken", "A001 paper: printed", "counter 1 closed", "counter 1 open", "A001 call at 1",
        "Closed.",
    ]  # fmt: skip
    secrets = [ticket["token"], program["Authorization"].split()[1], "rasa", "Rasa"]
    assert [secret for secret in secrets if secret in branch.said()] == []


def test_a_polite_stop_ends_though_pages_are_open(branch: Branch) -> None:
    with connect(branch.url.replace("http", "ws") + "/display/live") as wall:
        wall.recv()
        assert branch.closes() == [-signal.SIGTERM]
    assert branch.said().splitlines()[-1].endswith("Closed.")
