"""The administrator's page of the staff: accounts, passwords, switching off."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from server.config import Staff
from server.guard import StaffDep, Who
from server.monitor.doing import do
from server.passwords import hashed_aside
from server.reception import accounts
from server.reception.ledger import Ledger
from server.reception.people import all_people
from server.rules.roles import Role
from server.store import staff as store
from server.web import Front, FrontDep
from server.words import STAFF_LANGUAGES, Words

router = APIRouter()  # within the monitor's room

Login = Annotated[str, Form(max_length=64)]

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
PARTS, PART = 4, 5  # of a password that somebody reads to somebody: 99 bits


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here: where she was written down, and whether she can sign in."""

    staff: Staff
    planned: bool
    password: bool
    off: bool


@router.get("/staff")
async def everybody(request: Request, front: FrontDep, who: StaffDep) -> HTMLResponse:
    """Show who works here."""
    return _page(front, front.words(request, STAFF_LANGUAGES), who)


@router.post("/staff")
async def add(
    request: Request,
    front: FrontDep,
    who: StaffDep,
    login: Login,
    name: Annotated[str, Form(max_length=80)],
    role: Annotated[Role, Form()],
) -> Response:
    """Add somebody; her first password is shown this once."""
    login, name, password = login.strip().lower(), name.strip(), _password()
    stored = await hashed_aside(password)

    def verb(ledger: Ledger) -> None:
        accounts.add(ledger, login, name, role, by=who.staff.login)
        accounts.set_password(ledger, login, stored, by=who.staff.login)

    return await _with_password(request, front, who, verb, login, password)


@router.post("/staff/passwords")
async def reset(request: Request, front: FrontDep, who: StaffDep, login: Login) -> Response:
    """Give somebody a new password, shown this once; all her sign-ins end."""
    password = _password()
    stored = await hashed_aside(password)

    def verb(ledger: Ledger) -> None:
        own = who.session if login == who.staff.login else None
        accounts.set_password(ledger, login, stored, but=own, by=who.staff.login)

    return await _with_password(request, front, who, verb, login, password)


@router.post("/staff/disabled")
async def disable(request: Request, front: FrontDep, who: StaffDep, login: Login) -> Response:
    """Let somebody sign in no more."""
    by = who.staff.login
    return await do(request, front, who, accounts.disable, login, back="/staff", draw=_page, by=by)


@router.post("/staff/enabled")
async def enable(request: Request, front: FrontDep, who: StaffDep, login: Login) -> Response:
    """Let somebody sign in again."""
    by = who.staff.login
    return await do(request, front, who, accounts.enable, login, back="/staff", draw=_page, by=by)


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(PART)) for _ in range(PARTS))


async def _with_password(
    request: Request, front: Front, who: Who, verb: Callable[[Ledger], None], login: str, password: str
) -> Response:
    def show(words: Words, _: None) -> HTMLResponse:
        return _page(front, words, who, made=(login, password))

    return await do(request, front, who, verb, draw=_page, then=show)


def _page(
    front: Front,
    words: Words,
    who: Who,
    sorry: str = "",
    status: int = 200,
    made: tuple[str, str] | None = None,
) -> HTMLResponse:
    with front.house.look() as book:
        known = {one.login: one for one in store.accounts(book.connection, book.branch)}
        planned = {person.login for person in book.settings.staff}
        people = []
        for one in all_people(book):
            account = known.get(one.login)
            password, off = (account.password, account.disabled_at) if account else (None, None)
            people.append(Person(one, one.login in planned, password is not None, off is not None))
    return front.page(
        "monitor/staff.html",
        words,
        status=status,
        who=who,
        sorry=sorry,
        people=people,
        roles=list(Role),
        made=made,
        for_staff=True,
    )
