"""What the branch's own days teach: how long serving takes, who comes when, who does not come when called."""

import json
from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo

from server.config import Settings
from server.reception.ledger import Ledger
from server.reception.undoing import WITHIN
from server.rules.arrivals import Arrivals, ahead_of, part_of
from server.rules.durations import Durations
from server.rules.interval import MISSES, AdaptiveLevels, Interval
from server.rules.moment import MINUTE, day_of, midnight
from server.rules.state import Knowledge, Post
from server.rules.turn import Kind, Turn
from server.rules.visit import AT_A_COUNTER, Act
from server.store import views
from server.store.views import Happened

LEARN_FROM = timedelta(days=60)
# As if so many calls had been seen already, of which one in twenty found nobody.
_CALLS_GUESSED, _NO_SHOWS_GUESSED = 40, 2
_NO_SHOW_TAKES = 1 * MINUTE
_NEVER_SO_LONG = 4 * 60 * MINUTE  # a client who was never finished teaches nothing

SERVED = (Act.FINISH, Act.TRANSFER, Act.PARK, Act.REFUSE)


@dataclass(slots=True)
class _Presence:
    service: str
    since: int


@dataclass(slots=True)
class _Ended:
    """What somebody's leaving a counter will teach, unless it is undone."""

    here: _Presence
    act: Act
    at: int


@dataclass(slots=True)
class Taught:
    """What one day has taught: times and counts that belong to no ticket. All that is left of it one day.

    Attributes:
        durations: by service how long serving took, milliseconds.
        calls: how many were called; ``no_shows`` of them in vain, which took ``no_show_ms`` together.
        parts: of each half-hour of the day how many came.
        heads: of each service, wished language and head start (milliseconds) how many came.
        alpha: the share of misses that the ranges aimed at when the day ended.
    """

    durations: dict[str, list[int]] = field(default_factory=dict)
    calls: int = 0
    no_shows: int = 0
    no_show_ms: int = 0
    parts: Tally[int] = field(default_factory=Tally)
    heads: Tally[tuple[str, str, int]] = field(default_factory=Tally)
    alpha: float = MISSES

    def kept(self) -> str:
        """Return it as it is kept: JSON, with times in order of length, so that none tells whose it was."""
        return json.dumps(
            {
                "durations": {service: sorted(times) for service, times in sorted(self.durations.items())},
                "calls": self.calls,
                "no_shows": self.no_shows,
                "no_show_ms": self.no_show_ms,
                "parts": sorted(self.parts.items()),
                "heads": [[*head, count] for head, count in sorted(self.heads.items())],
                "alpha": self.alpha,
            }
        )

    @classmethod
    def read(cls, kept: str) -> "Taught":
        """Read what ``kept`` has made."""
        found = json.loads(kept)
        found["parts"] = Tally(dict(found["parts"]))
        found["heads"] = Tally({(service, wish, head): n for service, wish, head, n in found["heads"]})
        return cls(**found)


class Lessons:
    """Learns from what happened, event by event, in the order it happened.

    Args:
        settings: the office.
    """

    def __init__(self, settings: Settings) -> None:
        self._zone: tzinfo = settings.office.timezone
        self._durations = Durations({service.id: service.minutes for service in settings.services})
        self._arrivals = Arrivals()
        self._levels = AdaptiveLevels()
        self._present: dict[int, _Presence] = {}
        self._ended: dict[int, _Ended] = {}  # by visit, in the order of time
        self._called: set[int] = set()
        self._calls = self._no_shows = self._no_show_ms = 0
        self._day: date | None = None
        self._midnight = 0
        self._today = Taught()

    @property
    def levels(self) -> AdaptiveLevels:
        """Which quantiles are told."""
        return self._levels

    def tell(self, event: Happened) -> None:
        """Learn from one thing that happened.

        Args:
            event: newer than every one before.
        """
        if event.day != self._day:
            self._begin(event.day)
        self._settle(event.at - WITHIN)
        if event.act is Act.TAKE:
            self._taken(event)
        elif event.act in (Act.CALL, Act.CHOOSE):
            self._was_called(event)
        here = self._present.get(event.visit)
        if event.after in AT_A_COUNTER:
            undone = self._ended.pop(event.visit, None) if event.act is Act.UNDO else None
            if here is None:
                new = _Presence(event.service, event.at)
                self._present[event.visit] = undone.here if undone else new
        elif here is not None:
            del self._present[event.visit]
            self._ended[event.visit] = _Ended(here, event.act, event.at)

    def recall(self, day: date, taught: Taught) -> None:
        """Learn from a whole earlier day whose tickets are erased; older ones come first.

        Args:
            day: that day.
            taught: what is left of it.
        """
        self._begin(day)
        for service, times in taught.durations.items():
            for lasted in times:
                self._durations.remember(service, lasted)
        heads = (((service, wish), head, n) for (service, wish, head), n in taught.heads.items())
        self._arrivals.recall(taught.parts, heads)
        self._calls += taught.calls
        self._no_shows += taught.no_shows
        self._no_show_ms += taught.no_show_ms
        self._levels.alpha = taught.alpha

    def taught(self) -> Taught:
        """Return what the newest day has taught by its end."""
        self._settle(None)
        self._today.alpha = self._levels.alpha
        return self._today

    def knowledge(self, now: int, services: Iterable[str], posts: Iterable[Post]) -> Knowledge:
        """Say what has been learned, for a forecast.

        Args:
            now: milliseconds UTC.
            services: those of the counters and of who waits.
            posts: the counters, for who is being served now.
        """
        if day_of(now, self._zone) != self._day:
            self._begin(day_of(now, self._zone))
        self._settle(now - WITHIN)
        known = set(services)
        serving = [(post.serving, now - post.since) for post in posts if post.serving]
        return Knowledge(
            durations=self._durations.predictives(known | {service for service, _ in serving}),
            pace=self._durations.pace(serving),
            streams=[one for one in self._arrivals.streams(now) if one.lane[0] in known],
            no_show=(self._no_shows + _NO_SHOWS_GUESSED) / (self._calls + _CALLS_GUESSED),
            no_show_ms=(self._no_show_ms + _NO_SHOWS_GUESSED * _NO_SHOW_TAKES)
            // (self._no_shows + _NO_SHOWS_GUESSED),
        )

    def _begin(self, day: date) -> None:
        self._settle(None)
        self._day = day
        self._today = Taught()
        self._midnight = midnight(day, self._zone)
        self._durations.start_day()
        self._arrivals.start_day(self._midnight)
        self._present.clear()
        self._called.clear()

    def _taken(self, event: Happened) -> None:
        if event.kind == Kind.APPOINTMENT:
            return  # who is booked is known beforehand, and not left to chance
        place = Turn(event.key, event.visit, event.counted_from, event.ready_at, Kind(event.kind))
        self._arrivals.add((event.service, event.wish), place, event.at)
        self._today.parts[part_of(event.at, self._midnight)] += 1
        self._today.heads[event.service, event.wish, ahead_of(place, event.at)] += 1

    def _was_called(self, event: Happened) -> None:
        self._calls += 1
        self._today.calls += 1
        waited = event.at - event.taken_at
        if event.visit not in self._called and event.told_mid is not None and waited > 0:
            assert event.told_low is not None and event.told_high is not None
            self._levels.learn(Interval(event.told_low, event.told_mid, event.told_high), waited)
        self._called.add(event.visit)

    def _settle(self, until: int | None) -> None:
        """Learn from what ended by a moment, after which it cannot be undone; ``None`` for from all."""
        while self._ended:
            visit, ended = next(iter(self._ended.items()))
            if until is not None and ended.at > until:
                return
            del self._ended[visit]
            lasted = ended.at - ended.here.since
            if not 0 < lasted < _NEVER_SO_LONG:
                continue
            if ended.act in SERVED:
                self._durations.add(ended.here.service, lasted)
                self._today.durations.setdefault(ended.here.service, []).append(lasted)
            elif ended.act is Act.NO_SHOW:
                self._no_shows += 1
                self._no_show_ms += lasted
                self._today.no_shows += 1
                self._today.no_show_ms += lasted


def taught_by(ledger: Ledger, days: Iterable[date], alpha: float = MISSES) -> dict[date, Taught]:
    """Say what some days have taught, before their tickets are erased.

    Args:
        ledger: the open book.
        days: in order.
        alpha: the share of misses that the ranges aimed at before them.
    """
    found = {}
    for day in days:
        lessons = Lessons(ledger.settings)
        lessons.levels.alpha = alpha
        for event in views.happened_on(ledger.connection, ledger.branch, day):
            lessons.tell(event)
        found[day] = lessons.taught()
        alpha = found[day].alpha
    return found
