"""Charts as SVG, drawn by the server: they need no script, and print as they look.

Light and dark tell series apart, and so does a hatch: they read in greyscale too. Colours stand in
``static/charts.css``; the numbers stand in a table beside each chart, for whoever does not see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup, escape

WIDTH = 560
HEIGHT = 236
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 22, 26
_DIGIT = 7  # as wide as a digit above a bar, with some room
BAR_HEIGHT = 31  # of a chart with bars that lie


@dataclass(frozen=True, slots=True)
class Series:
    """A row of values: its name, its look (a class of ``charts.css``), a value or ``None`` for each place."""

    name: str
    look: str
    values: Sequence[float | None]


def _tag(name: str, *inside: Markup | str, **attributes: object) -> Markup:
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _short(value))
        for key, value in attributes.items()
    )
    if not inside:
        return Markup("<{}{}/>").format(Markup(name), written)  # noqa: S704 - our own words
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, Markup("").join(map(escape, inside)))  # noqa: S704


def _short(value: object) -> object:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def _svg(title: str, height: float, *inside: Markup) -> Markup:
    return _tag(
        "svg",
        _tag("title", title),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {_short(float(height))}",
        role="img",
        aria_label=title,
        class_="chart",
    )


def steps(most: float) -> list[float]:
    """Return the marks of an axis from 0, at round numbers; the last one is not below ``most``."""
    if most <= 0:
        return [0, 1]
    rough = most / 4
    power = 10 ** floor(log10(rough))
    step = next(power * round_ for round_ in (1, 2, 2.5, 5, 10) if power * round_ >= rough)
    if most <= 4:
        step = max(1.0, step)  # nobody waits by halves
    return [step * n for n in range(ceil(most / step - 1e-9) + 1)]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A chart's place for its values: so many places across, marks up the side."""

    places: int
    marks: Sequence[float]

    @property
    def each(self) -> float:
        return (WIDTH - LEFT - RIGHT) / max(1, self.places)

    def x(self, place: float) -> float:
        return LEFT + place * self.each

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.marks[-1]

    def drawn(self, labels: Sequence[str]) -> list[Markup]:
        """The lines across, their numbers, and as many labels below as there is room for."""
        found = []
        for mark in self.marks:
            y = self.y(mark)
            found.append(
                _tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid" if mark else "base")
            )
            found.append(_tag("text", f"{mark:g}", x=LEFT - 8, y=y + 4, class_="mark"))
        widest = max((len(label) for label in labels), default=1) * 6.5 + 12
        every = max(1, ceil(widest / self.each))
        found += [
            _tag("text", label, x=self.x(place + 0.5), y=HEIGHT - 8, class_="label")
            for place, label in enumerate(labels)
            if place % every == 0
        ]
        return found

    def line(self, value: float) -> Markup:
        """A line right across, such as a target; nothing where it is out of sight."""
        y = self.y(value)
        seen = value <= self.marks[-1]
        return _tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="target") if seen else Markup("")


def bars(title: str, labels: Sequence[str], series: Sequence[Series], *, stacked: bool = False) -> Markup:
    """Draw standing bars.

    Args:
        title: what it shows.
        labels: of the places.
        series: each with a value for every place.
        stacked: whether those of one place stand on each other, and not side by side.
    """
    places = [[one.values[place] or 0 for one in series] for place in range(len(labels))]
    frame = _Frame(
        len(labels), steps(max((sum(some) if stacked else max(some) for some in places), default=0))
    )
    rows = 1 if stacked else len(series)
    width = min(34.0, frame.each * 0.76 / rows)
    drawn = frame.drawn(labels)
    for place, values in enumerate(places):
        below = 0.0
        for row, (one, value) in enumerate(zip(series, values, strict=True)):
            x = frame.x(place + 0.5) + ((0 if stacked else row) - rows / 2) * width
            top = frame.y(below + value)
            if value:
                height, rounding = frame.y(below) - top, min(2.0, width / 4)
                drawn.append(
                    _tag("rect", x=x, y=top, width=width - 1, height=height, rx=rounding, class_=one.look)
                )
            last = not stacked or row == len(series) - 1
            room = frame.each if rows == 1 else width
            if last and below + value and len(f"{below + value:g}") * _DIGIT < room:
                drawn.append(_tag("text", f"{below + value:g}", x=x + width / 2, y=top - 4, class_="count"))
            below += value if stacked else 0
    return _svg(title, HEIGHT, *drawn)


def bars_and_ticks(
    title: str,
    labels: Sequence[str],
    bar: Series,
    tick: Series,
    target: float,
) -> Markup:
    """Draw standing bars with a tick above each: a mean, and what most did not exceed; and a target.

    Arguments as for ``bars``.
    """
    most = max((value or 0 for one in (bar, tick) for value in one.values), default=0)
    frame = _Frame(len(labels), steps(max(most, min(target, most * 1.5))))
    width = min(30.0, frame.each * 0.6)
    drawn = frame.drawn(labels)
    for place, (mean, high) in enumerate(zip(bar.values, tick.values, strict=True)):
        x = frame.x(place + 0.5) - width / 2
        if mean is not None:
            height = max(1.0, frame.y(0) - frame.y(mean))
            drawn.append(
                _tag("rect", x=x, y=frame.y(0) - height, width=width, height=height, rx=2, class_=bar.look)
            )
        if mean is not None and high is not None:
            middle = x + width / 2
            drawn.append(
                _tag("line", x1=middle, x2=middle, y1=frame.y(mean), y2=frame.y(high), class_="stem")
            )
            drawn.append(
                _tag("line", x1=x, x2=x + width, y1=frame.y(high), y2=frame.y(high), class_=tick.look)
            )
    return _svg(title, HEIGHT, *drawn, frame.line(target))


def stairs(
    title: str,
    line: Sequence[tuple[float, int]],
    labels: Sequence[str],
    name: str,
    at: tuple[float, int] | None,
) -> Markup:
    """Draw how many there were through a time: a line that goes up and down in steps.

    Args:
        title: what it shows.
        line: from where on, between 0 and 1 of the way, there were how many; in order.
        labels: of the hours, evenly along the way; the last one ends it.
        name: what to write at the highest point.
        at: the highest point, as in ``line``; ``None`` for none.
    """
    frame = _Frame(max(1, len(labels) - 1), steps(max((count for _, count in line), default=0)))
    across = WIDTH - LEFT - RIGHT
    drawn = frame.drawn([])
    drawn += [
        _tag("text", label, x=frame.x(place), y=HEIGHT - 8, class_="label")
        for place, label in enumerate(labels)
        if place % max(1, ceil(48 / frame.each)) == 0
    ]
    path, y = "", frame.y(0)
    for share, count in line:
        x = LEFT + across * min(1, max(0, share))
        path += f" H{_short(x)} V{_short(frame.y(count))}"
        y = frame.y(count)
    if line:
        start = f"M{_short(LEFT + across * min(1, max(0, line[0][0])))},{_short(frame.y(0))}"
        drawn.append(_tag("path", d=f"{start}{path} V{_short(frame.y(0))} Z", class_="area"))
        drawn.append(_tag("path", d=f"{start}{path}", class_="edge"))
    if at:
        x, y = LEFT + across * min(1, max(0, at[0])), frame.y(at[1])
        drawn.append(_tag("circle", cx=x, cy=y, r=4, class_="peak"))
        end = x > LEFT + across * 0.7
        drawn.append(
            _tag(
                "text",
                name,
                x=x - 9 if end else x + 9,
                y=y - 6,
                class_="peak-name end" if end else "peak-name",
            )
        )
    return _svg(title, HEIGHT, *drawn)


def lying(title: str, labels: Sequence[str], series: Sequence[Series], said: Sequence[str]) -> Markup:
    """Draw lying bars, the series one after the other along each.

    Args:
        title: what it shows.
        labels: of the bars, written above each.
        series: each with a value for every bar.
        said: what to write at the end of each bar.
    """
    sums = [sum(one.values[place] or 0 for one in series) for place in range(len(labels))]
    most = max(sums, default=0) or 1
    room = WIDTH - 150
    drawn: list[Markup] = []
    for place, label in enumerate(labels):
        top, x = place * (BAR_HEIGHT + 8), 0.0
        drawn.append(_tag("text", label, x=0, y=top + 12, class_="bar-name"))
        for one in series:
            width = room * (one.values[place] or 0) / most
            if width > 0:
                drawn.append(_tag("rect", x=x, y=top + 17, width=width, height=13, class_=one.look))
            x += width
        drawn.append(_tag("text", said[place], x=x + 7, y=top + 28, class_="bar-said"))
    return _svg(title, max(1, len(labels)) * (BAR_HEIGHT + 8), *drawn)
