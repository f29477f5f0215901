"""A report in charts, each with the table of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from babel.dates import format_date
from markupsafe import Markup

from server.rules.moment import MINUTE, local
from server.rules.periods import Length
from server.rules.spread import bin_of
from server.rules.totals import Facet, Totals, add_up
from server.statistics.charts import Series, bars, bars_and_ticks, lying, stairs
from server.statistics.figures import FIGURES
from server.statistics.report import Report
from server.statistics.telling import Table, Teller

_STEP = 5  # minutes: the bars of the waits
_BARS = 12
_SHORT = 7  # so many lying bars are no taller than a chart of standing ones
_MOST_DAYS, _MOST_WEEKS = 45, 62 * 7


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, what its looks stand for, and the table of the same numbers."""

    svg: Markup
    table: Table
    keys: Sequence[tuple[str, str]] = ()  # look and name
    tall: bool = False  # as tall as two others


def charts_of(tell: Teller, report: Report, line: Sequence[tuple[int, int]]) -> list[Chart]:
    """Draw a report.

    Args:
        tell: says it.
        report: the period's.
        line: how long the line was through the day, of a single day; see ``report.line_through``.
    """
    if not report.whole.issued:
        return []
    found = []
    if report.period.days == 1:
        found.append(_hours(tell, report))
        if len(line) > 1:
            found.append(_line(tell, report, line))
    else:
        found += _days(tell, report)
        found.append(_hours(tell, report))
    found += [_waits(tell, report.whole), _hour_waits(tell, report)]
    found.append(_services(tell, report))
    if any(one.counter_open for one in report.by(Facet.COUNTER).values()):
        found.append(_counters(tell, report))
    return found


def _hours(tell: Teller, report: Report) -> Chart:
    issued, called = report.by(Facet.ISSUE_HOUR), report.by(Facet.CALL_HOUR)
    hours = _all_hours(issued.keys() | called.keys())
    nothing = Totals()
    one = [issued.get(hour, nothing).issued for hour in hours]
    other = [called.get(hour, nothing).called for hour in hours]
    names = (tell.name(FIGURES["issued"]), tell.name(FIGURES["called"]))
    title = tell.words("stat.chart_hours")
    return Chart(
        bars(title, hours, [Series(names[0], "dark", one), Series(names[1], "hatched", other)]),
        Table(
            title,
            ["", *names],
            [
                [tell.key(Facet.ISSUE_HOUR, hour), str(a), str(b)]
                for hour, a, b in zip(hours, one, other, strict=True)
            ],
        ),
        (("dark", names[0]), ("hatched", names[1])),
    )


def _all_hours(found: set[str]) -> list[str]:
    return [f"{hour:02}" for hour in range(int(min(found)), int(max(found)) + 1)]


def _waits(tell: Teller, whole: Totals) -> Chart:
    histogram = whole.wait.histogram()
    edges = [0, *range(_STEP, _STEP * _BARS + 1, _STEP)]
    until = [sum(histogram[: bin_of(edge * MINUTE) + 1]) for edge in edges]
    counts = [
        until[0],
        *(b - a for a, b in pairwise(until)),
        whole.wait.count - until[-1],
    ]
    words, name = tell.words, tell.words("stat.people")
    short = ["0", *(f"{a}–{b}" for a, b in pairwise(edges)), f"{edges[-1]}+"]
    said = [
        words("stat.bin_none"),
        *(words("stat.bin", **{"from": a, "to": b}) for a, b in pairwise(edges)),
        words("stat.bin_last", **{"from": edges[-1]}),
    ]
    minutes = tell.settings.queue.targets.wait_target_min
    inside = [edge <= minutes for edge in edges] + [False]
    title = words("stat.chart_waits")
    good = [count if ok else None for count, ok in zip(counts, inside, strict=True)]
    long = [None if ok else count for count, ok in zip(counts, inside, strict=True)]
    shares = [tell.share(count / whole.wait.count) if whole.wait.count else "–" for count in counts]
    within, beyond = words("stat.within", n=minutes), words("stat.later_than", n=minutes)
    return Chart(
        bars(title, short, [Series(name, "dark", good), Series(name, "hatched", long)], stacked=True),
        Table(
            title,
            ["", name, words("stat.part")],
            [list(row) for row in zip(said, map(str, counts), shares, strict=True)],
        ),
        (("dark", within), ("hatched", beyond)),
    )


def _hour_waits(tell: Teller, report: Report) -> Chart:
    found = report.by(Facet.ISSUE_HOUR)
    hours = _all_hours(set(found))
    return _mean_waits(
        tell,
        tell.words("stat.chart_hour_waits"),
        hours,
        [tell.key(Facet.ISSUE_HOUR, hour) for hour in hours],
        [found.get(hour, Totals()) for hour in hours],
    )


def _mean_waits(
    tell: Teller, title: str, labels: Sequence[str], said: Sequence[str], found: Sequence[Totals]
) -> Chart:
    mean, high = FIGURES["wait_avg"], FIGURES["wait_p90"]
    minutes = tell.settings.queue.targets.wait_target_min
    means = [one.wait.mean for one in found]
    highs = [one.wait.percentile(0.9) for one in found]
    return Chart(
        bars_and_ticks(
            title,
            labels,
            Series(tell.name(mean), "pale", [None if one is None else one / MINUTE for one in means]),
            Series(tell.name(high), "tick", [None if one is None else one / MINUTE for one in highs]),
            minutes,
        ),
        Table(
            title,
            ["", tell.name(mean), tell.name(high)],
            [
                [name, tell.say(mean, a), tell.say(high, b, rounded=not one.exact)]
                for name, a, b, one in zip(said, means, highs, found, strict=True)
            ],
        ),
        (
            ("pale", tell.name(mean)),
            ("tick", tell.name(high)),
            ("target", tell.words("stat.target", n=minutes)),
        ),
    )


def _line(tell: Teller, report: Report, line: Sequence[tuple[int, int]]) -> Chart:
    zone, hour = tell.settings.office.timezone, 60 * MINUTE
    start = line[0][0] // hour * hour
    end = max(-(-line[-1][0] // hour) * hour, start + hour)
    hours = [f"{local(at, zone):%H}" for at in range(start, end + 1, hour)]
    steps = [((at - start) / (end - start), count) for at, count in line]
    whole, at = report.whole, report.whole.line_max_at
    top = None if at is None else ((at - start) / (end - start), whole.line_max)
    title = tell.words("stat.chart_line")
    name = tell.words("stat.most_waited", n=whole.line_max, time=tell.hhmm(at))
    waited = [_longest(line, begin, begin + hour) for begin in range(start, end, hour)]
    return Chart(
        stairs(title, steps, hours, name, top),
        Table(
            title,
            ["", tell.name(FIGURES["line_max"])],
            [[tell.key(Facet.ISSUE_HOUR, hours[place]), str(count)] for place, count in enumerate(waited)],
        ),
    )


def _longest(line: Sequence[tuple[int, int]], begin: int, end: int) -> int:
    """How long the line was at most, from a moment to another; it may have been so before."""
    standing = next((count for at, count in reversed(line) if at <= begin), 0)
    return max([standing, *(count for at, count in line if begin < at < end)])


def _days(tell: Teller, report: Report) -> list[Chart]:
    """Charts of each day; of longer periods of each week or month."""
    length = Length.DAY
    if report.period.days > _MOST_DAYS:
        length = Length.WEEK if report.period.days <= _MOST_WEEKS else Length.MONTH
    parts: dict[date, list[Totals]] = {}
    for day, found in report.by_day.items():
        begin = day if length is Length.DAY else _begin(length, day)
        parts.setdefault(begin, []).append(found)
    begins = list(parts)
    sums = [add_up(some) for some in parts.values()]
    labels = [f"{day:%m-%d}" if length is not Length.MONTH else f"{day:%Y-%m}" for day in begins]
    said = [_said(tell, length, day) for day in begins]
    served, issued = FIGURES["served"], FIGURES["issued"]
    names, others = tell.name(served), tell.words("stat.others")
    title = tell.words(f"stat.chart_{length}s")
    rest = [one.issued - one.served for one in sums]
    done = [one.served for one in sums]
    tickets = Chart(
        bars(title, labels, [Series(names, "dark", done), Series(others, "hatched", rest)], stacked=True),
        Table(
            title,
            ["", tell.name(issued), names],
            [[name, str(one.issued), str(one.served)] for name, one in zip(said, sums, strict=True)],
        ),
        (("dark", names), ("hatched", others)),
    )
    return [tickets, _mean_waits(tell, tell.words(f"stat.chart_{length}_waits"), labels, said, sums)]


def _begin(length: Length, day: date) -> date:
    return day - timedelta(days=day.weekday()) if length is Length.WEEK else day.replace(day=1)


def _said(tell: Teller, length: Length, day: date) -> str:
    if length is Length.DAY:
        return f"{day}, {format_date(day, 'EEE', locale=tell.words.language)}"
    return f"{day} –" if length is Length.WEEK else f"{day:%Y-%m}"


def _services(tell: Teller, report: Report) -> Chart:
    found = {key: one for key, one in report.by(Facet.SERVICE).items() if one.issued or one.wait.count}
    keys = sorted(tell.order(Facet.SERVICE, list(found)), key=lambda key: -found[key].issued)
    names = [tell.key(Facet.SERVICE, key) for key in keys]
    issued, mean = FIGURES["issued"], FIGURES["wait_avg"]
    title = tell.words("stat.chart_services")
    counts = [found[key].issued for key in keys]
    waits = [tell.say(mean, found[key].wait.mean) for key in keys]
    wait_word = tell.words("stat.waited_short")
    ends = [
        f"{n} · {wait_word} {wait}" if found[key].wait.count else str(n)
        for key, n, wait in zip(keys, counts, waits, strict=True)
    ]
    return Chart(
        lying(title, names, [Series(tell.name(issued), "dark", counts)], ends),
        Table(
            title,
            ["", tell.name(issued), tell.name(mean)],
            [list(row) for row in zip(names, map(str, counts), waits, strict=True)],
        ),
        tall=len(keys) > _SHORT,
    )


def _counters(tell: Teller, report: Report) -> Chart:
    found = report.by(Facet.COUNTER)
    keys = [key for key in tell.order(Facet.COUNTER, list(found)) if found[key].counter_open]
    parts = (("busy", "dark"), ("idle", "pale"), ("breaks", "hatched"), ("other_work", "quiet"))
    names = [tell.key(Facet.COUNTER, key) for key in keys]
    series = [
        Series(
            tell.name(FIGURES[part]), look, [(FIGURES[part].of(found[key], 0) or 0) / MINUTE for key in keys]
        )
        for part, look in parts
    ]
    title = tell.words("stat.chart_counters")
    occupancy = FIGURES["occupancy"]
    said = [tell.say(occupancy, occupancy.of(found[key], 0)) for key in keys]
    return Chart(
        lying(title, names, series, said),
        Table(
            title,
            ["", *(tell.name(FIGURES[part]) for part, _ in parts), tell.name(occupancy)],
            [
                [name, *(tell.say(FIGURES[part], FIGURES[part].of(found[key], 0)) for part, _ in parts), end]
                for name, key, end in zip(names, keys, said, strict=True)
            ],
        ),
        tuple((look, tell.name(FIGURES[part])) for part, look in parts),
    )
