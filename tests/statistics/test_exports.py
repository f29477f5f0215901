"""Exports: figures that an auditor can recompute, files that spreadsheets open, none in place of another."""

import csv
import io
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Reception
from offices import ROOT, with_hours
from recompute import figures, read

from server.config import Export
from server.reception import calls, counters, handing, pauses, tickets, undoing
from server.reception.opening import end_of_hours
from server.rules.counter import CounterState
from server.rules.periods import Length, Period, period
from server.rules.refused import Refused
from server.rules.totals import Facet
from server.statistics import workbook
from server.statistics.export import KINDS, Exporter, Kind, NoParquet, named
from server.statistics.files import as_csv
from server.statistics.folder import outlived, write_day
from server.statistics.report import report
from server.whole import whole
from server.words import Words, load

MONDAY = date(2026, 11, 23)
DAY = period(Length.DAY, MONDAY)
WORDS = load([ROOT / "server", ROOT / "server" / "statistics", ROOT / "server" / "desk"])


def a_day_of_anything(hall: Reception, seed: int, day: str = "2026-11-23") -> None:
    """Whatever staff and clients may do, in any order; what the rules refuse is not done."""
    chance = random.Random(seed)
    hall.it_is(f"{day} 08:00")
    numbers = ["A001"]

    def take(_counter: str, _number: str) -> None:
        numbers.append(hall.take(chance.choice("AAB"), priority=chance.random() < 0.3).number)

    def does_not_come(counter: str, _number: str) -> None:
        hall.do(calls.recall, counter)
        hall.minutes_later(0.5)
        hall.do(calls.no_show, counter)

    def at(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[str, str], Any]:
        return lambda counter, _: hall.do(verb, counter, *args, **kwargs)

    acts: dict[Callable[[str, str], Any], int] = {
        take: 8,
        at(calls.call_next): 6,
        lambda counter, number: hall.do(
            calls.call_chosen, counter, number, calls.OutOfTurn.SHORT_QUESTION
        ): 1,
        at(calls.recall): 2,
        at(calls.finish): 1,
        at(calls.start): 1,
        does_not_come: 4,
        lambda _, number: hall.do(tickets.restore, number): 1,
        lambda counter, number: hall.do(tickets.grant_priority, number, counter=counter): 2,
        lambda counter, number: hall.do(tickets.take_priority_back, number, counter=counter): 2,
        at(calls.park): 1,
        lambda counter, number: hall.do(calls.resume, counter, number): 2,
        at(handing.transfer, service="A"): 1,
        at(handing.transfer, service="B"): 1,
        at(handing.add_service, "B"): 2,
        at(calls.refuse, calls.Refusal.NOT_OURS): 1,
        at(undoing.undo): 2,
        at(counters.close_counter): 1,
        at(pauses.begin_pause, CounterState.BREAK): 1,
        at(pauses.begin_pause, CounterState.OTHER_WORK): 1,
        at(pauses.end_pause): 3,
    }
    for act in chance.choices([*acts], weights=[*acts.values()], k=260):
        hall.minutes_later(chance.uniform(0.05, 3.8))
        with suppress(Refused):
            act(chance.choice("12"), chance.choice(numbers[-8:]))
    hall.it_is(f"{day} 17:00")
    hall.do(end_of_hours)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reception]:
    hall = Reception(tmp_path_factory.mktemp("exports") / "data", with_hours())
    a_day_of_anything(hall, 1)
    yield hall
    hall.close()


def write(
    hall: Reception, folder: Path, *kinds: Kind, wanted: Period = DAY, words: Words = WORDS["lt"]
) -> list[Path]:
    with hall.book() as book:
        return Exporter(book, wanted, words).write(kinds, folder, "eile", overwrite=True)


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_an_auditor_recomputes_the_summary_from_the_events(seed: int, tmp_path: Path) -> None:
    """To the second: the summary's minutes have two decimals."""
    hall = Reception(tmp_path / "data", with_hours())
    a_day_of_anything(hall, seed)
    summary, tickets_file, events = write(hall, tmp_path, Kind.SUMMARY, Kind.TICKETS, Kind.EVENTS)
    hall.close()
    told = {
        (row["by"], row["key"], row["figure"]): float(row["value"].replace(",", ".") or "nan")
        for row in read(summary)
        if row["unit"] or row["value"].isdigit()
    }
    found = figures(events, tickets_file, dict.fromkeys("12", ("2026-11-23T06:00Z", "2026-11-23T15:00Z")))

    for figure in (
        "issued",
        "served",
        "noshow",
        "left",
        "refused",
        "not_served",
        "transfers",
        "added",
        "line_max",
        "overtaken",
        "overtaken_most",
    ):
        assert told["whole", "", figure] == found.get(figure, 0), figure
    for figure in ("wait_avg", "wait_max", "wait_p90", "service_avg"):
        assert told["whole", "", figure] * 60 == pytest.approx(found[figure], abs=0.5), figure
    assert told["whole", "", "within"] == pytest.approx(found["within"], abs=0.01)
    for service, mean in found["wait_avg_of"].items():
        assert told["service", service, "wait_avg"] * 60 == pytest.approx(mean, abs=0.5)
    for service, count in found["overtaken_of"].items():
        assert told["service", service, "overtaken"] == count
    for counter, share in found["adherence_of"].items():
        assert told["counter", counter, "adherence"] == pytest.approx(share, abs=0.01)
        assert 0 < share < 100
    mean = sum(found["adherence_of"].values()) / 2  # both are planned for as long
    assert told["whole", "", "adherence"] == pytest.approx(mean, abs=0.01)
    some = ("served", "transfers", "added", "noshow", "refused", "overtaken")
    assert all(found.get(figure) for figure in some) and found["overtaken_most"] > 1


def test_whoever_was_overtaken_stays_so_whatever_is_granted_later(tmp_path: Path) -> None:
    """A001 is granted priority after A002 was called ahead of it; A002 misses the call, comes back, and its
    priority is taken back."""
    hall = Reception(tmp_path / "data", with_hours())
    hall.take()
    hall.take(priority=True)
    hall.call_next()
    hall.minutes_later(1)
    hall.do(calls.recall, "1")
    hall.minutes_later(1)
    hall.do(calls.no_show, "1")
    hall.do(tickets.grant_priority, "A001", counter="1")
    hall.do(undoing.undo, "1")
    hall.do(tickets.grant_priority, "A001", counter="1")
    hall.do(tickets.restore, "A002", counter="1")
    hall.do(tickets.take_priority_back, "A002", counter="1")
    with hall.book() as book:
        found = report(book, DAY).by(Facet.KIND)
    (events,) = write(hall, tmp_path, Kind.EVENTS)
    hall.close()

    assert {kind: one.overtaken for kind, one in found.items()} == {"priority": 1, "ordinary": 0}
    assert [(row["number"], row["act"], row["kind"]) for row in read(events) if row["number"]] == [
        ("A001", "take", "ordinary"),
        ("A002", "take", "priority"),
        ("A002", "call", "priority"),
        ("A002", "recall", "priority"),
        ("A002", "no_show", "priority"),
        ("A001", "grant_priority", "priority"),
        ("A001", "undo", "ordinary"),
        ("A001", "grant_priority", "priority"),
        ("A002", "restore", "priority"),
        ("A002", "take_priority_back", "ordinary"),
    ]


def test_files_open_in_a_lithuanian_spreadsheet(hall: Reception, tmp_path: Path) -> None:
    (path,) = write(hall, tmp_path, Kind.TICKETS)
    content = path.read_bytes()
    rows = read(path)

    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\xef\xbb\xbf") == 1 and b"\r\n" in content
    assert rows[0]["day"] == "2026-11-23" and rows[0]["service_name"] in ("Prašymai", "Atsiėmimas")
    assert datetime.fromisoformat(rows[0]["taken"]).date() == MONDAY
    assert all("." not in row["wait_min"] for row in rows) and any("," in row["wait_min"] for row in rows)


def test_the_form_of_csv_can_be_chosen() -> None:
    rows = [("ąčę", 1.5, datetime(2026, 11, 23, 8, 5)), ("; quoted", None, 3)]  # noqa: DTZ001 - a cell

    assert as_csv(("a", "b", "c"), rows, Export()).decode("utf-8-sig") == (
        'a;b;c\r\nąčę;1,5;2026-11-23 08:05:00\r\n"; quoted";;3\r\n'
    )
    assert as_csv(("a",), [(1.5,)], Export(delimiter=",", decimal=".", encoding="utf-8")) == b"a\r\n1.5\r\n"


def test_the_workbook_holds_the_same_figures_as_numbers_with_charts(hall: Reception, tmp_path: Path) -> None:
    path, summary, tickets_file = write(hall, tmp_path, Kind.WORKBOOK, Kind.SUMMARY, Kind.TICKETS)
    book = openpyxl.load_workbook(path)
    sheet = book["Suvestinė"]
    told = {row["name"]: row for row in read(summary) if row["by"] == "whole"}
    cells = {row[0].value: row[1] for row in sheet.iter_rows(min_row=5) if row[0].value in told}
    rows = list(book["Talonai"].iter_rows(values_only=True))

    assert cells.keys() == told.keys()
    for name, cell in cells.items():
        said = told[name]["value"].replace(",", ".")
        if isinstance(cell.value, int | float):
            share = told[name]["unit"] == "%"
            assert cell.value * (100 if share else 1) == pytest.approx(float(said), abs=0.01)
            assert ("%" in cell.number_format) is share
    assert isinstance(cells["Kada eilė buvo ilgiausia"].value, datetime)
    assert [row[1] for row in rows[1:]] == [row["number"] for row in read(tickets_file)]
    assert isinstance(rows[1][8], datetime) and rows[0][8] == "taken"
    assert {len(book[name]._charts) for name in book.sheetnames if name.startswith("Pagal")} <= {1, 2}
    assert book["Pagal paslaugą"]["A2"].value == "Prašymai"


def test_more_tickets_than_a_sheet_of_excel_holds_go_on_on_the_next(
    hall: Reception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 11)
    path, tickets_file = write(hall, tmp_path, Kind.WORKBOOK, Kind.TICKETS)
    book = openpyxl.load_workbook(path, read_only=True)
    numbers = [
        row[1]
        for sheet in book
        if sheet.title.startswith("Talonai")
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    wanted = [row["number"] for row in read(tickets_file)]

    assert len(wanted) > 20 and numbers == wanted


def by_openpyxl(path: Path) -> str:
    book = openpyxl.load_workbook(path, read_only=True)
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
    )


def by_libreoffice(path: Path) -> str:
    turn = ["soffice", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76", str(path)]
    home = {"HOME": str(path.parent), "PATH": "/usr/bin:/bin"}
    subprocess.run(turn, cwd=path.parent, env=home, check=True, capture_output=True, timeout=120)
    return path.with_suffix(".csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "read_by", [by_openpyxl, *([by_libreoffice] if shutil.which("soffice") else [])], ids=lambda f: f.__name__
)
def test_the_workbook_opens(read_by: Callable[[Path], str], hall: Reception, tmp_path: Path) -> None:
    (path,) = write(hall, tmp_path, Kind.WORKBOOK)
    text = read_by(path)

    assert "Išduota talonų" in text and "Vidutinis laukimo laikas" in text


def test_json_holds_all_of_it(hall: Reception, tmp_path: Path) -> None:
    path, summary, tickets_file, events = write(
        hall, tmp_path, Kind.JSON, Kind.SUMMARY, Kind.TICKETS, Kind.EVENTS
    )
    found = json.loads(path.read_text(encoding="utf-8"))

    assert found["office"] == "small" and found["first_day"] == "2026-11-23"
    for name, file in (("summary", summary), ("tickets", tickets_file), ("events", events)):
        assert [list(row) for row in found[name]] == [list(row) for row in read(file)]
    assert found["tickets"][0]["taken"].startswith("2026-11-23T")


def test_the_report_to_print_needs_nothing_else(hall: Reception, tmp_path: Path) -> None:
    for language, title in (("lt", "Dienos ataskaita"), ("en", "Daily report")):
        (path,) = write(hall, tmp_path, Kind.REPORT, words=WORDS[language])
        text = path.read_text(encoding="utf-8")

        assert title in text and text.count("<svg") > 6
        assert not any(
            what in text for what in ("<script", "src=", "href=", "@import", "http://www.w3.org/1999")
        )


def test_parquet_says_what_it_needs(hall: Reception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NoParquet):
        write(hall, tmp_path / "out", Kind.TICKETS_PARQUET)

    assert list((tmp_path / "out").iterdir()) == []


def test_every_figure_is_defined_in_both_languages(hall: Reception, tmp_path: Path) -> None:
    both = []
    for language in ("lt", "en"):
        (path,) = write(hall, tmp_path, Kind.SUMMARY, words=WORDS[language])
        both.append(read(path))

    assert [(row["figure"], row["value"]) for row in both[0]] == [
        (row["figure"], row["value"]) for row in both[1]
    ]
    assert all(row["meaning"] and not row["meaning"].startswith("stat.") for rows in both for row in rows)


def test_a_file_is_never_replaced_silently(hall: Reception, tmp_path: Path) -> None:
    kinds = (Kind.SUMMARY, Kind.TICKETS)
    (tmp_path / "eile-2026-11-23-tickets.csv").write_text("somebody's")
    with hall.book() as book, pytest.raises(FileExistsError):
        Exporter(book, DAY, WORDS["lt"]).write(kinds, tmp_path, "eile", overwrite=False)

    assert [path.name for path in tmp_path.iterdir()] == ["eile-2026-11-23-tickets.csv"]
    assert (tmp_path / "eile-2026-11-23-tickets.csv").read_text() == "somebody's"


def test_a_file_that_cannot_be_written_whole_is_not_there(tmp_path: Path) -> None:
    def interrupted() -> None:
        with whole(tmp_path / "report", overwrite=False) as part:
            part.write_text("half")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_the_daily_folder_keeps_what_is_there_and_what_differs_stands_beside_it(
    hall: Reception, tmp_path: Path
) -> None:
    kinds = [kind for form in hall.settings.export.formats for kind in KINDS[form]]

    def written(*some: Kind) -> list[str]:
        with hall.book() as book:
            exporter = Exporter(book, DAY, WORDS["lt"])
            return [path.name for path in write_day(exporter, MONDAY, some, tmp_path, rehearsal=False)]

    first, again = written(*kinds), written(*kinds)
    (tmp_path / "eile-2026-11-23-tickets.csv").write_text("somebody's")
    third = written(Kind.TICKETS)

    assert first == [f"eile-2026-11-23-{kind}" for kind in kinds]
    assert (again, third) == ([], ["eile-2026-11-23-tickets-2.csv"])
    assert (tmp_path / "eile-2026-11-23-tickets.csv").read_text() == "somebody's"


def test_files_that_tell_of_tickets_leave_the_folder_when_tickets_go(tmp_path: Path) -> None:
    names = [
        "eile-2026-10-01-tickets.csv", "eile-2026-10-01-summary.csv", "eile-2026-10-01-figures-2.xlsx",
        "eile-2026-10-24-events.csv", "eile-2021-10-01-report.html", "notes.txt", "eile-2026-10-01-mine.doc",
    ]  # fmt: skip
    for name in names:
        (tmp_path / name).touch()

    assert [path.name for path in outlived(tmp_path, date(2026, 10, 24), date(2021, 11, 23))] == [
        "eile-2021-10-01-report.html",
        "eile-2026-10-01-figures-2.xlsx",
        "eile-2026-10-01-tickets.csv",
    ]
    assert outlived(tmp_path / "nowhere", MONDAY, MONDAY) == []


def test_periods_are_named_in_their_files() -> None:
    lengths = [Length.DAY, Length.WEEK, Length.MONTH, Length.YEAR]

    assert [named(period(length, MONDAY)) for length in lengths] == [
        "2026-11-23",
        "2026-W48",
        "2026-11",
        "2026",
    ]
    assert named(Period(Length.RANGE, MONDAY, date(2026, 11, 25))) == "2026-11-23_2026-11-25"


def test_nothing_in_an_export_tells_who_served(hall: Reception, tmp_path: Path) -> None:
    hall.do(counters.open_counter, "1", staff="rasa")
    (path,) = write(hall, tmp_path, Kind.EVENTS)
    heads = next(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))

    assert "staff" not in heads and "rasa" not in path.read_text("utf-8-sig")
