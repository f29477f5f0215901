"""``eile staff``: who may sign in. A password is asked for, or read from standard input: a word of a command
could be seen by others on the same computer."""

import sys
from argparse import Namespace
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from server.clock import Clock
from server.config import Settings
from server.passwords import hashed
from server.reception import accounts
from server.reception.ledger import Ledger
from server.reception.people import all_people, person_of
from server.rules.refused import Refused
from server.signin.entry import check_strength
from server.store import staff as store
from server.store.database import Database
from server.web import sentence
from server.words import load


def add(wanted: Namespace, settings: Settings) -> int:
    """Add somebody who does not stand in the config."""

    def act(ledger: Ledger) -> str:
        accounts.add(ledger, wanted.login, wanted.name.strip(), wanted.role)
        return f"{wanted.login} was added. Now set a password: eile staff password {wanted.login}"

    return _do(wanted, settings, act)


def change(wanted: Namespace, settings: Settings) -> int:
    """Change name or role of somebody who was added."""

    def act(ledger: Ledger) -> str:
        accounts.change(ledger, wanted.login, name=wanted.name, role=wanted.role)
        return f"{wanted.login} was changed."

    return _do(wanted, settings, act)


def password(wanted: Namespace, settings: Settings) -> int:
    """Set somebody's password; her sign-ins end."""
    given = _ask()
    stored = hashed(given)  # takes its time: not while others wait to write

    def act(ledger: Ledger) -> str:
        person = person_of(ledger, wanted.login)
        check_strength(settings.office, given, person.login, person.name)
        accounts.set_password(ledger, person.login, stored)
        return f"The password of {person.login} was set."

    return _do(wanted, settings, act)


def disable(wanted: Namespace, settings: Settings) -> int:
    """Let somebody sign in no more."""

    def act(ledger: Ledger) -> str:
        accounts.disable(ledger, wanted.login)
        return f"{wanted.login} cannot sign in any more, and has been signed out."

    return _do(wanted, settings, act)


def enable(wanted: Namespace, settings: Settings) -> int:
    """Let somebody sign in again."""

    def act(ledger: Ledger) -> str:
        accounts.enable(ledger, wanted.login)
        return f"{wanted.login} can sign in again."

    return _do(wanted, settings, act)


def show(wanted: Namespace, settings: Settings) -> int:
    """List who may sign in."""

    def act(ledger: Ledger) -> str:
        known = {one.login: one for one in store.accounts(ledger.connection, ledger.branch)}
        rows = [("login", "name", "role", "stands in", "")]
        for person in all_people(ledger):
            account = known.get(person.login)
            where = "config" if person in settings.staff else "database"
            ready = "" if account and account.password else "no password yet"
            state = "disabled" if account and account.disabled_at else ready
            rows.append((person.login, person.name, person.role, where, state))
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        return "\n".join(
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    return _do(wanted, settings, act)


def _do(wanted: Namespace, settings: Settings, act: Callable[[Ledger], str]) -> int:
    with Database(wanted.data) as database:
        database.claim("real")  # a rehearsal has no passwords
        try:
            with database.writing.begin() as connection:
                said = act(Ledger(connection, settings, Clock().now()))
        except Refused as refused:
            words = load([Path(__file__).parents[1]])["en"]
            print(sentence(words, refused), file=sys.stderr)
            return 1
    print(said)
    return 0


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    while (given := getpass("New password: ")) != getpass("Again: "):
        print("These were not the same.", file=sys.stderr)
    return given
