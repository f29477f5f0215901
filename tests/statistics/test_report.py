"""A day's figures, worked out by hand beside the code."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from bookable import bookable
from conftest import Reception
from hypothesis import given
from hypothesis import strategies as st
from offices import ROOT, with_hours
from server.statistics.day import day_events, day_report

from server.config import Export
from server.reception import appointments, calls, tickets, undoing
from server.reception.closing import offer_other_time
from server.reception.opening import end_of_hours
from server.rules.closing import Outlook
from server.rules.interval import Interval
from server.rules.moment import MINUTE
from server.rules.story import stories
from server.rules.told import Told
from server.rules.visit import Paper, Status
from server.statistics.export import as_csv, summary, summary_rows, ticket_rows, write_day
from server.statistics.report import Figures, nearest_rank
from server.words import load

MONDAY = date(2026, 11, 23)
ROOMS = [ROOT / "server", ROOT / "server" / "statistics"]
NO_FORECAST = dict.fromkeys(("kept", "off", "bias", "inside", "printed", "longer"))
NOTHING = Figures(
    *[0] * 11,
    *[None] * 6,
    overtime=0,
    promised=0,
    foretold=0,
    **NO_FORECAST,  # type: ignore[arg-type]
)


def a_morning(reception: Reception) -> None:
    """A001 waits 10 and is served 5; A002 waits 20 (called twice) and is served 4; B001 does not come;
    A003 is still at the counter; Z001 still waits and has no paper."""
    reception.it_is("2026-11-23 08:00")
    for service in ("A", "A", "B"):
        reception.take(service)
    reception.it_is("2026-11-23 08:10")
    reception.call_next()
    reception.it_is("2026-11-23 08:15")
    reception.call_next()
    reception.it_is("2026-11-23 08:20")
    reception.do(calls.recall, "1")
    reception.take("Z", paper=Paper.NOT_SENT)
    reception.it_is("2026-11-23 08:24")
    reception.call_next()
    reception.minutes_later(1)
    reception.do(calls.recall, "1")
    reception.do(calls.no_show, "1")
    reception.it_is("2026-11-23 09:02")
    reception.take("A", language="uk", priority=True)
    reception.call_next()


def test_a_morning_worked_out_by_hand(reception: Reception) -> None:
    a_morning(reception)
    with reception.book() as book:
        report = day_report(book, MONDAY)

    minute = 60_000
    assert report.whole == Figures(
        issued=5,
        served=2,
        no_show=1,
        left=0,
        other_time=0,
        refused=0,
        unserved=1,
        at_counter=1,
        handed=0,
        chosen=0,
        without_paper=1,
        wait_mean=15 * minute,
        wait_median=15 * minute,
        wait_p90=20 * minute,
        wait_max=20 * minute,
        within_target=0.5,
        service_mean=4.5 * minute,
        overtime=0,
        promised=0,
        foretold=0,
        **NO_FORECAST,
    )
    assert {service: (some.issued, some.served) for service, some in report.by_service.items()} == {
        "A": (3, 2),
        "B": (1, 0),
        "Z": (1, 0),
    }
    assert report.by_hour == {8: (4, 3), 9: (1, 1)}


def told(low: int, mid: int, high: int) -> Told:
    """A wait foretold, in minutes."""
    return Told(Interval(low * MINUTE, mid * MINUTE, high * MINUTE), Outlook.LIKELY)


def test_how_right_the_forecasts_were(reception: Reception) -> None:
    """A001 need not wait. A002 waits 12 minutes of 8–11 foretold (5–15 on paper); A003 waits 30 of 9–21."""
    for wait in (told(0, 0, 0), told(8, 10, 11), told(9, 15, 21)):
        reception.take(told=wait)
    reception.call_next()
    reception.minutes_later(12)
    reception.call_next()
    reception.minutes_later(18)
    reception.call_next()
    with reception.book() as book:
        whole = day_report(book, MONDAY).whole

    assert (whole.foretold, whole.off, whole.bias) == (2, (2 + 15) / 2 * MINUTE, (-2 - 15) / 2 * MINUTE)
    assert (whole.inside, whole.printed, whole.longer) == (0.0, 0.5, 0.5)


def test_promises_overtime_and_other_times_of_an_evening(tmp_path: Path) -> None:
    """Closing at 17: A001 is served until 17:07, A002 promised in vain, A003 offered another time."""
    evening = Reception(tmp_path / "data", with_hours())
    evening.it_is("2026-11-23 16:40")
    visits = [evening.take() for _ in range(3)]
    evening.do(tickets.promise, [visit.id for visit in visits[:2]])
    evening.do(offer_other_time, "A003", counter="1")
    evening.it_is("2026-11-23 16:55")
    evening.call_next()
    evening.it_is("2026-11-23 17:00")
    evening.do(end_of_hours)
    evening.minutes_later(7)
    evening.do(calls.finish, "1")
    with evening.book() as book:
        whole = day_report(book, MONDAY).whole
    evening.close()

    assert (whole.promised, whole.kept, whole.overtime) == (2, 0.5, 7 * MINUTE)
    assert (whole.served, whole.unserved, whole.left, whole.other_time) == (1, 1, 1, 1)


def whole_of(reception: Reception) -> Figures:
    with reception.book() as book:
        return day_report(book, MONDAY).whole


def test_who_is_set_aside_has_done_her_waiting(reception: Reception) -> None:
    """Taken at 8:00, called at 8:05 for five minutes, called back at 8:40 for another two."""
    reception.take()
    reception.minutes_later(5)
    reception.call_next()
    reception.minutes_later(5)
    reception.do(calls.park, "1")
    reception.minutes_later(30)
    reception.do(calls.resume, "1", "A001")
    reception.minutes_later(2)
    reception.do(calls.finish, "1")
    whole = whole_of(reception)

    assert (whole.wait_mean, whole.service_mean) == (5 * MINUTE, 7 * MINUTE)


def test_a_booked_client_waits_from_her_time(reception: Reception) -> None:
    reception.take(slot=reception.now + 30 * MINUTE)
    reception.minutes_later(32)
    reception.call_next()
    reception.do(calls.finish, "1")

    assert whole_of(reception).wait_mean == 2 * MINUTE


def test_a_no_show_who_came_back_has_not_ended_before_she_was_called(reception: Reception) -> None:
    reception.take()
    reception.call_next()
    reception.minutes_later(1)
    reception.do(calls.recall, "1")
    reception.do(calls.no_show, "1")
    reception.minutes_later(10)
    reception.do(tickets.restore, "A001")
    reception.call_next()
    with reception.book() as book:
        (row,) = list(ticket_rows(book, MONDAY))[1:]

    assert (row[11], row[12], row[15]) == ("", "called", None)


def test_a_promise_to_who_was_called_before_it_counts_as_broken_unless_she_is_called_again(
    reception: Reception,
) -> None:
    reception.take()
    reception.call_next()
    reception.minutes_later(1)
    reception.do(calls.recall, "1")
    reception.do(calls.no_show, "1")
    reception.do(tickets.restore, "A001")
    reception.minutes_later(1)
    reception.do(tickets.promise, [1])
    reception.do(offer_other_time, "A001", counter="1")
    broken = whole_of(reception)
    reception.do(undoing.undo, "1")
    reception.call_next()
    kept = whole_of(reception)

    assert (broken.promised, broken.kept) == (1, 0.0)
    assert (kept.promised, kept.kept) == (1, 1.0)


def test_an_undo_after_a_promise_takes_back_the_act_and_not_the_promise(reception: Reception) -> None:
    reception.take()
    reception.do(tickets.grant_priority, "A001", counter="1")
    reception.do(tickets.promise, [1])
    reception.do(undoing.undo, "1")
    with reception.book() as book:
        told = stories(day_events(book, MONDAY))[1]

    assert (told.promised_at, told.status) == (reception.now, Status.WAITING)


def test_an_empty_day(reception: Reception) -> None:
    with reception.book() as book:
        report = day_report(book, date(2026, 11, 22))

    assert (report.whole, report.by_service, report.by_hour) == (NOTHING, {}, {})


def test_the_tickets_of_the_day_as_rows(reception: Reception) -> None:
    a_morning(reception)
    with reception.book() as book:
        rows = list(ticket_rows(book, MONDAY))

    assert [dict(zip(rows[0], row, strict=True)) for row in rows[2:3]] == [
        {
            "day": "2026-11-23",
            "number": "A002",
            "service": "A",
            "service_name": "Prašymai",
            "language": "lt",
            "priority": 0,
            "taken": "2026-11-23 08:00:00",
            "first_called": "2026-11-23 08:15:00",
            "called": "2026-11-23 08:20:00",
            "calls": 2,
            "counter": "1",
            "ended": "2026-11-23 08:24:00",
            "outcome": "served",
            "reason": None,
            "wait_min": 20.0,
            "service_min": 4.0,
            "paper": "none",
        }
    ]
    assert [(row[1], row[4], row[5], row[12]) for row in rows[1:]] == [
        ("A001", "lt", 0, "served"),
        ("A002", "lt", 0, "served"),
        ("B001", "lt", 0, "no_show"),
        ("Z001", "lt", 0, "waiting"),
        ("A003", "uk", 1, "called"),
    ]


def test_the_files_open_in_a_lithuanian_spreadsheet(reception: Reception, tmp_path: Path) -> None:
    a_morning(reception)
    words = load(ROOMS)["lt"]
    with reception.book() as book:
        written = write_day(book, MONDAY, tmp_path / "out", words, "eile", overwrite=False)
        with pytest.raises(FileExistsError):
            write_day(book, MONDAY, tmp_path / "out", words, "eile", overwrite=False)
        write_day(book, MONDAY, tmp_path / "out", words, "eile", overwrite=True)

    assert [path.name for path in written] == ["eile-2026-11-23-tickets.csv", "eile-2026-11-23-summary.csv"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in written)
    content = written[1].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["day", "service", "figure", "name", "value"]
    assert {row[2]: (row[3], row[4]) for row in rows[1:31]} == {
        "issued": ("Išduota talonų", "5"),
        "served": ("Aptarnauta", "2"),
        "noshow": ("Neatvyko pakviesti", "1"),
        "left": ("Išėjo nesulaukę", "0"),
        "refused": ("Atsisakyta aptarnauti", "0"),
        "transfers": ("Perduota", "0"),
        "chosen": ("Pakviesta ne eilės tvarka", "0"),
        "at_counter": ("Dabar prie langelio", "1"),
        "unserved": ("Dar neaptarnauta", "1"),
        "without_paper": ("Talonas neatspausdintas", "1"),
        "wait_avg": ("Vidutinis laukimo laikas", "15,0"),
        "wait_med": ("Laukimo laiko mediana", "15,0"),
        "wait_p90": ("90 % laukė ne ilgiau kaip", "20,0"),
        "wait_max": ("Ilgiausias laukimo laikas", "20,0"),
        "within": ("Pakviesta per 15 min.", "50,0"),
        "service_avg": ("Vidutinė aptarnavimo trukmė", "4,5"),
        "other_time": ("Pasiūlytas kitas laikas", "0"),
        "booked": ("Su išankstine registracija", "0"),
        "booked_came": ("Atvyko užsiregistravę", "0"),
        "booked_missed": ("Neatvyko užsiregistravę", "0"),
        "booked_cancelled": ("Registracija atšaukta", "0"),
        "overtime": ("Aptarnauta po darbo laiko", "0,0"),
        "promised": ("Pažadėta aptarnauti prieš uždarant", "0"),
        "promises_kept": ("Pažadų ištesėta", ""),
        "foretold": ("Laukę klientai, kuriems laikas buvo nurodytas", "0"),
        "foretold_off": ("Vidutinė laukimo spėjimo paklaida", ""),
        "foretold_bias": ("Spėjama ilgiau (+) ar trumpiau (–)", ""),
        "foretold_inside": ("Laukė per 80 % intervalą", ""),
        "foretold_printed": ("Laukė per nurodytą laiką", ""),
        "foretold_longer": ("Laukė ilgiau, nei nurodyta", ""),
    }


def test_the_form_of_the_files_can_be_chosen() -> None:
    rows = [("a", "b"), ("ąčę", 1.5), ("; quoted", None)]

    assert as_csv(rows, Export()).decode("utf-8-sig") == 'a;b\r\nąčę;1,5\r\n"; quoted";\r\n'
    assert as_csv(rows, Export(delimiter=",", decimal=".", encoding="utf-8")).decode() == (
        "a,b\r\nąčę,1.5\r\n; quoted,\r\n"
    )


def test_the_summary_in_english_has_the_same_figures(reception: Reception) -> None:
    a_morning(reception)
    words = load(ROOMS)
    with reception.book() as book:
        both = [
            [row[2::2] for row in summary_rows(book, MONDAY, words[language])] for language in ("lt", "en")
        ]

    assert both[0] == both[1]


def test_every_figure_of_an_empty_day_is_nothing_or_zero() -> None:
    assert set(summary(NOTHING).values()) == {0, None}


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60), st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_a_percentile_is_the_least_value_that_enough_do_not_exceed(values: list[int], share: float) -> None:
    values.sort()
    found = nearest_rank(values, share)

    needed = share * len(values) - 1e-9
    assert sum(value <= found for value in values) >= needed
    assert all(sum(value <= less for value in values) < needed for less in set(values) if less < found)


def test_booked_times_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    """Clause 19.3."""
    hall = Reception(tmp_path / "data", bookable())
    at_nine = hall.now + 60 * 60_000
    made = [hall.do(appointments.book, "J", at_nine + n * 30 * 60_000).booking for n in range(4)]
    hall.do(appointments.book, "A", at_nine)
    hall.do(appointments.cancel, made[1].id)
    hall.it_is("2026-11-23 09:00")
    hall.do(appointments.check_in, made[0].id)
    hall.it_is("2026-11-23 10:11")
    with hall.book() as book:
        report = day_report(book, MONDAY)
    hall.close()

    def counts(figures: Figures) -> tuple[int, ...]:
        return figures.booked, figures.booked_came, figures.booked_missed, figures.booked_cancelled

    assert {service: counts(figures) for service, figures in report.by_service.items()} == {
        "A": (1, 0, 1, 0),
        "J": (4, 1, 1, 1),
    }
    assert counts(report.whole) == (5, 1, 2, 1)
    assert (report.whole.issued, report.by_service["A"].issued) == (1, 0)
