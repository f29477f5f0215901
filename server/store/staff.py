"""Reading and writing accounts and sign-ins. Rows are handed on as they are and never changed in place."""

from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.prepared import Prepared
from server.store.tables import ACCOUNT, SESSION, Account, StaffSession

_HERE = SESSION.c.branch == bindparam("branch")
_BY_TOKEN = Prepared(select(SESSION).where(_HERE, SESSION.c.token == bindparam("token")))
_BY_ID = Prepared(select(SESSION).where(_HERE, SESSION.c.id == bindparam("session")))
_ACCOUNTS = Prepared(select(ACCOUNT).where(ACCOUNT.c.branch == bindparam("branch")).order_by(ACCOUNT.c.login))


def _as_account(row: Row[Any]) -> Account:
    return cast("Account", row)


def _as_session(row: Row[Any]) -> StaffSession:
    return cast("StaffSession", row)


def accounts(connection: Connection, branch: str) -> list[Account]:
    """Return all accounts, by login."""
    return [_as_account(row) for row in _ACCOUNTS.all(connection, branch=branch)]


def account(connection: Connection, branch: str, login: str) -> Account | None:
    """Return an account by login."""
    row = connection.execute(
        select(ACCOUNT).where(ACCOUNT.c.branch == branch, ACCOUNT.c.login == login)
    ).first()
    return _as_account(row) if row else None


def put_account(connection: Connection, branch: str, login: str, changes: dict[str, Any]) -> None:
    """Write columns of an account; it is made when there is none."""
    row = insert(ACCOUNT).values(branch=branch, login=login, **changes)
    connection.execute(row.on_conflict_do_update(index_elements=["branch", "login"], set_=changes))


def forget_account(connection: Connection, branch: str, login: str) -> None:
    """Erase an account."""
    connection.execute(delete(ACCOUNT).where(ACCOUNT.c.branch == branch, ACCOUNT.c.login == login))


def add_session(connection: Connection, session: dict[str, Any]) -> StaffSession:
    """Write a new sign-in.

    Args:
        connection: of the writer.
        session: the columns, complete but for the id.

    Returns:
        The sign-in as it stands in the database.
    """
    return _as_session(connection.execute(insert(SESSION).returning(SESSION), session).one())


def session_by_token(connection: Connection, branch: str, token: str) -> StaffSession | None:
    """Return a sign-in by the hash of its token."""
    row = _BY_TOKEN.first(connection, branch=branch, token=token)
    return _as_session(row) if row else None


def session(connection: Connection, branch: str, session: int) -> StaffSession | None:
    """Return a sign-in by its id."""
    row = _BY_ID.first(connection, branch=branch, session=session)
    return _as_session(row) if row else None


def change_session(connection: Connection, session: int, changes: dict[str, Any]) -> None:
    """Change columns of a sign-in, if it is still there."""
    connection.execute(update(SESSION).where(SESSION.c.id == session).values(**changes))


def end_session(connection: Connection, session: int) -> None:
    """Erase a sign-in."""
    connection.execute(delete(SESSION).where(SESSION.c.id == session))


def end_sessions_of(connection: Connection, branch: str, login: str, but: int | None = None) -> None:
    """Erase all sign-ins of a person, perhaps but one."""
    connection.execute(
        delete(SESSION).where(
            SESSION.c.branch == branch, SESSION.c.login == login, SESSION.c.id != (but or 0)
        )
    )


def forget_sessions(connection: Connection, branch: str, before: int) -> None:
    """Erase the sign-ins that began before a moment."""
    connection.execute(delete(SESSION).where(SESSION.c.branch == branch, SESSION.c.started_at < before))


def lose_counter(connection: Connection, branch: str, counter: str, login: str, but: int) -> None:
    """Take the stamp from all other sign-ins at a counter, and from those of one person at any counter."""
    there = (SESSION.c.counter == counter) | (SESSION.c.login == login)
    connection.execute(
        update(SESSION).where(SESSION.c.branch == branch, there, SESSION.c.id != but).values(stamp=None)
    )
