"""The commands about printers and the machines that are let in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_printer import FakePrinter
from offices import SMALL
from prepared import prepare
from starlette.testclient import TestClient

from server.__main__ import main
from server.app import create_app
from server.clock import Clock
from server.config import load
from server.start import main as eile


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with FakePrinter().on_network() as printer:
        yield printer


@pytest.fixture
def office(tmp_path: Path, printer: FakePrinter) -> list[str]:
    """The options of an office with one network printer and one on another computer."""
    host, port = printer.address
    lines = f"""  - {{id: entrance, transport: network, host: {host}, port: {port}, confirm: gs_r}}
  - {{id: far, transport: remote}}
"""
    config = tmp_path / "config.yaml"
    text = SMALL.replace("  - {id: entrance, transport: screen}\n", lines)
    config.write_text(text, encoding="utf-8")
    return [f"--config={config}", f"--data={tmp_path / 'data'}"]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(words)
    told = capsys.readouterr()
    return status, told.out, told.err


def test_a_test_print_says_what_the_printer_answers_and_what_to_set(
    office: list[str], printer: FakePrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told, _ = said(capsys, "print-test", *office)

    assert status == 0
    assert re.sub(r"\d\.\d s", "0.0 s", told).splitlines() == [
        "Printer entrance: network, 576 dots, 203 dpi",
        "  condition     ready",
        "  DLE EOT 1-4   12 12 12 12",
        "  confirmation  gs_h works (0.0 s); the settings say gs_r: write  confirm: gs_h",
        "  test print    printed",
    ]
    assert len(printer.pieces) == 1
    printer.having(paper_rows=0)
    status, told, _ = said(capsys, "print-test", *office, "--printer=entrance")
    assert status == 1
    assert told.splitlines()[1::3] == ["  condition     no_paper", "  test print    not sent (no_paper)"]


def test_while_a_server_runs_it_prints_the_test(
    office: list[str], printer: FakePrinter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(load(tmp_path / "config.yaml"), prepare(tmp_path / "data"), Clock())
    printer.having(one_at_a_time=True)
    with TestClient(app, base_url="http://127.0.0.1"):
        status, told, _ = said(capsys, "print-test", *office)

    assert (status, told.splitlines()[-1]) == (0, "  test print    printed")
    assert len(printer.pieces) == 1


def test_a_printer_elsewhere_is_tested_by_its_agent_only_and_an_unknown_one_not_at_all(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "print-test", *office, "--printer=far")[:2] == (
        1,
        "Printer far is on another computer: its agent and the server must run.\n",
    )
    assert said(capsys, "print-test", *office, "--printer=attic")[::2] == (
        1,
        'There is no printer "attic", only entrance, far.\n',
    )


def test_a_machine_is_let_in_listed_and_let_in_no_more(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "device", "list", *office)[1] == "Nobody is let in.\n"
    status, token, note = said(capsys, "device", "add", "printer", "far", *office)
    assert (status, len(token.strip())) == (0, 43)
    assert "Nobody will see it again" in note
    assert said(capsys, "device", "add", "printer", "entrance", *office)[::2] == (
        1,
        'The config has no printer "entrance" with  transport: remote.\n',
    )
    assert said(capsys, "device", "add", "kiosk", "hall", *office)[0] == 0
    listed = said(capsys, "device", "list", *office)[1]
    assert [line.split()[:3] for line in listed.splitlines()] == [
        ["1", "printer", "far"],
        ["2", "kiosk", "hall"],
    ]
    assert token.strip() not in listed
    assert said(capsys, "device", "revoke", "1", *office)[:2] == (0, "printer far is let in no more.\n")
    assert said(capsys, "device", "revoke", "1", *office)[0] == 1
    assert "revoked" in said(capsys, "device", "list", *office)[1].splitlines()[0]


def test_the_command_hands_on_to_the_agent_or_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    for words, program in (
        (["printer", "--help"], "usage: eile printer"),
        (["--help"], "usage: eile [-h] COMMAND"),
    ):
        with pytest.raises(SystemExit) as stopped:
            eile(words)
        assert stopped.value.code == 0
        assert capsys.readouterr().out.startswith(program)
