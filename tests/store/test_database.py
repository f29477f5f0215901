"""The database: its settings, its schema, one writer for all."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from branches import wait_for
from conftest import Reception
from loops import run
from offices import ROOT
from sqlalchemy import Connection, Engine, create_engine, func, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import QueuePool
from sqlmodel import SQLModel

from server.reception import helping, tickets
from server.reception.ledger import Ledger
from server.rules.counter import HelpReason
from server.rules.refused import Reason, Refused
from server.store import counters, views
from server.store.database import AT_HAND, Database, WrongKind
from server.store.tables import DAY_TOTAL, EVENT, FACT, VISIT
from server.store.writer import StoreUnavailable, rehearse


def schema(engine: Engine) -> dict[str, Any]:
    """Columns, keys and indexes as SQLite has them, whatever way they were written."""
    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name, tbl_name, type, sql FROM sqlite_master").all()
        found: dict[str, Any] = {}
        for name, _, kind, sql in names:
            if kind == "index" and sql:
                found[name] = " ".join(sql.replace('"', "").split())
            elif kind == "table" and name not in ("alembic_version", "sqlite_sequence"):
                columns = connection.exec_driver_sql(f"PRAGMA table_info({name})").all()
                keys = connection.exec_driver_sql(f"PRAGMA foreign_key_list({name})").all()
                unique = connection.exec_driver_sql(f"PRAGMA index_list({name})").all()
                found[name] = (
                    sorted(tuple(column)[1:] for column in columns),
                    [tuple(key) for key in keys],
                    sorted(tuple(one)[2:] for one in unique),
                    "AUTOINCREMENT" in sql.upper(),
                )
    return found


def test_the_migrations_lead_to_the_tables_the_code_knows(tmp_path: Path) -> None:
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    SQLModel.metadata.create_all(fresh)
    with Database(tmp_path) as database:
        migrated = schema(database.reading)
    known = schema(fresh)
    fresh.dispose()

    assert migrated == known


def test_a_database_of_a_newer_version_is_refused_in_words(tmp_path: Path) -> None:
    with Database(tmp_path) as database, database.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(WrongKind, match="was written by a newer version"):
        Database(tmp_path)


def test_every_act_is_on_disk_before_its_reply(tmp_path: Path) -> None:
    database = Database(tmp_path)
    pragmas = {}
    for engine in (database.writing, database.reading):
        with engine.connect() as connection:
            for name in ("journal_mode", "synchronous", "foreign_keys"):
                pragmas.setdefault(name, set()).add(connection.exec_driver_sql(f"PRAGMA {name}").scalar())
    database.close()

    assert pragmas == {"journal_mode": {"wal"}, "synchronous": {2}, "foreign_keys": {1}}


def test_what_is_erased_is_overwritten_in_the_file(tmp_path: Path) -> None:
    with Database(tmp_path) as database, database.writing.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


@contextmanager
def made_by(folder: Path, version: str) -> Iterator[Connection]:
    """Make the database as an older version has it, by its newest migration."""
    engine = create_engine(f"sqlite:///{folder / 'eile.db'}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "server/store/migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        yield connection
    engine.dispose()


def test_counters_open_while_a_new_version_starts_go_on_working(tmp_path: Path) -> None:
    with made_by(tmp_path, "0001") as connection:
        connection.exec_driver_sql("INSERT INTO open_counter VALUES ('small', '1', 'rasa', 5)")
    with Database(tmp_path) as database, database.read() as connection:
        (counter,) = counters.all_open(connection, "small")

    assert tuple(counter) == ("small", "1", "rasa", 5, "working", 5, None, 5, None, None, None)  # type: ignore[arg-type]


def test_totals_of_an_older_version_stay_and_what_it_did_not_count_is_unknown(tmp_path: Path) -> None:
    with made_by(tmp_path, "0007") as connection:
        known = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(day_total)")]
        row = {name: place for place, name in enumerate(known)}
        row |= {"branch": "small", "day": "2026-11-23", "facet": "whole", "key": ""}
        row |= {name: b"" for name in known if name.endswith("_bins")}
        names = ", ".join(known)
        places = ", ".join(f":{name}" for name in known)
        connection.execute(text(f"INSERT INTO day_total ({names}) VALUES ({places})"), row)
    with Database(tmp_path) as database, database.read() as connection:
        (kept,) = connection.execute(select(DAY_TOTAL)).mappings()

    new = dict.fromkeys(("overtaken", "overtaken_most", "counter_planned", "counter_as_planned"))
    assert dict(kept) == {**row, "day": date(2026, 11, 23), **new}


def test_events_of_an_older_version_tell_how_the_ticket_counted_then(tmp_path: Path) -> None:
    """As far as what they kept of what they changed tells."""
    then = [
        ("take", None),
        ("grant_priority", '{"status": "waiting", "kind": "ordinary"}'),
        ("undo", '{"status": "waiting", "kind": "priority"}'),
        ("promise", '{"status": "waiting", "promised_at": null}'),
        ("grant_priority", '{"status": "waiting", "kind": "ordinary"}'),
        ("call", '{"status": "waiting"}'),
    ]
    with made_by(tmp_path, "0007") as connection:
        connection.exec_driver_sql(
            "INSERT INTO visit (id, branch, day, prefix, count, number, token, code, service, language, wish,"
            " priority, kind, counted_from, ready_at, key, status, paper, taken_at, calls, let_pass)"
            " VALUES (1, 'small', '2026-11-23', 'A', 1, 'A001', 't', 'c', 'A', 'lt', '',"
            " 'granted', 'priority', 1, 1, 1, 'called', 'none', 1, 1, 0)"
        )
        connection.exec_driver_sql(
            "INSERT INTO visit_event (visit, act, at, after, service, paper, press, was)"
            " VALUES (1, ?, 1, 'waiting', 'A', 'none', 1, ?)",
            then,
        )
    with Database(tmp_path) as database, database.read() as connection:
        kinds = list(connection.scalars(select(EVENT.c.kind).order_by(EVENT.c.id)))

    assert kinds == ["ordinary", "priority", "ordinary", "ordinary", "priority", "priority"]


def test_what_happens_at_a_counter_is_announced_to_other_servers_too(reception: Reception) -> None:
    reception.take()
    reception.do(helping.ask_help, "1", HelpReason.EMERGENCY)
    reception.do(helping.end_help, "1")

    assert reception.revisions == [1, 2, 3]


def test_servers_that_start_together_make_one_database(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as together:
        databases = list(together.map(lambda _: Database(tmp_path), range(4)))
    for database in databases:
        database.claim("real")
    kinds = [database.kind() for database in databases]
    for database in databases:
        database.close()

    assert kinds == ["real"] * 4


@pytest.mark.parametrize(("first", "second"), [("real", "rehearsal"), ("rehearsal", "real")])
def test_real_and_rehearsed_days_never_share_a_directory(tmp_path: Path, first: str, second: str) -> None:
    database = Database(tmp_path)
    database.claim(first)
    database.claim(first)
    with pytest.raises(WrongKind, match=f"holds {first} days, not {second} ones"):
        database.claim(second)
    database.close()


def test_the_database_itself_refuses_a_number_given_twice(reception: Reception) -> None:
    visit = reception.take()
    twice = {**visit._asdict(), "id": 99, "token": "another", "code": "OTHER2"}  # type: ignore[attr-defined]

    with (
        pytest.raises(IntegrityError, match=r"visit\.prefix, visit\.count"),
        reception.database.writing.begin() as c,
    ):
        c.execute(VISIT.insert(), twice)


def test_the_database_itself_refuses_a_counter_two_clients(reception: Reception) -> None:
    reception.take()
    reception.take()
    reception.call_next()

    with pytest.raises(IntegrityError, match=r"visit\.counter"), reception.database.writing.begin() as c:
        c.execute(VISIT.update().where(VISIT.c.number == "A002").values(status="called", counter="1"))


def test_acts_that_wait_are_committed_together_and_a_refused_one_takes_back_only_itself(
    reception: Reception,
) -> None:
    hold, held = Event(), Event()

    def wait_here(_ledger: Ledger) -> None:
        held.set()
        hold.wait(30)

    def write_then_refuse(ledger: Ledger) -> None:
        tickets.take(ledger, "B", "lt")
        raise Refused(Reason.NOT_ALLOWED_NOW)

    with ThreadPoolExecutor(9) as people:
        first = people.submit(reception.do, wait_here)
        assert held.wait(30)
        wishes = ["A", "X", "A", "J", "B", "A"]
        asked = [people.submit(reception.do, tickets.take, wish, "lt") for wish in wishes]
        asked.append(people.submit(reception.do, write_then_refuse))
        wait_for(lambda: reception.writer.waiting == len(asked), "all to wait")
        hold.set()
        first.result()
    outcomes = [wish.exception() for wish in asked]

    assert [isinstance(outcome, Refused) for outcome in outcomes] == [
        False,
        True,
        False,
        True,
        False,
        False,
        True,
    ]
    with reception.book() as book:
        numbers = [visit.number for visit in views.visits_of(book.connection, book.branch, book.day)]
    assert sorted(numbers) == ["A001", "A002", "A003", "B001"]
    # One announcement for the one who held the writer, one for all who waited.
    assert reception.revisions == [0, 4]


def test_an_act_whose_asker_has_gone_is_not_done_and_nobody_waits_for_her(reception: Reception) -> None:
    """Gone before it began, that is; what has begun is kept."""
    writer, settings, now = reception.writer, reception.settings, reception.now

    def taking(service: str) -> Callable[[Connection], str]:
        return lambda book: tickets.take(Ledger(book, settings, now), service, "lt").visit.number

    async def story() -> list[str]:
        doors = [(Event(), Event()) for _ in range(2)]

        def stop_at(door: tuple[Event, Event]) -> Callable[[Connection], bool]:
            here, go_on = door
            return lambda _: (here.set(), go_on.wait(30))[1]

        first = asyncio.create_task(writer.do(stop_at(doors[0])))
        await asyncio.to_thread(doors[0][0].wait, 30)
        gone, goes, second, stays = (
            asyncio.create_task(writer.do(act))
            for act in (taking("A"), taking("A"), stop_at(doors[1]), taking("B"))
        )
        await asyncio.to_thread(wait_for, lambda: writer.waiting == 4, "all to wait")
        gone.cancel()
        doors[0][1].set()
        await asyncio.to_thread(doors[1][0].wait, 30)
        goes.cancel()
        doors[1][1].set()
        assert await asyncio.wait_for(asyncio.gather(first, second), 30) == [True, True]
        return [await asyncio.wait_for(stays, 30)]

    assert run(story()) == ["B001"]
    with reception.book() as book:
        numbers = [visit.number for visit in views.visits_of(book.connection, book.branch, book.day)]
    assert numbers == ["A001", "B001"]


def test_an_act_that_finds_nothing_next_is_told_so_and_the_writer_goes_on(reception: Reception) -> None:
    def find(_connection: Connection) -> None:
        next(iter(()))

    async def story() -> None:
        await asyncio.wait_for(reception.writer.do(find), 30)

    with pytest.raises(RuntimeError):
        run(story())
    assert reception.take().number == "A001"


def test_many_may_look_in_at_once_and_few_connections_stay_open(reception: Reception) -> None:
    together = Barrier(24)

    def look(_: int) -> int:
        with reception.database.read() as connection:
            together.wait(30)
            return int(connection.scalar(select(func.count()).select_from(VISIT)))

    with ThreadPoolExecutor(24) as people:
        assert set(people.map(look, range(24))) == {0}

    pool = reception.database.reading.pool
    assert isinstance(pool, QueuePool) and pool.checkedout() == AT_HAND
    reception.database.close()
    assert pool.checkedout() == 0


def test_a_full_disk_is_said_and_nothing_is_accepted_until_it_is_not(
    reception: Reception, caplog: pytest.LogCaptureFixture
) -> None:
    reception.take()

    def pages_at_most(pages: str) -> None:
        with reception.database.writing.connect() as connection:  # the one that the writer uses too
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def write_much(ledger: Ledger) -> None:
        ledger.connection.execute(FACT.insert(), {"name": "x", "value": "x" * 100_000})

    pages_at_most("1")
    for verb in (write_much, tickets.take, write_much):
        with pytest.raises(StoreUnavailable):
            reception.do(verb, *(["A", "lt"] if verb is tickets.take else []))
    with pytest.raises(StoreUnavailable):
        reception.writer.submit(rehearse).result(timeout=30)
    pages_at_most("1000000")
    reception.take()

    with reception.book() as book:
        numbers = [visit.number for visit in views.visits_of(book.connection, book.branch, book.day)]
    assert numbers == ["A001", "A002"]
    assert [record.getMessage() for record in caplog.records if record.name == "eile.store"] == [
        "The database cannot be written (database or disk is full); nothing is accepted until it can.",
        "The database can be written again.",
    ]


def test_nobody_is_told_of_an_act_that_no_page_shows(reception: Reception) -> None:
    def write(connection: Connection) -> None:
        connection.execute(FACT.insert(), {"name": "quiet", "value": "x"})

    reception.writer.submit(write, quiet=True).result(timeout=30)
    told = list(reception.revisions)
    reception.take()

    assert (told, reception.revisions) == ([], [1])
    with reception.book() as book:
        assert book.connection.scalar(select(FACT.c.value).where(FACT.c.name == "quiet")) == "x"


def test_an_act_that_breaks_answers_its_caller_and_nobody_else(reception: Reception) -> None:
    def break_down(_ledger: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        reception.do(break_down)
    assert reception.take().number == "A001"


def test_what_goes_wrong_in_the_database_names_no_visitors_secrets(reception: Reception) -> None:
    with pytest.raises(SQLAlchemyError) as trouble, reception.database.writing.begin() as c:
        c.execute(text("SELECT :token FROM nowhere"), {"token": "a-secret-of-hers"})

    assert "a-secret-of-hers" not in str(trouble.value)
