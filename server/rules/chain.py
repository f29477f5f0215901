"""The staff log's chain: each entry carries the hash of all before it, so that none is changed or taken out
unseen. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

NOTHING_BEFORE = ""  # what the very first entry is chained to
BY_ITSELF = "eile"  # who acts when nobody does: the nightly work, the start


class StaffAct(StrEnum):
    """What the staff log keeps (standard, 1.4.7, 2.11): acts that somebody may have to answer for."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    GRANT_PRIORITY = "grant_priority"
    TAKE_PRIORITY_BACK = "take_priority_back"
    CHOOSE = "choose"  # called out of turn
    REFUSE = "refuse"
    UNDO = "undo"  # of one of these
    PAUSE_ISSUING = "pause_issuing"
    CLOSE_SERVICE = "close_service"
    OPEN_SERVICE = "open_service"
    RESUME_ISSUING = "resume_issuing"
    MOVE_SERVICES = "move_services"  # a counter's services of today
    SET_HOURS = "set_hours"
    POST_NOTICE = "post_notice"
    END_NOTICE = "end_notice"
    DECIDE_CALLBACK = "decide_callback"
    ADD_ABSENCE = "add_absence"
    END_ABSENCE = "end_absence"
    OFFER_PAIRING = "offer_pairing"
    ADD_DEVICE = "add_device"
    REVOKE_DEVICE = "revoke_device"
    TEST_PRINTER = "test_printer"
    CHANGE_ROLL = "change_roll"
    ADD_STAFF = "add_staff"
    CHANGE_STAFF = "change_staff"
    SET_PASSWORD = "set_password"  # noqa: S105 - a word, not a password
    SET_PIN = "set_pin"
    DISABLE_STAFF = "disable_staff"
    ENABLE_STAFF = "enable_staff"
    EXPORT = "export"
    CLOSE_DAY = "close_day"
    ERASE = "erase"
    BACKUP = "backup"
    CONFIG = "config"  # started with other settings than before
    FORGET = "forget"  # the oldest entries are erased; the chain goes on from here


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        id: its place; grows.
        branch: the branch.
        at: milliseconds UTC.
        who: a login, or ``BY_ITSELF``.
        act: a ``StaffAct``.
        about: what it was about: counters, codes, files, days. Nothing about a visitor.
        hash: of the entry before it and of its own fields.
    """

    id: int
    branch: str
    at: int
    who: str
    act: str
    about: str
    hash: str


def link(before: str, branch: str, at: int, who: str, act: str, about: str) -> str:
    """Return the hash of an entry.

    SHA-256 over the hash before it and the fields as a JSON list without spaces, in UTF-8.

    Args:
        before: the hash of the entry before it; ``NOTHING_BEFORE`` for the first.
        branch: and the others: the entry's fields.
    """
    fields = [before, branch, at, who, str(act), about]
    return sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def forgotten(last: Entry) -> str:
    """Say in a ``FORGET`` entry which entry was erased last, and its hash: the chain goes on from it."""
    return f"{last.id} {last.hash}"


def first_broken(entries: Iterable[Entry], newest: int) -> int | None:
    """Find the first place where the chain does not hold.

    Args:
        entries: all that are kept, in order.
        newest: the id of the newest entry that was ever written; 0 for none.

    Returns:
        The id of the entry that does not fit what is before it, which was changed itself or follows one that
        is missing; an id after the last entry when the newest ones are missing; ``None`` for a whole chain.
    """
    kept = list(entries)
    # The oldest entry that is kept may be the first of all, or follow the last one that was erased by its
    # term. What was erased stands in the chain itself.
    known = {entry.about.partition(" ")[2] for entry in kept if entry.act == StaffAct.FORGET}
    before = None
    for entry in kept:
        fitting = {NOTHING_BEFORE, *known} if before is None else {before}
        fields = (entry.branch, entry.at, entry.who, entry.act, entry.about)
        if entry.hash not in {link(one, *fields) for one in fitting}:
            return entry.id
        before = entry.hash
    last = kept[-1].id if kept else 0
    return None if last == newest else last + 1
