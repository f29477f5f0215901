"""A display's picture, read from the book: what board and voice are made of, in the words of the page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from display.board import Call, Wall, Zone, as_call, lines, pause, wall
from display.edition import edition
from display.legible import breadth
from display.slides import address, slides
from display.speech import Form
from server.closings import served_text
from server.config import OneDisplay, Settings
from server.notices import notice_text
from server.openings import week
from server.reception.closing import Notice, notices
from server.reception.counters import open_counters
from server.reception.ledger import Ledger
from server.reception.notices import standing
from server.rules.closing import Group
from server.rules.counter import calls_from
from server.rules.moment import MINUTE, local
from server.rules.told import Told
from server.store import views
from server.voice.numerals import LETTERS
from server.web import Front, place
from server.words import Words

ANNOUNCED_MIN = (15, 5)  # before closing, once more
MOST_SHOWN = 24  # calls that a page is told of; more counters than that share no one screen


def zone_of(display: OneDisplay) -> Zone:
    """Say what a display shows."""
    return Zone(frozenset(display.services), frozenset(display.counters))


def look(
    ledger: Ledger, newcomers: Mapping[tuple[str, bool], Told], zone: Zone, rows: int = MOST_SHOWN
) -> Wall:
    """Read a wall's picture from the open book.

    Args:
        ledger: the open book.
        newcomers: what somebody who comes now is told, by service and priority.
        zone: what is shown.
        rows: how many calls stand beside the newest.
    """
    settings, opened = ledger.settings, open_counters(ledger)
    calls = [
        call
        for visit in views.at_counters(ledger.connection, ledger.branch, ledger.day)
        if visit.counter is not None
        and visit.called_at is not None
        and zone.shows((visit.service,), (visit.counter,))
        and (
            call := as_call(
                visit.number, visit.counter, visit.called_at, visit.calls, visit.status, visit.language
            )
        )
    ]
    waiting = views.waiting_by_service(ledger.connection, ledger.branch, ledger.day)
    return wall(
        calls,
        lines(
            {counter.id: counter.services for counter in settings.counters},
            {service.id: service.prefix for service in settings.services},
            zone,
            waiting,
            {
                service: told.wait.printed()
                for (service, priority), told in newcomers.items()
                if told.wait and not priority
            },
        ),
        rows,
        [
            pause(counter.id, there.until, ledger.now)
            for counter in settings.counters
            if (there := opened.get(counter.id))
            and not calls_from(there.state)
            and zone.shows(counter.services, (counter.id,))
        ],
    )


def closing_of(ledger: Ledger, groups: Iterable[Group], display: OneDisplay) -> list[Notice]:
    """Say what the lines that a display shows are told near closing (standard, 20.2)."""
    services = {counter.id: counter.services for counter in ledger.settings.counters}
    return [
        notice
        for notice in notices(ledger, groups)
        if zone_of(display).shows([one for id_ in notice.counters for one in services[id_]], notice.counters)
    ]


def closing_lines(words: Words, settings: Settings, closing: Sequence[Notice]) -> list[tuple[str, str]]:
    """Say line by line what is told near closing.

    Args:
        words: the language.
        settings: the office.
        closing: of each group of counters, at least one.

    Returns:
        Of each line whom it concerns, where there are several groups, and what is told.
    """
    counters = {counter.id: counter for counter in settings.counters}
    closes = words("closing.closes", time=local(closing[0].closes, settings.office.timezone).time())
    first = closes if closes.endswith(".") else f"{closes}."  # "17.00 val." ends a sentence too
    rest = "" if all(notice.everybody for notice in closing) else words("closing.other_time")
    if len(closing) == 1:
        return [("", " ".join(filter(None, [first, served_text(words, closing[0]), rest])))]
    groups = [
        (", ".join(place(words, counters[one]) for one in notice.counters), served_text(words, notice))
        for notice in closing
    ]
    return [("", first), *groups, *([("", rest)] if rest else [])]


def picture(front: Front, display: OneDisplay) -> dict[str, Any]:
    """Return all that a display's template draws from."""
    settings = front.house.settings
    now = front.house.clock.now()
    with front.house.look() as ledger:
        shown = look(ledger, front.forecaster.foretold.newcomers, zone_of(display))
        closing = closing_of(ledger, front.forecaster.foretold.groups, display)
        told = standing(ledger, restarted_at=front.house.restarted_at)
        hours = ledger.hours
    closes = closing[0].closes if closing else None
    elsewhere = closing and display.languages[1:]
    following = settings.opening.next_opening(now)
    quiet = any(front.now().time() in one for one in settings.speech.quiet)
    speaks = display.speak and not quiet
    return {
        "display": display,
        "edition": edition(settings, display),
        "wall": shown,
        "counters": {counter.id: counter for counter in settings.counters},
        "sounds": {call.number: _sounds(settings, call, speaks) for call in shown.standing},
        # What is told at the foot takes the lowest rows' room.
        "rows": max(2, display.last_called - len(closing) - bool(told or shown.pauses or elsewhere)),
        "chimes": display.chime and not quiet,
        "pauses": [
            (one.counter, local(one.until, settings.office.timezone).time() if one.until else None)
            for one in shown.pauses
        ],
        "closing": [
            closing_lines(front.house.words[language], settings, closing)
            for language in display.languages
            if closing
        ],
        "announced": _announced(front, closes) if speaks else None,
        "closed": not hours.tickets and not shown.waiting and shown.newest is None,
        "opens": None if following is None else local(following, settings.office.timezone),
        "week": week(settings, front.house.words[settings.office.languages[0]]),
        "range_text": range_text,
        "breadth": breadth,
        "slides": [address(display.id, one) for one in slides(display.slides)],
        "notices": [
            [
                notice_text(front.house.words[language], one, display.languages[0], settings.office.timezone)
                for language in display.languages
            ]
            for one in told
        ],
        "others": [front.house.words[language] for language in display.languages[1:]],
    }


def _sounds(settings: Settings, call: Call, speaks: bool) -> dict[str, list[str]]:
    """Return where a call's sentences are heard: as it is called, and once more."""
    if not speaks or call.counter not in {counter.id for counter in settings.counters}:
        return {"full": [], "short": []}
    state = settings.office.languages[0]
    languages = [state]
    if settings.speech.second_language and call.language != state and call.language in LETTERS:
        languages.append(call.language)
    first = Form.AGAIN if call.again else Form.FULL
    return {
        name: [
            "/display/voice.wav?"
            + urlencode({"number": call.number, "counter": call.counter, "language": language, "form": form})
            for language in languages
        ]
        for name, form in (("full", first), ("short", Form.SHORT))
    }


def range_text(words: Words, wait_min: tuple[int, int]) -> str:
    """Say how long somebody who comes now will wait, in a word or two."""
    low, high = wait_min
    if not high:
        return words("wait.now_short")
    return words("wait.range_short", low=low, high=high) if low else words("display.wait_at_most", high=high)


def _announced(front: Front, closes: int | None) -> int | None:
    """Return the newest moment at which closing is announced: at the warning, and 15 and 5 minutes before."""
    if closes is None:
        return None
    now, warning = front.house.clock.now(), front.house.settings.calendar.closing_warning_min
    moments = [closes - minutes * MINUTE for minutes in (warning, *ANNOUNCED_MIN) if minutes <= warning]
    return max((at for at in moments if at <= now), default=None)
