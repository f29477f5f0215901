"""Who works here: the people of the config, and those added by command. Whoever needs a name asks here."""

from server.config import Staff
from server.reception.ledger import Ledger
from server.rules.refused import Reason, Refused
from server.rules.roles import Role
from server.store import staff as store
from server.store.tables import Account


def everybody(ledger: Ledger) -> tuple[Staff, ...]:
    """Return all who may sign in: first those of the config, in its order, then the others by login.

    Of somebody who stands in the config, name and role are what it says, whatever was added before.
    """
    accounts = store.accounts(ledger.connection, ledger.branch)
    disabled = {one.login for one in accounts if one.disabled_at is not None}
    return tuple(one for one in _people(ledger, accounts) if one.login not in disabled)


def person_of(ledger: Ledger, login: str) -> Staff:
    """Return one of them by login.

    Raises:
        Refused: ``UNKNOWN_STAFF``, also when the account is disabled.
    """
    for person in everybody(ledger):
        if person.login == login:
            return person
    raise Refused(Reason.UNKNOWN_STAFF)


def all_people(ledger: Ledger) -> tuple[Staff, ...]:
    """Return the same, and those whose account is disabled."""
    return _people(ledger, store.accounts(ledger.connection, ledger.branch))


def names(ledger: Ledger) -> dict[str, str]:
    """Return the name of each of them by login."""
    return {person.login: person.name for person in all_people(ledger)}


def _people(ledger: Ledger, accounts: list[Account]) -> tuple[Staff, ...]:
    planned = ledger.settings.staff
    logins = {person.login for person in planned}
    return (*planned, *(_as_person(one) for one in accounts if one.login not in logins and one.name))


def _as_person(account: Account) -> Staff:
    return Staff(login=account.login, name=account.name or account.login, role=account.role or Role.CLERK)
