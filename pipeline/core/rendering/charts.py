"""Charts as inline SVG: drawn on the server, styled by the page, readable without sight or script.

Every chart is a plot of whole numbers on a true axis from zero. Each bar is a link with its numbers in words. They are
out of the tab order, since whoever uses a keyboard has the same links in the table that stands under each chart.
Colours are not set here: a bar's parts carry the class of their series.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TOP: Final = 18  # pixels above the plot: the unit stands there
_BOTTOM: Final = 22  # under it: the days
_CHARACTER: Final = 7  # pixels that a digit of the axis takes, at most
_LABEL: Final = 62  # pixels that one day's label needs
_GAP: Final = 0.18  # of a bar's place stays empty
_MONTH: Final = 31


@dataclass(frozen=True, slots=True)
class Bar:
    """One span of days, both ends included, and its counts, one for each series, lowest part first."""

    first: date
    last: date
    counts: tuple[int, ...]
    link: str = ""

    @property
    def total(self) -> int:
        """All series together."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Series:
    """One part of every bar: what it counts, and the class that colours it."""

    name: str
    css: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A chart of counts over time. `key` is unique on its page."""

    key: str
    title: str
    unit: str  # "stories"
    single: str  # "story"
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]  # in order of time, without a gap

    @property
    def description(self) -> str:
        """The chart in a sentence."""
        if not self.bars:
            return "No days to show."
        most = max(self.bars, key=lambda bar: bar.total)
        total = sum(bar.total for bar in self.bars)
        span = f"{day(self.bars[0].first)} to {day(self.bars[-1].last)}"
        return f"{span}: {self.counted(total)}" + (f", most on {span_words(most)} ({most.total:,})." if total else ".")

    def counted(self, count: int) -> str:
        """So many of what the chart counts."""
        return f"{count:,} {self.single if count == 1 else self.unit}"


def day(when: date) -> str:
    """A day in words: "9 Nov 2026"."""
    return f"{when.day} {when:%b %Y}"


def span_words(bar: Bar) -> str:
    """The days of a bar in words."""
    if bar.first == bar.last:
        return f"{bar.first:%a} {day(bar.first)}"
    if bar.first.day == 1 and bar.last == _month_end(bar.first):
        return f"{bar.first:%B %Y}"
    return f"{day(bar.first)} to {day(bar.last)}"


def spans(first: date, last: date, days: int) -> tuple[tuple[date, date], ...]:
    """The time from `first` to `last` in equal pieces of `days`; the latest is whole, the earliest may be short."""
    ends = [last - timedelta(days=days * step) for step in range((last - first).days // days + 1)]
    return tuple((max(first, end - timedelta(days=days - 1)), end) for end in reversed(ends))


def months(first: date, last: date) -> tuple[tuple[date, date], ...]:
    """The calendar months from that of `first` to that of `last`, each whole."""
    found = []
    start = first.replace(day=1)
    while start <= last:
        found.append((start, _month_end(start)))
        start = found[-1][1] + timedelta(days=1)
    return tuple(found)


def gathered(
    counts: Mapping[date, Sequence[int]], pieces: Sequence[tuple[date, date]], series: int
) -> tuple[tuple[date, date, tuple[int, ...]], ...]:
    """Counts by day put together into pieces of time; days without any count as zero."""
    sums = [[0] * series for _ in pieces]
    place = {
        first + timedelta(days=n): i for i, (first, last) in enumerate(pieces) for n in range((last - first).days + 1)
    }
    for when, values in counts.items():
        if when in place:
            for position, value in enumerate(values):
                sums[place[when]][position] += value
    return tuple((first, last, tuple(sums[i])) for i, (first, last) in enumerate(pieces))


def ticks(most: int) -> tuple[int, ...]:
    """Round whole numbers from 0 to at least `most`, three to six of them (two when `most` is 1)."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 4 * step * factor:
                top = -(-max(most, 1) // (step * factor))
                return tuple(step * factor * n for n in range(top + 1))
        step *= 10


def timeline(chart: Timeline, width: int = 720, height: int = 220) -> str:
    """The chart as an SVG element, `width` by `height` pixels unless the page makes it smaller."""
    marks = ticks(max((bar.total for bar in chart.bars), default=0))
    left = _CHARACTER * len(f"{marks[-1]:,}") + 10
    plot = _Plot(left=left, width=width - left - 4, height=height - _TOP - _BOTTOM, most=marks[-1])
    key = escape(chart.key)
    head = (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="graphics-document" aria-roledescription="bar chart" aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{escape(chart.title)}</title>'
        f'<desc id="{key}-desc">{escape(chart.description)}</desc>'
    )
    return "".join((head, *_axis(chart, plot, marks, width), *_bars(chart, plot), *_days(chart, plot), "</svg>"))


@dataclass(frozen=True, slots=True)
class _Plot:
    left: float
    width: float
    height: float
    most: int

    def y(self, value: float) -> float:
        return _TOP + self.height * (1 - value / self.most)


def _axis(chart: Timeline, plot: _Plot, marks: tuple[int, ...], width: int) -> Iterator[str]:
    yield f'<g aria-hidden="true"><text class="unit" x="{plot.left:g}" y="11">{escape(chart.unit)}</text>'
    for mark in marks:
        y = _n(plot.y(mark))
        yield f'<line class="{"grid" if mark else "base"}" x1="{_n(plot.left)}" x2="{width - 4}" y1="{y}" y2="{y}"/>'
        yield f'<text class="tick" x="{_n(plot.left - 6)}" y="{_n(plot.y(mark) + 4)}" text-anchor="end">{mark:,}</text>'
    yield "</g>"


def _bars(chart: Timeline, plot: _Plot) -> Iterator[str]:
    step = plot.width / max(1, len(chart.bars))
    thick = step * (1 - _GAP)
    for position, bar in enumerate(chart.bars):
        words = escape(bar_words(chart, bar))
        left = plot.left + step * position
        parts = "".join(_parts(chart, plot, bar, left + step * _GAP / 2, thick))
        area = f'<rect class="area" x="{_n(left)}" y="{_TOP}" width="{_n(step)}" height="{_n(plot.height)}"/>'
        inside = f"<title>{words}</title>{area}{parts}"
        if bar.link:
            yield f'<a href="{escape(bar.link)}" tabindex="-1" aria-label="{words}">{inside}</a>'
        else:
            yield f"<g>{inside}</g>"


def _parts(chart: Timeline, plot: _Plot, bar: Bar, left: float, thick: float) -> Iterator[str]:
    below = 0
    for series, count in zip(chart.series, bar.counts, strict=True):
        if count:
            top, foot = plot.y(below + count), plot.y(below)
            yield (
                f'<rect class="{escape(series.css)}" x="{_n(left)}" y="{_n(top)}" width="{_n(thick)}" '
                f'height="{_n(foot - top)}"/>'
            )
        below += count


def _days(chart: Timeline, plot: _Plot) -> Iterator[str]:
    if not chart.bars:
        return
    step = plot.width / len(chart.bars)
    every = max(1, -(-len(chart.bars) // max(1, int(plot.width // _LABEL))))
    shown = range((len(chart.bars) - 1) % every, len(chart.bars), every)
    long = (chart.bars[-1].last - chart.bars[0].first).days > 13 * _MONTH
    yield '<g aria-hidden="true">'
    for position in shown:
        x = plot.left + step * (position + 0.5)
        half = _LABEL / 2 - 6
        x = min(max(x, plot.left + half), plot.left + plot.width - half)
        bar = chart.bars[position]
        label = f"{bar.first:%b %Y}" if long else f"{bar.first.day} {bar.first:%b}"
        yield f'<text class="day" x="{_n(x)}" y="{_n(_TOP + plot.height + 16)}" text-anchor="middle">{label}</text>'
    yield "</g>"


def bar_words(chart: Timeline, bar: Bar) -> str:
    """A bar's numbers in words, for a tooltip, a screen reader and the table."""
    if not bar.total:
        return f"{span_words(bar)}: none"
    if len(chart.series) == 1:
        return f"{span_words(bar)}: {chart.counted(bar.total)}"
    named = (f"{count:,} {series.name}" for series, count in zip(chart.series, bar.counts, strict=True) if count)
    return f"{span_words(bar)}: {chart.counted(bar.total)} ({', '.join(named)})"


def sparkline(values: Sequence[int], label: str, width: int = 96, height: int = 22) -> str:
    """A line through the values, its highest point marked; on a scale of its own, from zero."""
    most = max(1, *values) if values else 1
    step = (width - 4) / max(1, len(values) - 1)
    points = [(2 + step * n, 2 + (height - 4) * (1 - value / most)) for n, value in enumerate(values)]
    line = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    peak = max(range(len(values)), key=lambda n: values[n], default=None)
    dot = f'<circle cx="{_n(points[peak][0])}" cy="{_n(points[peak][1])}" r="1.8"/>' if peak is not None else ""
    return (
        f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(label)}"><title>{escape(label)}</title><polyline points="{line}"/>{dot}</svg>'
    )


def _month_end(start: date) -> date:
    return (start.replace(day=1) + timedelta(days=_MONTH + 1)).replace(day=1) - timedelta(days=1)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
