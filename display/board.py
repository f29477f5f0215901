"""What is on the wall: the calls that stand, the lines of those who wait. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.rules.visit import AT_A_COUNTER, Status


@dataclass(frozen=True, slots=True)
class Call:
    """One call that stands: a number and a place, and nothing else that is shown (standard, 4.7 and 9.1).

    Attributes:
        number: the ticket's number.
        counter: the counter's id.
        called_at: when it was called last, milliseconds UTC.
        again: whether it was called more than once.
        awaited: whether the client is still on the way.
        language: the ticket's, for the voice.
    """

    number: str
    counter: str
    called_at: int
    again: bool
    awaited: bool
    language: str


@dataclass(frozen=True, slots=True)
class Zone:
    """What one display shows: calls for some services, and calls to some counters; all when it names none."""

    services: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()

    def shows(self, services: Collection[str], counters: Collection[str]) -> bool:
        """Say whether anything of these stands on this display."""
        if not self.services and not self.counters:
            return True
        return not (self.services.isdisjoint(services) and self.counters.isdisjoint(counters))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of people who wait: services that the very same counters give.

    Attributes:
        letters: what their numbers begin with, in the order of the office.
        waiting: how many people wait.
        wait_min: how long somebody who comes now will wait, the shortest and the longest, minutes;
            ``(0, 0)`` for not at all, ``None`` when nobody gives these services now.
    """

    letters: tuple[str, ...]
    waiting: int
    wait_min: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Pause:
    """A counter from which nobody is called for a while (standard, 9.3).

    Attributes:
        counter: the counter's id.
        until: when it calls again, milliseconds UTC; ``None`` when nobody has said, or it should be over.
    """

    counter: str
    until: int | None


@dataclass(frozen=True, slots=True)
class Wall:
    """The whole picture.

    Attributes:
        newest: the call that stands largest; ``None`` when no called client is expected or served.
        before: the others that stand, newest first.
        waiting: how many people wait.
        lines: the same line by line.
        pauses: the counters on a break, in the office's order.
    """

    newest: Call | None
    before: tuple[Call, ...]
    waiting: int
    lines: tuple[Line, ...]
    pauses: tuple[Pause, ...] = ()

    @property
    def standing(self) -> tuple[Call, ...]:
        """All calls that are shown, newest first."""
        return (self.newest, *self.before) if self.newest else ()


def as_call(
    number: str, counter: str, called_at: int, calls: int, status: Status, language: str
) -> Call | None:
    """Keep of a visit what the wall may show; ``None`` once she was served or did not come.

    A call that is over leaves at once: it would send the next person who looks up to a counter where nobody
    expects her.
    """
    if status not in AT_A_COUNTER:
        return None
    return Call(number, counter, called_at, calls > 1, status is Status.CALLED, language)


def pause(counter: str, until: int | None, now: int) -> Pause:
    """Keep of a counter on a break what the wall may show: an end that has passed is no end (17.2).

    Args:
        counter: the counter's id.
        until: the end that was said, milliseconds UTC; ``None`` for an open one.
        now: milliseconds UTC.
    """
    return Pause(counter, until if until is not None and until > now else None)


def wall(calls: Iterable[Call], lines: Sequence[Line], rows: int, pauses: Iterable[Pause] = ()) -> Wall:
    """Arrange the calls that stand.

    Args:
        calls: in any order.
        lines: of those who wait.
        rows: how many calls stand beside the newest.
        pauses: the counters on a break.

    Returns:
        The picture. Where there is no room for all, those stand whose clients are still on the way.
    """
    standing = sorted(calls, key=_time, reverse=True)
    others = sorted(standing[1:], key=lambda call: (call.awaited, *_time(call)), reverse=True)[:rows]
    waiting = sum(line.waiting for line in lines)
    newest = standing[0] if standing else None
    return Wall(newest, tuple(sorted(others, key=_time, reverse=True)), waiting, tuple(lines), tuple(pauses))


def _time(call: Call) -> tuple[int, str]:
    return call.called_at, call.number


def lines(
    counters: Mapping[str, Collection[str]],
    prefixes: Mapping[str, str],
    zone: Zone,
    waiting: Mapping[str, int],
    waits: Mapping[str, tuple[int, int]],
) -> list[Line]:
    """Put those who wait together line by line.

    Args:
        counters: which services each one gives, by id.
        prefixes: of each service what its numbers begin with, in the order of the office.
        zone: what the display shows.
        waiting: how many wait for a service, where anybody does.
        waits: of each service that somebody gives now the shortest and the longest wait, minutes.

    Returns:
        The lines that anybody waits in, in the order of their first services.
    """
    together: dict[frozenset[str], list[str]] = {}
    for service in prefixes:
        given_at = frozenset(counter for counter, services in counters.items() if service in services)
        together.setdefault(given_at, []).append(service)
    found = []
    for given_at, services in together.items():
        here = sum(waiting.get(service, 0) for service in services)
        if here and zone.shows(services, given_at):
            given = [waits[service] for service in services if service in waits]
            wait = (min(low for low, _ in given), max(high for _, high in given)) if given else None
            found.append(Line(tuple(prefixes[service] for service in services), here, wait))
    return found
