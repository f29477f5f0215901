"""The night's work: days are ended, exported, mailed, erased and copied, once, and also days later."""

import asyncio
import email
import email.policy
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from loops import run
from offices import ROOT, with_hours
from past import a_monday

from server.clock import Clock
from server.config import Backup, Export, ExportFormat, Mail, Privacy, Security, Settings
from server.house import House
from server.nightly import Nightly
from server.reception import purging
from server.reception.day_end import end_day
from server.rules.moment import moment
from server.store import staff_log
from server.words import load

MONDAY = date(2026, 11, 23)
WORDS = load([ROOT / "server", ROOT / "server" / "statistics", ROOT / "server" / "desk"])
CSV = Export(formats=(ExportFormat.CSV,))


class Still(Clock):
    """A real clock, for the house's eyes, that stands where it is put."""

    def __init__(self, at: str) -> None:
        self.it_is(at)

    def it_is(self, at: str) -> None:
        self.at = moment(datetime.fromisoformat(f"{at}:00+02:00"))

    def now(self) -> int:
        return self.at


@asynccontextmanager
async def a_house(data: Path, settings: Settings, clock: Clock) -> AsyncIterator[House]:
    house = House(settings, data, clock, WORDS, "http://127.0.0.1")
    await house.open()
    try:
        yield house
    finally:
        await house.close()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def nights(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return run(work())


def log_of(house: House) -> list[tuple[str, str]]:
    with house.look() as book:
        return [(one.act, one.about) for one in staff_log.entries(book.connection, book.branch)]


def test_the_day_is_ended_exported_and_copied_at_its_time(tmp_path: Path) -> None:
    settings, clock = replace(with_hours(), export=CSV), Still("2026-11-23T17:10")
    a_monday(tmp_path, settings)

    async def work() -> Any:
        async with a_house(tmp_path, settings, clock) as house:
            nightly = Nightly(house, tmp_path)
            await nightly.run()
            early = files(tmp_path / "exports")
            clock.it_is("2026-11-23T17:15")
            await nightly.run()
            await nightly.run()
            return early, log_of(house)

    early, log = nights(work)
    names = [f"eile-2026-11-23-{kind}.csv" for kind in ("events", "summary", "tickets")]

    assert (early, files(tmp_path / "exports")) == ([], names)
    assert log == [
        ("close_day", "2026-11-23"),
        ("export", "eile-2026-11-23-summary.csv eile-2026-11-23-tickets.csv eile-2026-11-23-events.csv"),
    ]
    assert files(tmp_path / "backups") == ["eile-2026-11-23T171000.db", "eile-2026-11-23T171500.db"]


def test_two_servers_and_two_supervisors_at_once_do_it_once(tmp_path: Path) -> None:
    settings, clock = replace(with_hours(), export=CSV), Still("2026-11-23T17:20")
    a_monday(tmp_path, settings)

    async def work() -> Any:
        async with a_house(tmp_path, settings, clock) as one, a_house(tmp_path, settings, clock) as other:
            ended = await asyncio.gather(
                one.do(end_day, MONDAY, "ausra"),
                other.do(end_day, MONDAY, "rasa"),
                *(Nightly(house, tmp_path).run() for house in (one, other, one, other)),
            )
            return ended[:2], log_of(one)

    ended, log = nights(work)

    assert sorted(ended) in ([False, False], [False, True])
    assert [act for act, _ in log] == ["close_day", "export"]
    assert [name for name in files(tmp_path / "exports") if "-2." in name] == []
    assert len(files(tmp_path / "exports")) == 3


def test_days_switched_off_are_caught_up_with_and_old_ones_erased(tmp_path: Path) -> None:
    settings = replace(
        with_hours(), export=CSV, privacy=Privacy(ticket_events_days=5), backup=Backup(keep_days=3)
    )
    a_monday(tmp_path, settings)
    a_monday(tmp_path, settings, "2026-11-30")
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "eile-2026-11-20T171500.db").touch()

    async def work() -> Any:
        async with a_house(tmp_path, settings, Still("2026-12-01T07:30")) as house:
            await Nightly(house, tmp_path).run()
            return log_of(house)

    log = nights(work)

    assert [act for act, _ in log] == ["close_day", "close_day", "export", "erase"]
    assert log[3] == ("erase", "tickets: 1, events: 5")
    assert files(tmp_path / "exports") == [
        f"eile-2026-11-30-{kind}.csv" for kind in ("events", "summary", "tickets")
    ]
    assert files(tmp_path / "backups") == ["eile-2026-12-01T073000.db"]


def test_a_folder_that_cannot_be_written_is_one_line_and_the_rest_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    settings = replace(with_hours(), export=replace(CSV, folder=Path("taken")))
    a_monday(tmp_path, settings)
    (tmp_path / "taken").write_text("a file, not a folder")

    async def work() -> None:
        async with a_house(tmp_path, settings, Still("2026-11-23T17:20")) as house:
            nightly = Nightly(house, tmp_path)
            await nightly.run()
            await nightly.run()
            nightly.try_again()
            (tmp_path / "taken").unlink()
            await nightly.run()

    nights(work)
    lines = [record.getMessage() for record in caplog.records if "files" in record.getMessage()]

    assert [line.partition(" (")[0] for line in lines] == [
        "The day's files cannot be written",
        "Done after all: the day's files cannot be written",
    ]
    assert len(files(tmp_path / "taken")) == 3
    assert len(files(tmp_path / "backups")) == 1


def test_pages_are_answered_while_what_is_past_its_term_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counting, answered, count = threading.Event(), threading.Event(), purging.count

    def held_up(*asked: Any) -> dict[str, int]:
        counting.set()
        assert answered.wait(10), "nobody was answered"
        return count(*asked)

    monkeypatch.setattr(purging, "count", held_up)

    async def work() -> None:
        async with a_house(tmp_path, with_hours(), Still("2026-11-23T17:20")) as house:
            night = asyncio.create_task(Nightly(house, tmp_path).run())
            assert await asyncio.to_thread(counting.wait, 10)
            answered.set()
            await night

    nights(work)

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


class Post:
    """A mail server that keeps what it is given; while it is off, it hangs up."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.off = False

    async def serve(self) -> int:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=2**22)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def close(self) -> None:
        self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.off:
            writer.write(b"220 post\r\n")
            while line := await reader.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    writer.write(b"354 go on\r\n")
                    self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    break
        writer.close()


def mailing(port: int) -> Settings:
    mail = Mail(
        to=("vadovas@example.lt", "b@example.lt"), sender="eile@example.lt", host="127.0.0.1", port=port,
        security=Security.NONE,
    )  # fmt: skip
    return replace(with_hours(), export=replace(CSV, mail=mail))


def test_the_report_is_mailed_once_when_the_mail_server_takes_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> list[bytes]:
        post = Post()
        settings = mailing(await post.serve())
        await asyncio.to_thread(a_monday, tmp_path, settings)
        async with a_house(tmp_path, settings, Still("2026-11-23T17:20")) as house:
            nightly = Nightly(house, tmp_path)
            post.off = True
            await nightly.run()
            post.off = False
            nightly.try_again()
            await nightly.run()
            nightly.try_again()
            await nightly.run()
        post.close()
        return post.letters

    letters = nights(work)
    message = email.message_from_bytes(letters[0], policy=email.policy.default)
    attached = {part.get_filename(): part.get_content_type() for part in message.iter_attachments()}  # type: ignore[attr-defined]

    assert len(letters) == 1
    assert (message["To"], message["From"]) == ("vadovas@example.lt, b@example.lt", "eile@example.lt")
    assert message["Subject"] == "Dienos ataskaita: 2026 m. lapkričio 23 d., pirmadienis"
    assert attached == {
        "eile-2026-11-23-summary.csv": "text/csv",
        "eile-2026-11-23-report.html": "text/html",
    }
    assert b"A001" not in b"".join(part.get_content().encode() for part in message.iter_attachments())  # type: ignore[attr-defined]
    assert caplog.text.count("The day's report cannot be sent") == 1


def test_a_day_that_ended_before_mail_was_switched_on_is_not_mailed(tmp_path: Path) -> None:
    settings = with_hours()

    async def a_night(day: str, settings: Settings) -> None:
        await asyncio.to_thread(a_monday, tmp_path, settings, day)
        async with a_house(tmp_path, settings, Still(f"{day}T17:20")) as house:
            await Nightly(house, tmp_path).run()

    async def work() -> list[bytes]:
        post = Post()
        mailed = mailing(await post.serve())
        await a_night("2026-11-23", settings)
        await a_night("2026-11-24", mailed)
        await a_night("2026-11-25", settings)  # switched off again
        await a_night("2026-11-26", mailed)
        post.off = True
        await a_night("2026-11-27", mailed)
        post.off = False
        await a_night("2026-11-30", mailed)
        post.close()
        return post.letters

    letters = [email.message_from_bytes(one, policy=email.policy.default) for one in nights(work)]

    assert [one["Subject"].partition(" m. ")[2] for one in letters] == [
        "lapkričio 24 d., antradienis",
        "lapkričio 26 d., ketvirtadienis",
        "lapkričio 27 d., penktadienis",
        "lapkričio 30 d., pirmadienis",
    ]
