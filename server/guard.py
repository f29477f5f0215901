"""The guard before everything that is for staff: who is asking, may she, is her screen locked, where does she work.

Every staff page, form, WebSocket and act of the API names what it is for, as a dependency::

    router = APIRouter(prefix="/agenda", include_in_schema=False)

    @router.get("")
    async def agenda(front: FrontDep, who: AgendaDep) -> HTMLResponse: ...      # signed in, role, not locked

    @router.post("/calls")
    async def call_next(front: FrontDep, seat: SeatDep) -> Response: ...        # and at her own counter

A page then draws with ``front.page(..., who=who)``, and each ``<form method="post">`` in it begins with
``{{ hidden(who) }}``, at the desk ``{{ hidden(seat) }}``. Whoever is not let in never reaches the page: a page is
answered with the sign-in, the locked screen or the choice of a counter, and comes back from there; the API with 401,
403 or 409; a WebSocket is closed with ``GONE`` and the address to go to.

What is asked by a page itself and not by the person (a refresh, a picture fetched again) carries ``auto`` in its
query, and does not keep a screen from locking.
"""

from dataclasses import dataclass

from server.config import Counter, Staff

GONE = 4400  # closes a staff page's WebSocket; the reason is the address to go to


@dataclass(frozen=True, slots=True)
class Who:
    """Who is asking.

    Attributes:
        session: the id of her session, for verbs about it.
        staff: the person, with her login, name and role.
        counter: where she works in this session; ``None`` before she has chosen, or when somebody took over.
        stamp: of her newest window at that counter; "" without a counter.
        csrf: what every form of hers carries.
    """

    session: int
    staff: Staff
    counter: Counter | None
    stamp: str
    csrf: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Who works where, in which window.

    Attributes:
        who: the one who is asking.
        counter: where she works.
        stamp: of this window: the newest one of the counter acts, an older one is told that it was taken over.
    """

    who: Who
    counter: Counter
    stamp: str

    @property
    def staff(self) -> Staff:
        """The person."""
        return self.who.staff

    @property
    def csrf(self) -> str:
        """What every form of hers carries."""
        return self.who.csrf
