"""How one visitor wants the kiosk: language, larger letters, more contrast, buttons lower, speech, priority.

It stands in the address of each screen and nowhere else, so it ends with the visit (standard, 14).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from starlette.requests import HTTPConnection

from kiosk.device import kiosk_of
from server.config import OneKiosk
from server.web import Front
from server.words import Words


class Mode(StrEnum):
    """A way of showing that makes the kiosk usable for somebody (EN 301 549, 5.1.3, 5.1.4, 5.2, 8.3)."""

    LARGE = "large"
    CONTRAST = "contrast"
    LOW = "low"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class View:
    """One visitor's kiosk.

    Attributes:
        kiosk: which of the office's kiosks it is.
        words: what it says.
        modes: the ways of showing that are switched on.
        priority: whether she has asked to be called earlier.
        here: the address of this screen without all that; a screen that answers a form has the start's.
    """

    kiosk: OneKiosk
    words: Words
    modes: frozenset[Mode] = frozenset()
    priority: bool = False
    here: str = "/kiosk"

    def to(self, path: str, **query: object) -> str:
        """Return the address of another screen, seen the same way.

        Args:
            path: of the screen; it may have a query of its own.
            query: what more the screen needs to know.
        """
        known: dict[str, object] = {"lang": self.words.language}
        if self.modes:
            known["view"] = "-".join(sorted(self.modes))
        if self.priority:
            known["priority"] = "yes"
        return f"{path}{'&' if '?' in path else '?'}{urlencode(known | query)}"

    def in_language(self, words: Words) -> str:
        """Return the address of this very screen in another language."""
        return replace(self, words=words).to(self.here)

    def switched(self, mode: Mode) -> str:
        """Return the address of this very screen with a mode switched on, or off if it is on."""
        return replace(self, modes=self.modes ^ {mode}).to(self.here)

    @property
    def ordinary(self) -> "View":
        """The same without priority."""
        return replace(self, priority=False)

    @property
    def plain(self) -> bool:
        """Whether the next visitor could find the kiosk like this."""
        return self.words.language == "lt" and not self.modes and not self.priority


def view_of(front: Front, connection: HTTPConnection) -> View:
    """Read how the kiosk is wanted from an address.

    Args:
        front: the pages' front.
        connection: the request.

    Raises:
        TurnedAway: this browser shows no kiosk.
    """
    return view_for(front, connection, kiosk_of(front, connection))


def view_for(front: Front, connection: HTTPConnection, kiosk: OneKiosk) -> View:
    """The same, whichever kiosk the browser is.

    Args:
        front: the pages' front.
        connection: the request.
        kiosk: which one to draw.
    """
    asked = connection.query_params
    wished = asked.get("view", "").split("-")
    here = connection.url.path if connection.scope.get("method") == "GET" else "/kiosk"
    kept = {key: value for key, value in asked.items() if key not in ("lang", "view", "priority")}
    return View(
        kiosk=kiosk,
        words=front.words(connection, kiosk.languages),
        modes=frozenset(mode for mode in Mode if mode in wished),
        priority=asked.get("priority") == "yes",
        here=f"{here}?{urlencode(kept)}" if kept and here != "/kiosk" else here,
    )
