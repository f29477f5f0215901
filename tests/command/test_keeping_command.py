"""What an administrator types: erasing by terms, copying, checking the staff log, exporting periods."""

import re
import sqlite3
from pathlib import Path

import pytest
from conftest import Reception
from offices import in_hours
from past import a_monday

from server.__main__ import main
from server.config import parse
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct


@pytest.fixture
def office(tmp_path: Path) -> list[str]:
    """An office on a Monday long ago, as the words that every command needs."""
    config = tmp_path / "config.yaml"
    config.write_text(in_hours(), encoding="utf-8")
    settings = parse(in_hours(), "config.yaml")
    a_monday(tmp_path / "data", settings, "2025-11-24")
    hall = Reception(tmp_path / "data", settings)
    hall.do(staff_log, "rasa", StaffAct.SIGN_IN)
    hall.close()
    return [f"--config={config}", f"--data={tmp_path / 'data'}"]


def test_what_would_be_erased_is_said_before_it_is(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for command in (["purge", "--dry-run"], ["purge"], ["purge"]):
        assert main([*command, *office]) == 0
        said.append(capsys.readouterr().out.splitlines())

    assert said[0] == ["Would be erased:", "  tickets: 1", "  events: 4"]
    # The counter that nobody had closed is closed before.
    assert said[1] == ["Erased:", "  tickets: 1", "  events: 5"]
    assert said[2] == ["Erased: nothing."]


def test_a_copy_is_made_and_the_log_knows_of_it(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", *office]) == 0
    copy = Path(capsys.readouterr().out.strip())
    with sqlite3.connect(copy) as copied:
        (tickets,) = copied.execute("SELECT count(*) FROM visit").fetchone()
    copied.close()
    assert main(["audit", "show", *office]) == 0
    shown = capsys.readouterr().out

    assert re.fullmatch(r"eile-\d{4}-\d\d-\d\dT\d{6}\.db", copy.name) and tickets == 1
    assert re.search(rf"  eile  backup  {copy.name}$", shown, re.MULTILINE)


def test_the_first_broken_link_of_the_staff_log_is_named(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    whole = main(["audit", "verify", *office]), capsys.readouterr().out
    data = Path(office[1].partition("=")[2])
    with sqlite3.connect(data / "eile.db") as other:
        other.execute("DROP TRIGGER staff_log_is_not_changed")
        other.execute("UPDATE staff_log SET who = 'darius'")
    other.close()
    broken = main(["audit", "verify", *office]), capsys.readouterr().err

    assert whole == (0, "The staff log is whole: 1 entries, each chained to the one before it.\n")
    assert broken == (1, "The staff log was changed: entry 1 does not fit what is before it.\n")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--day=2025-11-24"], "2025-11-24"),
        (["--week=2025-11-26"], "2025-W48"),
        (["--month=2025-11"], "2025-11"),
        (["--year=2025"], "2025"),
        (["--from=2025-11-01", "--to=2025-11-30"], "2025-11-01_2025-11-30"),
    ],
)
def test_any_period_is_exported(
    words: list[str], name: str, office: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["export", *words, "--format=html", "--lang=en", f"--out={tmp_path / 'out'}", *office])

    assert (status, capsys.readouterr().out) == (0, f"{tmp_path / 'out' / f'eile-{name}-report.html'}\n")


def test_a_last_day_without_a_first_one_is_refused(
    office: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["export", "--day=2025-11-24", "--to=2025-11-30", f"--out={tmp_path / 'out'}", *office])

    assert (status, capsys.readouterr().err) == (1, "--to is the last day of a range: it goes with --from.\n")


def test_a_range_that_ends_before_it_begins_is_refused(
    office: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["export", "--from=2025-11-30", "--to=2025-11-01", f"--out={tmp_path / 'out'}", *office])

    assert (status, capsys.readouterr().err) == (1, "--to 2025-11-01 is before --from 2025-11-30.\n")
    assert not (tmp_path / "out").exists()
