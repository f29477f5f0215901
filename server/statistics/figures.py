"""Every figure that is shown and exported: its name in the catalogues, its unit, how it is made of totals.

What it means stands in the catalogue under its name with ``_is``, beside it wherever it is shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from server.rules.moment import MINUTE
from server.rules.spread import Spread
from server.rules.totals import SPREADS, Facet, Totals

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
        of: makes it of totals and the wait target, milliseconds; ``None`` when there is nothing to make it
            of.
        good: which way it is better.
        ranked: whether it is a percentile, which is rounded up where only histograms were kept.
        histogram: of which kind of times it needs the histogram; ``None`` for a figure of counts and sums.
    """

    key: str
    unit: Unit
    of: Callable[[Totals, int], Value]
    good: Good | None = None
    ranked: bool = False
    histogram: str | None = None


def _count(key: str, name: str | None = None, good: Good | None = None) -> Figure:
    return Figure(key, Unit.COUNT, lambda found, _: getattr(found, name or key), good)


def _time(key: str, name: str, good: Good | None = None) -> Figure:
    return Figure(key, Unit.TIME, lambda found, _: getattr(found, name), good)


def _share(key: str, part: str, whole: str, good: Good | None = None) -> Figure:
    return Figure(key, Unit.SHARE, lambda found, _: share(getattr(found, part), getattr(found, whole)), good)


def share(part: float, whole: float) -> float | None:
    """Return a part of a whole; ``None`` when there is nothing."""
    return part / whole if whole else None


def _times(prefix: str, name: str, good: Good | None = None) -> tuple[Figure, ...]:
    def ranked(part: str, of: Callable[[Spread], Value]) -> Figure:
        key = f"{prefix}_{part}"
        return Figure(key, Unit.TIME, lambda found, _: of(getattr(found, name)), good, True, name)

    return (
        Figure(f"{prefix}_avg", Unit.TIME, lambda found, _: getattr(found, name).mean, good),
        ranked("med", lambda times: times.median),
        ranked("p90", lambda times: times.percentile(0.9)),
        Figure(f"{prefix}_max", Unit.TIME, lambda found, _: getattr(found, name).most, good),
    )


def _occupancy(found: Totals, _: int) -> Value:
    return share(found.counter_serving, found.counter_open - found.counter_breaks)


def _within(found: Totals, target: int) -> Value:
    return found.wait.within(target)


def _over_an_hour(found: Totals, _: int) -> Value:
    within = found.wait.within(HOUR)
    return None if within is None else 1 - within


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
            Figure("within", Unit.SHARE, _within, Good.MORE, histogram="wait"),
            Figure("over_hour", Unit.SHARE, _over_an_hour, Good.LESS, histogram="wait"),
            _count("line_max", good=Good.LESS),
            Figure("line_max_at", Unit.MOMENT, lambda found, _: found.line_max_at),
            Figure("line_avg", Unit.COUNT, lambda found, _: share(found.line_ms, found.hours), Good.LESS),
        ),
        "serving": (
            *_times("service", "service"),
            Figure("walking_avg", Unit.TIME, lambda found, _: found.walking.mean),
            Figure("visit_avg", Unit.TIME, lambda found, _: found.visit.mean, Good.LESS),
            Figure("visit_max", Unit.TIME, lambda found, _: found.visit.most, Good.LESS),
        ),
        "counters": (
            _time("open", "counter_open"),
            _time("busy", "counter_serving"),
            _time("idle", "counter_idle"),
            _time("breaks", "counter_breaks"),
            _time("other_work", "counter_other"),
            _time("stepped_out", "counter_out"),
            _time("overtime", "overtime", Good.LESS),
            Figure("occupancy", Unit.SHARE, _occupancy),
        ),
        "order": (
            _count("transfers", "transferred"),
            Figure(
                "transfers_share",
                Unit.SHARE,
                lambda found, _: share(found.transferred, found.issued + found.handed_in + found.added_in),
                Good.LESS,
            ),
            _count("added"),
            _count("chosen", good=Good.LESS),
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
            _count("foretold"),
            Figure("foretold_off", Unit.TIME, lambda found, _: share(found.off, found.foretold), Good.LESS),
            Figure("foretold_bias", Unit.TIME, lambda found, _: share(found.bias, found.foretold)),
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
            "wait_p90", "wait_max", "within", "service_avg", "line_max", "booked", "booked_missed",
        ),
        Facet.COUNTER: (
            "served", "noshow", "transfers", "service_avg", "service_max", "walking_avg", "open", "busy",
            "idle", "breaks", "other_work", "stepped_out", "overtime", "occupancy",
        ),
        Facet.ISSUE_HOUR: ("issued", *_WAITS, "left", "noshow"),
        Facet.CALL_HOUR: ("called", *_WAITS, "service_avg"),
        Facet.KIND: ("issued", "served", "noshow", *_WAITS, "service_avg"),
        Facet.LANGUAGE: ("issued", "served", *_WAITS, "service_avg"),
        Facet.OUTCOME: ("served", "service_avg"),
        Facet.REFUSAL: ("refused",),
        Facet.OUT_OF_TURN: ("chosen",),
        Facet.PERSON: (
            "called", "served", "noshow", "transfers", "service_avg", "service_max", "walking_avg",
        ),
    }
)  # fmt: skip

# Of each kind of times the facets with a figure that needs its histogram: a long period reads no others.
HISTOGRAMS: Mapping[str, tuple[Facet, ...]] = MappingProxyType(
    {
        name: tuple(
            facet
            for facet in Facet
            if any(FIGURES[key].histogram == name for key in (FIGURES if facet is Facet.WHOLE else BY[facet]))
        )
        for name in SPREADS
    }
)
