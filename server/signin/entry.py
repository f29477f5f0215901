"""The door: whoever shows who she is gets a token, guessers wait, a code lets the first administrator in."""

import asyncio
import logging
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass

from server.config import Office, Staff
from server.guard import Who, hash_of
from server.house import House
from server.passwords import hashed_aside, is_right_aside, is_weak, is_weak_pin
from server.reception import accounts, sessions
from server.reception.people import everybody
from server.rules.refused import Reason, Refused
from server.signin.tries import Tries
from server.store import staff as store
from server.store.tables import Account

_PIN_LIKE = re.compile("[0-9]{1,9}")  # passwords are longer
_CODE = "the first administrator's code"  # no login: it has spaces

log = logging.getLogger("eile")


@dataclass(frozen=True, slots=True)
class Started:
    """A sign-in that has just begun.

    Attributes:
        session: its id.
        token: 256 random bits that its browser or program keeps.
        staff: whose it is.
    """

    session: int
    token: str
    staff: Staff


class Entry:
    """Signs people in, unlocks their screens, and sets their passwords.

    In a rehearsal nobody has a password, and whoever is named is let in.

    Args:
        house: the running branch.
        tries: who has been wrong how often.
    """

    def __init__(self, house: House, tries: Tries) -> None:
        self._house = house
        self._tries = tries
        self._code = ""

    def open(self) -> None:
        """Begin: without an administrator, a code to make the first one with stands in the log."""
        if self._house.rehearsal:
            return
        with self._house.look() as ledger:
            if accounts.has_administrator(ledger):
                return
        letters = b32encode(secrets.token_bytes(10)).decode()
        self._code = "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))
        log.info(
            "There is no administrator yet. Make the first one at /sign-in/first with the code %s", self._code
        )

    @property
    def first_wanted(self) -> bool:
        """Whether the first administrator is still to be made."""
        with self._house.look() as ledger:
            return bool(self._code) and not accounts.has_administrator(ledger)

    async def sign_in(
        self, login: str, password: str, address: str, *, counter: str | None = None, program: bool = False
    ) -> Started:
        """Sign somebody in.

        Args:
            login: as typed.
            password: as typed; in a rehearsal none is asked.
            address: where the request came from.
            counter: where she works, if she says so at once.
            program: whether a program signs in.

        Raises:
            Refused: ``WRONG_PASSWORD``, also for a login that nobody has; ``TOO_MANY_TRIES``;
                ``ACCOUNT_DISABLED``, said only to who knows the password; ``UNKNOWN_COUNTER``.
        """
        login = login.strip().lower()
        if self._house.rehearsal:
            staff = self._person(login, Reason.WRONG_PASSWORD)
        else:
            staff = await self._prove(login, password, address)
        token, at = secrets.token_urlsafe(32), self._house.real_clock.now()
        session = await self._house.do(
            sessions.start, login, hash_of(token), at, counter=counter or None, program=program
        )
        return Started(session, token, staff)

    async def unlock(self, who: Who, secret: str, address: str) -> None:
        """Unlock a screen with the PIN or the password.

        Raises:
            Refused: ``WRONG_PIN``; ``TOO_MANY_PINS`` after five of them, then the password is needed;
                ``WRONG_PASSWORD``, ``TOO_MANY_TRIES``.
        """
        if not self._house.rehearsal:
            account = self._account(who.staff.login)
            if account and account.pin and _PIN_LIKE.fullmatch(secret):
                # Counted before it is checked, or many at once would slip through.
                await self._house.do_quietly(sessions.try_pin, who.session)
                if not await is_right_aside(account.pin, secret):
                    raise Refused(Reason.WRONG_PIN)
            else:
                await self._prove(who.staff.login, secret, address)
        await self._house.do(sessions.unlock, who.session, self._house.real_clock.now())

    async def change_password(self, who: Who, password: str, new: str, address: str) -> None:
        """Change one's own password; one's other sign-ins end.

        Raises:
            Refused: ``WRONG_PASSWORD``, ``TOO_MANY_TRIES``; ``WEAK_PASSWORD``.
        """
        await self._prove(who.staff.login, password, address)
        await self._check_strength(new, who.staff.login, who.staff.name)
        stored = await hashed_aside(new)
        await self._house.do(
            accounts.set_password, who.staff.login, stored, but=who.session, by=who.staff.login
        )

    async def change_pin(self, who: Who, password: str, pin: str, address: str) -> None:
        """Set one's PIN; an empty one takes it away.

        Raises:
            Refused: ``WRONG_PASSWORD``, ``TOO_MANY_TRIES``; ``WEAK_PIN``.
        """
        await self._prove(who.staff.login, password, address)
        if pin and is_weak_pin(pin):
            raise Refused(Reason.WEAK_PIN)
        stored = await hashed_aside(pin) if pin else None
        await self._house.do(accounts.set_pin, who.staff.login, stored, by=who.staff.login)

    async def make_first(self, code: str, login: str, name: str, password: str, address: str) -> None:
        """Make the first administrator.

        Raises:
            Refused: ``WRONG_CODE``, ``TOO_MANY_TRIES``; ``WEAK_PASSWORD``; as
                ``accounts.make_first_administrator`` does.
        """
        login, name = login.strip().lower(), name.strip()
        with self._tries.guard(_CODE, address):
            typed = code.strip().upper().replace(" ", "-").encode()
            if not self._code or not secrets.compare_digest(typed, self._code.encode()):
                raise Refused(Reason.WRONG_CODE)
        await self._check_strength(password, login, name)
        stored = await hashed_aside(password)
        await self._house.do(accounts.make_first_administrator, login, name, stored)
        self._code = ""

    async def _check_strength(self, password: str, login: str, name: str) -> None:
        await asyncio.to_thread(check_strength, self._house.settings.office, password, login, name)

    def _account(self, login: str) -> Account | None:
        with self._house.look() as ledger:
            return store.account(ledger.connection, ledger.branch, login)

    async def _prove(self, login: str, password: str, address: str) -> Staff:
        with self._tries.guard(login, address):
            account = self._account(login)
            if not await is_right_aside(account.password if account else None, password):
                raise Refused(Reason.WRONG_PASSWORD)
        return self._person(login, Reason.ACCOUNT_DISABLED)

    def _person(self, login: str, otherwise: Reason) -> Staff:
        with self._house.look() as ledger:
            for person in everybody(ledger):
                if person.login == login:
                    return person
        raise Refused(otherwise)


def check_strength(office: Office, password: str, login: str, name: str) -> None:
    """Refuse a password that is short or easy to guess, also from whose it is and where she works.

    Raises:
        Refused: ``WEAK_PASSWORD``.
    """
    if is_weak(password, [login, name, office.id, *office.name.values(), *office.place.values()]):
        raise Refused(Reason.WEAK_PASSWORD)
