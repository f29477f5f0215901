"""Accounts: who may sign in, with what. A password or a PIN comes here as its hash only.

People of the config have their name and role from there; an account of theirs keeps what they sign in with.
"""

import re

from server.reception.ledger import Ledger
from server.reception.people import everybody, names, person_of
from server.reception.staff_log import staff_log
from server.rules.chain import StaffAct
from server.rules.refused import Reason, Refused
from server.rules.roles import Role
from server.store import staff as store

_LOGIN = re.compile("[a-z0-9._-]{1,64}")


def add(ledger: Ledger, login: str, name: str, role: Role, *, by: str | None = None) -> None:
    """Add somebody who does not stand in the config. She can sign in once a password is set.

    Args:
        ledger: the open book.
        login: what she signs in by.
        name: how colleagues know her.
        role: what she may do.
        by: who adds her, by login.

    Raises:
        Refused: ``LOGIN_FORM`` for a login of other letters, or no name; ``LOGIN_TAKEN``, also by an account
            that is disabled.
    """
    if not _LOGIN.fullmatch(login) or not name:
        raise Refused(Reason.LOGIN_FORM)
    if login in names(ledger):
        raise Refused(Reason.LOGIN_TAKEN, login=login)
    # The account may be of somebody who once stood in the config: her password is nobody else's.
    fresh = {"name": name, "role": role, "password": None, "pin": None, "disabled_at": None}
    store.put_account(ledger.connection, ledger.branch, login, fresh)
    ledger.notes.append("an account was added")
    staff_log(ledger, by, StaffAct.ADD_STAFF, f"{login} {role}")


def change(
    ledger: Ledger,
    login: str,
    *,
    name: str | None = None,
    role: Role | None = None,
    by: str | None = None,
) -> None:
    """Change name or role of somebody who was added; ``by``: who does it, by login.

    Raises:
        Refused: ``UNKNOWN_STAFF``; ``STANDS_IN_CONFIG`` of somebody whose name and role are read from there.
    """
    _known(ledger, login)
    if any(person.login == login for person in ledger.settings.staff):
        raise Refused(Reason.STANDS_IN_CONFIG, login=login)
    changes = {"name": name, "role": role}
    store.put_account(
        ledger.connection, ledger.branch, login, {key: value for key, value in changes.items() if value}
    )
    ledger.notes.append("an account was changed")
    staff_log(ledger, by, StaffAct.CHANGE_STAFF, " ".join(filter(None, (login, role))))


def set_password(
    ledger: Ledger, login: str, password: str, *, but: int | None = None, by: str | None = None
) -> None:
    """Set a password; all sign-ins of that person end, but perhaps the one that changed it.

    Args:
        ledger: the open book.
        login: whose.
        password: its argon2 hash.
        but: the id of a sign-in that goes on.
        by: who sets it, by login.

    Raises:
        Refused: ``UNKNOWN_STAFF``.
    """
    _known(ledger, login)
    store.put_account(ledger.connection, ledger.branch, login, {"password": password})
    store.end_sessions_of(ledger.connection, ledger.branch, login, but)
    ledger.notes.append("a password was set")
    staff_log(ledger, by, StaffAct.SET_PASSWORD, login)


def set_pin(ledger: Ledger, login: str, pin: str | None, *, by: str | None = None) -> None:
    """Set the PIN that unlocks a locked screen (its argon2 hash), or take it away; ``by``: who does it.

    Raises:
        Refused: ``UNKNOWN_STAFF``.
    """
    _known(ledger, login)
    store.put_account(ledger.connection, ledger.branch, login, {"pin": pin})
    staff_log(ledger, by, StaffAct.SET_PIN, login)


def disable(ledger: Ledger, login: str, *, by: str | None = None) -> None:
    """Let somebody sign in no more; all her sign-ins end.

    Args:
        ledger: the open book.
        login: whose account.
        by: who does it, by login.

    Raises:
        Refused: ``UNKNOWN_STAFF``; ``OWN_ACCOUNT`` when that is the same person: she would shut herself out.
    """
    _known(ledger, login)
    if login == by:
        raise Refused(Reason.OWN_ACCOUNT)
    store.put_account(ledger.connection, ledger.branch, login, {"disabled_at": ledger.now})
    store.end_sessions_of(ledger.connection, ledger.branch, login)
    ledger.notes.append("an account was disabled")
    staff_log(ledger, by, StaffAct.DISABLE_STAFF, login)


def enable(ledger: Ledger, login: str, *, by: str | None = None) -> None:
    """Let somebody sign in again; ``by``: who does it, by login.

    Raises:
        Refused: ``UNKNOWN_STAFF``.
    """
    _known(ledger, login)
    store.put_account(ledger.connection, ledger.branch, login, {"disabled_at": None})
    ledger.notes.append("an account was enabled")
    staff_log(ledger, by, StaffAct.ENABLE_STAFF, login)


def has_administrator(ledger: Ledger) -> bool:
    """Say whether somebody can sign in who may say who works here."""
    return any(
        person.role is Role.ADMINISTRATOR and has_password(ledger, person.login)
        for person in everybody(ledger)
    )


def has_password(ledger: Ledger, login: str) -> bool:
    """Say whether a password is set."""
    account = store.account(ledger.connection, ledger.branch, login)
    return account is not None and account.password is not None


def make_first_administrator(ledger: Ledger, login: str, name: str, password: str) -> None:
    """Make the first administrator: somebody new, or an administrator of the config who has no password yet.

    Args:
        ledger: the open book.
        login: what she will sign in by.
        name: how colleagues know her; of somebody in the config it is known.
        password: its argon2 hash.

    Raises:
        Refused: ``ADMINISTRATOR_EXISTS``; ``LOGIN_TAKEN`` by somebody who is no administrator;
            ``LOGIN_FORM``.
    """
    if has_administrator(ledger):
        raise Refused(Reason.ADMINISTRATOR_EXISTS)
    if login not in names(ledger):
        add(ledger, login, name, Role.ADMINISTRATOR)
    elif person_of(ledger, login).role is not Role.ADMINISTRATOR:
        raise Refused(Reason.LOGIN_TAKEN, login=login)
    set_password(ledger, login, password)


def _known(ledger: Ledger, login: str) -> None:
    if login not in names(ledger):
        raise Refused(Reason.UNKNOWN_STAFF)
