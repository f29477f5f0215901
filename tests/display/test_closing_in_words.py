"""What a wall tells near closing, line by line, in each of its languages (standard, 20.2)."""

from datetime import datetime

import pytest
from offices import ROOT, small

from display.picture import closing_lines
from server.reception.closing import Notice
from server.rules.moment import moment
from server.store.tables import Visit
from server.words import load

WORDS = load([ROOT / "server"])
FIVE = moment(datetime.fromisoformat("2026-11-23T17:00+02:00"))
ONE = Visit(number="A009")


def told(language: str, *closing: Notice) -> list[tuple[str, str]]:
    lines = closing_lines(WORDS[language], small(), closing)
    return [(whom, said.replace("\xa0", " ")) for whom, said in lines]


def test_one_group_of_counters_is_told_of_in_one_line() -> None:
    some = Notice(("1", "2"), FIVE, served=4, last="A012", doubtful=(ONE,), unlikely=())
    everybody = Notice(("1", "2"), FIVE, served=4, last="A012", doubtful=(), unlikely=())

    ((_, said),) = told("lt", some)
    assert said == (
        "Darbo laikas baigiasi 17.00 val. Spėsime aptarnauti dar 4 klientus. Paskutinis numeris – A012. "
        "Kitiems pasiūlysime kitą laiką. Atsiprašome."
    )
    assert told("en", everybody) == [
        ("", "Working hours end at 17:00. Everybody who waits will still be served.")
    ]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "lt",
            [
                ("", "Darbo laikas baigiasi 17.00 val."),
                ("1 langelis, 2 langelis", "Spėsime aptarnauti dar 1 klientą. Paskutinis numeris – A008."),
                ("608 kabinetas", "Spėsime aptarnauti visus, kurie laukia."),
                ("", "Šiandien daugiau aptarnauti nebespėsime."),
                ("", "Kitiems pasiūlysime kitą laiką. Atsiprašome."),
            ],
        ),
        (
            "uk",
            [
                ("", "Робочий час закінчується о 17:00."),
                ("Віконце 1, Віконце 2", "Встигнемо обслужити ще 1 людину. Останній номер – A008."),
                ("Кабінет 608", "Встигнемо обслужити всіх, хто чекає."),
                ("", "Сьогодні більше нікого обслужити не встигнемо."),
                ("", "Іншим запропонуємо інший час. Вибачте."),
            ],
        ),
    ],
)
def test_several_groups_are_each_told_of_by_their_counters(
    language: str, lines: list[tuple[str, str]]
) -> None:
    assert (
        told(
            language,
            Notice(("1", "2"), FIVE, served=1, last="A008", doubtful=(ONE,), unlikely=()),
            Notice(("608",), FIVE, served=2, last="Z002", doubtful=(), unlikely=()),
            Notice(
                (), FIVE, served=0, last="", doubtful=(), unlikely=(ONE,)
            ),  # nobody gives their service any more
        )
        == lines
    )
