"""Every figure that is shown and exported: its name in the catalogues, its unit, how it is made of totals.

What it means stands in the catalogue under its name with ``_is``, beside it wherever it is shown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from server.rules.moment import MINUTE
from server.rules.spread import Spread
from server.rules.totals import Facet, Totals

HOUR = 60 * MINUTE
Value = float | None


class Unit(StrEnum):
    """What a figure counts in."""

    COUNT = "count"
    TIME = "time"  # milliseconds here, minutes for people
    SHARE = "share"  # of 1 here, per cent for people
    MOMENT = "moment"  # milliseconds UTC


class Good(StrEnum):
    """Which way a figure is better; most are neither."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        key: its name: ``stat.<key>`` and ``stat.<key>_is`` in the catalogues.
        unit: what it counts in.
        names: what of ``Totals`` it is made of.
        make: makes it of these and the wait target, milliseconds; ``None`` when there is nothing to make it
            of.
        good: which way it is better.
        ranked: whether it is a percentile, which is rounded up where only histograms were kept.
        histogram: whether it is made of a histogram, not only of counts and sums.
    """

    key: str
    unit: Unit
    names: tuple[str, ...]
    make: Callable[..., Value]
    good: Good | None = None
    ranked: bool = False
    histogram: bool = False

    def of(self, found: Totals, target: int) -> Value:
        """Return it as it is made of totals and the wait target, milliseconds."""
        return self.make(*(getattr(found, name) for name in self.names), target)

    @property
    def columns(self) -> tuple[str, ...]:
        """What of kept totals must be read for it (``store.totals``)."""
        return (*self.names, *(f"{name}_bins" for name in self.names if self.histogram))


def _count(key: str, name: str | None = None, good: Good | None = None) -> Figure:
    return Figure(key, Unit.COUNT, (name or key,), lambda count, _: count, good)


def _time(key: str, name: str, good: Good | None = None) -> Figure:
    return Figure(key, Unit.TIME, (name,), lambda time, _: time, good)


def _share(key: str, part: str, whole: str, good: Good | None = None) -> Figure:
    return Figure(key, Unit.SHARE, (part, whole), lambda part, whole, _: share(part, whole), good)


def _of_times(key: str, name: str, of: Callable[[Spread], Value], good: Good | None = None) -> Figure:
    return Figure(key, Unit.TIME, (name,), lambda times, _: of(times), good)


def share(part: float, whole: float) -> float | None:
    """Return a part of a whole; ``None`` when there is nothing."""
    return part / whole if whole else None


def _times(prefix: str, name: str, good: Good | None = None) -> tuple[Figure, ...]:
    def ranked(part: str, of: Callable[[Spread], Value]) -> Figure:
        figure = _of_times(f"{prefix}_{part}", name, of, good)
        return replace(figure, ranked=True, histogram=True)

    return (
        _of_times(f"{prefix}_avg", name, lambda times: times.mean, good),
        ranked("med", lambda times: times.median),
        ranked("p90", lambda times: times.percentile(0.9)),
        _of_times(f"{prefix}_max", name, lambda times: times.most, good),
    )


def _occupancy(serving: int, opened: int, breaks: int, _: int) -> Value:
    return share(serving, opened - breaks)


def _within(waits: Spread, target: int) -> Value:
    return waits.within(target)


def _over_an_hour(waits: Spread, _: int) -> Value:
    within = waits.within(HOUR)
    return None if within is None else 1 - within


def _handed_over(transferred: int, issued: int, handed_in: int, added_in: int, _: int) -> Value:
    return share(transferred, issued + handed_in + added_in)


GROUPS: Mapping[str, tuple[Figure, ...]] = MappingProxyType(
    {
        "tickets": (
            _count("issued"),
            _count("called"),
            _count("served"),
            _count("noshow", "no_show", Good.LESS),
            _share("noshow_share", "no_show", "called", Good.LESS),
            _count("left", good=Good.LESS),
            _share("left_share", "left", "issued", Good.LESS),
            _count("other_time"),
            _count("refused"),
            _count("not_served", good=Good.LESS),
            _count("waiting"),
            _count("at_counter"),
        ),
        "waits": (
            *_times("wait", "wait", Good.LESS),
            Figure("within", Unit.SHARE, ("wait",), _within, Good.MORE, histogram=True),
            Figure("over_hour", Unit.SHARE, ("wait",), _over_an_hour, Good.LESS, histogram=True),
            _count("line_max", good=Good.LESS),
            Figure("line_max_at", Unit.MOMENT, ("line_max_at",), lambda at, _: at),
            replace(_share("line_avg", "line_ms", "hours", Good.LESS), unit=Unit.COUNT),
        ),
        "serving": (
            *_times("service", "service"),
            _of_times("walking_avg", "walking", lambda times: times.mean),
            _of_times("visit_avg", "visit", lambda times: times.mean, Good.LESS),
            _of_times("visit_max", "visit", lambda times: times.most, Good.LESS),
        ),
        "counters": (
            _time("open", "counter_open"),
            _time("busy", "counter_serving"),
            _time("idle", "counter_idle"),
            _time("breaks", "counter_breaks"),
            _time("other_work", "counter_other"),
            _time("stepped_out", "counter_out"),
            _time("overtime", "overtime", Good.LESS),
            Figure(
                "occupancy", Unit.SHARE, ("counter_serving", "counter_open", "counter_breaks"), _occupancy
            ),
            _time("planned", "counter_planned"),
            _share("adherence", "counter_as_planned", "counter_planned", Good.MORE),
        ),
        "order": (
            _count("transfers", "transferred"),
            Figure(
                "transfers_share",
                Unit.SHARE,
                ("transferred", "issued", "handed_in", "added_in"),
                _handed_over,
                Good.LESS,
            ),
            _count("added"),
            _count("chosen", good=Good.LESS),
            _count("overtaken"),
            _count("overtaken_most", good=Good.LESS),
            _count("restored"),
            _count("without_paper", good=Good.LESS),
            _count("reprints", "reprinted"),
        ),
        "bookings": (
            _count("booked"),
            _count("booked_came"),
            _count("booked_late"),
            _count("booked_missed", good=Good.LESS),
            _share("booked_missed_share", "booked_missed", "booked", Good.LESS),
            _count("booked_cancelled"),
            _share("booked_soon", "booked_soon", "booked_came", Good.MORE),
        ),
        "forecasts": (
            _count("promised"),
            _share("promises_kept", "kept", "promised", Good.MORE),
            Figure("promises_broken", Unit.COUNT, ("promised", "kept"), lambda a, b, _: a - b, Good.LESS),
            _count("foretold"),
            replace(_share("foretold_off", "off", "foretold", Good.LESS), unit=Unit.TIME),
            replace(_share("foretold_bias", "bias", "foretold"), unit=Unit.TIME),
            _share("foretold_inside", "inside", "foretold"),
            _share("foretold_printed", "printed", "foretold"),
            _share("foretold_longer", "longer", "foretold", Good.LESS),
        ),
    }
)
FIGURES: Mapping[str, Figure] = MappingProxyType({one.key: one for some in GROUPS.values() for one in some})

# What the page begins with.
MAIN = ("issued", "served", "wait_avg", "within", "wait_p90", "wait_max", "service_avg", "not_served")

_WAITS = ("wait_avg", "wait_med", "wait_p90", "wait_max", "within")

# Of each facet the figures that say something about its keys.
BY: Mapping[Facet, tuple[str, ...]] = MappingProxyType(
    {
        Facet.SERVICE: (
            "issued", "served", "noshow", "left", "refused", "not_served", "transfers", "wait_avg",
            "wait_p90", "wait_max", "within", "service_avg", "line_max", "overtaken",
            "booked", "booked_missed",
        ),
        Facet.COUNTER: (
            "served", "noshow", "transfers", "service_avg", "service_max", "walking_avg", "open", "busy",
            "idle", "breaks", "other_work", "stepped_out", "overtime", "occupancy", "planned", "adherence",
        ),
        Facet.ISSUE_HOUR: ("issued", *_WAITS, "left", "noshow"),
        Facet.CALL_HOUR: ("called", *_WAITS, "service_avg"),
        Facet.KIND: (
            "issued", "served", "noshow", *_WAITS, "service_avg", "overtaken", "overtaken_most",
        ),
        Facet.LANGUAGE: ("issued", "served", *_WAITS, "service_avg"),
        Facet.OUTCOME: ("served", "service_avg"),
        Facet.REFUSAL: ("refused",),
        Facet.OUT_OF_TURN: ("chosen",),
        Facet.PERSON: (
            "called", "served", "noshow", "transfers", "service_avg", "service_max", "walking_avg",
        ),
    }
)  # fmt: skip

# Of each day of a longer period.
DAYS = ("issued", "served", "noshow", "left", "not_served", "wait_avg", "wait_p90", "wait_max", "within")


def _columns(figures: Iterable[str]) -> frozenset[str]:
    return frozenset(column for key in figures for column in FIGURES[key].columns)


# What must be read of kept totals: a long period reads nothing else. Those of persons are never kept.
COLUMNS: Mapping[Facet, frozenset[str]] = MappingProxyType(
    {
        Facet.WHOLE: _columns(FIGURES),
        **{facet: _columns(figures) for facet, figures in BY.items() if facet is not Facet.PERSON},
    }
)
DAY_COLUMNS = _columns(DAYS)
