"""What a desk shows, read in one look at the book."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from server.closings import served_text
from server.config import CounterKind, Mode, Printer, Settings
from server.guard import Seat, Who
from server.printer_alarms import printer_alarms
from server.reception import alarms, callbacks, calls, helping, plan, printers
from server.reception.choosing import left_for_others
from server.reception.closing import Notice, notices
from server.reception.counters import OnDuty, on_duty, open_counters
from server.reception.figures import own_figures
from server.reception.handing import speaking
from server.reception.ledger import Ledger
from server.reception.notes import notes_for
from server.reception.noticing import arrival
from server.reception.people import everybody, names
from server.reception.why import why
from server.rules.alarms import Alarm, AlarmKind
from server.rules.counter import CounterState, HelpReason
from server.rules.moment import MINUTE
from server.rules.roles import Area, may
from server.rules.visit import may_be_missing
from server.store import views, visits
from server.store.tables import Callback, Visit
from server.waits import wait_short
from server.web import Front
from server.why import sentence as why_sentence
from server.words import Words

LONGEST_LIST = 60  # a clerk reads no further; the count beside it stays exact
# How long pauses are offered to be, in minutes; an open end always is.
PAUSE_MINUTES = {
    CounterState.BREAK: (5, 10, 15, 30),
    CounterState.LUNCH: (30, 45, 60),
    CounterState.OTHER_WORK: (15, 30, 60),
}
ELSEWHERE_ON_THE_PAGE = (AlarmKind.CALLBACK,)  # alarms that have a place of their own


def picture(front: Front, words: Words, seat: Seat) -> dict[str, Any]:
    """Return what the desk's templates draw.

    Args:
        front: the pages' front.
        words: the language.
        seat: whose desk.
    """
    with front.house.look() as book:
        # A window may be open for longer than the counter gives the same services.
        seat = replace(seat, counter=book.settings.counter(seat.counter.id))
        client = visits.client_at(book.connection, book.branch, seat.counter.id)
        return {
            **_here(front, words, seat, book, client),
            **_line(front, words, seat, book),
            **_acts(words, seat, book, client),
            **_around(front, words, seat, book),
        }


def while_locked(front: Front, who: Who) -> dict[str, Any]:
    """Return what a locked screen shows of its counter: numbers, nothing that anybody else may not read.

    Args:
        front: the pages' front.
        who: whose screen; she works at a counter.
    """
    assert who.counter is not None
    with front.house.look() as book:
        services = book.settings.counter(who.counter.id).services
        eyes = views.Eyes(who.counter.id, services, who.staff.login)
        return {
            "standing": open_counters(book).get(who.counter.id),
            "arrival": arrival(book, who.counter.id, who.staff.login),
            "count": views.waiting(book.connection, book.branch, book.day, eyes, 0)[1],
            "repeat_alert_s": book.settings.desk.repeat_alert_s,
        }


def _here(front: Front, words: Words, seat: Seat, book: Ledger, client: Visit | None) -> dict[str, Any]:
    # What goes on at the counter itself.
    zone = book.settings.office.timezone
    told = why(book, client.number) if client and client.day == book.day else None
    return {
        "seat": seat,
        "who": seat.who,
        "counter": seat.counter,
        "staff": seat.staff,
        "client": client,
        "missing": client is not None and may_be_missing(client.status, client.started),
        "called_enough": client is not None and client.calls > book.settings.queue.calls.repeat_max,
        "standing": open_counters(book).get(seat.counter.id),
        "why": why_sentence(words, told, zone) if told else "",
        "arrival": arrival(book, seat.counter.id, seat.staff.login),
        "left_for_others": left_for_others(book, seat.counter.id),
        "closed": not book.hours.open,
        "figures": own_figures(book, seat.counter.id),
        "clock_ms": book.now,
        "places": {place.id: place for place in book.settings.counters},
    }


def _line(front: Front, words: Words, seat: Seat, book: Ledger) -> dict[str, Any]:
    # Who waits, who is set aside, who did not come, who must be told of closing time.
    counter, settings = seat.counter, book.settings
    eyes = views.Eyes(counter.id, counter.services, seat.staff.login)
    waiting, count = views.waiting(book.connection, book.branch, book.day, eyes, LONGEST_LIST)
    kept_ms = settings.queue.calls.restore_within_min * MINUTE
    gone = views.no_shows_since(book.connection, book.branch, book.day, book.now - kept_ms)
    return {
        "waiting": waiting,
        "count": count,
        "waits": {visit.id: wait_short(words, front.forecaster.ticket(visit)) for visit in waiting},
        "target_ms": settings.queue.targets.wait_target_min * MINUTE,
        "served_text": served_text,
        "notes": notes_for(book, counter.id, seat.staff.login),
        "parked": calls.set_aside_for(book, counter.id),
        "gone": [visit for visit in gone if visit.service in counter.services],
        "closing": _closing_of(counter.id, notices(book, front.forecaster.foretold.groups)),
    }


def _closing_of(counter: str, found: Iterable[Notice]) -> Notice | None:
    return next((notice for notice in found if counter in notice.counters), None)


def _acts(words: Words, seat: Seat, book: Ledger, client: Visit | None) -> dict[str, Any]:
    # What can be chosen on the page.
    settings, login = book.settings, seat.staff.login
    elsewhere = [one for one in on_duty(book) if one.place.id != seat.counter.id]
    return {
        "settings": settings.desk,
        "topic_name": lambda code: _topic(settings, words, code),
        "all_services": settings.services,
        "served": {service for one in on_duty(book) for service in one.place.services},
        "elsewhere": elsewhere,
        "names": names(book),
        "speakers": _speakers(book, seat, client),
        "refusals": list(calls.Refusal),
        "out_of_turn": list(calls.OutOfTurn) if settings.queue.out_of_turn else [],
        "gives_priority": settings.queue.priority.mode is not Mode.NONE,
        "in_the_hall": seat.counter.kind is not CounterKind.ROOM,
        "pauses": PAUSE_MINUTES,
        "breaks": [span for span in plan.breaks_of(book, seat.counter.id, login) if span.end > book.now],
        "help_reasons": list(HelpReason),
        "colleagues": [one for one in everybody(book) if one.login != login],
        "for_others": may(seat.staff.role, Area.AGENDA),
        "printers": _copiers(book),
    }


def _copiers(book: Ledger) -> list[Printer]:
    # Where copies can be printed, nowhere for a kiosk without a printer: first its own one, last what fails.
    own = book.settings.all_kiosks[0].printer
    chosen = sorted(book.settings.printers, key=lambda one: (printers.failing(book, one.id), one.id != own))
    return chosen if own else []


def _topic(settings: Settings, words: Words, code: str) -> str:
    # A call-back may be older than today's list of topics.
    return next((one.said(words.language) for one in settings.desk.callback_topics if one.id == code), code)


def _speakers(book: Ledger, seat: Seat, client: Visit | None) -> list[tuple[str, OnDuty]]:
    # Each language that a colleague who serves this client speaks, the one she wishes first.
    if client is None:
        return []
    languages = sorted(book.settings.office.languages, key=lambda one: one != client.wish)
    return [
        (language, colleague)
        for language in languages
        for colleague in speaking(book, seat.counter.id, language)
        if client.service in colleague.place.services
    ]


def _around(front: Front, words: Words, seat: Seat, book: Ledger) -> dict[str, Any]:
    # What is asked of the desk from elsewhere.
    own, login = seat.counter.id, seat.staff.login
    supervises = may(seat.staff.role, Area.ANY_COUNTER)
    found = alarms.current(book) if supervises else alarms.at_desk(book, own, login)

    def shown(one: Alarm) -> bool:
        own_help = one.kind is AlarmKind.HELP and one.counter == own
        return not own_help and one.kind not in ELSEWHERE_ON_THE_PAGE

    # Somebody in need comes first, then a printer that prints nothing. Paper that will run out is said last,
    # and only to those who see to printers.
    people = list(filter(shown, found))
    helps = [one for one in people if one.kind is AlarmKind.HELP]
    sees_to_printers = may(seat.staff.role, Area.PRINTERS)
    papers = printer_alarms(front.house, words, book)
    failing = [one for one in papers if one.failing]
    low = papers[len(failing) :] if sees_to_printers else []
    to_call: list[Callback] = callbacks.of_desk(book, own, login)
    help_asked = next((one for one in helping.asked_now(book) if one.counter == own), None)
    return {
        "callbacks": to_call,
        "due": [one for one in to_call if one.not_before <= book.now],
        "help_asked": help_asked,
        "alarms": [*helps, *failing, *people[len(helps) :], *low],
        "sees_to_printers": sees_to_printers,
        "supervises": supervises,
    }
