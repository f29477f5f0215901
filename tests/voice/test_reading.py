"""What stands on a screen, read aloud: every figure a word with its case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.voice.reading import read_aloud

READ = {
    "lt": {
        "A012": "A dvylika",
        "Eilėje: 3 · 5–10 min.": "Eilėje: trys, penkios – dešimt minučių",
        "Numatomas laukimo laikas – 10–15 min.": "Numatomas laukimo laikas – dešimt – penkiolika minučių",
        "Dirbame iki 17.00 val. Spėsime aptarnauti dar 4 klientus.": (
            "Dirbame iki septynioliktos valandos. Spėsime aptarnauti dar keturis klientus."
        ),
        "Artimiausias darbo laikas – lapkričio 25 d., trečiadienis, 8.00 val.": (
            "Artimiausias darbo laikas – lapkričio dvidešimt penkta diena, trečiadienis, aštunta valanda."
        ),
        "Atvykti galima nuo 8.45 val.": "Atvykti galima nuo aštuntos valandos keturiasdešimt penkių minučių.",
        "Darbo laikas baigiasi 17.00 val.": "Darbo laikas baigiasi septynioliktą valandą.",
        "8.00–12.00, 12.45–17.00": (
            "nuo aštuntos valandos iki dvyliktos valandos, "
            "nuo dvyliktos valandos keturiasdešimt penkių minučių iki septynioliktos valandos"
        ),
        "14:30": "keturiolikta valanda trisdešimt minučių",
        "per 30 min. kreiptis į 1 langelį": "per trisdešimt minučių kreiptis į pirmąjį langelį",
        "atėję 21 min. anksčiau": "atėję dvidešimt vieną minutę anksčiau",
        "Bandykite po 5 min. arba": "Bandykite po penkių minučių arba",
        "iki 11 min.": "iki vienuolikos minučių",
        "iki 10 min.": "iki dešimties minučių",
        "608 kabinetas, 6 aukštas": "šeši šimtai aštuntasis kabinetas, šeštas aukštas",
        "2 paslaugos": "dvi paslaugos",
        "12 paslaugų": "dvylika paslaugų",
        "asmenys su mažamečiais (iki 4 m.) vaikais": "asmenys su mažamečiais (iki keturių metų) vaikais",
        "2 iš 9": "du iš devynių",
        "123 456": "vienas, du, trys, keturi, penki, šeši",
        "PB9 PJE": "Pė, Bė, devyni, Pė, Jot, E",
        "7": "septyni",
    },
    "en": {
        "A012": "A, twelve",
        "In line: 3 · 5–10 min": "In line: three, five–ten minutes",
        "Wednesday, 25 November, 8:00": "Wednesday, twenty five November, eight o’clock",
        "08:05–15:45": "eight zero five – fifteen forty five",
        "1 min": "one minute",
    },
    "uk": {
        "Z001": "Зет один",
        "середа, 25 листопада, 8:00": "середа, двадцять п’ятого листопада, вісім нуль нуль",
        "У черзі: 3 · 20–22 хв": "У черзі: три, двадцять–двадцять дві хвилини",
    },
    "ru": {
        "воскресенье, 3 мая, 8:30": "воскресенье, третьего мая, восемь тридцать",
        "Через 21 мин": "Через двадцать одна минута",
    },
}


@pytest.mark.parametrize("language", READ)
def test_figures_are_read_in_words(language: str) -> None:
    assert {text: read_aloud(language, text) for text in READ[language]} == READ[language]


@given(
    st.sampled_from(list(READ)),
    st.text(st.one_of(st.sampled_from("0123456789:.– ·mindval"), st.characters()), max_size=40),
)
def test_whatever_stands_there_can_be_read_and_leaves_no_figure(language: str, text: str) -> None:
    said = read_aloud(language, text)

    assert not set(said) & set("0123456789")
