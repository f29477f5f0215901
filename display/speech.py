"""What the waiting room hears, in Lithuanian words with their right endings. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

# "Spėsime aptarnauti dar … klientus": the accusative, where it differs from the nominative.
_UNITS = ("", "vieną", "du", "tris", "keturis", "penkis", "šešis", "septynis", "aštuonis", "devynis")
_TEENS = (
    "dešimt", "vienuolika", "dvylika", "trylika", "keturiolika", "penkiolika", "šešiolika", "septyniolika",
    "aštuoniolika", "devyniolika",
)  # fmt: skip
_TENS = (
    "", "", "dvidešimt", "trisdešimt", "keturiasdešimt", "penkiasdešimt", "šešiasdešimt", "septyniasdešimt",
    "aštuoniasdešimt", "devyniasdešimt",
)  # fmt: skip
# "Prie … langelio": ordinals in the genitive.
_AT = (
    "pirmojo", "antrojo", "trečiojo", "ketvirtojo", "penktojo", "šeštojo", "septintojo", "aštuntojo",
    "devintojo", "dešimtojo", "vienuoliktojo", "dvyliktojo",
)  # fmt: skip
# "Baigiasi … valandą": ordinals in the accusative.
_HOURS = (
    "dvidešimt ketvirtą", "pirmą", "antrą", "trečią", "ketvirtą", "penktą", "šeštą", "septintą", "aštuntą",
    "devintą", "dešimtą", "vienuoliktą", "dvyliktą", "tryliktą", "keturioliktą", "penkioliktą",
    "šešioliktą", "septynioliktą", "aštuonioliktą", "devynioliktą", "dvidešimtą", "dvidešimt pirmą",
    "dvidešimt antrą", "dvidešimt trečią",
)  # fmt: skip


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


def closing_sentences(hour: int, minute: int, groups: Sequence[Last]) -> str:
    """Say how many will still be served (standard, 20.2; its wording for the waiting room).

    Args:
        hour: when the branch closes, on its own clock.
        minute: the same.
        groups: of each group of counters with people waiting. Where there are several, those whose
            counters have no ordinal of their own are only shown.

    Returns:
        The sentences.
    """
    closes = f"{_HOURS[hour]} valandą" if minute == 0 else "netrukus"
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
    tens, units = divmod(n, 10)
    if tens == 1:
        return f"{_TEENS[units]} klientų"
    number = " ".join(filter(None, (_TENS[tens], _UNITS[units])))
    noun = {0: "klientų", 1: "klientą"}.get(units, "klientus")
    return f"{number} {noun}"


def _served(group: Last) -> str:
    if group.everybody:
        return "spėsime aptarnauti visus, kurie laukia."
    if not group.served:
        return "šiandien daugiau aptarnauti nebespėsime."
    return f"spėsime aptarnauti dar {counted(min(group.served, 99))}."


def _begun(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _can_be_said(group: Last) -> bool:
    return bool(group.counters) and all(
        counter.isdecimal() and 1 <= int(counter) <= len(_AT) for counter in group.counters
    )


def _at(group: Last) -> str:
    *others, last = (_AT[int(counter) - 1] for counter in group.counters)
    return f"{', '.join(others)} ir {last} langelio" if others else f"{last} langelio"
