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
    return _people(ledger, disabled=False)


def person_of(ledger: Ledger, login: str) -> Staff:
    """Return one of them by login.

    Raises:
        Refused: ``UNKNOWN_STAFF``, also when the account is disabled.
    """
    for person in everybody(ledger):
        if person.login == login:
            return person
    raise Refused(Reason.UNKNOWN_STAFF)


def names(ledger: Ledger) -> dict[str, str]:
    """Return everybody's name by login, also of those whose account is disabled."""
    return {person.login: person.name for person in _people(ledger, disabled=True)}


def _people(ledger: Ledger, *, disabled: bool) -> tuple[Staff, ...]:
    known = {one.login: one for one in store.accounts(ledger.connection, ledger.branch)}
    planned = {person.login for person in ledger.settings.staff}
    added = [_as_person(one) for one in known.values() if one.login not in planned and one.name]
    return tuple(
        person
        for person in (*ledger.settings.staff, *added)
        if disabled or person.login not in known or known[person.login].disabled_at is None
    )


def _as_person(account: Account) -> Staff:
    return Staff(login=account.login, name=account.name or account.login, role=account.role or Role.CLERK)
