"""What goes in and out of the API of booked times. Times are UTC."""

from datetime import date, datetime

from pydantic import Field

from server.api.models import Model, TicketOut, as_time
from server.bounds import Day, Moment
from server.reception.appointments import status_of
from server.reception.ledger import Ledger
from server.rules.slots import Booking as Status
from server.slips import say
from server.store.tables import Booking
from server.web import Front


class TimeOut(Model):
    """A free time."""

    starts: datetime
    ends: datetime
    counters: list[str] = Field(description="Where it is free.", examples=[["105"]])


class When(Model):
    """A time wanted."""

    starts: Moment = Field(examples=["2026-11-24T09:30:00+02:00"])
    counter: str | None = Field(None, max_length=16, description="Where; any that is free by default.")


class BookingIn(When):
    """A booking wanted."""

    service: str = Field(max_length=16, examples=["J"])
    language: str | None = Field(
        None, max_length=8, description="The client's; the state language by default."
    )
    contact: str | None = Field(
        None, max_length=120, description="Only where the office keeps contacts; erased when the day is over."
    )
    nonce: str | None = Field(
        None, min_length=8, max_length=64, description="Send the same again to get the same booking again."
    )
    printed: bool = Field(False, strict=True, description="Whether the kiosk's printer prints the slip.")


class MoveIn(When):
    """Where a booking moves."""


class ReadingIn(Model):
    """Which day's bookings have been read."""

    day: Day = Field(examples=["2026-11-24"])


class CheckInIn(Model):
    """How a client checks in."""

    language: str | None = Field(None, max_length=8, description="That of the booking by default.")
    printed: bool = Field(False, strict=True, description="Whether the kiosk's printer prints the ticket.")


class BookingOut(Model):
    """A booking, for whoever has its code."""

    code: str | None = Field(description="Secret; null once the day is over.", examples=["482915"])
    service: str
    starts: datetime
    ends: datetime
    counter: str
    place: dict[str, str] = Field(
        description="The exact place, in every language.", examples=[{"lt": "105 kabinetas, 1 aukštas"}]
    )
    language: str
    status: Status
    moved: int = Field(description="How often it was moved.")


class ExpectedOut(Model):
    """A booking, on the reception's list."""

    id: int
    day: date
    starts: datetime
    ends: datetime
    service: str
    counter: str
    code: str | None
    status: Status
    seen: bool = Field(description="Whether the reception has read it as it is now.")


class CheckInOut(Model):
    """What checking in did."""

    ticket: TicketOut
    new: bool = Field(description="False when she had a number already.")
    late: bool = Field(description="Whether the booked time was lost.")


def as_booking(front: Front, booking: Booking) -> BookingOut:
    """Show a booking to whoever has its code."""
    house = front.house
    with house.look() as ledger:
        status = status_of(ledger, booking)
    return BookingOut(
        code=booking.code,
        service=booking.service,
        starts=as_time(booking.starts),
        ends=as_time(booking.ends),
        counter=booking.counter,
        place={
            language: say(house, house.words[language], booking).place
            for language in house.settings.office.languages
        },
        language=booking.language,
        status=status,
        moved=booking.moved,
    )


def as_expected(ledger: Ledger, booking: Booking) -> ExpectedOut:
    """Show a booking on the reception's list."""
    return ExpectedOut(
        id=booking.id,
        day=booking.day,
        starts=as_time(booking.starts),
        ends=as_time(booking.ends),
        service=booking.service,
        counter=booking.counter,
        code=booking.code,
        status=status_of(ledger, booking),
        seen=booking.seen_at is not None,
    )
