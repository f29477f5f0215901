"""Telling in one sentence why a number was called."""

from datetime import tzinfo

from server.reception.why import Told
from server.rules.moment import MINUTE, local
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

    reason, _, code = told.reason.partition(": ")
    because = words(f"why.{code or reason.replace(' ', '_')}", n=(told.came - told.key) // MINUTE)
    came = words("why.booked" if told.booked else "why.came", time=clock(told.came))
    counts = words("why.counts", number=told.number, key=clock(told.key), came=came, because=because)
    if told.runner_up is None or told.runner_up_key is None:
        return f"{counts} {words('why.alone')}"
    return f"{counts} {words('why.next', number=told.runner_up, key=clock(told.runner_up_key))}"
