"""The ticket on paper: its words."""

from collections.abc import Callable, Container

from printer.slip import LOGO, RULE, Line, Slip, Style
from server.config import CounterKind, Kiosk, Service
from server.follow import spaced, ticket_address, typed_address
from server.house import House
from server.reception import tickets
from server.rules.moment import local
from server.rules.turn import Kind
from server.store.tables import Visit
from server.waits import today_text, wait_text
from server.words import Words


def ticket_slip(
    house: House, visit: Visit, ahead: int | None, left: Container[str] = (), *, copy: bool = False
) -> Slip:
    """Lay out a ticket: Lithuanian first, the visitor's language below it and never larger.

    Args:
        house: the running branch.
        visit: the ticket's visit.
        ahead: how many people can be called before her; ``None`` to say neither this nor how long.
        left: the counters, by id, that she is not sent to.
        copy: whether it is a copy, which says so and keeps the time of the first one.

    Returns:
        The slip. It carries a number, a service and a time: nothing about the person, and nothing
        that tells whether she has priority (standard, 4.6).
    """
    office = house.settings.office
    state = house.words[office.languages[0]]
    both = [state] if visit.language == state.language else [state, house.words[visit.language]]
    service = house.settings.service(visit.service)
    taken = local(visit.taken_at, office.timezone)
    lines = [
        LOGO,
        *bars(house, copy=copy),
        Line(state.pick(office.name), Style.ORGANISATION),
        Line(state.pick(office.place), Style.ORGANISATION),
        *_said(both, Style.LABEL, lambda words: words("ticket.your_number")),
        Line(visit.number, Style.NUMBER),
        *_said(both, Style.SERVICE, lambda words: words.pick(service.name)),
        *_said(both, Style.TEXT, lambda words: where(house, words, service, left)),
        Line(f"{taken:%Y-%m-%d  %H:%M}", Style.TEXT),
        *_said(both, Style.TEXT, lambda words: booked_text(house, words, visit)),
        *_said(both, Style.TEXT, lambda words: "" if ahead is None else ahead_text(words, ahead)),
        *_said(both, Style.TEXT, lambda words: "" if ahead is None else _printed_wait(words, visit)),
        *_said(both, Style.TEXT, lambda words: bring_text(words, service)),
        RULE,
        *_said(both, Style.TEXT, lambda words: words("ticket.qr")),
        Line(ticket_address(house, visit), Style.QR),
        Line(typed_address(house), Style.TEXT),
        Line(spaced(visit.code), Style.CODE),
        RULE,
        *_said(both, Style.SMALL, lambda words: words("ticket.sit")),
        *_said(both, Style.SMALL, lambda words: words("ticket.today")),
    ]
    return Slip(tuple(lines))


def bars(house: House, *, copy: bool) -> list[Line]:
    """Return what stands above everything else on a paper: that it is rehearsed, that it is a copy."""
    state = house.words[house.settings.office.languages[0]]
    marks = [*(["ticket.rehearsal"] if house.rehearsal else []), *(["ticket.copy"] if copy else [])]
    return [Line(state(mark), Style.BAR) for mark in marks]


def _printed_wait(words: Words, visit: Visit) -> str:
    told = tickets.told_at_first(visit)
    return f"{wait_text(words, told)} {today_text(words, told, promised=False)}".rstrip() if told else ""


def booked_text(house: House, words: Words, visit: Visit) -> str:
    """Say the agreed time of a client with an appointment, or that she lost it by being late (19.3);
    empty without one."""
    if visit.slot is None:
        return ""
    if visit.kind is not Kind.APPOINTMENT:
        return words("ticket.late")
    return words("ticket.appointment", time=local(visit.slot, house.settings.office.timezone).time())


def ahead_text(words: Words, ahead: int) -> str:
    """Say how many people are ahead."""
    return words("ticket.ahead", n=ahead) if ahead else words("ticket.first")


def bring_text(words: Words, service: Service) -> str:
    """Say which documents to have ready (standard, 18.2); empty when there are none."""
    documents = words.pick(service.bring)
    return words("ticket.bring", list=", ".join(documents)) if documents else ""


def where(house: House, words: Words, service: Service, left: Container[str] = ()) -> str:
    """Say which room and floor a service is in (standard, 19.1); empty for one served in the hall.

    Args:
        house: the running branch.
        words: the language.
        service: which one.
        left: the counters, by id, that nobody is sent to now: others are told, if there are any (26).
    """
    serving = [counter for counter in house.settings.counters if service.id in counter.services]
    places = [counter for counter in serving if counter.id not in left] or serving
    if any(counter.kind is CounterKind.COUNTER for counter in places):
        return ""
    return "; ".join(
        words("place.room", id=room.id)
        if room.floor is None
        else words("place.room_floor", id=room.id, floor=room.floor)
        for room in places
    )


def elsewhere(house: House, words: Words, printer: str | None, kiosk: Kiosk) -> str:
    """Say where a paper comes out that another printer prints than the kiosk's own; empty for its own."""
    if printer in (None, kiosk.printer):
        return ""
    places = [one.place for one in house.settings.printers if one.id == printer and one.place]
    return str(words.pick(places[0])) if places else ""


def _said(both: list[Words], style: Style, say: Callable[[Words], str]) -> list[Line]:
    texts = [text for words in both if (text := say(words))]
    return [Line(text, Style.TRANSLATION if again else style) for again, text in enumerate(texts)]
