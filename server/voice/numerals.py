"""Numbers and letters in words: Lithuanian with its cases, English, Ukrainian, Russian. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

HUNDREDS = 1000  # from here on a number is said in pairs of digits, as people read it out

_LT_UNITS = (
    "nulis", "vienas", "du", "trys", "keturi", "penki", "šeši", "septyni", "aštuoni", "devyni", "dešimt",
    "vienuolika", "dvylika", "trylika", "keturiolika", "penkiolika", "šešiolika", "septyniolika",
    "aštuoniolika", "devyniolika",
)  # fmt: skip
_LT_TENS = (
    "", "", "dvidešimt", "trisdešimt", "keturiasdešimt", "penkiasdešimt", "šešiasdešimt", "septyniasdešimt",
    "aštuoniasdešimt", "devyniasdešimt",
)  # fmt: skip
# What an ordinal's ending is put to; a round hundred is one word there: šešišimtąjį.
_LT_STEMS = (
    "nulin", "pirm", "antr", "treči", "ketvirt", "penkt", "šešt", "septint", "aštunt", "devint", "dešimt",
    "vienuolikt", "dvylikt", "trylikt", "keturiolikt", "penkiolikt", "šešiolikt", "septyniolikt",
    "aštuoniolikt", "devyniolikt",
)  # fmt: skip
_LT_HUNDREDS = (
    "", "šimt", "dušimt", "trišimt", "keturišimt", "penkišimt", "šešišimt", "septynišimt", "aštuonišimt",
    "devynišimt",
)  # fmt: skip

_EN_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_UK_UNITS = (
    "нуль", "один", "два", "три", "чотири", "п’ять", "шість", "сім", "вісім", "дев’ять", "десять",
    "одинадцять", "дванадцять", "тринадцять", "чотирнадцять", "п’ятнадцять", "шістнадцять", "сімнадцять",
    "вісімнадцять", "дев’ятнадцять",
)  # fmt: skip
_UK_TENS = (
    "", "", "двадцять", "тридцять", "сорок", "п’ятдесят", "шістдесят", "сімдесят", "вісімдесят", "дев’яносто",
)  # fmt: skip
_UK_HUNDREDS = (
    "", "сто", "двісті", "триста", "чотириста", "п’ятсот", "шістсот", "сімсот", "вісімсот", "дев’ятсот",
)  # fmt: skip
_UK_ORDINALS = (
    "нульовий", "перший", "другий", "третій", "четвертий", "п’ятий", "шостий", "сьомий", "восьмий",
    "дев’ятий", "десятий", "одинадцятий", "дванадцятий", "тринадцятий", "чотирнадцятий", "п’ятнадцятий",
    "шістнадцятий", "сімнадцятий", "вісімнадцятий", "дев’ятнадцятий",
)  # fmt: skip
_UK_ORDINAL_TENS = (
    "", "", "двадцятий", "тридцятий", "сороковий", "п’ятдесятий", "шістдесятий", "сімдесятий",
    "вісімдесятий", "дев’яностий",
)  # fmt: skip

_RU_UNITS = (
    "ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять",
    "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать",
    "восемнадцать", "девятнадцать",
)  # fmt: skip
_RU_TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят",
    "девяносто",
)  # fmt: skip
_RU_HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
_RU_ORDINALS = (
    "нулевой", "первый", "второй", "третий", "четвёртый", "пятый", "шестой", "седьмой", "восьмой", "девятый",
    "десятый", "одиннадцатый", "двенадцатый", "тринадцатый", "четырнадцатый", "пятнадцатый", "шестнадцатый",
    "семнадцатый", "восемнадцатый", "девятнадцатый",
)  # fmt: skip
_RU_ORDINAL_TENS = (
    "", "", "двадцатый", "тридцатый", "сороковой", "пятидесятый", "шестидесятый", "семидесятый",
    "восьмидесятый", "девяностый",
)  # fmt: skip

# Letters by name. espeak-ng takes a Lithuanian "El" for an abbreviation ("elektroninis") and an English "A"
# for an article: there the bare letter and a comma help.
LETTERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        language: MappingProxyType(dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", names.split(), strict=True)))
        for language, names in {
            "lt": "A Bė Cė Dė E Ef Gė Ha I Jot Ka L Em En O Pė Kū Er Es Tė U Vė Dviguba-vė Iks Igrek Zė",
            "en": "A, B C D E F G H I J K L M N O P Q R S T U V W X Y Z",
            "uk": "А Бе Це Де Е Еф Ґе Га І Йот Ка Ель Ем Ен О Пе Ку Ер Ес Те У Ве Дубль-ве Ікс Ігрек Зет",
            "ru": "А Бэ Цэ Дэ Е Эф Гэ Аш И Йот Ка Эль Эм Эн О Пэ Ку Эр Эс Тэ У Вэ Дубль-вэ Икс Игрек Зет",
        }.items()
    }
)


def cardinal(language: str, n: int) -> list[str]:
    """Say a number: ``["dvidešimt", "vienas"]``, in Lithuanian nominative and masculine.

    Args:
        language: lt, en, uk or ru.
        n: from 0 to 999.

    Returns:
        Its words in order.
    """
    hundreds, rest = divmod(n, 100)
    words = _hundreds(language, hundreds) if hundreds else []
    if not rest and hundreds:
        return words
    if hundreds and language == "en":
        words.append("and")
    units, tens = _SMALL[language]
    if rest < len(units):
        return [*words, units[rest]]
    return [*words, tens[rest // 10], *([units[rest % 10]] if rest % 10 else [])]


def _hundreds(language: str, hundreds: int) -> list[str]:
    match language:
        case "lt":
            return ["šimtas"] if hundreds == 1 else [_LT_UNITS[hundreds], "šimtai"]
        case "en":
            return [_EN_UNITS[hundreds], "hundred"]
    return [(_UK_HUNDREDS if language == "uk" else _RU_HUNDREDS)[hundreds]]


_SMALL = {
    "lt": (_LT_UNITS, _LT_TENS),
    "en": (_EN_UNITS, _EN_TENS),
    "uk": (_UK_UNITS, _UK_TENS),
    "ru": (_RU_UNITS, _RU_TENS),
}


def ordinal(n: int, ending: str) -> list[str]:
    """Say which one, in Lithuanian. Only the last word is an ordinal: *šeši šimtai aštuntąjį*.

    Args:
        n: from 0 to 999.
        ending: of the last word: ``ojo`` (prie … langelio), ``ąjį`` (į … kabinetą), ``as`` (… aukštas),
            ``ą`` (… valandą).

    Returns:
        Its words in order.
    """
    hundreds, rest = divmod(n, 100)
    if hundreds and not rest:
        return [_LT_HUNDREDS[hundreds] + ending]
    words = _hundreds("lt", hundreds) if hundreds else []
    if rest < len(_LT_STEMS):
        stem = _LT_STEMS[rest]
        return [*words, "nulinis" if (rest, ending) == (0, "as") else stem + ending]
    tens, units = divmod(rest, 10)
    if not units:
        return [*words, _LT_TENS[tens] + ending]
    return [*words, _LT_TENS[tens], _LT_STEMS[units] + ending]


def floor(language: str, n: int) -> list[str]:
    """Say which floor, without the noun: ``["šeštas"]``, ``["minus", "перший"]``; in English its number.

    Args:
        language: lt, en, uk or ru.
        n: from -99 to 99.
    """
    below = [_MINUS[language]] if n < 0 else []
    if language == "lt":
        return [*below, *ordinal(abs(n), "as")]
    if language == "en":
        return [*below, *cardinal("en", abs(n))]
    units, tens = (_UK_ORDINALS, _UK_ORDINAL_TENS) if language == "uk" else (_RU_ORDINALS, _RU_ORDINAL_TENS)
    if abs(n) < len(units):
        return [*below, units[abs(n)]]
    ten, unit = divmod(abs(n), 10)
    if not unit:
        return [*below, tens[ten]]
    return [*below, _SMALL[language][1][ten], units[unit]]


_MINUS = {"lt": "minus", "en": "minus", "uk": "мінус", "ru": "минус"}


def code(language: str, text: str) -> list[str]:
    """Say letters and digits, such as a ticket's number: letters by name, digits as a number.

    Zeros in front are not said (``A012`` is *A dvylika*), and nothing else is either. A number of four
    digits and more is said in pairs.

    Args:
        language: lt, en, uk or ru.
        text: in capital letters A-Z, digits, and whatever stands between them.

    Returns:
        The words in order.
    """
    words: list[str] = []
    digits = ""
    for sign in f"{text.upper()} ":
        if "0" <= sign <= "9":
            digits += sign
            continue
        if digits:
            words += _number(language, digits)
            digits = ""
        if sign in LETTERS[language]:
            words.append(LETTERS[language][sign])
    return words


def _number(language: str, digits: str) -> list[str]:
    digits = digits.lstrip("0") or "0"
    if int(digits) < HUNDREDS:
        return cardinal(language, int(digits))
    first = len(digits) % 2
    pairs = [digits[:first], *(digits[at : at + 2] for at in range(first, len(digits), 2))]
    words: list[str] = []
    for pair in filter(None, pairs):
        if pair[0] == "0":
            words += cardinal(language, 0)
        words += cardinal(language, int(pair))
    return words
