"""Telling in one sentence why a number was called."""

from datetime import tzinfo

from server.reception.why import Told
from server.rules.moment import MINUTE, local
from server.rules.turn import Kind
from server.rules.visit import Handed
from server.words import Words


def sentence(words: Words, told: Told, zone: tzinfo) -> str:
    """Tell why: "A017 counts as 09:41 (came 09:56, priority 15 min); next was A012, 09:43."

    Args:
        words: the language.
        told: the facts.
        zone: the branch's time zone.

    Returns:
        The sentence.
    """

    def clock(at: int) -> str:
        return f"{local(at, zone):%H:%M}"

    came = words("why.booked" if told.kind is Kind.APPOINTMENT else "why.came", time=clock(told.came))
    because = ", ".join([came, *_because(words, told)])
    counts = words("why.counts", number=told.number, key=clock(told.key), because=because)
    if told.runner_up is None or told.runner_up_key is None:
        return f"{counts} {words('why.alone')}"
    if told.runner_up_booked is not None:
        booked = clock(told.runner_up_booked)
        return f"{counts} {words('why.next_booked', number=told.runner_up, time=booked)}"
    return f"{counts} {words('why.next', number=told.runner_up, key=clock(told.runner_up_key))}"


def _because(words: Words, told: Told) -> list[str]:
    """Say what lies between coming and counting, and what brought her to this counter now."""
    head_start = (told.came - told.key) // MINUTE
    reason, _, code = told.reason.partition(": ")
    found = []
    if told.let_pass:
        found.append(words("why.let_pass"))
    elif told.kind is not Kind.ORDINARY:
        found.append(words(f"why.{told.kind}", n=head_start))
    elif head_start:
        found.append(words("why.service", n=head_start))
    if told.by_arrival:
        found.append(words("why.by_arrival"))
    if code or reason in tuple(Handed):
        found.append(words(f"why.{code or reason}"))
    return found or [words("why.in_turn")]
