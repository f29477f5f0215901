"""How a call is said: numbers with their endings, letters by name, rooms and floors."""

import re
import subprocess
from itertools import cycle
from string import ascii_uppercase

import pytest

from display.speech import Form, Where, call
from server.config import LANGUAGES
from server.voice.clips import clip, sentence
from server.voice.numerals import LETTERS, cardinal, code, ordinal

# The table of the standard's wording, C.3, as it stands there.
AT_COUNTER = {
    1: "pirmojo", 2: "antrojo", 3: "trečiojo", 4: "ketvirtojo", 5: "penktojo", 6: "šeštojo", 7: "septintojo",
    8: "aštuntojo", 9: "devintojo", 10: "dešimtojo", 11: "vienuoliktojo", 12: "dvyliktojo",
}  # fmt: skip
NUMBERS = {
    0: "nulis", 1: "vienas", 2: "du", 3: "trys", 4: "keturi", 5: "penki", 6: "šeši", 7: "septyni",
    8: "aštuoni", 9: "devyni", 10: "dešimt", 11: "vienuolika", 12: "dvylika", 13: "trylika",
    14: "keturiolika", 15: "penkiolika", 16: "šešiolika", 17: "septyniolika", 18: "aštuoniolika",
    19: "devyniolika", 20: "dvidešimt", 21: "dvidešimt vienas", 30: "trisdešimt", 40: "keturiasdešimt",
    50: "penkiasdešimt", 60: "šešiasdešimt", 70: "septyniasdešimt", 80: "aštuoniasdešimt",
    90: "devyniasdešimt", 100: "šimtas", 101: "šimtas vienas", 200: "du šimtai", 300: "trys šimtai",
}  # fmt: skip
LETTER_NAMES = {
    "A": "a", "B": "bė", "D": "dė", "H": "ha", "J": "jot", "K": "ka", "M": "em", "S": "es", "T": "tė",
    "V": "vė", "Z": "zė",
}  # fmt: skip


def said(number: str, where: Where, form: Form = Form.FULL, language: str = "lt") -> str:
    return sentence(call(language, number, where, form))


def test_the_standards_own_sentences() -> None:
    assert said("A012", Where("3")) == (
        "Kviečiamas klientas, kurio numeris – A dvylika. Prašome prieiti prie trečiojo langelio."
    )
    assert said("A012", Where("3"), Form.SHORT) == "A dvylika – prie trečiojo langelio."
    assert said("A006", Where("1"), Form.AGAIN) == "Kartojame: A šeši – prie pirmojo langelio."
    assert said("Z001", Where("608", room=True, floor=6), Form.SHORT) == (
        "Zė vienas – į šeši šimtai aštuntąjį kabinetą, šeštas aukštas."
    )


def test_the_tables_of_the_standard() -> None:
    assert {n: " ".join(cardinal("lt", n)) for n in NUMBERS} == NUMBERS
    assert {n: " ".join(ordinal(n, "ojo")) for n in AT_COUNTER} == AT_COUNTER
    assert {letter: LETTERS["lt"][letter].lower() for letter in LETTER_NAMES} == LETTER_NAMES


# Read back by somebody who knows the words, and not how we put them together.
_ONES = {word: n for n, word in NUMBERS.items() if n < 20}
_TENS = {word: n for n, word in NUMBERS.items() if 20 <= n < 100 and " " not in word}
_LAST = {
    "pirm": 1, "antr": 2, "treči": 3, "ketvirt": 4, "penkt": 5, "šešt": 6, "septint": 7, "aštunt": 8,
    "devint": 9, "dešimt": 10, "vienuolikt": 11, "dvylikt": 12, "trylikt": 13, "keturiolikt": 14,
    "penkiolikt": 15, "šešiolikt": 16, "septyniolikt": 17, "aštuoniolikt": 18, "devyniolikt": 19,
    **_TENS,
    "šimt": 100, "dušimt": 200, "trišimt": 300, "keturišimt": 400, "penkišimt": 500, "šešišimt": 600,
    "septynišimt": 700, "aštuonišimt": 800, "devynišimt": 900,
}  # fmt: skip


def value(words: list[str], ending: str = "") -> int:
    """The number that a listener understands; with an ending the last word is an ordinal."""
    total = 0
    for word in words[:-1] if ending else words:
        total = 100 if word == "šimtas" else total * 100 if word == "šimtai" else total + heard(word)
    return total + (_LAST[words[-1].removesuffix(ending)] if ending else 0)


def heard(word: str) -> int:
    return _TENS[word] if word in _TENS else _ONES[word]


def test_every_number_with_every_counter_and_every_letter_is_understood() -> None:
    """0 to 999, counters 1 to 99, all letters: whoever listens knows exactly which number and where."""
    names = {name: letter for letter, name in LETTERS["lt"].items()}
    letters = cycle(ascii_uppercase)
    for n in range(1000):
        for counter in range(1, 100):
            letter = next(letters)
            pieces = list(call("lt", f"{letter}{n:03d}", Where(str(counter))))
            please = pieces.index("Prašome prieiti prie")
            assert (pieces[0], names[pieces[1]], pieces[-1]) == (
                "Kviečiamas klientas, kurio numeris –", letter, "langelio.",
            )  # fmt: skip
            assert value([word.rstrip(".") for word in pieces[2:please]]) == n
            assert value(pieces[please + 1 : -1], "ojo") == counter


def test_every_room_up_to_999_is_understood() -> None:
    for room in range(1, 1000):
        pieces = list(call("lt", "Z001", Where(str(room), room=True), Form.SHORT))
        assert (pieces[2], pieces[-1]) == ("į", "kabinetą.")
        assert value(pieces[3:-1], "ąjį") == room


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Where("100", room=True), "į šimtąjį kabinetą."),
        (Where("200", room=True, floor=2), "į dušimtąjį kabinetą, antras aukštas."),
        (Where("21", room=True, floor=-1), "į dvidešimt pirmąjį kabinetą, minus pirmas aukštas."),
        (Where("5", room=True, floor=0), "į penktąjį kabinetą, nulinis aukštas."),
        (Where("1205", room=True, floor=12), "į kabinetą dvylika nulis penki, dvyliktas aukštas."),
        (Where("B3"), "prie langelio Bė trys."),
        (Where("2", floor=1), "prie antrojo langelio, pirmas aukštas."),
    ],
)
def test_rooms_floors_and_places_without_an_ordinal(where: Where, words: str) -> None:
    assert said("A001", where, Form.SHORT) == f"A vienas – {words}"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Now calling Z seventeen. Please go to room six hundred and eight, floor six."),
        ("uk", "Запрошуємо номер Зет сімнадцять. Кабінет номер шістсот вісім, шостий поверх."),
        ("ru", "Приглашается номер Зет семнадцать. Кабинет номер шестьсот восемь, шестой этаж."),
    ],
)
def test_a_second_language_says_the_same(language: str, words: str) -> None:
    assert said("Z017", Where("608", room=True, floor=6), language=language) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_sound_the_same(language: str) -> None:
    numbers = {" ".join(code(language, str(n))) for n in range(10_000)}
    assert len(numbers) == 10_000


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("A012", "A dvylika"),
        ("AB-1", "A Bė vienas"),
        ("L000", "L nulis"),
        ("7", "septyni"),
        ("K1005", "Ka dešimt nulis penki"),
        ("K12000", "Ka vienas dvidešimt nulis nulis"),
    ],
)
def test_a_number_is_said_without_leading_zeros_and_four_digits_in_pairs(number: str, words: str) -> None:
    assert " ".join(code("lt", number)) == words


def test_a_piece_has_a_clip_of_its_own_whatever_stands_behind_it() -> None:
    names = [clip(piece) for piece in ("Kviečiamas klientas, kurio numeris –", "A,", "dvylika.", "п’ять")]

    assert names == ["kviečiamas-klientas-kurio-numeris", "a", "dvylika", "пять"]


# How many syllables a word has: a machine that takes "El" for "elektroninis" is found out by them.
VOWELS = {"lt": "aąeęėiįyouųū", "uk": "аеєиіїоуюя", "ru": "аеёиоуыэюя"}
HEARD = re.compile("[aeiouyæɑɐəɛɜɪɨɔoʊʌʉɯø]+")


@pytest.mark.parametrize("language", VOWELS)
def test_the_machines_voice_reads_every_word_as_it_is_written(language: str) -> None:
    tickets = [f"{ascii_uppercase[n % 26]}{n}" for n in range(1000)]
    words = {word.strip(" .,:–") for ticket in tickets for word in code(language, ticket)}
    if language == "lt":
        words |= {" ".join(ordinal(n, ending)) for n in range(1, 100) for ending in ("ojo", "ąjį", "as")}
    done = subprocess.run(
        ["espeak-ng", "-v", language, "-q", "--ipa", "-b", "1"],
        input="".join(f"{word}.\n" for word in sorted(words)),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    read = done.stdout.split("\n")[: len(words)]
    written = re.compile(f"[{VOWELS[language]}]+")
    odd = [
        (word, sound)
        for word, sound in zip(sorted(words), read, strict=True)
        if len(HEARD.findall(sound)) > max(1, len(written.findall(word.lower()))) + 1
    ]

    assert len(words) > 60
    assert odd == []
