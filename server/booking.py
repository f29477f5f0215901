"""Booked times as pages and the API have them done: slips printed, codes guarded against guessing."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from server.guessing import WrongCodes
from server.house import House
from server.printing import Printing
from server.reception import appointments
from server.reception.appointments import Booked, CheckedIn
from server.reception.ledger import Ledger
from server.rules.visit import Paper
from server.slips import booking_slip
from server.store.tables import Booking

P = ParamSpec("P")
T = TypeVar("T")


class Bookings:
    """The way to the verbs of ``reception.appointments``.

    Args:
        house: the running branch.
        printing: the kiosk's printer.
        codes: what counts wrong codes of other programs; those typed at the kiosk are counted apart.
    """

    def __init__(self, house: House, printing: Printing, codes: WrongCodes) -> None:
        self._house = house
        self._printing = printing
        self._codes = codes
        self._typed_at_kiosk = WrongCodes(an_hour=None)

    async def book(self, service: str, starts: int, *, printed: bool, **more: Any) -> Booked:
        """Book a time, and print its slip if it is new.

        Args:
            service: the service's id.
            starts: when, milliseconds UTC.
            printed: whether the kiosk's printer prints a slip.
            more: as for ``appointments.book``.

        Raises:
            Refused: as ``appointments.book``.
            StoreUnavailable: nothing could be written.
        """
        paper = self._printing.first_paper if printed else Paper.NONE
        done = await self._house.do(appointments.book, service, starts, paper=paper, **more)
        if done.new and printed:
            self.print_slip(done.booking)
        return done

    async def check_in(
        self, *, printed: bool, code: str = "", booking: int = 0, language: str | None = None
    ) -> CheckedIn:
        """Give a booked client her number, and print the ticket if it is new.

        Args:
            printed: whether the kiosk's printer prints the ticket.
            code: what she typed, or
            booking: the booking's id.
            language: as for ``appointments.check_in``.

        Raises:
            Refused: as ``appointments.check_in``; ``TOO_MANY_CODES`` after too many wrong ones.
            StoreUnavailable: nothing could be written.
        """
        paper = self._printing.first_paper if printed else Paper.NONE
        if code:
            codes = self._typed_at_kiosk if printed else self._codes
            with codes.guard():
                done = await self._house.do(
                    appointments.with_code, code, appointments.check_in, language=language, paper=paper
                )
        else:
            done = await self._house.do(appointments.check_in, booking, language=language, paper=paper)
        if done.new and printed:
            self._printing.start(done.visit)
        return done

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

    def print_slip(self, booking: Booking) -> None:
        """Begin to print a slip and return at once."""
        name = f"The slip of booking {booking.id}"
        slip = booking_slip(self._house, booking)
        self._printing.start_slip(name, booking.id, lambda: slip, appointments.printed)
