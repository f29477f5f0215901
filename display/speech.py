"""What the waiting room hears, in words with their right endings (wording: standard, 20.2 and 22.1). Pure.

A sentence is a list of pieces: each is what one recorded clip says, and joined they are the text that a
machine's voice reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.voice.numerals import HUNDREDS, cardinal, code, floor, ordinal

# "Spėsime aptarnauti dar … klientus": the accusative, where it differs from the nominative.
_ACCUSATIVE = {
    "vienas": "vieną", "trys": "tris", "keturi": "keturis", "penki": "penkis", "šeši": "šešis",
    "septyni": "septynis", "aštuoni": "aštuonis", "devyni": "devynis",
}  # fmt: skip


class Form(StrEnum):
    """How a call is said: at first, once more while nobody else is called, or when it was called again."""

    FULL = "full"
    SHORT = "short"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody is called to.

    Attributes:
        id: what stands on the door or above the counter.
        room: whether it is a room and not a counter in the hall.
        floor: the floor to go to; ``None`` when none is told.
    """

    id: str
    room: bool = False
    floor: int | None = None


@dataclass(frozen=True, slots=True)
class Last:
    """How many more one group of counters will serve.

    Attributes:
        counters: the ids of the counters.
        served: how many of those who wait.
        everybody: whether these are all.
    """

    counters: tuple[str, ...]
    served: int
    everybody: bool


def call(language: str, number: str, where: Where, form: Form = Form.FULL) -> tuple[str, ...]:
    """Say that a number is called, and where to.

    Args:
        language: lt, en, uk or ru.
        number: the ticket's number, as it is printed.
        where: the counter or room.
        form: how much is said.

    Returns:
        The pieces of the sentences; ``server.voice.clips.sentence`` joins them.
    """
    said = code(language, number)
    if language == "lt":
        return _call_lt(said, where, form)
    opening = {Form.FULL: (_CALLED[language],), Form.AGAIN: (_AGAIN[language],), Form.SHORT: ()}[form]
    place = (_ROOM if where.room else _COUNTER)[language]
    there = [place, *_ended(code(language, where.id), "" if where.floor is not None else ".")]
    if where.floor is not None:
        there = [*_ended(there, ","), *_floor(language, where.floor)]
    return (*opening, *_ended(said, "."), *there)


_CALLED = {"en": "Now calling", "uk": "Запрошуємо номер", "ru": "Приглашается номер"}
_AGAIN = {"en": "Calling again:", "uk": "Повторюємо:", "ru": "Повторяем:"}
_COUNTER = {"en": "Please go to counter", "uk": "Віконце номер", "ru": "Окно номер"}
_ROOM = {"en": "Please go to room", "uk": "Кабінет номер", "ru": "Кабинет номер"}


def _call_lt(said: list[str], where: Where, form: Form) -> tuple[str, ...]:
    if form is Form.FULL:
        please = "Prašome eiti į" if where.room else "Prašome prieiti prie"
        return ("Kviečiamas klientas, kurio numeris –", *_ended(said, "."), please, *_there_lt(where))
    opening = ("Kartojame:",) if form is Form.AGAIN else ()
    return (*opening, *_ended(said, " –"), "į" if where.room else "prie", *_there_lt(where))


def _there_lt(where: Where) -> list[str]:
    ending, noun = ("ąjį", "kabinetą") if where.room else ("ojo", "langelio")
    if where.id.isdecimal() and 0 < int(where.id) < HUNDREDS:
        there = [*ordinal(int(where.id), ending), noun]
    else:
        there = [noun, *code("lt", where.id)]
    if where.floor is None:
        return _ended(there, ".")
    return [*_ended(there, ","), *_floor("lt", where.floor)]


def _floor(language: str, number: int) -> list[str]:
    words = floor(language, number)
    if language == "en":
        return ["floor", *_ended(words, ".")]
    return [*words, {"lt": "aukštas.", "uk": "поверх.", "ru": "этаж."}[language]]


def _ended(words: list[str], end: str) -> list[str]:
    # A letter that is read only before a comma keeps it in the middle, not before another mark.
    return [*words[:-1], words[-1].rstrip(",") + end] if words else []


def closing_sentences(hour: int, minute: int, groups: Sequence[Last]) -> str:
    """Say how many will still be served, in Lithuanian (standard, 20.2).

    Args:
        hour: when the branch closes, on its own clock.
        minute: the same.
        groups: of each group of counters with people waiting. Where there are several, those whose
            counters have no ordinal of their own are only shown.

    Returns:
        The sentences.
    """
    closes = f"{' '.join(ordinal(hour or 24, 'ą'))} valandą" if minute == 0 else "netrukus"
    said = [f"Gerbiami klientai, darbo laikas baigiasi {closes}."]
    if len(groups) == 1:
        said.append(_begun(_served(groups[0])))
    else:
        said += [f"Prie {_at(group)} {_served(group)}" for group in groups if _can_be_said(group)]
    if not all(group.everybody for group in groups):
        said.append("Kitiems pasiūlysime kitą laiką. Atsiprašome.")
    return " ".join(said)


def counted(n: int) -> str:
    """Say a number of clients in the accusative: ``keturis klientus``, ``dešimt klientų``.

    Args:
        n: from 1 to 99.
    """
    words = [_ACCUSATIVE.get(word, word) for word in cardinal("lt", n)]
    noun = "klientų" if n % 10 == 0 or 10 < n < 20 else "klientą" if n % 10 == 1 else "klientus"
    return " ".join([*words, noun])


def _served(group: Last) -> str:
    if group.everybody:
        return "spėsime aptarnauti visus, kurie laukia."
    if not group.served:
        return "šiandien daugiau aptarnauti nebespėsime."
    return f"spėsime aptarnauti dar {counted(min(group.served, 99))}."


def _begun(text: str) -> str:
    return text[0].upper() + text[1:]


def _can_be_said(group: Last) -> bool:
    return bool(group.counters) and all(
        counter.isdecimal() and 0 < int(counter) < 100 for counter in group.counters
    )


def _at(group: Last) -> str:
    *others, last = (" ".join(ordinal(int(counter), "ojo")) for counter in group.counters)
    return f"{', '.join(others)} ir {last} langelio" if others else f"{last} langelio"
