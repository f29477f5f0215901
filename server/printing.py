"""The ticket on paper: its words, its way to the printer, and writing down what became of it."""

import asyncio
import logging
import time
from collections.abc import Callable, Container
from dataclasses import dataclass

from printer.deliver import Outcome
from printer.press import Press
from printer.sheet import make_sheet
from printer.slip import RULE, Line, Slip, Style
from server.config import CounterKind, Service
from server.follow import spaced, ticket_address, typed_address
from server.house import House
from server.reception import tickets
from server.reception.absences import not_for
from server.reception.ledger import Ledger
from server.rules.moment import local
from server.rules.turn import Kind
from server.rules.visit import Paper
from server.store.tables import Visit
from server.store.writer import StoreUnavailable
from server.waits import today_text, wait_text
from server.words import Words

TOO_LATE_S = 20.0

PAPER = {
    Outcome.PRINTED: Paper.SENT,
    Outcome.UNCONFIRMED: Paper.SENT,
    Outcome.NOT_SENT: Paper.NOT_SENT,
    Outcome.UNKNOWN: Paper.UNKNOWN,
}

log = logging.getLogger("eile.printer")


class Printing:
    """Prints the kiosk's tickets in the background: a number never waits for its paper.

    Args:
        house: the running branch.
        press: the kiosk's printer, if it has one.
    """

    def __init__(self, house: House, press: Press | None) -> None:
        self._house = house
        self._press = press
        self._under_way: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._closing = False

    @property
    def first_paper(self) -> Paper:
        """What a new ticket's paper is: on its way, or none because there is no printer."""
        return Paper.PRINTING if self._press else Paper.NONE

    def start(self, visit: Visit) -> None:
        """Begin to print a new ticket and return at once."""
        self.start_slip(visit.number, visit.id, lambda: self._ticket(visit), tickets.printed)

    def start_slip(
        self, name: str, row: int, draw: Callable[[], Slip], printed: Callable[[Ledger, int, Paper], None]
    ) -> None:
        """Begin to print any slip and return at once.

        Args:
            name: what the log calls it; nothing about a person.
            row: the id of what it stands for.
            draw: lays it out when its turn has come.
            printed: the verb that writes down what became of the paper.
        """
        if self._press is None:
            return
        job = _Job(name, row, draw, printed, time.monotonic())
        task = asyncio.create_task(self._print(self._press, job))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Let the printer finish the ticket it is at; those that still wait are not printed any more."""
        self._closing = True
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._press:
            self._press.close()

    async def _print(self, press: Press, job: "_Job") -> None:
        paper = Paper.UNKNOWN
        try:
            async with self._turn:
                paper = await self._send(press, job)
        except Exception:
            log.exception("%s could not be printed.", job.name)
        try:
            await self._house.do(job.printed, job.row, paper)
        except StoreUnavailable:
            log.error("%s: what became of its paper could not be written down.", job.name)

    async def _send(self, press: Press, job: "_Job") -> Paper:
        # The visitor of a ticket that has waited this long was told long ago to remember her number.
        if self._closing or time.monotonic() - job.asked > TOO_LATE_S:
            return Paper.NOT_SENT
        sheet = await asyncio.to_thread(make_sheet, job.draw(), press.profile)
        result = await press.print_async(sheet.job)
        return PAPER[result.outcome]

    def _ticket(self, visit: Visit) -> Slip:
        with self._house.look() as ledger:
            ahead, left = tickets.ahead(ledger, visit), not_for(ledger, visit)
        return ticket_slip(self._house, visit, ahead, left)


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    row: int
    draw: Callable[[], Slip]
    printed: Callable[[Ledger, int, Paper], None]
    asked: float  # seconds on a clock that is never set


def ticket_slip(house: House, visit: Visit, ahead: int, left: Container[str] = ()) -> Slip:
    """Lay out a ticket: Lithuanian first, the visitor's language below it and never larger.

    Args:
        house: the running branch.
        visit: the ticket's visit.
        ahead: how many people can be called before her.
        left: the counters, by id, that she is not sent to.

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
        *([Line(state("ticket.rehearsal"), Style.BAR)] if house.rehearsal else []),
        Line(state.pick(office.name), Style.ORGANISATION),
        Line(state.pick(office.place), Style.ORGANISATION),
        *_said(both, Style.LABEL, lambda words: words("ticket.your_number")),
        Line(visit.number, Style.NUMBER),
        *_said(both, Style.SERVICE, lambda words: words.pick(service.name)),
        *_said(both, Style.TEXT, lambda words: where(house, words, service, left)),
        Line(f"{taken:%Y-%m-%d  %H:%M}", Style.TEXT),
        *_said(both, Style.TEXT, lambda words: booked_text(house, words, visit)),
        *_said(both, Style.TEXT, lambda words: ahead_text(words, ahead)),
        *_said(both, Style.TEXT, lambda words: _printed_wait(words, visit)),
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


def _said(both: list[Words], style: Style, say: Callable[[Words], str]) -> list[Line]:
    texts = [text for words in both if (text := say(words))]
    return [Line(text, Style.TRANSLATION if again else style) for again, text in enumerate(texts)]
