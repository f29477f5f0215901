"""Booked times as pages and the API have them done: codes guarded against guessing."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from server.guessing import WrongCodes
from server.house import House
from server.reception import appointments
from server.reception.appointments import CheckedIn
from server.reception.ledger import Ledger
from server.store.tables import Booking

P = ParamSpec("P")
T = TypeVar("T")


class Bookings:
    """The way to the verbs of ``reception.appointments``.

    Args:
        house: the running branch.
        codes: what counts wrong codes of other programs; those typed at the kiosk are counted apart.
    """

    def __init__(self, house: House, codes: WrongCodes) -> None:
        self._house = house
        self._codes = codes
        self._typed_at_kiosk = WrongCodes(an_hour=None)

    async def check_in(
        self,
        *,
        printed: bool,
        kiosk: str = "",
        code: str = "",
        booking: int = 0,
        language: str | None = None,
    ) -> CheckedIn:
        """Give a booked client her number.

        Args:
            printed: whether the kiosk's printer prints the ticket.
            kiosk: which kiosk, by id; "" for the usual one.
            code: what she typed, or
            booking: the booking's id.
            language: as for ``appointments.check_in``.

        Raises:
            Refused: as ``appointments.check_in``; ``TOO_MANY_CODES`` after too many wrong ones.
            StoreUnavailable: nothing could be written.
        """
        if not code:
            return await self._house.do(
                appointments.check_in, booking, language=language, printed=printed, kiosk=kiosk
            )
        codes = self._typed_at_kiosk if printed else self._codes
        with codes.guard():
            return await self._house.do(
                appointments.with_code,
                code,
                appointments.check_in,
                language=language,
                printed=printed,
                kiosk=kiosk,
            )

    async def with_code(
        self, code: str, verb: Callable[Concatenate[Ledger, int, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a verb to the booking of a code that somebody typed.

        Raises:
            Refused: as the verb; ``UNKNOWN_BOOKING``; ``TOO_MANY_CODES`` after too many wrong ones.
            StoreUnavailable: nothing could be written.
        """
        with self._codes.guard():
            return await self._house.do(appointments.with_code, code, verb, *args, **kwargs)

    def read(self, code: str) -> Booking:
        """Return the booking of a code that somebody typed; refusals as for ``with_code``."""
        with self._codes.guard(), self._house.look() as ledger:
            return appointments.by_code(ledger, code)
