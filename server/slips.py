"""A booked time in words: for the slip on paper, the kiosk's screen and the reception's page."""

from collections.abc import Callable
from dataclasses import dataclass

from printer.slip import LOGO, RULE, Line, Slip, Style
from server.config import Counter, CounterKind
from server.house import House
from server.printing import bars, bring_text
from server.rules.moment import MINUTE, local
from server.store.tables import Booking
from server.words import Words


@dataclass(frozen=True, slots=True)
class Said:
    """What is told of a booked time, in one language.

    Attributes:
        service: its name.
        day: ``lapkričio 24 d., antradienis``.
        clock: ``14:30``, as on a clock.
        place: the exact place (standard, 19.1).
        code: in two halves; empty once the day is over.
        since: from when she can say that she has come, as in a sentence.
        bring: what to have ready; empty when there is nothing.
    """

    service: str
    day: str
    clock: str
    place: str
    code: str
    since: str
    bring: str


def say(house: House, words: Words, booking: Booking) -> Said:
    """Put a booking into words.

    Args:
        house: the running branch.
        words: the language.
        booking: which one; it may be older than today's settings.
    """
    settings = house.settings
    service = next((one for one in settings.services if one.id == booking.service), None)
    counter = next((one for one in settings.counters if one.id == booking.counter), None)
    at = local(booking.starts, settings.office.timezone)
    since = booking.starts - settings.queue.appointment.check_in_before_min * MINUTE
    return Said(
        service=words.pick(service.name) if service else booking.service,
        day=words.weekday(at.date()),
        clock=f"{at:%H:%M}",
        place=exact_place(house, words, counter) if counter else booking.counter,
        code=halves(booking.code or ""),
        since=words.time(local(since, settings.office.timezone)),
        bring=bring_text(words, service) if service else "",
    )


def exact_place(house: House, words: Words, counter: Counter) -> str:
    """Say where a counter is, so that nobody has to ask (standard, 19.1): room and floor, or the hall.

    Args:
        house: the running branch.
        words: the language.
        counter: the counter or room.
    """
    if counter.kind is CounterKind.COUNTER:
        return f"{words.pick(house.settings.office.place)}, {words('place.counter', id=counter.id)}"
    if counter.floor is None:
        return words("place.room", id=counter.id)
    return words("place.room_floor", id=counter.id, floor=counter.floor)


def halves(code: str) -> str:
    """Return a code as it is read aloud and typed: ``123 456``."""
    return f"{code[:3]} {code[3:]}".strip()


def booking_slip(house: House, booking: Booking, *, copy: bool = False) -> Slip:
    """Lay out a booked time: Lithuanian first, the client's language below it and never larger.

    Args:
        house: the running branch.
        booking: which one.
        copy: whether it is a copy, which says so.

    Returns:
        The slip: date, time, exact place, code and what to bring; nothing about the person (4.6).
    """
    office = house.settings.office
    state = house.words[office.languages[0]]
    known = booking.language in office.languages and booking.language != state.language
    both = [state, house.words[booking.language]] if known else [state]
    said = {words.language: say(house, words, booking) for words in both}
    late = house.settings.queue.appointment.late_tolerance_min

    def lines(style: Style, text: Callable[[Words], str]) -> list[Line]:
        texts = [found for words in both if (found := text(words))]
        return [Line(found, Style.TRANSLATION if again else style) for again, found in enumerate(texts)]

    return Slip(
        (
            LOGO,
            *bars(house, copy=copy),
            Line(state.pick(office.name), Style.ORGANISATION),
            Line(state.pick(office.place), Style.ORGANISATION),
            *lines(Style.LABEL, lambda words: words("ticket.slip")),
            *lines(Style.SERVICE, lambda words: said[words.language].day),
            Line(said[state.language].clock, Style.NUMBER),
            *lines(Style.SERVICE, lambda words: said[words.language].service),
            *lines(Style.SERVICE, lambda words: said[words.language].place),
            Line(office.address, Style.TEXT),
            *lines(Style.TEXT, lambda words: said[words.language].bring),
            RULE,
            *lines(Style.LABEL, lambda words: words("ticket.slip_code")),
            Line(said[state.language].code, Style.NUMBER),
            *lines(Style.TEXT, lambda words: words("ticket.slip_come", since=said[words.language].since)),
            RULE,
            *lines(Style.SMALL, lambda words: words("ticket.slip_late", n=late)),
            *lines(Style.SMALL, lambda words: words("ticket.slip_cancel")),
        )
    )
