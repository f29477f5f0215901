"""Signing in, as the tests' people and programs do it: through the verb, without waiting for a password."""

import re
import secrets
from typing import Any

from starlette.testclient import TestClient

from server.clock import Clock
from server.config import Settings
from server.guard import COOKIE, hash_of
from server.reception import sessions
from server.reception.ledger import Ledger
from server.store.database import Database

HIDDEN = re.compile(r'<input type="hidden" name="(csrf|stamp)" value="([^"]*)">')


def token_of(
    database: Database,
    settings: Settings,
    login: str,
    counter: str | None = None,
    *,
    clock: Clock | None = None,
    program: bool = False,
) -> str:
    """Sign somebody in, perhaps at a counter; return the token that her browser or program keeps."""
    token, real = secrets.token_urlsafe(32), Clock()
    with database.writing.begin() as connection:
        ledger = Ledger(connection, settings, (clock or real).now())
        sessions.start(ledger, login, hash_of(token), real.now(), counter=counter, program=program)
    return token


class Browser(TestClient):
    """A browser that sends with each form what the newest page drew into its forms."""

    drawn: dict[str, str]

    def __init__(self, *known: Any, **more: Any) -> None:
        super().__init__(*known, **more)
        self.drawn = {}

    def signs_in(self, login: str = "rasa", counter: str | None = "1") -> None:
        """Let somebody sign in here, and open the desk or the choice of a counter."""
        self.cookies.set(COOKIE, self._token(login, counter, program=False))
        self.get("/desk" if counter else "/sign-in/counter", follow_redirects=True)

    def as_program(self, login: str = "rasa", counter: str | None = "1") -> None:
        """Let what is sent to the API come from a program that somebody has signed in."""
        self.headers["Authorization"] = f"Bearer {self._token(login, counter, program=True)}"

    def _token(self, login: str, counter: str | None, *, program: bool) -> str:
        house = self.app.state.front.house  # type: ignore[attr-defined]
        return token_of(house.database, house.settings, login, counter, clock=house.clock, program=program)

    def request(self, method: str, url: Any, **known: Any) -> Any:  # type: ignore[override]
        if method == "POST" and not str(url).startswith("/api/"):
            known["data"] = {**self.drawn, **(known.get("data") or {})}
        answer = super().request(method, url, **known)
        self.drawn |= dict(HIDDEN.findall(answer.text))
        return answer
