"""``eile bookings``: from and to CSV."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from bookable import TEXT

from server.__main__ import main


@pytest.fixture
def office(tmp_path: Path) -> list[str]:
    config = tmp_path / "config.yaml"
    # Any day may be a holiday when this test runs.
    config.write_text(TEXT.replace("  country: LT\n", ""), encoding="utf-8")
    return [f"--config={config}", f"--data={tmp_path / 'data'}"]


def next_monday() -> date:
    """A Monday that can be booked, whenever this test runs."""
    return date.today() + timedelta(days=7 - date.today().weekday())  # noqa: DTZ011


def wrote(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "in.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def test_what_was_booked_elsewhere_is_booked_here_and_written_out_again(
    tmp_path: Path, office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    monday = next_monday()
    file = wrote(
        tmp_path,
        "day;time;service;counter;code",
        f"{monday};09:00;J;608;123456",
        f"{monday};09:30;J;;",
        f"{monday};09:00;A;2;",
    )
    assert main(["bookings", "import", file, *office]) == 0
    assert capsys.readouterr().out == "Booked: 3.\n"
    out = tmp_path / "out.csv"
    export = ["bookings", "export", f"--from={monday}", f"--out={out}", *office]
    assert main(export) == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))

    assert [(row["time"], row["service"], row["counter"], row["status"]) for row in rows] == [
        ("09:00", "A", "2", "booked"),
        ("09:00", "J", "608", "booked"),
        ("09:30", "J", "608", "booked"),
    ]
    assert rows[1]["code"] == "123456"
    assert all(len(row["code"]) == 6 for row in rows)
    assert main(export) == 1
    assert "Add --overwrite" in capsys.readouterr().err
    elsewhere = [office[0], f"--data={tmp_path / 'elsewhere'}"]
    assert main(["bookings", "import", str(out), *elsewhere]) == 0


def test_every_mistake_is_told_at_once_and_nothing_is_booked(
    tmp_path: Path, office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    monday = next_monday()
    file = wrote(
        tmp_path,
        "day,time,service,code",
        f"{monday},09:00,J,",
        f"{monday},09:15,J,",
        "tomorrow,9 o'clock,J,12",
        f"{monday},09:00,X,",
        f"{monday},13:00,B,",
    )
    assert main(["bookings", "import", file, *office]) == 1
    assert capsys.readouterr().err == (
        "in.csv:3  We are sorry, this time is taken or has passed. Please choose another time.\n"
        'in.csv:4  day: found "tomorrow", expected a day like 2026-11-24\n'
        'in.csv:4  time: found "9 o\'clock", expected a time like 14:30\n'
        'in.csv:4  code: found "12", expected six digits, or nothing for a new code\n'
        "in.csv:5  We are sorry, there is no such service here. Please choose one from the list.\n"
        "in.csv:6  We are sorry, no appointments are made for this service. "
        "Please take a ticket at the kiosk.\n"
        "Nothing was booked.\n"
    )
    out = tmp_path / "out.csv"
    assert main(["bookings", "export", f"--from={monday}", f"--out={out}", *office]) == 0
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 1
