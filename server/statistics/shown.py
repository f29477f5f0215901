"""A report as people read it: in words, tables and charts. The page and the report to print show the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.config import Settings
from server.rules.totals import Facet
from server.statistics.drawn import Chart, charts_of
from server.statistics.figures import BY, FIGURES, GROUPS, MAIN, Figure, Good, Unit
from server.statistics.report import Report
from server.statistics.telling import Table, Teller
from server.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as it is shown.

    Attributes:
        key: its name in the catalogues.
        name: what it is called.
        value: what it is; ``–`` for nothing.
        before: what it was in the period before; empty when it is not compared.
        change: how it has changed; empty when it has not, or cannot be said.
        verdict: ``better``, ``worse`` or nothing.
        meaning: its definition.
    """

    key: str
    name: str
    value: str
    before: str
    change: str
    verdict: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All of a report as it is shown."""

    title: str
    when: str
    so_far: str
    compared: str
    main: Sequence[Row]
    groups: Sequence[tuple[str, Sequence[Row]]]
    charts: Sequence[Chart]
    tables: Sequence[Table]
    rounded: bool
    empty: bool


def shown(
    words: Words, settings: Settings, report: Report, before: Report, line: Sequence[tuple[int, int]]
) -> Shown:
    """Put a report into words, tables and charts.

    Args:
        words: the language.
        settings: the office.
        report: the period's.
        before: that of the period it is compared with.
        line: how long the line was through the day, of a single day; see ``report.line_through``.
    """
    tell = Teller(words, settings)
    hhmm = tell.hhmm(report.until)
    far = "stat.compared_until" if before.until else "stat.compared"
    so_far = words("stat.so_far", time=hhmm) if report.until else ""
    return Shown(
        title=words(f"stat.{report.period.length}"),
        when=tell.period(report.period),
        so_far=so_far,
        compared=words(
            far if before.by_day else "stat.compared_nothing",
            what=tell.period(before.period),
            time=tell.hhmm(before.until),
        ),
        main=[_row(tell, FIGURES[key], report, before) for key in MAIN],
        groups=[
            (words(f"stat.group_{group}"), [_row(tell, one, report, before) for one in some])
            for group, some in GROUPS.items()
        ],
        charts=charts_of(tell, report, line),
        tables=[_table(tell, report, facet) for facet in BY if report.by(facet)],
        rounded=not report.whole.exact or not before.whole.exact,
        empty=not report.whole.issued,
    )


def _row(tell: Teller, figure: Figure, report: Report, before: Report) -> Row:
    now, then = figure.of(report.whole, tell.target), figure.of(before.whole, tell.target)
    change, verdict = "", ""
    compared = bool(before.by_day)
    if compared and now is not None and then is not None and now != then and figure.unit is not Unit.MOMENT:
        change = _change(tell, figure, now - then)
        if figure.good:
            verdict = "better" if (now > then) is (figure.good is Good.MORE) else "worse"
    return Row(
        figure.key,
        tell.name(figure),
        tell.say(figure, now, rounded=not report.whole.exact),
        tell.say(figure, then, rounded=not before.whole.exact) if compared else "",
        change,
        verdict,
        tell.meaning(figure),
    )


def _change(tell: Teller, figure: Figure, by: float) -> str:
    points = figure.unit is Unit.SHARE  # 80 % is two points more than 78 %
    said = tell.words("stat.points", n=tell.number(abs(by) * 100)) if points else tell.say(figure, abs(by))
    return ("+" if by > 0 else "−") + said if any(digit in said for digit in "123456789") else ""


def _table(tell: Teller, report: Report, facet: Facet) -> Table:
    found, words = report.by(facet), tell.words
    keys = tell.order(facet, list(found))
    first, *others = (FIGURES[key] for key in BY[facet])
    figures = [first, *(one for one in others if any(one.of(found[key], tell.target) for key in keys))]
    rows = [[tell.key(facet, key), *(tell.cell(one, found[key]) for one in figures)] for key in keys]
    note = words("stat.person_note") if facet is Facet.PERSON else ""
    return Table(words(f"stat.by_{facet}"), ["", *(tell.head(one) for one in figures)], rows, note)
