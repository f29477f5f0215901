"""The staff log (standard, 1.4.7, 2.11): who did what somebody may have to answer for. Append-only, chained.

It holds logins: supervisors and administrators read it, nobody else. It never holds anything about a visitor,
not even a ticket's number, which is erased earlier.
"""

from dataclasses import fields
from hashlib import sha256

from server.reception.ledger import Ledger
from server.rules import chain
from server.rules.chain import BY_ITSELF, StaffAct
from server.store import staff_log as store


def staff_log(ledger: Ledger, who: str | None, act: StaffAct, about: str = "") -> None:
    """Append an entry, in the act's own transaction.

    Args:
        ledger: the open book, of the writer.
        who: by whom, by login; ``None`` for Eilė itself, or somebody who has not said who she is.
        act: what.
        about: about what: counters, codes, files, days, separated by spaces. Nothing about a visitor.
    """
    before = store.newest_hash(ledger.connection, ledger.branch)
    by = who or BY_ITSELF
    store.add(
        ledger.connection,
        {
            "branch": ledger.branch, "at": ledger.now, "who": by, "act": act, "about": about,
            "hash": chain.link(before, ledger.branch, ledger.now, by, act, about),
        },
    )  # fmt: skip


def first_broken(ledger: Ledger) -> int | None:
    """Find the first entry where the chain does not hold, as ``rules.chain.first_broken`` does."""
    entries = store.entries(ledger.connection, ledger.branch)
    return chain.first_broken(entries, store.ever_written(ledger.connection))


def forget_before(ledger: Ledger, at: int) -> int:
    """Erase the entries of before a moment (standard, 4.4); the rest of the chain still holds.

    Args:
        ledger: the open book, of the writer.
        at: milliseconds UTC.

    Returns:
        How many were erased.
    """
    last = store.last_before(ledger.connection, ledger.branch, at)
    if last is None:
        return 0
    staff_log(ledger, None, StaffAct.FORGET, chain.forgotten(last))
    return store.forget(ledger.connection, last)


def note_settings(ledger: Ledger) -> None:
    """Write down that Eilė is started with other settings than before: which sections, not what they say."""
    sections = {
        one.name: sha256(repr(getattr(ledger.plan, one.name)).encode()).hexdigest()
        for one in fields(ledger.plan)
    }
    known = store.settings(ledger.connection)
    changed = [name for name, value in sections.items() if known.get(name) != value]
    if known and changed:
        staff_log(ledger, None, StaffAct.CONFIG, " ".join(changed))
    if changed:
        store.keep_settings(ledger.connection, sections)
