"""How a text that stands on a screen is read aloud: its figures in words, with the right endings. Pure.

A screen says ``8.00 val.``, ``5–10 min.``, ``A012``: short to read, and misread by a machine's voice.
Lithuanian wants a case for each (standard, C.3); the other three languages are content with fewer.
"""

import re
from collections.abc import Callable
from types import MappingProxyType

from babel import Locale

from server.voice.numerals import LETTERS, cardinal, code, floor, ordinal

_NOMINATIVE = [cardinal("lt", n)[0] for n in range(1, 10)]
_UNITS = MappingProxyType(
    {
        form: dict(zip(_NOMINATIVE, words.split(), strict=True))
        for form, words in {
            "she": "viena dvi trys keturios penkios šešios septynios aštuonios devynios",
            "him": "vieną du tris keturis penkis šešis septynis aštuonis devynis",
            "her": "vieną dvi tris keturias penkias šešias septynias aštuonias devynias",
            "of": "vienos dviejų trijų keturių penkių šešių septynių aštuonių devynių",
        }.items()
    }
)
_MINUTES = {  # by the plural rule's three forms
    "she": "minutė minutės minučių",
    "her": "minutę minutes minučių",
    "of": "minutės minučių minučių",
}
_PLACES = {  # the ending of the ordinal before a noun
    "langelis": "asis", "langelį": "ąjį", "langelio": "ojo", "langelyje": "ajame",
    "kabinetas": "asis", "kabinetą": "ąjį", "kabineto": "ojo", "kabinete": "ajame",
    "aukštas": "as", "aukštą": "ą", "aukšto": "o", "aukšte": "ame",
}  # fmt: skip
_ABBREVIATED = {"en": ("min", "minute minutes minutes"), "uk": ("хв", "хвилина хвилини хвилин"),
                "ru": ("мин", "минута минуты минут")}  # fmt: skip
_MONTHS = "січ лют бер кві тра чер лип сер вер жов лис гру янв фев мар апр мая июн июл авг сен окт ноя дек"

_CODE = re.compile(r"[A-Z0-9]{3} [A-Z0-9]{3}")
_TICKET = re.compile(r"\b[A-Z]{1,2}-?\d+\b")
_RANGE = re.compile(r"\b(\d{1,2})[.:](\d\d)–(\d{1,2})[.:](\d\d)\b")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_OF = r"(?P<of>\b(?:[Ii]ki|[Nn]uo|[Pp]o) )?"  # words that want the genitive
_HOUR_LT = re.compile(
    _OF + r"(?P<dash>(?:^|[–,:]) ?)?\b(?P<hour>\d{1,2})\.(?P<minute>\d\d) val\.(?P<end>$| [A-ZĄČĘĖĮŠŲŪŽ])?"
)
_MINUTES_LT = re.compile(_OF + r"(?:\b(?P<low>\d+)–)?\b(?P<n>\d+) min\.")
_YEARS_LT = re.compile(r"\biki (\d+) m\.")
_DAY_LT = re.compile(r"\b(\d{1,2}) d\.")
_PLACE_LT = re.compile(rf"\b(\d{{1,3}}) ({'|'.join(_PLACES)})\b")
_OUT_OF_LT = re.compile(r"\b(\d{1,3}) iš (\d{1,3})\b")
_COUNTED_LT = re.compile(r"\b(\d{1,3}) (\w+)")
_NUMBERS = re.compile(r"\d+")


def read_aloud(language: str, text: str) -> str:
    """Put a text's figures into words.

    Args:
        language: lt, en, uk or ru.
        text: as it stands on a screen.

    Returns:
        What a voice says.
    """
    text = " ".join(text.split())
    if _CODE.fullmatch(text):
        return ", ".join(_sign(language, one) for one in text if one != " ")
    text = _TICKET.sub(lambda found: " ".join(code(language, found[0])).rstrip(","), text)
    text = (_lithuanian if language == "lt" else _foreign)(language, text)
    return _NUMBERS.sub(lambda found: " ".join(code(language, found[0])), text).replace(" · ", ", ")


def _sign(language: str, sign: str) -> str:
    return cardinal(language, int(sign))[0] if sign.isdecimal() else LETTERS[language][sign].rstrip(",")


def _lithuanian(language: str, text: str) -> str:
    rules: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
        (
            _RANGE,
            lambda found: f"nuo {_hour(found[1], found[2], 'of')} iki {_hour(found[3], found[4], 'of')}",
        ),
        (_HOUR_LT, _hour_in_sentence),
        (_CLOCK, lambda found: _hour(found[1], found[2], "she")),
        (_MINUTES_LT, _minutes),
        (_YEARS_LT, lambda found: f"iki {_inflected(int(found[1]), 'of')} metų"),
        (_DAY_LT, lambda found: f"{' '.join(ordinal(int(found[1]), 'a'))} diena"),
        (_PLACE_LT, lambda found: f"{' '.join(ordinal(int(found[1]), _PLACES[found[2]]))} {found[2]}"),
        (_OUT_OF_LT, lambda found: f"{found[1]} iš {_inflected(int(found[2]), 'of')}"),
        (_COUNTED_LT, _counted),
    ]
    for pattern, say in rules:
        text = pattern.sub(say, text)
    return text


def _hour_in_sentence(found: re.Match[str]) -> str:
    form = "of" if found["of"] else "her" if found["dash"] is None else "she"
    end = "." + (found["end"] or "") if found["end"] is not None else ""
    return (found["of"] or "") + (found["dash"] or "") + _hour(found["hour"], found["minute"], form) + end


def _hour(hour: str, minute: str, form: str) -> str:
    ending, noun = {"she": ("a", "valanda"), "her": ("ą", "valandą"), "of": ("os", "valandos")}[form]
    said = " ".join([*ordinal(int(hour) or 24, ending), noun])
    return (
        said
        if minute == "00"
        else f"{said} {_inflected(int(minute), form)} {_minute_noun(int(minute), form)}"
    )


def _minutes(found: re.Match[str]) -> str:
    n = int(found["n"])
    if found["low"]:
        # "5–10 min." stands where a subject does, or after "apie" with words that have one form for both.
        low, high = _inflected(int(found["low"]), "she"), _inflected(n, "she")
        return f"{found['of'] or ''}{low} – {high} {_minute_noun(n, 'she')}"
    form = "of" if found["of"] else "her"
    return f"{found['of'] or ''}{_inflected(n, form)} {_minute_noun(n, form)}"


def _minute_noun(n: int, form: str) -> str:
    return _MINUTES[form].split()[_plural("lt", n)]


def _inflected(n: int, form: str) -> str:
    *before, last = cardinal("lt", n)
    if form == "of" and 10 <= n % 100 < 20:
        last = last + "ies" if last == "dešimt" else last[:-1] + "os"
    elif form == "of" and last.endswith("dešimt"):
        last += "ies"
    return " ".join([*before, _UNITS[form].get(last, last)])


def _counted(found: re.Match[str]) -> str:
    noun = found[2]
    if noun.endswith(("us", "ą")):
        return f"{_inflected(int(found[1]), 'him')} {noun}"
    if noun.endswith(("a", "ė", "os", "ės")):
        return f"{_inflected(int(found[1]), 'she')} {noun}"
    return f"{' '.join(cardinal('lt', int(found[1])))} {noun}"


def _plural(language: str, n: int) -> int:
    return {"one": 0, "few": 1}.get(Locale(language).plural_form(n), 2)


def _foreign(language: str, text: str) -> str:
    text = _RANGE.sub(
        lambda found: f"{_clock(language, found[1], found[2])} – {_clock(language, found[3], found[4])}", text
    )
    text = _CLOCK.sub(lambda found: _clock(language, found[1], found[2]), text)
    text = re.sub(
        rf"\b(\d+) {_ABBREVIATED[language][0]}\b\.?",
        lambda found: _foreign_minutes(language, int(found[1])),
        text,
    )
    if language == "en":
        return text
    months = "|".join(_MONTHS.split())
    return re.sub(rf"\b(\d{{1,2}}) (?=(?:{months}))", lambda found: f"{_day(language, int(found[1]))} ", text)


def _foreign_minutes(language: str, n: int) -> str:
    *before, last = cardinal(language, n)
    feminine = {"один": "одна", "два": "дві" if language == "uk" else "две"}
    noun = _ABBREVIATED[language][1].split()[_plural(language, n)]
    return " ".join([*before, feminine.get(last, last), noun])


def _clock(language: str, hour: str, minute: str) -> str:
    hours = " ".join(cardinal(language, int(hour)))
    if language == "en" and minute == "00":
        return f"{hours} o’clock"
    zero = [] if int(minute) >= 10 else cardinal(language, 0)
    return " ".join([hours, *zero, *cardinal(language, int(minute))])


def _day(language: str, n: int) -> str:
    *before, last = floor(language, n)
    third = {"третій": "третього", "третий": "третьего"}
    return " ".join([*before, third.get(last, re.sub("(ий|ый|ой)$", "ого", last))])
