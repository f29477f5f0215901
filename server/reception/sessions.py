"""Sign-ins: beginning, locking, ending, and which window works at which counter.

``at`` is a moment of the real clock, also in a rehearsal (see ``rules.sessions``).
"""

import secrets
from dataclasses import dataclass

from server.config import Counter, Staff
from server.reception.counters import close_counter, open_counter
from server.reception.ledger import Ledger
from server.reception.people import everybody, person_of
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.moment import MINUTE
from server.rules.refused import Reason, Refused
from server.rules.sessions import PIN_TRIES, Limits, Signs, Standing, standing
from server.store import staff as store
from server.store import visits
from server.store.tables import StaffSession


@dataclass(frozen=True, slots=True)
class Known:
    """A sign-in that is not over.

    Attributes:
        session: its row.
        staff: whose it is.
        locked: whether its screen is locked.
        counter: where she works; ``None`` before she has chosen, or when somebody took over.
        taken_over: whether somebody did.
    """

    session: StaffSession
    staff: Staff
    locked: bool
    counter: Counter | None
    taken_over: bool


def limits_of(ledger: Ledger) -> Limits:
    """Return the office's choices of how long a sign-in holds."""
    chosen = ledger.settings.sign_in
    return Limits(
        idle_min=chosen.lock_idle_min,
        serving_min=chosen.lock_serving_min,
        unused_min=chosen.end_idle_min,
        longest_min=chosen.end_hours * 60,
    )


def known(ledger: Ledger, token: str, at: int) -> Known | None:
    """Look a sign-in up.

    Args:
        ledger: the open book.
        token: the hash of what the browser or the program sent.
        at: now, milliseconds UTC of the real clock.

    Returns:
        The sign-in; ``None`` when there is none (any more), or the account is disabled or gone.
    """
    session = store.session_by_token(ledger.connection, ledger.branch, token)
    return _known(ledger, session, at) if session else None


def known_by_id(ledger: Ledger, session: int, at: int) -> Known | None:
    """The same of a sign-in whose id is known already."""
    found = store.session(ledger.connection, ledger.branch, session)
    return _known(ledger, found, at) if found else None


def _known(ledger: Ledger, session: StaffSession, at: int) -> Known | None:
    staff = next((one for one in everybody(ledger) if one.login == session.login), None)
    if staff is None:
        return None
    counter = next((one for one in ledger.settings.counters if one.id == session.counter), None)
    taken_over = counter is not None and session.stamp is None
    serving = counter and visits.client_at(ledger.connection, ledger.branch, counter.id)
    stands = standing(
        Signs(session.started_at, session.seen_at, session.locked_at is not None, session.program),
        at,
        serving=bool(serving) and not taken_over,
        limits=limits_of(ledger),
    )
    if stands is Standing.ENDED:
        return None
    return Known(session, staff, stands is Standing.LOCKED, None if taken_over else counter, taken_over)


def start(
    ledger: Ledger,
    login: str,
    token: str,
    at: int,
    *,
    counter: str | None = None,
    program: bool = False,
) -> int:
    """Begin a sign-in of somebody who has shown who she is.

    Args:
        ledger: the open book.
        login: who.
        token: the hash of what the browser or the program will send.
        at: now, milliseconds UTC of the real clock.
        counter: where she works, if she says so at once.
        program: whether a program signs in, which has no screen to lock.

    Returns:
        The sign-in's id.

    Raises:
        Refused: ``UNKNOWN_STAFF``, also when the account is disabled; ``UNKNOWN_COUNTER``.
    """
    person = person_of(ledger, login)
    store.forget_sessions(ledger.connection, ledger.branch, at - limits_of(ledger).longest_min * MINUTE)
    row = {
        "branch": ledger.branch,
        "token": token,
        "login": person.login,
        "program": program,
        "started_at": at,
        "seen_at": at,
        "wrong_pins": 0,
    }
    session = store.add_session(ledger.connection, row).id
    staff_log(ledger, person.login, StaffAct.SIGN_IN, "program" if program else "")
    if counter:
        sit(ledger, session, counter)
    return session


def renew(ledger: Ledger, session: int, at: int) -> None:
    """Note that the person is there."""
    store.change_session(ledger.connection, session, {"seen_at": at})


def lock(ledger: Ledger, session: int, at: int) -> None:
    """Lock the screen; the counter stays hers (standard, 5.7 and 9.3)."""
    found = store.session(ledger.connection, ledger.branch, session)
    if found and found.locked_at is None:
        store.change_session(ledger.connection, session, {"locked_at": at})


def unlock(ledger: Ledger, session: int, at: int) -> None:
    """Unlock the screen for the person who has shown that it is she."""
    store.change_session(ledger.connection, session, {"locked_at": None, "seen_at": at, "wrong_pins": 0})


def try_pin(ledger: Ledger, session: int) -> None:
    """Count a PIN that is going to be checked; a right one counts them anew by unlocking.

    Raises:
        Refused: ``TOO_MANY_PINS`` after ``PIN_TRIES`` wrong ones: only the password unlocks now.
            ``NOT_SIGNED_IN`` when the sign-in has ended meanwhile.
    """
    found = _row(ledger, session)
    if found.wrong_pins >= PIN_TRIES:
        raise Refused(Reason.TOO_MANY_PINS)
    store.change_session(ledger.connection, session, {"wrong_pins": found.wrong_pins + 1})


def end(ledger: Ledger, session: int, at: int) -> None:
    """Sign out: the counter is closed if it is still this sign-in's, and the sign-in is erased."""
    leave(ledger, session, at)
    if found := store.session(ledger.connection, ledger.branch, session):
        staff_log(ledger, found.login, StaffAct.SIGN_OUT)
    store.end_session(ledger.connection, session)


def sit(ledger: Ledger, session: int, counter: str) -> str:
    """Begin to work at a counter, or take it over; whoever works there now is told so.

    Args:
        ledger: the open book.
        session: the sign-in's id.
        counter: the counter's id.

    Returns:
        The stamp of the window that works there now.

    Raises:
        Refused: ``UNKNOWN_COUNTER``; ``NOT_SIGNED_IN`` when the sign-in has ended meanwhile.
    """
    found = _row(ledger, session)
    stamp = secrets.token_urlsafe(12)
    open_counter(ledger, counter, staff=found.login)
    store.lose_counter(ledger.connection, ledger.branch, counter, found.login, session)
    store.change_session(ledger.connection, session, {"counter": counter, "stamp": stamp})
    return stamp


def new_window(ledger: Ledger, session: int, at: int) -> str:
    """Let a new window of the same sign-in work at its counter: the older ones are told so.

    Returns:
        The new window's stamp.

    Raises:
        Refused: ``NOT_SIGNED_IN``; ``TAKEN_OVER`` when somebody else works there now, ``NO_COUNTER`` when
            none was chosen.
    """
    found = known_by_id(ledger, session, at)
    if found is None:
        raise Refused(Reason.NOT_SIGNED_IN)
    if found.counter is None:
        raise Refused(Reason.TAKEN_OVER if found.taken_over else Reason.NO_COUNTER)
    stamp = secrets.token_urlsafe(12)
    store.change_session(ledger.connection, session, {"stamp": stamp})
    return stamp


def leave(ledger: Ledger, session: int, at: int) -> None:
    """End work at the counter: it is closed, unless somebody has taken it over."""
    found = known_by_id(ledger, session, at)
    if found and found.counter:
        close_counter(ledger, found.counter.id)
    store.change_session(ledger.connection, session, {"counter": None, "stamp": None})


def _row(ledger: Ledger, session: int) -> StaffSession:
    found = store.session(ledger.connection, ledger.branch, session)
    if found is None:
        raise Refused(Reason.NOT_SIGNED_IN)
    return found
